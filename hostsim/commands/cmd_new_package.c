/* new-package: writes a folder to begin a package with. */
#include <stdio.h>

#include "command.h"
#include "new_package.h"

struct new_package_options {
    bool filter;
    bool routine;
    bool generic;
    bool kerberos;
    bool json;
};

static const struct option_row own_options[] = {
    {.name = "filter",
     .help = "it is asked about whom MSV1_0 has admitted (the default)",
     .at = offsetof(struct new_package_options, filter)},
    {.name = "routine",
     .help = "it judges in MSV1_0's place",
     .at = offsetof(struct new_package_options, routine)},
    {.name = "generic",
     .help = "a filter that programs can ask",
     .at = offsetof(struct new_package_options, generic)},
    {.name = "kerberos",
     .help = "a filter for Kerberos as well",
     .at = offsetof(struct new_package_options, kerberos)},
    OPTION_JSON(struct new_package_options),
    {.name = NULL},
};

const struct command_row row_new_package = {
    .name = "new-package",
    .arguments = "NAME",
    .least = 1,
    .most = 1,
    .paths = true,
    .help = "write a folder to begin a package with",
    .options = {{own_options, 0}},
};

enum exit_code command_new_package(struct command_words *words)
{
    struct new_package_options options = {.filter = false};
    struct fault fault = {""};
    enum exit_code code = take_words(words, &options);
    if (code != EXIT_GRANTED) {
        return code;
    }
    if (options.filter + options.routine + options.generic + options.kerberos > 1) {
        return usage(words->command, "a package is of one kind");
    }
    const char *folder = words->words[0];
    enum package_kind kind = options.routine    ? PACKAGE_ROUTINE
                             : options.generic  ? PACKAGE_GENERIC
                             : options.kerberos ? PACKAGE_KERBEROS
                                                : PACKAGE_FILTER;
    if (!new_package(folder, kind, &fault)) {
        return complain(EXIT_USAGE, &fault);
    }
    if (options.json) {
        print_json(json_pack("{s:s}", "folder", folder), false);
        return EXIT_GRANTED;
    }
    printf("%s is a package. To build and test it, in there:\n"
           "  cmake --preset linux\n"
           "  cmake --build --preset linux\n"
           "  ctest --preset linux\n",
           folder);
    return EXIT_GRANTED;
}
