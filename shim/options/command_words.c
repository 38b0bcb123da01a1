#include "command_words.h"

#include <stdio.h>
#include <string.h>

#include "files/arguments.h"
#include "nearest.h"

/* A walk over the words; without a command, by the options of all commands. */
struct walk {
    const struct tool *tool;
    const struct command_row *command;
    int count;
    char **words;
    int at;
    bool ended; /* "--" was seen */
};

enum word_kind {
    WORD_ARGUMENT,
    WORD_OPTION,
    WORD_UNKNOWN,
    WORD_NO_VALUE,
    WORD_HAS_VALUE,
    WORD_END
};

struct word {
    enum word_kind kind;
    char *text; /* as it was typed */
    const struct option_row *option;
    size_t settings_at;
    char *value; /* NULL: it takes none */
};

/* A search for an option by its name, or by how that begins. */
struct search {
    const char *name;
    size_t length;
    const struct option_row *found;
    const struct option_row *other; /* begins so too, and no option has the whole name */
    size_t settings_at;
    bool whole;
};

static void try_option(void *context, const struct option_row *row, size_t settings_at)
{
    struct search *search = context;
    bool whole = strlen(row->name) == search->length;
    if (strncmp(row->name, search->name, search->length) != 0 || search->whole) {
        return;
    }
    if (whole || search->found == NULL) {
        search->found = row;
        search->settings_at = settings_at;
        search->whole = whole;
    } else if (row != search->found && strcmp(row->name, search->found->name) != 0) {
        search->other = row;
    }
}

/* By the one letter of "-v". */
static void try_letter(void *context, const struct option_row *row, size_t settings_at)
{
    struct search *search = context;
    if (row->letter == *search->name && search->found == NULL) {
        search->found = row;
        search->settings_at = settings_at;
        search->whole = true;
    }
}

static void each_option(const struct tool *tool, const struct command_row *command,
                        option_visit *visit, void *context)
{
    const struct command_row *row;
    if (command != NULL) {
        command_options_each(command, visit, context);
        return;
    }
    for (size_t i = 0; (row = tool->command(i)) != NULL; i++) {
        command_options_each(row, visit, context);
    }
}

static struct search search_for(const struct tool *tool, const struct command_row *command,
                                const char *text)
{
    struct search search = {.name = text + 2, .length = strcspn(text + 2, "=")};
    struct search anywhere = search;
    if (text[1] != '-' && text[1] != '\0' && text[2] == '\0') {
        search = (struct search){.name = text + 1, .length = 1};
        each_option(tool, command, try_letter, &search);
    } else if (strncmp(text, "--", 2) == 0 && search.length > 0) {
        each_option(tool, command, try_option, &search);
    }
    /* Another command's whole name is not this one's cut short: --password, --password-stdin. */
    if (search.found != NULL && !search.whole && command != NULL && text[1] == '-') {
        each_option(tool, NULL, try_option, &anywhere);
        search.found = anywhere.whole ? NULL : search.found;
        search.other = anywhere.whole ? NULL : search.other;
    }
    return search;
}

/* Sees what the next word is, and takes it, and the next but one where that is its value. */
static struct word next_word(struct walk *walk)
{
    struct word word = {.kind = WORD_END};
    if (walk->at < walk->count && !walk->ended && strcmp(walk->words[walk->at], "--") == 0) {
        walk->ended = true;
        walk->at++;
    }
    if (walk->at == walk->count) {
        return word;
    }
    word.text = walk->words[walk->at++];
    word.kind = WORD_ARGUMENT;
    if (!walk->ended && arguments_ask_help(word.text)) {
        word.kind = WORD_OPTION;
        word.option = &option_help;
    } else if (!walk->ended && word.text[0] == '-' && word.text[1] != '\0') {
        struct search search = search_for(walk->tool, walk->command, word.text);
        char *equals = strchr(word.text, '=');
        bool takes = search.found != NULL && search.found->argument != NULL;
        word.option = search.found;
        word.settings_at = search.settings_at;
        word.value = !takes ? NULL : equals != NULL ? equals + 1 : walk->words[walk->at];
        walk->at += takes && equals == NULL && walk->at < walk->count;
        word.kind = search.found == NULL || (search.other != NULL && !search.whole) ? WORD_UNKNOWN
                    : takes && word.value == NULL                                   ? WORD_NO_VALUE
                    : !takes && equals != NULL                                      ? WORD_HAS_VALUE
                                                                                    : WORD_OPTION;
    }
    return word;
}

/* The commands that have an option, as "check, find and get"; "" where that would be a long list.
 */
static void list_owners(const struct tool *tool, const struct option_row *option, char *list,
                        size_t size)
{
    const struct command_row *owners[3];
    size_t count = 0;
    const struct command_row *row;
    *list = '\0';
    for (size_t i = 0; (row = tool->command(i)) != NULL; i++) {
        struct search search = {.name = option->name, .length = strlen(option->name)};
        command_options_each(row, try_option, &search);
        if (search.whole && count++ < 3) {
            owners[count - 1] = row;
        }
    }
    for (size_t i = 0; count <= 3 && i < count; i++) {
        size_t used = strlen(list);
        snprintf(list + used, size - used, "%s%s",
                 i == 0           ? ""
                 : i + 1 == count ? " and "
                                  : ", ",
                 owners[i]->name);
    }
}

static void try_near(void *context, const struct option_row *row, size_t settings_at)
{
    (void)settings_at;
    nearest_try(context, row->name);
}

/* Why a word that begins with a dash is no option of the command. */
static bool refuse_option(const struct walk *walk, const char *text, struct fault *fault)
{
    char owners[128];
    const char *command = walk->command == NULL ? walk->tool->name : walk->command->name;
    struct search here = search_for(walk->tool, walk->command, text);
    struct search anywhere = search_for(walk->tool, NULL, text);
    struct nearest nearest = {.typed = anywhere.name, .length = anywhere.length};
    if (here.found != NULL && here.other != NULL) {
        return fault_set(fault, "\"%.60s\" can be --%s or --%s", text, here.found->name,
                         here.other->name);
    }
    if (anywhere.whole) {
        list_owners(walk->tool, anywhere.found, owners, sizeof owners);
        return fault_set(fault, "--%s is for %s, not for %s", anywhere.found->name,
                         *owners == '\0' ? "other commands" : owners, command);
    }
    if (strncmp(text, "--", 2) == 0) {
        each_option(walk->tool, walk->command, try_near, &nearest);
    }
    return nearest.found == NULL
               ? fault_set(fault, "\"%.60s\": %s has no such option", text, command)
               : fault_set(fault, "\"%.*s\": %s has no such option (did you mean --%s?)",
                           (int)(anywhere.length > 60 ? 60 : anywhere.length) + 2, text, command,
                           nearest.found);
}

static bool refuse_word(const struct walk *walk, const struct word *word, struct fault *fault)
{
    switch (word->kind) {
    case WORD_NO_VALUE:
        return fault_set(fault, "--%s needs a value: --%s %s", word->option->name,
                         word->option->name, word->option->argument);
    case WORD_HAS_VALUE:
        return fault_set(fault, "\"%.60s\": --%s takes no value", word->text, word->option->name);
    case WORD_UNKNOWN:
        return refuse_option(walk, word->text, fault);
    case WORD_ARGUMENT:
    case WORD_OPTION:
    case WORD_END:
        break;
    }
    return true;
}

static bool find_command(const struct tool *tool, const char *name, struct command_words *found,
                         struct fault *fault)
{
    struct nearest nearest = {.typed = name, .length = strlen(name)};
    const struct command_row *row;
    for (size_t i = 0; (row = tool->command(i)) != NULL; i++) {
        if (strcmp(row->name, name) == 0) {
            found->command = row;
            found->index = i;
            return true;
        }
        nearest_try(&nearest, row->name);
    }
    return nearest.found == NULL
               ? fault_set(fault, "\"%.60s\": there is no such command", name)
               : fault_set(fault, "\"%.60s\": there is no such command (did you mean %s?)", name,
                           nearest.found);
}

/* What the words ask, once the command is known: it may be told by any of them. */
static enum command_asked asked(const struct tool *tool, const struct command_words *found,
                                struct fault *fault)
{
    struct walk walk = {
        .tool = tool, .command = found->command, .count = found->count, .words = found->words};
    for (struct word word = next_word(&walk); word.kind != WORD_END; word = next_word(&walk)) {
        if (!refuse_word(&walk, &word, fault)) {
            return ASKED_WRONG;
        }
        if (word.option == &option_help) {
            return ASKED_HELP;
        }
        if (word.option == &option_version) {
            return ASKED_VERSION;
        }
    }
    return found->command == NULL ? ASKED_NOTHING : ASKED_COMMAND;
}

/* help COMMAND: the command is the next argument. */
static enum command_asked asked_by_help(const struct tool *tool, struct command_words *found,
                                        struct fault *fault)
{
    struct command_words words = *found;
    if (!command_words_take(tool, &words, NULL, fault)) {
        return ASKED_WRONG;
    }
    found->command = NULL;
    return words.count == 0 || find_command(tool, words.words[0], found, fault) ? ASKED_HELP
                                                                                : ASKED_WRONG;
}

enum command_asked command_words_find(const struct tool *tool, int count, char **words,
                                      struct command_words *found, struct fault *fault)
{
    struct walk walk = {.tool = tool, .count = count - 1, .words = words + 1};
    struct word word = next_word(&walk);
    *found = (struct command_words){.count = count - 1, .words = words + 1};
    while (word.kind != WORD_ARGUMENT && word.kind != WORD_END) {
        word = next_word(&walk);
    }
    if (word.kind == WORD_ARGUMENT) {
        if (!find_command(tool, word.text, found, fault)) {
            return ASKED_WRONG;
        }
        memmove(&words[walk.at], &words[walk.at + 1],
                (size_t)(count - walk.at) * sizeof *words); /* and the NULL at their end */
        found->count--;
    }
    enum command_asked what = asked(tool, found, fault);
    return what == ASKED_COMMAND && found->command == &command_row_help
               ? asked_by_help(tool, found, fault)
               : what;
}

static bool take_option(const struct word *word, void *settings, struct fault *fault)
{
    const struct option_row *row = word->option;
    char none; /* the options of every command have no settings */
    void *base = settings == NULL ? &none : (char *)settings + word->settings_at;
    const char *value = word->value;
    struct fault why = {""};
    if (row->kind == OPTION_PATH) {
        value = arguments_path(word->value);
        if (value == NULL) {
            return arguments_no_path(word->value, fault);
        }
    }
    return option_take_value(row, base, value, &why) ||
           fault_set(fault, "--%s: %.400s", row->name, why.text);
}

static bool check_count(const struct tool *tool, const struct command_words *words,
                        struct fault *fault)
{
    const struct command_row *row = words->command;
    if (words->count < row->least) {
        return fault_set(fault, "%s needs more: %s %s %s", row->name, tool->name, row->name,
                         row->arguments);
    }
    if (row->most >= 0 && words->count > row->most) {
        return row->most == 0
                   ? fault_set(fault, "\"%.60s\": %s takes no argument", words->words[0], row->name)
                   : fault_set(fault, "\"%.60s\" is one argument too many: %s %s %s",
                               words->words[row->most], tool->name, row->name, row->arguments);
    }
    return true;
}

static bool make_paths(const struct command_words *words, struct fault *fault)
{
    for (int i = 0; i < words->count; i++) {
        char *typed = words->words[i];
        words->words[i] = arguments_path(typed);
        if (words->words[i] == NULL) {
            return arguments_no_path(typed, fault);
        }
    }
    return true;
}

bool command_words_take(const struct tool *tool, struct command_words *words, void *settings,
                        struct fault *fault)
{
    struct walk walk = {
        .tool = tool, .command = words->command, .count = words->count, .words = words->words};
    words->count = 0;
    for (struct word word = next_word(&walk); word.kind != WORD_END; word = next_word(&walk)) {
        if (word.kind == WORD_ARGUMENT) {
            words->words[words->count++] = word.text;
        } else if (!refuse_word(&walk, &word, fault) || word.option == NULL ||
                   !take_option(&word, settings, fault)) {
            return false;
        }
    }
    words->first = words->count == 0 ? NULL : words->words[0];
    return check_count(tool, words, fault) && (!words->command->paths || make_paths(words, fault));
}
