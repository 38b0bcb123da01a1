/*
 * The words of the command line as UTF-8, as they were typed. On Windows main's own come in the
 * ANSI code page, by best fit: a name that the page does not have would become another one, that of
 * an account perhaps, and a wide quote a quote.
 */
#ifndef IISSUBA_ARGUMENTS_H
#define IISSUBA_ARGUMENTS_H

#include "text/fault.h"

/*
 * Replaces main's words, for as long as the process lives. False where one is no text (half of a
 * surrogate pair), or there is no memory.
 */
bool arguments_open(int *count, char ***words, struct fault *fault);

/*
 * A word as the name of a file, as the C runtime's functions take it; it lives as long as the
 * process. NULL where the ANSI code page does not have it, or there is no memory.
 */
char *arguments_path(char *word);

/* Says of such a word that it is no path. Returns false. */
bool arguments_no_path(const char *word, struct fault *fault);

/* Whether a word asks for help as the platform's own programs take it: "/?" on Windows. */
bool arguments_ask_help(const char *word);

#endif
