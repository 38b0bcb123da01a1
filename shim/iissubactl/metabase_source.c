#include "metabase_source.h"

#include <stdio.h>
#include <string.h>

#include "enrolment/deployment.h"
#include "files/files.h"

static bool find_file(const struct options *options, char path[FILE_PATH_MAX], struct fault *fault)
{
    char folder[DEPLOYMENT_PATH_MAX];
    const char *machine = options->machine;
    if (options->metabase != NULL) {
        return snprintf(path, FILE_PATH_MAX, "%s", options->metabase) < FILE_PATH_MAX ||
               fault_set(fault, "%.60s...: the path is too long", options->metabase);
    }
    if (machine == NULL) {
        char system[DEPLOYMENT_PATH_MAX];
        if (!deployment_system_folder(NULL, system, fault) ||
            !path_join(folder, sizeof folder, system, "inetsrv")) {
            return false;
        }
        machine = folder;
    }
    return path_join(path, FILE_PATH_MAX, machine, "MetaBase.xml") ||
           fault_set(fault, "%.60s...: the path is too long", machine);
}

/* The folder that a file is in. */
static void folder_of(const char *path, char folder[FILE_PATH_MAX])
{
    const char *end = path + strlen(path);
    while (end > path && end[-1] != '/' && end[-1] != '\\') {
        end--;
    }
    snprintf(folder, FILE_PATH_MAX, "%.*s", end > path ? (int)(end - path) : 1,
             end > path ? path : ".");
}

static bool read_schema(const struct options *options, const char *metabase, struct schema *schema,
                        struct fault *fault)
{
    char folder[FILE_PATH_MAX];
    char beside[FILE_PATH_MAX];
    if (options->schema != NULL) {
        return schema_read(options->schema, schema, fault);
    }
    folder_of(metabase, folder);
    if (path_join(beside, sizeof beside, folder, "MBSchema.xml") && file_exists(beside)) {
        return schema_read(beside, schema, fault);
    }
    return schema_builtin(schema) || fault_set(fault, "no memory");
}

bool metabase_source_open(const struct options *options, struct metabase_source *source,
                          struct fault *fault)
{
    source->text = metabase_file(source->path);
    return find_file(options, source->path, fault) &&
           read_schema(options, source->path, &source->schema, fault);
}

void metabase_source_close(struct metabase_source *source)
{
    schema_release(&source->schema);
}

bool metabase_source_prepare(const struct metabase_source *source,
                             const struct metabase_edit *edits, size_t count,
                             struct metabase_change *change, struct fault *fault)
{
    struct contents edited;
    *change = (struct metabase_change){.file = {.temporary = ""}};
    if (!metabase_edit(source->path, edits, count, &edited, fault)) {
        return false;
    }
    bool done = file_prepare(source->path, edited.text, edited.size, &change->file, fault);
    contents_release(&edited);
    return done;
}

bool metabase_source_commit(struct metabase_change *change, struct fault *fault)
{
    return file_commit(&change->file, fault);
}

void metabase_source_discard(struct metabase_change *change)
{
    file_discard(&change->file);
}

static enum exit_code change_file(const struct metabase_source *source,
                                  const struct metabase_edit *edits, size_t count)
{
    char folder[FILE_PATH_MAX];
    struct contents edited;
    struct fault fault;
    folder_of(source->path, folder);
    struct folder_lock *lock = folder_lock(folder, &fault);
    if (lock == NULL) {
        return complain(EXIT_FAILED, &fault);
    }
    enum exit_code code = EXIT_DONE;
    if (!metabase_edit(source->path, edits, count, &edited, &fault)) {
        code = complain(EXIT_USAGE, &fault);
    } else {
        if (!file_replace(source->path, edited.text, edited.size, &fault)) {
            code = complain(EXIT_FAILED, &fault);
        }
        contents_release(&edited);
    }
    folder_unlock(lock);
    return code;
}

enum exit_code metabase_source_apply(const struct options *options,
                                     const struct metabase_source *source,
                                     const struct metabase_edit *edits, size_t count)
{
    if (!options->apply) {
        puts("Nothing is changed yet: --apply does it.");
        return EXIT_DONE;
    }
    enum exit_code code = change_file(source, edits, count);
    if (code == EXIT_DONE) {
        printf("%s is changed.\n", source->text.name);
    }
    return code;
}
