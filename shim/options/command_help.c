#include "command_help.h"

#include <string.h>

#define WIDTH 96
#define INDENT 8

/* A text in lines of no more than WIDTH, each behind so many spaces. */
static void print_wrapped(FILE *out, const char *text, int indent)
{
    size_t room = (size_t)(WIDTH - indent);
    while (*text != '\0') {
        size_t length = strlen(text);
        if (length > room) {
            for (length = room; length > 0 && text[length] != ' ';) {
                length--;
            }
            length = length == 0 ? strcspn(text, " ") : length;
        }
        fprintf(out, "%*s%.*s\n", indent, "", (int)length, text);
        text += length;
        text += strspn(text, " ");
    }
}

static void print_option(void *context, const struct option_row *row, size_t settings_at)
{
    FILE *out = context;
    (void)settings_at;
    fprintf(out, "  --%s%s%s\n", row->name, row->argument == NULL ? "" : " ",
            row->argument == NULL ? "" : row->argument);
    print_wrapped(out, row->help, INDENT);
}

static void help_of_command(FILE *out, const struct tool *tool, const struct command_row *command)
{
    fprintf(out, "usage: %s %s%s%s [OPTION...]\n\n", tool->name, command->name,
            *command->arguments == '\0' ? "" : " ", command->arguments);
    print_wrapped(out, command->help, 0);
    print_wrapped(out, command->more == NULL ? "" : command->more, 0);
    fputs("\nOptions:\n", out);
    command_options_each(command, print_option, out);
}

void command_help(FILE *out, const struct tool *tool, const struct command_row *command)
{
    const struct command_row none = {.name = ""};
    const struct command_row *row;
    if (command != NULL) {
        help_of_command(out, tool, command);
        return;
    }
    fprintf(out, "usage: %s COMMAND [OPTION...]\n\n", tool->name);
    print_wrapped(out, tool->about, 0);
    fputs("\nCommands:\n", out);
    for (size_t i = 0; (row = tool->command(i)) != NULL; i++) {
        fprintf(out, "  %s%s%s\n", row->name, *row->arguments == '\0' ? "" : " ", row->arguments);
        print_wrapped(out, row->help, INDENT);
    }
    fputs("\nOptions of every command:\n", out);
    command_options_each(&none, print_option, out);
    fprintf(out, "\nA command's own options: %s help COMMAND\n%s", tool->name, tool->notes);
}
