/* The administrator's tool: from its words to a command. */
#include <stdio.h>

#include "commands.h"
#include "files/arguments.h"
#include "files/files.h"
#include "files/output.h"
#include "files/process.h"
#include "options/command_help.h"
#include "options/command_words.h"
#include "options/completion.h"

static enum exit_code complain_usage(const struct command_row *command, const struct fault *fault)
{
    fprintf(stderr, "iissubactl: %s; see iissubactl help%s%s\n", fault->text,
            command == NULL ? "" : " ", command == NULL ? "" : command->name);
    return EXIT_USAGE;
}

static enum exit_code complete(const char *shell)
{
    struct fault fault;
    return completion_print(stdout, &iissubactl, shell, &fault)
               ? EXIT_DONE
               : complain_usage(&command_row_completion, &fault);
}

static enum exit_code run(struct command_words *words)
{
    struct options options = {.machine = NULL};
    struct fault fault;
    command_function *function = command_at(words->index);
    if (!command_words_take(&iissubactl, words, &options, &fault)) {
        return complain_usage(words->command, &fault);
    }
    if (words->command == &command_row_completion) {
        return complete(words->words[0]);
    }
    if (registry_needs_machine && options.machine == NULL &&
        command_needs_machine(words->index, &options)) {
        fault_set(&fault, "%s needs a machine folder: --machine DIR", words->command->name);
        return complain_usage(words->command, &fault);
    }
    if (options.machine != NULL && !folder_found(options.machine, &fault)) {
        return complain(EXIT_USAGE, &fault);
    }
    if (function == command_collect) {
        options.place.machine = words->first; /* what is collected is one */
    }
    return function(&options, words->count, words->words);
}

static enum exit_code tool(int argc, char **argv)
{
    struct command_words words;
    struct fault fault;
    switch (command_words_find(&iissubactl, argc, argv, &words, &fault)) {
    case ASKED_HELP:
        command_help(stdout, &iissubactl, words.command);
        return EXIT_DONE;
    case ASKED_VERSION:
        printf("%s %s\n", iissubactl.name, iissubactl.version);
        return EXIT_DONE;
    case ASKED_NOTHING:
        command_help(stderr, &iissubactl, NULL);
        return EXIT_USAGE;
    case ASKED_WRONG:
        return complain_usage(words.command, &fault);
    case ASKED_COMMAND:
        break;
    }
    return run(&words);
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
    return output_whole(&fault) ? (int)code : (int)complain(EXIT_FAILED, &fault);
}
