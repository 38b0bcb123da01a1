/* init: writes a machine folder. */
#include <stdio.h>

#include "command.h"
#include "new_machine.h"

struct init_options {
    unsigned full;
    bool json;
};

static const struct option_row own_options[] = {
    {.name = "kind",
     .argument = "ftp-only|full",
     .help = "ftp-only: Q269241's box, where Auth132 is named and no DLL is there (the default); "
             "full: registered, enrolled and working",
     .kind = OPTION_WORD,
     .at = offsetof(struct init_options, full)},
    OPTION_JSON(struct init_options),
    {.name = NULL},
};

const struct command_row row_init = {
    .name = "init",
    .arguments = "DIR",
    .least = 1,
    .most = 1,
    .paths = true,
    .help = "write a machine folder",
    .options = {{own_options, 0}},
};

enum exit_code command_init(struct command_words *words)
{
    struct init_options options = {.full = 0};
    struct fault fault = {""};
    enum exit_code code = take_words(words, &options);
    if (code != EXIT_GRANTED) {
        return code;
    }
    const char *folder = words->words[0];
    if (!new_machine(folder, options.full != 0, &fault)) {
        return complain(EXIT_USAGE, &fault);
    }
    if (options.json) {
        print_json(json_pack("{s:s, s:[s, s, s, s]}", "folder", folder, "files", "sam.json",
                             "secpol.inf", "registry.reg", "MetaBase.xml"),
                   false);
        return EXIT_GRANTED;
    }
    printf("%s is a machine folder: sam.json, secpol.inf, registry.reg, MetaBase.xml.\n", folder);
    return EXIT_GRANTED;
}
