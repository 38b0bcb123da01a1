/*
 * The words of a command line, read by a tool's tables: --name VALUE or --name=VALUE, in any order
 * among the arguments and before the command too; a name may be cut short where that fits one
 * option only; behind "--" there are arguments alone.
 */
#ifndef IISSUBA_COMMAND_WORDS_H
#define IISSUBA_COMMAND_WORDS_H

#include "command_table.h"

enum command_asked {
    ASKED_COMMAND, /* to run it */
    ASKED_HELP,    /* about the command; about all, where there is none */
    ASKED_VERSION,
    ASKED_NOTHING, /* there is no word at all */
    ASKED_WRONG    /* what no table has; the fault is one line, which names the word */
};

struct command_words {
    const struct command_row *command; /* NULL: none was named */
    size_t index;                      /* its place in the tool */
    int count;
    char **words;      /* all that stands before and behind it, options too */
    const char *first; /* the first argument as it was typed; NULL: there is none */
};

/* Finds the command in the words of main, whose order may change, and what is asked about it. */
enum command_asked command_words_find(const struct tool *tool, int count, char **words,
                                      struct command_words *found, struct fault *fault);

/*
 * Takes the options out of the words, which become the arguments alone, in their order; their
 * number is checked. settings is what the command's tables write to, with its defaults; NULL where
 * it has none. False, with the fault as above, where a word is none that the command has.
 */
bool command_words_take(const struct tool *tool, struct command_words *words, void *settings,
                        struct fault *fault);

#endif
