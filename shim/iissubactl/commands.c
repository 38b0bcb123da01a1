/*
 * A new option is a row here, in a table of its own kind or in one that other commands have too,
 * and a member of struct options. A new command is a row of commands[].
 */
#include "commands.h"

#include "files/arguments.h"
#include "version.h"

static bool take_machine(void *settings, const char *value, struct fault *fault)
{
    struct options *options = settings;
    options->place.machine = value;
    options->machine = arguments_path((char *)(uintptr_t)value);
    return options->machine != NULL || arguments_no_path(value, fault);
}

static bool take_metabase(void *settings, const char *value, struct fault *fault)
{
    struct options *options = settings;
    options->place.metabase = value;
    options->metabase = arguments_path((char *)(uintptr_t)value);
    return options->metabase != NULL || arguments_no_path(value, fault);
}

#define AT(member) offsetof(struct options, member)

static const struct option_row on_machine[] = {
    {.name = "machine",
     .argument = "DIR",
     .help = "work on a machine folder; on Windows without it: this server",
     .kind = OPTION_OTHER,
     .take = take_machine},
    {.name = NULL},
};

static const struct option_row on_metabase[] = {
    {.name = "metabase",
     .argument = "FILE",
     .help = "work on this MetaBase.xml instead of the machine's",
     .kind = OPTION_OTHER,
     .take = take_metabase},
    {.name = "schema",
     .argument = "FILE",
     .help = "an MBSchema.xml; else the one beside the metabase, else what anonymous logons need",
     .kind = OPTION_PATH,
     .at = AT(schema)},
    {.name = "offline",
     .help = "on Windows: work on this server's MetaBase.xml, not on IIS's live metabase",
     .at = AT(offline)},
    {.name = NULL},
};

static const struct option_row as_json[] = {
    {.name = "json", .help = "answer as JSON", .at = AT(json)},
    {.name = NULL},
};

static const struct option_row changing[] = {
    {.name = "apply", .help = "do it; without it only what would be done is said", .at = AT(apply)},
    {.name = NULL},
};

static const struct option_row forcing[] = {
    {.name = "force",
     .help = "write over a password that its own server encrypted",
     .at = AT(force)},
    {.name = NULL},
};

static const struct option_row of_register[] = {
    {.name = "dll",
     .argument = "FILE",
     .help = "the DLL to register; else the one beside this program",
     .kind = OPTION_PATH,
     .at = AT(dll)},
    {.name = NULL},
};

static const struct option_row of_unregister[] = {
    {.name = "purge",
     .help = "leave nothing behind: remove the stored accounts and the DLL too",
     .at = AT(purge)},
    {.name = NULL},
};

static const struct option_row of_import[] = {
    {.name = "forget",
     .help = "clear the last secret of an account that has none in the metabase",
     .at = AT(forget)},
    {.name = NULL},
};

static const struct option_row of_set[] = {
    {.name = "sync",
     .argument = "on|off",
     .help = "whether the account is enrolled with synchronization on (on)",
     .kind = OPTION_WORD,
     .at = AT(sync_off)},
    {.name = "no-secret", .help = "enrol the account without a secret", .at = AT(no_secret)},
    {.name = NULL},
};

static const struct option_row of_enum[] = {
    {.name = "all", .help = "show the nodes below it too", .at = AT(all)},
    {.name = NULL},
};

static const struct option_row of_check[] = {
    {.name = "verbose",
     .letter = 'v',
     .help = "show all that was found, node by node, and the tree of inheritance; -v is the same",
     .at = AT(verbose)},
    {.name = "html",
     .argument = "FILE",
     .help = "write the same as one page, to be mailed: it needs no other file",
     .kind = OPTION_PATH,
     .at = AT(html)},
    {.name = "trust-package",
     .help = "load the package that the folder names, though it is not the DLL beside this "
             "program; it runs as you",
     .at = AT(trust_package)},
    {.name = "lsa",
     .help = "on Windows as LocalSystem: put each logon through Windows' own LSA too",
     .at = AT(lsa)},
    {.name = NULL},
};

/* What a command works on. */
enum place { ON_MACHINE, ON_METABASE /* which can stand for the machine */, ON_SERVER };

static const struct {
    struct command_row row;
    command_function *run;
    enum place place;
} commands[] = {
    {{.name = "register",
      .arguments = "",
      .help = "put the DLL in its place and name it as Auth132; what was there is kept",
      .options = {{on_machine, 0}, {of_register, 0}, {as_json, 0}}},
     command_register,
     ON_MACHINE},
    {{.name = "unregister",
      .arguments = "",
      .help = "put back what register replaced",
      .options = {{on_machine, 0}, {of_unregister, 0}, {as_json, 0}}},
     command_unregister,
     ON_MACHINE},
    {{.name = "status",
      .arguments = "",
      .help = "show what is registered and enrolled; 0 if it can work",
      .options = {{on_machine, 0}, {as_json, 0}}},
     command_status,
     ON_MACHINE},
    {{.name = "import",
      .arguments = "[METABASE]",
      .most = 1,
      .paths = true,
      .help = "enrol the anonymous accounts of a MetaBase.xml, or of the machine's metabase",
      .options = {{on_machine, 0}, {on_metabase, 0}, {of_import, 0}, {as_json, 0}}},
     command_import,
     ON_MACHINE},
    {{.name = "watch",
      .arguments = "",
      .help = "import now and after each change of the metabase, until it is ended (Ctrl-C)",
      .options = {{on_machine, 0}, {as_json, 0}}},
     command_watch,
     ON_MACHINE},
    {{.name = "service",
      .arguments = "install|remove|start|stop|status",
      .least = 1,
      .most = 1,
      .help = "the same as a service of Windows, which starts with the system",
      .more = "A machine folder has no service: use watch.",
      .options = {{as_json, 0}}},
     command_service,
     ON_SERVER},
    {{.name = "set",
      .arguments = "ACCOUNT",
      .least = 1,
      .most = 1,
      .help = "enrol an account; its secret is read from standard input",
      .options = {{on_machine, 0}, {of_set, 0}, {as_json, 0}}},
     command_set,
     ON_MACHINE},
    {{.name = "remove",
      .arguments = "ACCOUNT",
      .least = 1,
      .most = 1,
      .help = "take an account out",
      .options = {{on_machine, 0}, {as_json, 0}}},
     command_remove,
     ON_MACHINE},
    {{.name = "list",
      .arguments = "",
      .help = "show the enrolled accounts",
      .options = {{on_machine, 0}, {as_json, 0}}},
     command_list,
     ON_MACHINE},
    {{.name = "stack",
      .arguments = "[LINE...]",
      .most = -1,
      .help = "show the credential stack, or set it: a line is \"CONTROL MODULE\"",
      .options = {{on_machine, 0}, {as_json, 0}}},
     command_stack,
     ON_MACHINE},
    {{.name = "observe",
      .arguments = "[on|off]",
      .most = 1,
      .help = "for an hour: tell what logons present, each new form as an event; alone: is it on?",
      .options = {{on_machine, 0}, {as_json, 0}}},
     command_observe,
     ON_MACHINE},
    {{.name = "find",
      .arguments = "PROPERTY [VALUE]",
      .least = 1,
      .most = 2,
      .help = "show every node that sets a property",
      .options = {{on_machine, 0}, {on_metabase, 0}, {as_json, 0}}},
     command_find,
     ON_METABASE},
    {{.name = "get",
      .arguments = "NODE/PROPERTY",
      .least = 1,
      .most = 1,
      .help = "show what a property is at a node, and where that comes from",
      .options = {{on_machine, 0}, {on_metabase, 0}, {as_json, 0}},
      .more = "Of a NODE alone it shows what enum does."},
     command_get,
     ON_METABASE},
    {{.name = "enum",
      .arguments = "[NODE]",
      .most = 1,
      .help = "show all properties of a node, own and inherited, and the nodes below it",
      .options = {{on_machine, 0}, {on_metabase, 0}, {as_json, 0}, {of_enum, 0}}},
     command_enum,
     ON_METABASE},
    {{.name = "put",
      .arguments = "NODE/PROPERTY VALUE...",
      .least = 1,
      .most = -1,
      .help = "set a property at a node; a secret is read from standard input",
      .options = {{on_machine, 0}, {on_metabase, 0}, {changing, 0}, {forcing, 0}, {as_json, 0}}},
     command_put,
     ON_METABASE},
    {{.name = "delete",
      .arguments = "NODE/PROPERTY",
      .least = 1,
      .most = 1,
      .help = "take a property away from a node, which then inherits it or has the default",
      .options = {{on_machine, 0}, {on_metabase, 0}, {changing, 0}, {as_json, 0}}},
     command_delete,
     ON_METABASE},
    {{.name = "toggle",
      .arguments = "NODE on|off",
      .least = 2,
      .most = 2,
      .help = "turn password synchronization on or off, as IIS does it (Q259353)",
      .options = {{on_machine, 0}, {on_metabase, 0}, {changing, 0}, {as_json, 0}}},
     command_toggle,
     ON_METABASE},
    {{.name = "sync",
      .arguments = "Anonymous|WAM|UNC USER",
      .least = 2,
      .most = 2,
      .help = "give an account one password at all its nodes, in the package's store and in SAM",
      .options = {{on_machine, 0}, {on_metabase, 0}, {changing, 0}, {forcing, 0}, {as_json, 0}}},
     command_sync,
     ON_MACHINE},
    {{.name = "check",
      .arguments = "[NODE]",
      .most = 1,
      .help = "why anonymous logons fail, at one node or at all; 0 if they succeed",
      .options = {{on_machine, 0}, {on_metabase, 0}, {as_json, 0}, {of_check, 0}}},
     command_check,
     ON_MACHINE},
    {{.name = "collect",
      .arguments = "DIR",
      .least = 1,
      .most = 1,
      .paths = true,
      .help = "make a machine folder of this Windows server, without secrets",
      .options = {{on_metabase, 0}, {as_json, 0}}},
     command_collect,
     ON_SERVER},
};

#define OWN_COUNT (sizeof commands / sizeof commands[0])

static const struct command_row *row_at(size_t index)
{
    static const struct command_row *const of_all[] = {&command_row_help, &command_row_completion};
    return index < OWN_COUNT       ? &commands[index].row
           : index < OWN_COUNT + 2 ? of_all[index - OWN_COUNT]
                                   : NULL;
}

const struct tool iissubactl = {
    .name = "iissubactl",
    .version = IISSUBA_VERSION,
    .about = "Administers iissuba, the subauthentication package, and IIS's anonymous accounts.",
    .notes =
        "\nA NODE is as adsutil.vbs takes it: MSFTPSVC/1, W3SVC/1/ROOT, /LM/W3SVC.\n"
        "Controls: required requisite sufficient optional. Modules: metabase sam caller.\n"
        "Exit: 0 done; 1 something is left for you, said above; 2 usage or a broken input;\n"
        "3 the machine could not be changed; 4 check found nothing wrong, but could not try all.\n",
    .command = row_at,
};

command_function *command_at(size_t index)
{
    return index < OWN_COUNT ? commands[index].run : NULL;
}

bool command_needs_machine(size_t index, const struct options *options)
{
    enum place place = index < OWN_COUNT ? commands[index].place : ON_SERVER;
    return place == ON_MACHINE || (place == ON_METABASE && options->metabase == NULL);
}
