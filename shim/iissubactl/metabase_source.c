#include "metabase_source.h"

#include <stdio.h>
#include <string.h>

#include "enrolment/deployment.h"
#include "files/buffer.h"
#include "files/lock.h"
#include "live/iisadmin.h"
#include "live/live_render.h"
#include "metabase/metabase_words.h"

/* IIS's folder on this server. */
static bool find_inetsrv(char folder[DEPLOYMENT_PATH_MAX], struct fault *fault)
{
    char system[DEPLOYMENT_PATH_MAX];
    return deployment_system_folder(NULL, system, fault) &&
           (path_join(folder, DEPLOYMENT_PATH_MAX, system, "inetsrv") ||
            fault_set(fault, "%.60s...: the path is too long", system));
}

static bool find_file(const struct options *options, char path[FILE_PATH_MAX], struct fault *fault)
{
    char folder[DEPLOYMENT_PATH_MAX];
    const char *machine = options->machine;
    if (options->metabase != NULL) {
        return snprintf(path, FILE_PATH_MAX, "%s", options->metabase) < FILE_PATH_MAX ||
               fault_set(fault, "%.60s...: the path is too long", options->metabase);
    }
    if (machine == NULL) {
        if (!find_inetsrv(folder, fault)) {
            return false;
        }
        machine = folder;
    }
    if (!path_join(path, FILE_PATH_MAX, machine, "MetaBase.xml")) {
        return fault_set(fault, "%.60s...: the path is too long", machine);
    }
    if (options->machine != NULL || file_exists(path)) {
        return true;
    }
    return options->offline
               ? fault_set(fault,
                           "%s: there is no such file. IIS 4.0 and 5.0 have none: leave --offline "
                           "away, or name a file with --metabase",
                           path)
               : fault_set(fault,
                           "%s: there is no such file, and IISADMIN is not installed here: name a "
                           "file with --metabase",
                           path);
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

static bool read_schema(const struct options *options, const char *folder, struct schema *schema,
                        struct fault *fault)
{
    char beside[FILE_PATH_MAX];
    if (options->schema != NULL) {
        return schema_read(options->schema, schema, fault);
    }
    if (path_join(beside, sizeof beside, folder, "MBSchema.xml") && file_exists(beside)) {
        return schema_read(beside, schema, fault);
    }
    return schema_builtin(schema) || fault_set(fault, "no memory");
}

static bool open_file(const struct options *options, struct metabase_source *source,
                      struct fault *fault)
{
    char folder[FILE_PATH_MAX];
    if (!find_file(options, source->path, fault)) {
        return false;
    }
    folder_of(source->path, folder);
    source->text = metabase_file(source->path);
    return read_schema(options, folder, &source->schema, fault);
}

static void say_not_whole(void *context, const char *location, uint32_t id)
{
    (void)context;
    fprintf(
        stderr,
        "iissubactl: %s: property %lu holds what MetaBase.xml's form cannot, or no value of its "
        "type: it is not shown as it is\n",
        metabase_location_text(location), (unsigned long)id);
}

static bool render(struct metabase_source *source, struct fault *fault)
{
    struct buffer text = {.text = NULL};
    live_render(&source->tree, &source->schema, say_not_whole, NULL, &text);
    if (!buffer_take(&text, &source->rendered)) {
        return fault_set(fault, "the live metabase: no memory");
    }
    source->text =
        metabase_in_memory("the live metabase", source->rendered.text, source->rendered.size);
    return true;
}

bool metabase_source_open_live(const struct options *options, const struct admin_base *base,
                               struct metabase_source *source, struct fault *fault)
{
    char folder[DEPLOYMENT_PATH_MAX];
    *source = (struct metabase_source){.base = *base};
    source->base.disconnect = NULL; /* it is the caller's */
    bool done = find_inetsrv(folder, fault) &&
                read_schema(options, folder, &source->schema, fault) &&
                live_tree_read(&source->base, &source->tree, fault) && render(source, fault);
    if (!done) {
        metabase_source_close(source);
    }
    return done;
}

static bool connect_live(const struct options *options, struct metabase_source *source,
                         struct fault *fault)
{
    struct admin_base base;
    if (!admin_base_connect(&base, fault)) {
        return false;
    }
    if (!metabase_source_open_live(options, &base, source, fault)) {
        base.disconnect(base.context);
        return false;
    }
    source->base.disconnect = base.disconnect;
    return true;
}

bool metabase_source_open(const struct options *options, struct metabase_source *source,
                          struct fault *fault)
{
    *source = (struct metabase_source){.path = ""};
    bool live = options->machine == NULL && options->metabase == NULL && !options->offline &&
                admin_base_present();
    return live ? connect_live(options, source, fault) : open_file(options, source, fault);
}

void metabase_source_close(struct metabase_source *source)
{
    contents_release(&source->rendered);
    live_tree_release(&source->tree);
    schema_release(&source->schema);
    if (source->base.disconnect != NULL) {
        source->base.disconnect(source->base.context);
        source->base.disconnect = NULL;
    }
}

static bool is_live(const struct metabase_source *source)
{
    return *source->path == '\0';
}

/* Whether IIS 6.0 reads edits of its file: /LM/EnableEditWhileRunning. */
static bool is_read_while_running(const struct metabase_source *source)
{
    struct property_query query = {.name = "EnableEditWhileRunning"};
    struct fault fault;
    struct lookup lookup;
    if (!metabase_lookup(&source->text, "/LM", &query, &lookup, &fault)) {
        return false;
    }
    bool on = lookup.value != NULL && strcmp(lookup.value, "1") == 0;
    lookup_release(&lookup);
    return on;
}

/* Before anything is written: what a running IISADMIN neither sees nor keeps is not written. */
static bool may_edit_file(const struct metabase_source *source, struct fault *fault)
{
    return !iisadmin_holds(source->path) || is_read_while_running(source) ||
           fault_set(fault,
                     "%s: IISADMIN is running and works from memory: it would neither see nor keep "
                     "the change. Leave --offline and --metabase away; or stop it first (net stop "
                     "iisadmin); or set EnableEditWhileRunning",
                     source->path);
}

enum exit_code metabase_source_prepare(const struct metabase_source *source,
                                       const struct metabase_edit *edits, size_t count,
                                       struct metabase_change *change, struct fault *fault)
{
    struct contents edited;
    *change = (struct metabase_change){.source = source};
    for (size_t i = 0; i < count; i++) {
        if (edits[i].value != NULL && !metabase_value_fits(edits[i].value)) {
            fault_set(fault,
                      "%s: the value holds what MetaBase.xml cannot: a control character, U+FFFE, "
                      "U+FFFF, or what is not UTF-8; nothing is changed",
                      edits[i].query.name);
            return EXIT_USAGE;
        }
    }
    if (is_live(source)) {
        return live_plan_make(&source->tree, edits, count, &change->plan, fault) ? EXIT_DONE
                                                                                 : EXIT_USAGE;
    }
    if (!may_edit_file(source, fault) ||
        !metabase_edit(source->path, edits, count, &edited, fault)) {
        return EXIT_USAGE;
    }
    file_clear_leftovers(source->path);
    bool done = file_prepare(source->path, edited.text, edited.size, &change->file, fault);
    contents_release(&edited);
    return done ? EXIT_DONE : EXIT_FAILED;
}

static bool commit_live(struct metabase_change *change, struct fault *fault)
{
    bool saved;
    bool done = live_plan_apply(&change->source->base, &change->plan, &saved, fault);
    if (done && !saved) {
        fputs("iissubactl: the change is in force, and not on IIS's disk yet: another program "
              "holds the metabase open. IISADMIN writes it when it stops.\n",
              stderr);
    }
    return done;
}

bool metabase_source_commit(struct metabase_change *change, struct fault *fault)
{
    return is_live(change->source)
               ? commit_live(change, fault)
               : file_back_up(change->source->path, fault) && file_commit(&change->file, fault);
}

void metabase_source_discard(struct metabase_change *change)
{
    file_discard(&change->file);
    live_plan_release(&change->plan);
}

static enum exit_code make(const struct metabase_source *source, const struct metabase_edit *edits,
                           size_t count)
{
    struct metabase_change change;
    struct fault fault;
    enum exit_code code = metabase_source_prepare(source, edits, count, &change, &fault);
    if (code == EXIT_DONE && !metabase_source_commit(&change, &fault)) {
        code = EXIT_FAILED;
    }
    if (code != EXIT_DONE) {
        complain(code, &fault);
    }
    metabase_source_discard(&change);
    return code;
}

/* A file is locked, so that no other of these tools changes it between reading and writing. */
static enum exit_code make_locked(const struct metabase_source *source,
                                  const struct metabase_edit *edits, size_t count)
{
    struct fault fault;
    struct file_locks locks;
    const char *path = source->path;
    if (!files_lock(&path, 1, &locks, &fault)) {
        return complain(EXIT_FAILED, &fault);
    }
    enum exit_code code = make(source, edits, count);
    files_unlock(&locks);
    return code;
}

enum exit_code metabase_source_apply(const struct options *options,
                                     const struct metabase_source *source,
                                     const struct metabase_edit *edits, size_t count)
{
    if (!options->apply) {
        say(options, "Nothing is changed yet: --apply does it.\n");
        return EXIT_DONE;
    }
    enum exit_code code =
        is_live(source) ? make(source, edits, count) : make_locked(source, edits, count);
    if (code == EXIT_DONE) {
        say(options, "%s is changed.\n", is_live(source) ? "The live metabase" : source->text.name);
    }
    return code;
}
