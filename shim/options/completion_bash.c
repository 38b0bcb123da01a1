#include "completion_shells.h"

#include <string.h>

static void print_name(void *context, const struct option_row *row, size_t settings_at)
{
    FILE *out = context;
    (void)settings_at;
    fprintf(out, " --%s", row->name);
}

/* Those whose next word is theirs. */
static void print_pattern(void *context, const struct option_row *row, size_t settings_at)
{
    FILE *out = context;
    (void)settings_at;
    if (row->argument != NULL) {
        fprintf(out, "--%s | ", row->name);
    }
}

static void print_kind(FILE *out, enum completion_kind kind, const char *words, size_t length)
{
    switch (kind) {
    case COMPLETE_WORDS:
        fputs("words='", out);
        completion_words(out, words, length);
        fputs("'", out);
        break;
    case COMPLETE_FOLDERS:
        fputs("files=-d", out);
        break;
    case COMPLETE_FILES:
        fputs("files=-f", out);
        break;
    case COMPLETE_NOTHING:
        fputs(":", out);
        break;
    }
}

static void print_value(void *context, const struct option_row *row, size_t settings_at)
{
    FILE *out = context;
    (void)settings_at;
    if (row->argument != NULL) {
        fprintf(out, "        --%s) ", row->name);
        print_kind(out, completion_of_option(row), row->argument, strlen(row->argument));
        fputs(" ;;\n", out);
    }
}

static void print_commands(FILE *out, const struct tool *tool)
{
    const struct command_row *row;
    fputs("words='", out);
    for (size_t i = 0; (row = tool->command(i)) != NULL; i++) {
        fprintf(out, "%s%s", i == 0 ? "" : " ", row->name);
    }
    fputs("'", out);
}

/* What stands where no option's value does: an argument, or an option. */
static void print_rest(FILE *out, const struct tool *tool, const struct command_row *command)
{
    const char *words;
    size_t length;
    fputs("        *)\n            case $given in\n", out);
    if (command == NULL || command == &command_row_help) {
        fputs("            0) ", out);
        print_commands(out, tool);
        fputs(" ;;\n", out);
    } else {
        for (size_t i = 0; i < 4; i++) {
            enum completion_kind kind = completion_of_argument(command, i, &words, &length);
            if (kind != COMPLETE_NOTHING) {
                fprintf(out, "            %zu) ", i);
                print_kind(out, kind, words, length);
                fputs(" ;;\n", out);
            }
        }
    }
    fputs("            esac\n            options='", out);
    if (command == NULL) {
        completion_each_option(tool, print_name, out);
    } else {
        command_options_each(command, print_name, out);
    }
    fputs("' ;;\n        esac ;;\n", out);
}

void completion_bash(FILE *out, const struct tool *tool)
{
    const struct command_row *row;
    fprintf(out,
            "# Completion of %s for bash, printed by: %s completion bash\n"
            "_%s()\n{\n"
            "    local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]}\n"
            "    local command='' words='' files='' options='' given=0 i word\n"
            "    for ((i = 1; i < COMP_CWORD; i++)); do\n"
            "        word=${COMP_WORDS[i]}\n        case $word in\n        ",
            tool->name, tool->name, tool->name);
    completion_each_option(tool, print_pattern, out);
    fputs(
        "--) i=$((i + 1)) ;;\n"
        "        -*) ;;\n"
        "        *) if [ -z \"$command\" ]; then command=$word; else given=$((given + 1)); fi ;;\n"
        "        esac\n    done\n    case $command in\n    '')\n        case $prev in\n",
        out);
    completion_each_option(tool, print_value, out);
    print_rest(out, tool, NULL);
    for (size_t i = 0; (row = tool->command(i)) != NULL; i++) {
        fprintf(out, "    %s)\n        case $prev in\n", row->name);
        command_options_each(row, print_value, out);
        print_rest(out, tool, row);
    }
    fprintf(out,
            "    esac\n"
            "    if [[ $cur == -* ]]; then words=$options; files=''; fi\n"
            "    mapfile -t COMPREPLY < <(compgen ${files:+\"$files\"} -W \"$words\" -- \"$cur\")\n"
            "    if [ -n \"$files\" ]; then compopt -o filenames; fi\n"
            "}\n"
            "complete -F _%s %s\n",
            tool->name, tool->name);
}
