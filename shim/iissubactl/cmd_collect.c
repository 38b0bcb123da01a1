/* collect: a machine folder from the live server, so that its trouble can be looked at elsewhere.
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "collect.h"
#include "metabase/metabase_redact.h"
#include "metabase_source.h"
#include "show.h"

void collect_miss(struct gathered *gathered, const char *format, ...)
{
    size_t used = strlen(gathered->missing);
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(gathered->missing + used, MISSING_MAX - used, format, arguments);
    va_end(arguments);
    used = strlen(gathered->missing);
    if (used + 1 < MISSING_MAX) {
        strcpy(gathered->missing + used, "\n");
    }
}

static void collect_metabase(const struct options *options, struct gathered *gathered)
{
    struct metabase_source source;
    struct fault fault;
    if (!metabase_source_open(options, &source, &fault)) {
        collect_miss(gathered, "%s", fault.text);
        return;
    }
    if (!metabase_redact(&source.text, &source.schema, &gathered->contents, &fault)) {
        collect_miss(gathered, "%s", fault.text);
    }
    metabase_source_close(&source);
}

/* False where the folder cannot be written to; what could not be had is only named. */
static bool put(const char *folder, const char *name, struct gathered *gathered, FILE *out,
                json_t *files, bool *whole, struct fault *fault)
{
    char path[FILE_PATH_MAX];
    bool done = true;
    bool collected = gathered->contents.text != NULL;
    json_t *missing = json_array();
    if (collected) {
        done = (path_join(path, sizeof path, folder, name) ||
                fault_set(fault, "%.60s...: the path is too long", folder)) &&
               file_replace(path, gathered->contents.text, gathered->contents.size, fault);
        if (done && out != NULL) {
            fprintf(out, "%-14s collected\n", name);
        }
    }
    for (char *line = strtok(gathered->missing, "\n"); line != NULL; line = strtok(NULL, "\n")) {
        if (out != NULL) {
            fprintf(out, "%-14s not collected: %s\n", name, line);
        }
        json_array_append_new(missing, json_string(line));
        *whole = false;
    }
    json_array_append_new(files, json_pack("{s:s, s:b, s:o}", "name", name, "collected", collected,
                                           "missing", missing));
    contents_release(&gathered->contents);
    return done;
}

bool collect_into(const struct options *options, const char *folder, FILE *out, json_t *files,
                  bool *whole, struct fault *fault)
{
    struct gathered accounts = {.missing = ""};
    struct gathered policy = {.missing = ""};
    struct gathered registry = {.missing = ""};
    struct gathered metabase = {.missing = ""};
    collect_accounts(&accounts);
    collect_policy(&policy);
    collect_registry(&registry);
    collect_metabase(options, &metabase);
    bool done = put(folder, "sam.json", &accounts, out, files, whole, fault);
    done = done && put(folder, "secpol.inf", &policy, out, files, whole, fault);
    done = done && put(folder, "registry.reg", &registry, out, files, whole, fault);
    return done && put(folder, "MetaBase.xml", &metabase, out, files, whole, fault);
}

enum exit_code command_collect(const struct options *options, int count, char **arguments)
{
    char path[FILE_PATH_MAX];
    const char *folder = arguments[0];
    bool whole = true;
    struct fault fault;
    (void)count;
    if (!collect_here || options->machine != NULL) {
        fault_set(&fault, "collect reads the Windows server that it runs on; there is none here");
        return complain(EXIT_USAGE, &fault);
    }
    if (!folder_make(folder, &fault)) {
        return complain(EXIT_FAILED, &fault);
    }
    if (path_join(path, sizeof path, folder, "sam.json") && file_exists(path)) {
        fault_set(&fault, "%s: it is there already; nothing was changed", path);
        return complain(EXIT_USAGE, &fault);
    }
    json_t *files = json_array();
    if (!collect_into(options, folder, options->json ? NULL : stdout, files, &whole, &fault)) {
        json_decref(files);
        return complain(EXIT_FAILED, &fault);
    }
    enum exit_code code = whole ? EXIT_DONE : EXIT_LEFT;
    if (options->json) {
        return show_answer(json_pack("{s:s, s:o}", "folder", folder, "files", files), code);
    }
    json_decref(files);
    puts("Passwords and hashes are never collected: give the accounts theirs with sync, or check "
         "without.");
    struct mend next;
    mend_tool(&next, &options->place, MEND_WORDS("check"), MEND_NO_OPTIONS);
    printf("Next: %s\n", mend_text(&next));
    return code;
}
