/* collect: a machine folder from the live server, so that its trouble can be looked at elsewhere.
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "collect.h"
#include "metabase/metabase_redact.h"
#include "metabase_source.h"

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
                bool *whole, struct fault *fault)
{
    char path[FILE_PATH_MAX];
    bool done = true;
    if (gathered->contents.text != NULL) {
        done = (path_join(path, sizeof path, folder, name) ||
                fault_set(fault, "%s: the path is too long", folder)) &&
               file_replace(path, gathered->contents.text, gathered->contents.size, fault);
        if (done) {
            fprintf(out, "%-14s collected\n", name);
        }
    }
    for (char *line = strtok(gathered->missing, "\n"); line != NULL; line = strtok(NULL, "\n")) {
        fprintf(out, "%-14s not collected: %s\n", name, line);
        *whole = false;
    }
    contents_release(&gathered->contents);
    return done;
}

bool collect_into(const struct options *options, const char *folder, FILE *out, bool *whole,
                  struct fault *fault)
{
    struct gathered accounts = {.missing = ""};
    struct gathered policy = {.missing = ""};
    struct gathered registry = {.missing = ""};
    struct gathered metabase = {.missing = ""};
    collect_accounts(&accounts);
    collect_policy(&policy);
    collect_registry(&registry);
    collect_metabase(options, &metabase);
    bool done = put(folder, "sam.json", &accounts, out, whole, fault);
    done = done && put(folder, "secpol.inf", &policy, out, whole, fault);
    done = done && put(folder, "registry.reg", &registry, out, whole, fault);
    return done && put(folder, "MetaBase.xml", &metabase, out, whole, fault);
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
    if (!collect_into(options, folder, stdout, &whole, &fault)) {
        return complain(EXIT_FAILED, &fault);
    }
    puts("Passwords and hashes are never collected: give the accounts theirs with sync, or check "
         "without.");
    struct mend next;
    mend_tool(&next, &options->place, MEND_WORDS("check"), MEND_NO_OPTIONS);
    printf("Next: %s\n", mend_text(&next));
    return whole ? EXIT_DONE : EXIT_LEFT;
}
