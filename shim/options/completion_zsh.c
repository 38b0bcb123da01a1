#include "completion_shells.h"

#include <string.h>

static void print_described(FILE *out, const char *text)
{
    for (; *text != '\0'; text++) {
        if (strchr("[]:\\", *text) != NULL) {
            fputc('\\', out);
        }
        completion_quoted(out, (const char[]){*text, '\0'});
    }
}

static void print_action(FILE *out, enum completion_kind kind, const char *words, size_t length)
{
    switch (kind) {
    case COMPLETE_WORDS:
        fputc('(', out);
        completion_words(out, words, length);
        fputc(')', out);
        break;
    case COMPLETE_FOLDERS:
        fputs("_files -/", out);
        break;
    case COMPLETE_FILES:
        fputs("_files", out);
        break;
    case COMPLETE_NOTHING:
        fputc(' ', out);
        break;
    }
}

static void print_option(void *context, const struct option_row *row, size_t settings_at)
{
    FILE *out = context;
    (void)settings_at;
    fprintf(out, " \\\n        '--%s[", row->name);
    print_described(out, row->help);
    fputc(']', out);
    if (row->argument != NULL) {
        fputs(":value:", out);
        print_action(out, completion_of_option(row), row->argument, strlen(row->argument));
    }
    fputc('\'', out);
}

static void print_command(FILE *out, const struct tool *tool, const struct command_row *command)
{
    const char *words;
    size_t length;
    fprintf(out, "    %s)\n        _arguments", command->name);
    command_options_each(command, print_option, out);
    if (command == &command_row_help) {
        fprintf(out, " \\\n        '1:command:_%s_commands'", tool->name);
    }
    for (size_t i = 0; i < 4; i++) {
        enum completion_kind kind = completion_of_argument(command, i, &words, &length);
        if (kind != COMPLETE_NOTHING) {
            fprintf(out, " \\\n        '%zu:argument:", i + 1);
            print_action(out, kind, words, length);
            fputc('\'', out);
        }
    }
    fputs(" ;;\n", out);
}

void completion_zsh(FILE *out, const struct tool *tool)
{
    const struct command_row *row;
    fprintf(out,
            "#compdef %s\n# Completion of %s for zsh, printed by: %s completion zsh\n"
            "_%s_commands() {\n    local -a commands=(\n",
            tool->name, tool->name, tool->name, tool->name);
    for (size_t i = 0; (row = tool->command(i)) != NULL; i++) {
        fprintf(out, "        '%s:", row->name);
        print_described(out, row->help);
        fputs("'\n", out);
    }
    fprintf(out,
            "    )\n    _describe command commands\n}\n\n_%s() {\n"
            "    local curcontext=$curcontext state line\n    typeset -A opt_args\n"
            "    _arguments -C",
            tool->name);
    completion_each_option(tool, print_option, out);
    fprintf(out,
            " \\\n        '(-)1:command:_%s_commands' \\\n        '(-)*::argument:->arguments' && "
            "return\n"
            "    case $line[1] in\n",
            tool->name);
    for (size_t i = 0; (row = tool->command(i)) != NULL; i++) {
        print_command(out, tool, row);
    }
    /* A file in fpath is this function's body at the first call; else the script is sourced. */
    fprintf(out,
            "    esac\n}\n\n"
            "if [ \"$funcstack[1]\" = _%s ]; then _%s; else compdef _%s %s; fi\n",
            tool->name, tool->name, tool->name, tool->name);
}
