/*
 * What a tool takes on its command line, as tables. Parsing, --help, the completions of the shells
 * and the test of the man pages come from these tables alone: what is not in them is refused.
 */
#ifndef IISSUBA_COMMAND_TABLE_H
#define IISSUBA_COMMAND_TABLE_H

#include <stdbool.h>
#include <stddef.h>

#include "text/fault.h"

/* Where the value of an option goes. */
enum option_kind {
    OPTION_SWITCH, /* it takes none; a bool becomes true */
    OPTION_TEXT,   /* a const char *, as it was typed */
    OPTION_PATH,   /* a const char *, as the C runtime takes it (files/arguments.h) */
    OPTION_NUMBER, /* an unsigned, from least to most */
    OPTION_WORD,   /* an unsigned: which of the words in argument it is, from 0 */
    OPTION_OTHER   /* where take puts it */
};

/*
 * Takes an option's value, NULL where the option has none; settings are those of its table. The
 * value outlives the command. False where it is none that the option has; the fault says what was
 * expected.
 */
typedef bool option_take(void *settings, const char *value, struct fault *fault);

/*
 * An option. Shells complete its argument by how that is written: "on|off" are the words that may
 * stand there, DIR is a folder and FILE a file.
 */
struct option_row {
    const char *name;     /* "machine", for --machine; NULL ends a table */
    char letter;          /* 'v', for -v, which is the same; 0: it has none */
    const char *argument; /* "DIR"; NULL: it takes none */
    const char *help;     /* one line for a person */
    enum option_kind kind;
    size_t at; /* offset of the value in the settings */
    unsigned least;
    unsigned most;
    option_take *take;
};

/* Options that belong together, and where their settings are in those of the command. */
struct option_table {
    const struct option_row *rows; /* NULL ends a list of tables */
    size_t at;
};

#define OPTION_TABLES_MOST 8

struct command_row {
    const char *name;
    const char *arguments; /* as the help shows them: "[NODE]", "NODE on|off"; "": none */
    int least;             /* how many of them there are */
    int most;              /* -1: any number */
    bool paths;            /* they name files, or a folder where that is called DIR */
    const char *help;      /* for a person, in a few words; it is wrapped where it is shown */
    const char *more;      /* what the command's own help adds; NULL: nothing */
    struct option_table options[OPTION_TABLES_MOST];
};

struct tool {
    const char *name;
    const char *version;
    const char *about; /* above the commands; it is wrapped */
    const char *notes; /* what stands below them, with its line ends */
    const struct command_row *(*command)(size_t index); /* NULL behind the last */
};

/* The options that every command of every tool has. They have no settings. */
extern const struct option_row option_code_page;
extern const struct option_row option_help;    /* and -h */
extern const struct option_row option_version; /* and -V */

/* The commands that every tool has. */
extern const struct command_row command_row_help;
extern const struct command_row command_row_completion;

/* Calls visit for each option of a command: its own, and then those above. */
typedef void option_visit(void *context, const struct option_row *row, size_t settings_at);
void command_options_each(const struct command_row *command, option_visit *visit, void *context);

/*
 * Takes the value of an option, NULL where it has none, into the settings of its table. A path is
 * kept as it is: it is made one by arguments_path() where the words are read. False where the value
 * is none that the option has; the fault says what was expected.
 */
bool option_take_value(const struct option_row *row, void *settings, const char *value,
                       struct fault *fault);

/*
 * The word of "on|off" at an index, and its length; NULL behind the last. What has no '|' is no
 * list of words, and has none.
 */
const char *option_word(const char *argument, size_t index, size_t *length);

/*
 * Says what was expected in a word's place: `expected on or off, not "of" (did you mean off?)`.
 * words is as "on|off". Returns false.
 */
bool option_word_refused(const char *words, const char *value, struct fault *fault);

#endif
