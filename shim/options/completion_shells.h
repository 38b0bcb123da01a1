/* What the scripts of the three shells are written with, for completion.c alone. */
#ifndef IISSUBA_COMPLETION_SHELLS_H
#define IISSUBA_COMPLETION_SHELLS_H

#include <stdio.h>

#include "command_table.h"

typedef void completion_shell(FILE *out, const struct tool *tool);

completion_shell completion_bash; /* bash(1), Programmable Completion */
completion_shell completion_zsh;  /* zshcompsys(1), _arguments */
completion_shell completion_fish; /* fish's complete(1) */

/* What may stand in an argument's place. */
enum completion_kind { COMPLETE_NOTHING, COMPLETE_WORDS, COMPLETE_FOLDERS, COMPLETE_FILES };

/* What an option's argument may be, by how the table writes it. */
enum completion_kind completion_of_option(const struct option_row *row);

/*
 * What a command's argument at an index may be; *words is it as "on|off", without brackets and with
 * its length. The command of help is one of the tool's, and is not looked at here.
 */
enum completion_kind completion_of_argument(const struct command_row *command, size_t index,
                                            const char **words, size_t *length);

/* Prints "on|off" as "on off"; length of it. */
void completion_words(FILE *out, const char *words, size_t length);

/*
 * Calls visit once for each option that any command has, by its name. They may stand before the
 * command.
 */
void completion_each_option(const struct tool *tool, option_visit *visit, void *context);

/* Prints a text for between single quotes; one in it is written so that all three take it. */
void completion_quoted(FILE *out, const char *text);

#endif
