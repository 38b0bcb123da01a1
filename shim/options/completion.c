#include "completion.h"

#include <stdint.h>
#include <string.h>

#include "completion_shells.h"

bool completion_print(FILE *out, const struct tool *tool, const char *shell, struct fault *fault)
{
    static const struct {
        const char *name;
        completion_shell *print;
    } shells[] = {{"bash", completion_bash}, {"zsh", completion_zsh}, {"fish", completion_fish}};
    for (size_t i = 0; i < sizeof shells / sizeof shells[0]; i++) {
        if (strcmp(shell, shells[i].name) == 0) {
            shells[i].print(out, tool);
            return true;
        }
    }
    return option_word_refused(command_row_completion.arguments, shell, fault);
}

enum completion_kind completion_of_option(const struct option_row *row)
{
    size_t length;
    return row->argument == NULL                            ? COMPLETE_NOTHING
           : strcmp(row->argument, "DIR") == 0              ? COMPLETE_FOLDERS
           : strcmp(row->argument, "FILE") == 0             ? COMPLETE_FILES
           : option_word(row->argument, 0, &length) != NULL ? COMPLETE_WORDS
                                                            : COMPLETE_NOTHING;
}

enum completion_kind completion_of_argument(const struct command_row *command, size_t index,
                                            const char **words, size_t *length)
{
    const char *at = command->arguments;
    for (; index > 0 && *at != '\0'; index--) {
        at += strcspn(at, " ");
        at += strspn(at, " ");
    }
    at += *at == '[';
    *words = at;
    *length = strcspn(at, " ].");
    if (*length == 0) {
        return COMPLETE_NOTHING;
    }
    if (command->paths) {
        return strncmp(at, "DIR", *length) == 0 ? COMPLETE_FOLDERS : COMPLETE_FILES;
    }
    return memchr(at, '|', *length) != NULL ? COMPLETE_WORDS : COMPLETE_NOTHING;
}

void completion_words(FILE *out, const char *words, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        fputc(words[i] == '|' ? ' ' : words[i], out);
    }
}

/* An option that is looked for in the commands before one. */
struct once {
    const struct tool *tool;
    const struct command_row *command;
    const struct option_row *row;
    bool seen;
    option_visit *visit;
    void *context;
};

static void see(void *context, const struct option_row *row, size_t settings_at)
{
    struct once *once = context;
    (void)settings_at;
    once->seen = once->seen || strcmp(row->name, once->row->name) == 0;
}

static void visit_new(void *context, const struct option_row *row, size_t settings_at)
{
    struct once *once = context;
    const struct command_row *command;
    once->row = row;
    once->seen = false;
    for (size_t i = 0; (command = once->tool->command(i)) != once->command; i++) {
        command_options_each(command, see, once);
    }
    if (!once->seen) {
        once->visit(once->context, row, settings_at);
    }
}

void completion_each_option(const struct tool *tool, option_visit *visit, void *context)
{
    const struct command_row *command;
    for (size_t i = 0; (command = tool->command(i)) != NULL; i++) {
        struct once once = {.tool = tool, .command = command, .visit = visit, .context = context};
        command_options_each(command, visit_new, &once);
    }
}

void completion_quoted(FILE *out, const char *text)
{
    for (; *text != '\0'; text++) {
        fputs(*text == '\'' ? "'\\''" : (const char[]){*text, '\0'}, out);
    }
}
