/* What --help shows: all commands of a tool, or one with its options. */
#ifndef IISSUBA_COMMAND_HELP_H
#define IISSUBA_COMMAND_HELP_H

#include <stdio.h>

#include "command_table.h"

/* Prints the help of one command; of the tool, where command is NULL. */
void command_help(FILE *out, const struct tool *tool, const struct command_row *command);

#endif
