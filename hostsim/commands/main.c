/* The fake LSA: its commands, and from its words to one of them. */
#include <stdio.h>

#include "command.h"
#include "files/arguments.h"
#include "files/output.h"
#include "files/process.h"
#include "options/command_help.h"
#include "options/completion.h"
#include "version.h"

/* A new command has a row and a function, both in a file of its own, and a line here. */
static const struct {
    const struct command_row *row;
    command_function *run;
} commands[] = {
    {&row_init, command_init},
    {&row_demo, command_demo},
    {&row_logon, command_logon},
    {&row_batch, command_batch},
    {&row_probe, command_probe},
    {&row_new_package, command_new_package},
    {&row_ftp, command_ftp},
    {&row_ftp_login, command_ftp_login},
    {&row_bench, command_bench},
    {&command_row_help, NULL}, /* it is answered where the words are read */
    {&command_row_completion, command_completion},
};

static const struct command_row *row_at(size_t index)
{
    return index < sizeof commands / sizeof commands[0] ? commands[index].row : NULL;
}

const struct tool hostsim = {
    .name = "hostsim",
    .version = IISSUBA_VERSION,
    .about = "A fake LSA for MSV1_0 subauthentication packages.",
    .notes =
        "\nA logon loads the package that the folder names, or that you name, and its code runs "
        "as\nyou: take folders from those you trust. iissubactl check loads none but its own.\n\n"
        "Exit: 0 granted or done; 1 denied; 2 usage or a broken input; 3 the package or the\n"
        "host failed.\n",
    .command = row_at,
};

static enum exit_code tool(int argc, char **argv)
{
    struct command_words words;
    struct fault fault;
    switch (command_words_find(&hostsim, argc, argv, &words, &fault)) {
    case ASKED_HELP:
        command_help(stdout, &hostsim, words.command);
        return EXIT_GRANTED;
    case ASKED_VERSION:
        printf("%s %s\n", hostsim.name, hostsim.version);
        return EXIT_GRANTED;
    case ASKED_NOTHING:
        command_help(stderr, &hostsim, NULL);
        return EXIT_USAGE;
    case ASKED_WRONG:
        return usage(words.command, "%s", fault.text);
    case ASKED_COMMAND:
        break;
    }
    return commands[words.index].run(&words);
}

int main(int argc, char **argv)
{
    struct fault fault;
    process_keep_no_core();
    output_make_printable();
    if (!arguments_open(&argc, &argv, &fault)) {
        return (int)complain(EXIT_USAGE, &fault);
    }
    enum exit_code code = tool(argc, argv);
    return output_whole(&fault) ? (int)code : (int)complain(EXIT_HOST_FAILED, &fault);
}
