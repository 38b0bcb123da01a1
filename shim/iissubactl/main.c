/* The administrator's tool: options, commands, help. */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "files/arguments.h"
#include "files/output.h"
#include "files/process.h"
#include "text/code_page.h"
#include "version.h"

static const struct {
    const char *name;
    const char *arguments;
    int least;
    int most; /* -1: any number */
    command_function *run;
    const char *help;
    bool metabase_alone; /* --metabase can stand for the machine */
} commands[] = {
    {"register", "[--dll PATH]", 0, 0, command_register,
     "put the DLL in its place and name it as Auth132; what was there is kept", false},
    {"unregister", "[--purge]", 0, 0, command_unregister,
     "put back what register replaced; --purge: remove the stored accounts and the DLL too", false},
    {"status", "", 0, 0, command_status, "show what is registered and enrolled; 0 if it can work",
     false},
    {"import", "[METABASE] [--forget]", 0, 1, command_import,
     "enrol the anonymous accounts of a MetaBase.xml, or of the machine's metabase", false},
    {"watch", "", 0, 0, command_watch,
     "import now and after each change of the metabase, until it is ended (Ctrl-C)", false},
    {"service", "install|remove|start|stop|status", 1, 1, command_service,
     "the same as a service of Windows, which starts with the system", false},
    {"set", "ACCOUNT [--sync on|off] [--no-secret]", 1, 1, command_set,
     "enrol an account; its secret is read from standard input", false},
    {"remove", "ACCOUNT", 1, 1, command_remove, "take an account out", false},
    {"list", "", 0, 0, command_list, "show the enrolled accounts", false},
    {"stack", "[LINE...]", 0, -1, command_stack,
     "show the credential stack, or set it: a line is \"CONTROL MODULE\"", false},
    {"observe", "[on|off]", 0, 1, command_observe,
     "for an hour: tell what logons present, each new form as an event; alone: is it on?", false},
    {"find", "PROPERTY [VALUE]", 1, 2, command_find, "show every node that sets a property", true},
    {"get", "NODE/PROPERTY", 1, 1, command_get,
     "show what a property is at a node, and where that comes from", true},
    {"put", "NODE/PROPERTY VALUE...", 1, -1, command_put,
     "set a property at a node; a secret is read from standard input", true},
    {"toggle", "NODE on|off", 2, 2, command_toggle,
     "turn password synchronization on or off, as IIS does it (Q259353)", true},
    {"sync", "Anonymous|WAM|UNC USER", 2, 2, command_sync,
     "give an account one password at all its nodes, in the package's store and in SAM", false},
    {"check", "[NODE] [--trust-package]", 0, 1, command_check,
     "why anonymous logons fail, at one node or at all; 0 if they succeed", false},
    {"collect", "DIR", 1, 1, command_collect,
     "make a machine folder of this Windows server, without secrets", true},
};

#define COMMAND_COUNT (sizeof commands / sizeof commands[0])

enum {
    OPTION_HELP = 'h',
    OPTION_MACHINE,
    OPTION_METABASE,
    OPTION_SCHEMA,
    OPTION_OFFLINE,
    OPTION_DLL,
    OPTION_SYNC,
    OPTION_NO_SECRET,
    OPTION_PURGE,
    OPTION_APPLY,
    OPTION_FORCE,
    OPTION_FORGET,
    OPTION_JSON,
    OPTION_TRUST_PACKAGE,
    OPTION_LSA,
    OPTION_CODE_PAGE,
    OPTION_VERSION
};

static const struct {
    const char *name;
    const char *argument; /* NULL: none */
    int option;
    const char *help;
} known_options[] = {
    {"machine", "DIR", OPTION_MACHINE,
     "work on a machine folder; on Windows without it: this server"},
    {"metabase", "FILE", OPTION_METABASE, "work on this MetaBase.xml instead of the machine's"},
    {"schema", "FILE", OPTION_SCHEMA,
     "an MBSchema.xml; else the one beside the metabase, else what anonymous logons need"},
    {"offline", NULL, OPTION_OFFLINE,
     "on Windows: work on this server's MetaBase.xml, not on IIS's live metabase"},
    {"apply", NULL, OPTION_APPLY, "do it; put, toggle and sync only say what they would do"},
    {"force", NULL, OPTION_FORCE, "write over a password that its own server encrypted"},
    {"forget", NULL, OPTION_FORGET,
     "import: clear the last secret of an account that has none in the metabase"},
    {"json", NULL, OPTION_JSON, "answer as JSON: find, get and check"},
    {"trust-package", NULL, OPTION_TRUST_PACKAGE,
     "check: load the package that the folder names, though it is not the DLL beside this program; "
     "it runs as you"},
    {"lsa", NULL, OPTION_LSA,
     "check, on Windows as LocalSystem: put each logon through Windows' own LSA too"},
    {"code-page", "N", OPTION_CODE_PAGE,
     "of text files that are neither UTF-8 nor UTF-16: " CODE_PAGES},
    {"dll", "PATH", OPTION_DLL, "the DLL to register"},
    {"sync", "on|off", OPTION_SYNC, "whether the account is enrolled with synchronization on"},
    {"no-secret", NULL, OPTION_NO_SECRET, "enrol the account without a secret"},
    {"purge", NULL, OPTION_PURGE, "leave nothing behind"},
    {"help", NULL, OPTION_HELP, "this text"},
    {"version", NULL, OPTION_VERSION, "the version; -V is the same"},
};

#define OPTION_COUNT (sizeof known_options / sizeof known_options[0])

static void help(FILE *out)
{
    fputs("usage: iissubactl COMMAND [OPTION...]\n\nCommands:\n", out);
    for (size_t i = 0; i < COMMAND_COUNT; i++) {
        fprintf(out, "  %s%s%s\n        %s\n", commands[i].name,
                *commands[i].arguments == '\0' ? "" : " ", commands[i].arguments, commands[i].help);
    }
    fputs("\nOptions:\n", out);
    for (size_t i = 0; i < OPTION_COUNT; i++) {
        const char *argument = known_options[i].argument;
        fprintf(out, "  --%s%s%s\n        %s\n", known_options[i].name, argument == NULL ? "" : " ",
                argument == NULL ? "" : argument, known_options[i].help);
    }
    fputs(
        "\nA NODE is as adsutil.vbs takes it: MSFTPSVC/1, W3SVC/1/ROOT, /LM/W3SVC.\n"
        "Controls: required requisite sufficient optional. Modules: metabase sam caller.\n"
        "Exit: 0 done; 1 something is left for you, said above; 2 usage or a broken input;\n"
        "3 the machine could not be changed; 4 check found nothing wrong, but could not try all.\n",
        out);
}

static enum exit_code usage(const char *what, const char *which)
{
    fprintf(stderr, "iissubactl: %s%s; see iissubactl --help\n", what, which);
    return EXIT_USAGE;
}

static enum exit_code no_path(const char *word)
{
    return usage("no path: the system's code page does not have all of it; use its short name (dir "
                 "/x): ",
                 word);
}

/* Two commands' one argument is a file's name; what is collected is a machine folder then. */
static enum exit_code run_with(size_t command, struct options options, int count, char **arguments)
{
    command_function *function = commands[command].run;
    if (count > 0 && (function == command_import || function == command_collect)) {
        char *typed = arguments[0];
        arguments[0] = arguments_path(typed);
        if (arguments[0] == NULL) {
            return no_path(typed);
        }
        options.place.machine = function == command_collect ? typed : options.place.machine;
    }
    return function(&options, count, arguments);
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
        if (options->lsa && commands[i].run != command_check) {
            return usage("--lsa is for check, not for ", commands[i].name);
        }
        bool named = options->machine != NULL || !registry_needs_machine ||
                     commands[i].run == command_collect ||
                     (commands[i].metabase_alone && options->metabase != NULL);
        return named ? run_with(i, *options, count - 1, arguments + 1)
                     : usage("name a machine folder: ", "--machine DIR");
    }
    return usage("no such command: ", arguments[0]);
}

/* Where an option's path goes; NULL: it takes none. */
static const char **path_of(int option, struct options *options)
{
    switch (option) {
    case OPTION_MACHINE:
        return &options->machine;
    case OPTION_METABASE:
        return &options->metabase;
    case OPTION_SCHEMA:
        return &options->schema;
    case OPTION_DLL:
        return &options->dll;
    default:
        return NULL;
    }
}

/* What an option without a value turns on; NULL: it has one, or there is no such option. */
static bool *switch_of(int option, struct options *options)
{
    switch (option) {
    case OPTION_OFFLINE:
        return &options->offline;
    case OPTION_NO_SECRET:
        return &options->no_secret;
    case OPTION_PURGE:
        return &options->purge;
    case OPTION_APPLY:
        return &options->apply;
    case OPTION_FORCE:
        return &options->force;
    case OPTION_FORGET:
        return &options->forget;
    case OPTION_TRUST_PACKAGE:
        return &options->trust_package;
    case OPTION_JSON:
        return &options->json;
    case OPTION_LSA:
        return &options->lsa;
    default:
        return NULL;
    }
}

/* False where it is not what it should be. */
static bool take(int option, struct options *options)
{
    const char **path = path_of(option, options);
    bool *on = switch_of(option, options);
    if (path != NULL) {
        *path = arguments_path(optarg);
        options->place.machine = option == OPTION_MACHINE ? optarg : options->place.machine;
        options->place.metabase = option == OPTION_METABASE ? optarg : options->place.metabase;
        return *path != NULL;
    }
    if (on != NULL) {
        *on = true;
        return true;
    }
    if (option == OPTION_SYNC) {
        options->sync_off = strcmp(optarg, "off") == 0;
        return options->sync_off || strcmp(optarg, "on") == 0;
    }
    if (option == OPTION_CODE_PAGE) {
        process_choose_code_page(optarg);
        return code_page_named(optarg) != 0;
    }
    return false;
}

static enum exit_code tool(int argc, char **argv)
{
    struct option table[OPTION_COUNT + 1] = {{NULL, 0, NULL, 0}};
    struct options options = {.machine = NULL};
    int option;
    for (size_t i = 0; i < OPTION_COUNT; i++) {
        table[i] =
            (struct option){known_options[i].name,
                            known_options[i].argument == NULL ? no_argument : required_argument,
                            NULL, known_options[i].option};
    }
    while ((option = getopt_long(argc, argv, "V", table, NULL)) != -1) {
        if (option == OPTION_HELP) {
            help(stdout);
            return EXIT_DONE;
        }
        if (option == OPTION_VERSION || option == 'V') {
            puts("iissubactl " IISSUBA_VERSION);
            return EXIT_DONE;
        }
        if (!take(option, &options)) {
            if (path_of(option, &options) != NULL) {
                return no_path(optarg);
            }
            return option == OPTION_SYNC ? usage("--sync takes on or off, not ", optarg)
                   : option == OPTION_CODE_PAGE
                       ? usage("--code-page takes " CODE_PAGES ", not ", optarg)
                       : usage("", "unknown option");
        }
    }
    if (optind == argc) {
        help(stderr);
        return EXIT_USAGE;
    }
    return run(&options, argc - optind, argv + optind);
}

int main(int argc, char **argv)
{
    struct fault fault;
    process_keep_no_core();
    output_make_printable();
    return arguments_open(&argc, &argv, &fault) ? (int)tool(argc, argv)
                                                : (int)complain(EXIT_USAGE, &fault);
}
