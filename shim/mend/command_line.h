/*
 * A command that a person can paste at a prompt: from its words to one line, so that the program
 * gets the same words again.
 *
 * On Windows a line goes through two readers, neither of which knows of the other.
 *   cmd.exe     takes %NAME% out of quotes and in quotes alike, and knows no escape for it in
 * quotes; outside of them a caret makes any character plain ("cmd /?"; "Command shell overview").
 * Whether a text is quoted it tells by counting quotes: it knows no \". the program splits what is
 * left by the C runtime's rules ("Parsing C Command-Line Arguments"): n backslashes before a quote
 * are halved, and \" is a quote. So a word stands in quotes, but for its percent signs and quotes,
 * which stand outside: a"b%c is "a"\^""b"^%"c". What follows a percent sign is then a caret, a
 * quote or a blank, and no variable has a name that begins so.
 *
 * What this is for: a line pasted at the prompt. A batch file takes %"c"^% for an empty variable.
 * Where delayed expansion was turned on (cmd /V:ON), !NAME! is a variable in quotes, too.
 */
#ifndef IISSUBA_COMMAND_LINE_H
#define IISSUBA_COMMAND_LINE_H

#include <stdbool.h>
#include <stddef.h>

enum shell {
    SHELL_CMD, /* cmd.exe's prompt */
    SHELL_SH   /* POSIX sh, and the shells that quote as it does */
};

/* What cmd.exe takes on NT 4.0 and 2000: 2047 characters (KB830473). No line of ours is longer. */
#define COMMAND_LINE_MAX 2048

struct command_line {
    enum shell shell;
    char text[COMMAND_LINE_MAX]; /* UTF-8 */
    size_t length;
    const char *unfit; /* why no line can carry a word; static; NULL where one can */
};

/* Starts a line with a program's name, which is plain letters. */
void command_line_start(struct command_line *line, enum shell shell, const char *program);

/*
 * Adds a word. A word that no prompt takes (with a control character, not UTF-8, or too long) makes
 * the line unfit: its text is then empty, and stays so.
 */
void command_line_word(struct command_line *line, const char *word);

/* Makes the line unfit, for a reason of the caller's. The first one stays. */
void command_line_refuse(struct command_line *line, const char *why);

#endif
