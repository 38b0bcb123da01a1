/*
 * A logon's cost in instructions, counted from outside (tests/e2e/instructions.py): so many calls
 * of the built DLL's routine, or of the bare arithmetic. Not a test by itself. argv[1]  the DLL
 *   argv[2]  the form
 *   argv[3]  "again": that many calls more for an account that has logged on before; "first": one
 *            call more, for one that has not; "floor": that many of the arithmetic alone
 *   argv[4]  how many
 */
#include "machine_folder.h"

#include <stdlib.h>

#include "floor.h"
#include "server.h"

static const struct {
    const char *name;
    enum response_form form;
    void (*floor)(void *floor, size_t index);
} forms[] = {
    {"ntlmv1", RESPONSE_NTLMV1, floor_ntlmv1},
    {"ntlm2_session", RESPONSE_NTLM2_SESSION, floor_ntlm2_session},
    {"ntlmv2", RESPONSE_NTLMV2, floor_ntlmv2},
    {"cleartext", RESPONSE_CLEARTEXT, floor_cleartext},
    {"lm", RESPONSE_LM, floor_ntlmv1},
    {"lmv2", RESPONSE_LMV2, floor_ntlmv2},
};

#define WARM 3 /* calls: the registry is read, and the linker has found every function */

static int run(const struct package *package, size_t f, const char *what, size_t times)
{
    struct fault fault;
    const struct prepared_plan of_known = {.form = forms[f].form, .count = 1};
    const struct prepared_plan of_fresh = {.form = forms[f].form, .count = 1, .first = 1};
    struct prepared_set known;
    struct prepared_set fresh;
    struct floor floor;
    if (!prepared_make(&known, package, &of_known, &fault) ||
        !prepared_make(&fresh, package, &of_fresh, &fault)) {
        return 2;
    }
    floor_make(&floor, &known);
    bool bare = strcmp(what, "floor") == 0;
    for (size_t i = 0; i < WARM + (strcmp(what, "again") == 0 ? times : 0) && !bare; i++) {
        prepared_call(&known, i);
    }
    for (size_t i = 0; strcmp(what, "first") == 0 && i < times; i++) {
        prepared_call(&fresh, i);
    }
    for (size_t i = 0; bare && i < WARM + times; i++) {
        forms[f].floor(&floor, i);
    }
    size_t unexpected = known.unexpected + fresh.unexpected;
    prepared_release(&known);
    prepared_release(&fresh);
    return unexpected == 0 ? 0 : 1;
}

int main(int argc, char **argv)
{
    char folder[FOLDER_MAX];
    struct package package;
    struct fault fault;
    if (argc != 5) {
        return 2;
    }
    folder_new(folder);
    int code = 2;
    if (server_enrol(folder, 2, &fault) && package_open_file(argv[1], &package) == 0) {
        for (size_t f = 0; f < sizeof forms / sizeof forms[0]; f++) {
            if (strcmp(forms[f].name, argv[2]) == 0) {
                code = run(&package, f, argv[3], strtoul(argv[4], NULL, 10));
            }
        }
        package_close(&package);
    }
    folder_remove(folder);
    return code;
}
