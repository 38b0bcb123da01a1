/*
 * Another process, that lines are told to and heard from: what it may crash or hang in does not
 * happen here.
 */
#ifndef HOSTSIM_CHILD_H
#define HOSTSIM_CHILD_H

#include "files/buffer.h"

struct child;

enum child_said {
    CHILD_SAID,   /* a line */
    CHILD_SILENT, /* nothing, in the time that was given */
    CHILD_GONE    /* it ended */
};

/* arguments[0] is the program's path; NULL ends them. What the child says on standard error is
 * lost. */
bool child_start(const char *const *arguments, struct child **child, struct fault *fault);
/* One line, with its end. False where nobody reads it any more. */
bool child_tell(struct child *child, const char *line, size_t size);
/* The next line, without its end. */
enum child_said child_hear(struct child *child, unsigned milliseconds, struct buffer *line);
/* Ends it, if it has not ended, and says how it did: "exit 3", "SIGSEGV". NULL is allowed. */
void child_end(struct child *child, char *how, size_t size);

/* The path of this program. False where it cannot be had. */
bool child_own_program(char *path, size_t size);

#endif
