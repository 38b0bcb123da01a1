#include "completion_shells.h"

#include <string.h>

struct printing {
    FILE *out;
    const struct tool *tool;
    const char *when; /* the command, or "" before it */
};

static void print_start(const struct printing *printing)
{
    FILE *out = printing->out;
    const char *name = printing->tool->name;
    fprintf(out, "complete -c %s -n '", name);
    if (*printing->when == '\0') {
        fprintf(out, "test (count (__%s_words)) -eq 0'", name);
    } else {
        fprintf(out, "contains -- %s (__%s_words)[1]'", printing->when, name);
    }
}

static void print_kind(FILE *out, enum completion_kind kind, const char *words, size_t length)
{
    switch (kind) {
    case COMPLETE_WORDS:
        fputs(" -a '", out);
        completion_words(out, words, length);
        fputs("'", out);
        break;
    case COMPLETE_FOLDERS:
        fputs(" -a '(__fish_complete_directories)'", out);
        break;
    case COMPLETE_FILES:
        fputs(" -F", out);
        break;
    case COMPLETE_NOTHING:
        break;
    }
}

static void print_help(FILE *out, const char *text)
{
    fputs(" -d '", out);
    for (; *text != '\0'; text++) {
        fprintf(out, "%s%c", strchr("'\\", *text) != NULL ? "\\" : "", *text);
    }
    fputs("'\n", out);
}

static void print_option(void *context, const struct option_row *row, size_t settings_at)
{
    const struct printing *printing = context;
    (void)settings_at;
    print_start(printing);
    fprintf(printing->out, " -l %s", row->name);
    if (row->argument != NULL) {
        enum completion_kind kind = completion_of_option(row);
        fputs(kind == COMPLETE_FILES ? " -r" : " -x", printing->out);
        print_kind(printing->out, kind, row->argument, strlen(row->argument));
    }
    print_help(printing->out, row->help);
}

static void print_commands(const struct printing *printing)
{
    const struct command_row *row;
    for (size_t i = 0; (row = printing->tool->command(i)) != NULL; i++) {
        print_start(printing);
        fprintf(printing->out, " -a %s", row->name);
        print_help(printing->out, row->help);
    }
}

static void print_arguments(const struct printing *printing, const struct command_row *command)
{
    const char *words;
    size_t length;
    for (size_t i = 0; i < 4; i++) {
        enum completion_kind kind = completion_of_argument(command, i, &words, &length);
        if (kind != COMPLETE_NOTHING) {
            fprintf(printing->out,
                    "complete -c %s -n 'contains -- %s (__%s_words)[1]; and test (count "
                    "(__%s_words)) -eq %zu'",
                    printing->tool->name, command->name, printing->tool->name, printing->tool->name,
                    i + 1);
            print_kind(printing->out, kind, words, length);
            fputc('\n', printing->out);
        }
    }
}

static void print_pattern(void *context, const struct option_row *row, size_t settings_at)
{
    FILE *out = context;
    (void)settings_at;
    if (row->argument != NULL) {
        fprintf(out, " --%s", row->name);
    }
}

void completion_fish(FILE *out, const struct tool *tool)
{
    const struct command_row *row;
    fprintf(
        out,
        "# Completion of %s for fish, printed by: %s completion fish\n"
        "# The command, and the arguments before the cursor, without options and their values.\n"
        "function __%s_words\n    set -l skip no\n"
        "    for word in (commandline -opc)[2..-1]\n"
        "        if test $skip = yes\n            set skip no\n            continue\n"
        "        end\n        switch $word\n            case",
        tool->name, tool->name, tool->name);
    completion_each_option(tool, print_pattern, out);
    fprintf(out,
            "\n                set skip yes\n            case '-*'\n            case '*'\n"
            "                echo -- $word\n        end\n    end\nend\n"
            "complete -c %s -f\n",
            tool->name);
    struct printing printing = {out, tool, ""};
    completion_each_option(tool, print_option, &printing);
    print_commands(&printing);
    for (size_t i = 0; (row = tool->command(i)) != NULL; i++) {
        printing.when = row->name;
        command_options_each(row, print_option, &printing);
        if (row == &command_row_help) {
            print_commands(&printing);
        } else {
            print_arguments(&printing, row);
        }
    }
}
