/*
 * Another process, which lines are told to and heard from: a crash or a hang in it does not happen
 * here.
 */
#ifndef HOSTSIM_CHILD_H
#define HOSTSIM_CHILD_H

#include "child_aside.h"

struct child;

enum child_said {
    CHILD_SAID,   /* a line */
    CHILD_SILENT, /* nothing, in the time that was given */
    CHILD_GONE    /* it ended */
};

/*
 * Starts a program. arguments[0] is its path, and NULL ends them; on Windows no argument has a
 * quotation mark, and all together have at most some 8000 bytes. *child is the caller's, to be
 * ended with child_end. False, with *child NULL, where it could not be started.
 */
bool child_start(const char *const *arguments, struct child **child, struct fault *fault);

/*
 * Writes size bytes to the child's standard input. A line's end is the caller's to write. False
 * where nobody reads there any more; there is no fault. It waits as long as the child does not
 * read.
 */
bool child_tell(struct child *child, const char *line, size_t size);

/*
 * Waits up to milliseconds for the child's next line. CHILD_SAID puts it into line, without its
 * end, in the place of what was there; the caller releases line. CHILD_SILENT where no whole line
 * came in that time; it may be heard later. CHILD_GONE where the child's standard output has ended.
 */
enum child_said child_hear(struct child *child, unsigned milliseconds, struct buffer *line);

/*
 * Moves what the child has written to standard error since the last time, CHILD_ASIDE_MOST bytes at
 * most, into text, in the place of what was there; the caller releases it. It may be any bytes.
 */
void child_aside(struct child *child, struct buffer *text);

/*
 * Ends the child, if it has not ended, and frees it. child may be NULL: nothing is done then, and
 * how and aside stay as they were. aside gets what child_aside would give, up to the end; NULL: it
 * is lost. how has room for size bytes, and gets how the child ended: "exit 3", or on
 * Linux a signal's text, as "Segmentation fault".
 */
void child_end(struct child *child, char *how, size_t size, struct buffer *aside);

/*
 * The path of this program. path has room for size bytes. False where it cannot be had or does not
 * fit; there is no fault.
 */
bool child_own_program(char *path, size_t size);

#endif
