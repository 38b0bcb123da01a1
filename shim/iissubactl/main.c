/* The administrator's tool: options, commands, help. */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "files/process.h"

static const struct {
    const char *name;
    const char *arguments;
    int least;
    int most; /* -1: any number */
    command_function *run;
    const char *help;
} commands[] = {
    {"register", "[--dll PATH]", 0, 0, command_register,
     "put the DLL in its place and name it as Auth132; what was there is kept"},
    {"unregister", "[--purge]", 0, 0, command_unregister,
     "put back what register replaced; --purge: remove the stored accounts and the DLL too"},
    {"status", "", 0, 0, command_status, "show what is registered and enrolled; 0 if it can work"},
    {"import", "METABASE", 1, 1, command_import, "enrol the anonymous accounts of a MetaBase.xml"},
    {"set", "ACCOUNT [--sync on|off] [--no-secret]", 1, 1, command_set,
     "enrol an account; its secret is read from standard input"},
    {"remove", "ACCOUNT", 1, 1, command_remove, "take an account out"},
    {"list", "", 0, 0, command_list, "show the enrolled accounts"},
    {"stack", "[LINE...]", 0, -1, command_stack,
     "show the credential stack, or set it: a line is \"CONTROL MODULE\""},
};

#define COMMAND_COUNT (sizeof commands / sizeof commands[0])

static void help(FILE *out)
{
    fputs("usage: iissubactl COMMAND [OPTION...]\n\nCommands:\n", out);
    for (size_t i = 0; i < COMMAND_COUNT; i++) {
        fprintf(out, "  %s %s\n        %s\n", commands[i].name, commands[i].arguments,
                commands[i].help);
    }
    fputs("\nOptions:\n"
          "  --machine DIR   work on a machine folder; on Windows without it: this server\n"
          "  --help          this text\n"
          "\nControls: required requisite sufficient optional. Modules: metabase sam caller.\n"
          "Exit: 0 done; 1 something is left for you, said above; 2 usage or a broken input;\n"
          "3 the machine could not be changed.\n",
          out);
}

static enum exit_code usage(const char *what, const char *which)
{
    fprintf(stderr, "iissubactl: %s%s; see iissubactl --help\n", what, which);
    return EXIT_USAGE;
}

static enum exit_code run(const struct options *options, int count, char **arguments)
{
    for (size_t i = 0; i < COMMAND_COUNT; i++) {
        if (strcmp(commands[i].name, arguments[0]) != 0) {
            continue;
        }
        if (count - 1 < commands[i].least ||
            (commands[i].most >= 0 && count - 1 > commands[i].most)) {
            fprintf(stderr, "usage: iissubactl %s %s\n", commands[i].name, commands[i].arguments);
            return EXIT_USAGE;
        }
        return commands[i].run(options, count - 1, arguments + 1);
    }
    return usage("no such command: ", arguments[0]);
}

static enum exit_code tool(int argc, char **argv)
{
    static const struct option known[] = {{"machine", required_argument, NULL, 'm'},
                                          {"dll", required_argument, NULL, 'd'},
                                          {"sync", required_argument, NULL, 's'},
                                          {"no-secret", no_argument, NULL, 'n'},
                                          {"purge", no_argument, NULL, 'p'},
                                          {"help", no_argument, NULL, 'h'},
                                          {NULL, 0, NULL, 0}};
    struct options options = {.machine = NULL};
    int option;
    while ((option = getopt_long(argc, argv, "", known, NULL)) != -1) {
        switch (option) {
        case 'm':
            options.machine = optarg;
            break;
        case 'd':
            options.dll = optarg;
            break;
        case 's':
            if (strcmp(optarg, "on") != 0 && strcmp(optarg, "off") != 0) {
                return usage("--sync takes on or off, not ", optarg);
            }
            options.sync_off = strcmp(optarg, "off") == 0;
            break;
        case 'p':
            options.purge = true;
            break;
        case 'n':
            options.no_secret = true;
            break;
        case 'h':
            help(stdout);
            return EXIT_DONE;
        default:
            return usage("", "unknown option");
        }
    }
    if (optind == argc) {
        help(stderr);
        return EXIT_USAGE;
    }
    if (options.machine == NULL && registry_needs_machine) {
        return usage("name a machine folder: ", "--machine DIR");
    }
    return run(&options, argc - optind, argv + optind);
}

int main(int argc, char **argv)
{
    process_keep_no_core();
    return (int)tool(argc, argv);
}
