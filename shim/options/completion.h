/* What makes a shell complete a tool's command line, written from its tables. */
#ifndef IISSUBA_COMPLETION_H
#define IISSUBA_COMPLETION_H

#include <stdio.h>

#include "command_table.h"

/*
 * Prints the script for a shell: bash, zsh or fish. False, with the fault set, where the shell is
 * another; nothing is printed then.
 */
bool completion_print(FILE *out, const struct tool *tool, const char *shell, struct fault *fault);

#endif
