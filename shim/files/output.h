/*
 * Standard output and standard error. What a program prints there comes of files that others wrote,
 * and of arguments: none of it reaches the terminal raw.
 */
#ifndef IISSUBA_OUTPUT_H
#define IISSUBA_OUTPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "text/fault.h"

/*
 * From now on all that is printed is made printable (text/printable.h), in this one place. Called
 * first. On Windows nothing is done: a console there takes escapes for text, unless a program asks
 * for them (ENABLE_VIRTUAL_TERMINAL_PROCESSING, Windows 10). Where there is no memory the streams
 * stay as they are.
 */
void output_make_printable(void);

/*
 * Opens a stream of the program's own on what is standard output, as printable. What else in the
 * process prints to stdout, as the code of others does, goes to standard error from here on. Called
 * once, before such code is loaded; the stream stays open until the process ends. Where it cannot
 * be had, it is stdout.
 */
FILE *output_of_our_own(void);

/* Whether stdout or stderr is a terminal. */
bool output_is_terminal(FILE *stream);

/*
 * Sends what is still to be printed to stdout, or to the stream of our own. False where that, or
 * something before it, could not be written; the fault has the system's reason. A pipe that nobody
 * reads from is such a reason, and does not end the process. It is said once.
 */
bool output_whole(struct fault *fault);

/*
 * How many columns stdout or stderr has: the environment's COLUMNS, else the terminal's; 0 where it
 * is none, or does not tell.
 */
size_t output_width(FILE *stream);

/*
 * Whether colours are to be sent to stdout or stderr: never with NO_COLOR (no-color.org), always
 * with CLICOLOR_FORCE other than 0 (bixense.com/clicolors), else to a terminal, unless CLICOLOR is
 * 0 or TERM says that it takes none. A Windows console is asked to take them (Windows 10, version
 * 1511); on one that does not they would show as letters.
 */
bool output_takes_colour(FILE *stream);

/* Takes back so many columns at the beginning of a line, as any terminal can. */
void output_take_back(FILE *stream, int columns);

/* Sends the program's own control sequence to stdout or stderr, as it is. */
void output_control(FILE *stream, const char *sequence);

#endif
