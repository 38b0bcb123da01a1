/*
 * A command that a person can paste at a prompt: from its words to one line, so that the program
 * gets the same words again.
 *
 * On Windows a line goes through two readers, neither of which knows of the other.
 *   cmd.exe     looks for %NAME% in quotes and out of them, and knows no escape for it in quotes;
 *               out of them a caret makes any character plain ("cmd /?"; "Command shell overview").
 *               What is quoted it tells by counting quotes: it knows no \".
 *   the program splits what is left by the C runtime's rules ("Parsing C Command-Line Arguments"):
 *               before a quote backslashes are halved, and \" is a quote.
 * So a word is put in quotes. Where it has a quote or a percent sign, each character that cmd.exe
 * acts on gets a caret, the quotes as well, so that cmd.exe sees none; and percent signs stand out
 * of the quotes: a%b"c is ^"a^"^%^"b\^"c^". What follows a percent sign is then a caret, a quote or
 * a blank, in whatever order cmd.exe does its work, and no variable has a name that begins so.
 *
 * What this is for: a line pasted at the prompt. In a batch file a percent sign is two.
 * Where delayed expansion was turned on (cmd /V:ON), !NAME! is a variable, too. How net and
 * ntrights take a name that begins with a dash is not documented.
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
