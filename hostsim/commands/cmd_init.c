/* init: writes a machine folder. */
#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "command.h"
#include "new_machine.h"

const char help_init[] =
    "  init DIR [--kind ftp-only|full]                writes a machine folder\n"
    "        ftp-only           Q269241's box: Auth132 is named, and no DLL is there (default)\n"
    "        full               registered, enrolled and working\n";

enum exit_code command_init(int argc, char **argv)
{
    static const struct option known[] = {{"kind", required_argument, NULL, 'k'},
                                          {NULL, 0, NULL, 0}};
    bool full = false;
    int option;
    struct fault fault = {""};
    while ((option = getopt_long(argc, argv, "", known, NULL)) != -1) {
        if (option != 'k') {
            return usage("unknown option");
        }
        full = strcmp(optarg, "full") == 0;
        if (!full && strcmp(optarg, "ftp-only") != 0) {
            return usage("--kind: expected ftp-only or full, not %s", optarg);
        }
    }
    if (argc - optind != 1) {
        return usage("init takes one folder");
    }
    if (!new_machine(argv[optind], full, &fault)) {
        return complain(EXIT_USAGE, &fault);
    }
    printf("%s is a machine folder: sam.json, secpol.inf, registry.reg, MetaBase.xml.\n",
           argv[optind]);
    return EXIT_GRANTED;
}
