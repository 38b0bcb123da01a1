/* What child_posix.c and child_win32.c share: the end of what a child writes to standard error. */
#ifndef HOSTSIM_CHILD_ASIDE_H
#define HOSTSIM_CHILD_ASIDE_H

#include "files/buffer.h"

#define CHILD_ASIDE_MOST 8192 /* bytes that are kept: the last ones */

/* Adds size bytes, and drops from the beginning what is more than CHILD_ASIDE_MOST. */
void child_aside_add(struct buffer *aside, const char *bytes, size_t size);

/* Moves all of it into text, in the place of what was there. */
void child_aside_take(struct buffer *aside, struct buffer *text);

#endif
