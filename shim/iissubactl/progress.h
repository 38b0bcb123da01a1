/* How far long work is, on standard error where that is a terminal. */
#ifndef IISSUBACTL_PROGRESS_H
#define IISSUBACTL_PROGRESS_H

#include <stddef.h>

/* At most some ten times a second; done == whole takes the line away. */
void progress_show(const char *what, size_t done, size_t whole);

/* Takes the line away, for another that is to be printed in its place. */
void progress_clear(void);

#endif
