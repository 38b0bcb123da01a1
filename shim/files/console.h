/* The terminal that a secret is typed at. */
#ifndef IISSUBA_CONSOLE_H
#define IISSUBA_CONSOLE_H

#include <stdbool.h>

/* Whether standard input is a terminal. */
bool console_is_terminal(void);

/*
 * Whether what is typed is shown. Off, an end from outside (interruption.h has what that is) turns
 * it on again before it ends the process, and so does a stop (Ctrl-Z) until the process goes on.
 */
void console_echo(bool on);

#endif
