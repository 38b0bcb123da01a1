/*
 * watch: keeps the store in step with a metabase, a machine folder's or the live one. Each change
 * is an event; in the foreground it is a line too.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "enrolment/import_apply.h"
#include "files/process.h"
#include "lsass/clock.h"
#include "lsass/event.h"
#include "lsass/event_text.h"
#include "metabase_source.h"
#include "text/array.h"
#include "text/utf.h"
#include "watch.h"
#include "watch/watch_folder.h"
#include "watch/watch_live.h"
#include "watch/watch_stop.h"

/* An account of which something was reported that is reported once. */
struct reported {
    char *name;
    enum event_id id;
};

struct watching {
    const struct options *options;
    bool quiet;   /* nothing is printed: the service's */
    bool failed;  /* to import, and that was reported */
    bool waiting; /* for what is watched, and that was said */
    struct watch_folder *folder;
    struct watch_live *live;
    struct reported *reported;
    size_t count;
    size_t capacity;
};

static void report(const struct watching *watching, enum event_id id, const char *name)
{
    uint16_t wide[EVENT_NAME_MAX];
    char text[EVENT_TEXT_MAX];
    size_t units = utf8_to_utf16(name, strlen(name), wide, EVENT_NAME_MAX);
    struct wide account = {(const unsigned char *)wide,
                           units < EVENT_NAME_MAX ? units : EVENT_NAME_MAX};
    account.units = units == (size_t)-1 ? 0 : account.units;
    event_deliver(id, account, 0, NULL);
    if (!watching->quiet) {
        event_text(id, account, 0, NULL, text);
        puts(text);
        fflush(stdout);
    }
}

/* What is so for long is reported when it begins. Without memory it is reported again. */
static bool is_news(struct watching *watching, const char *name, enum event_id id)
{
    struct reported *known = NULL;
    for (size_t i = 0; i < watching->count && known == NULL; i++) {
        known = strcasecmp(watching->reported[i].name, name) == 0 ? &watching->reported[i] : NULL;
    }
    if (known == NULL) {
        char *copy = strdup(name);
        if (copy == NULL || !array_grow((void **)&watching->reported, watching->count,
                                        &watching->capacity, sizeof *watching->reported)) {
            free(copy);
            return true;
        }
        known = &watching->reported[watching->count++];
        *known = (struct reported){copy, EVENT_NONE};
    }
    bool news = known->id != id;
    known->id = id;
    return news;
}

static void tell(void *context, const char *name, const struct import_account *account,
                 enum import_action action, bool enrolled)
{
    static const enum event_id events[] = {
        [IMPORT_ADDED] = EVENT_SECRET_STORED,     [IMPORT_REPLACED] = EVENT_SECRET_STORED,
        [IMPORT_UNCHANGED] = EVENT_NONE,          [IMPORT_KEPT] = EVENT_SECRET_KEPT,
        [IMPORT_FORGOTTEN] = EVENT_SECRET_KEPT,   [IMPORT_LEFT_ALONE] = EVENT_SECRET_UNUSABLE,
        [IMPORT_REMOVED] = EVENT_ACCOUNT_REMOVED, [IMPORT_FOREIGN] = EVENT_NONE};
    struct watching *watching = context;
    (void)account;
    (void)enrolled;
    enum event_id id = events[action];
    bool lasting = action == IMPORT_KEPT || action == IMPORT_LEFT_ALONE;
    bool news = is_news(watching, name, lasting ? id : EVENT_NONE);
    if (id != EVENT_NONE && (news || !lasting)) {
        report(watching, id, name);
    }
}

static bool store(struct watching *watching, const struct import_plan *plan, struct fault *fault)
{
    struct registry *registry;
    size_t changes = 0;
    if (registry_open(watching->options->machine, REGISTRY_WRITE, &registry, fault) !=
        REGISTRY_OK) {
        return *fault->text != '\0' || fault_set(fault, "the registry cannot be opened");
    }
    bool done =
        import_apply(registry, plan, false, clock_now().utc, tell, watching, &changes, fault) &&
        (changes == 0 || registry_commit(registry, fault) == REGISTRY_OK);
    registry_close(registry);
    return done;
}

static bool import_text(struct watching *watching, const struct metabase_text *text,
                        struct fault *fault)
{
    struct metabase metabase;
    struct import_plan plan;
    if (!metabase_read(text, &metabase, fault)) {
        return false;
    }
    bool done = import_plan_make(&metabase, &plan) || fault_set(fault, "no memory");
    if (done) {
        done = store(watching, &plan, fault);
        import_plan_release(&plan);
    }
    metabase_release(&metabase);
    return done;
}

static bool import(void *context)
{
    struct watching *watching = context;
    struct metabase_source source;
    struct fault fault = {""};
    bool done = watching->live == NULL
                    ? metabase_source_open(watching->options, &source, &fault)
                    : metabase_source_open_live(watching->options, watch_live_base(watching->live),
                                                &source, &fault);
    if (done) {
        done = import_text(watching, &source.text, &fault);
        if (done && watching->live != NULL) {
            watch_live_read_at(watching->live, source.tree.change_number);
        }
        metabase_source_close(&source);
    }
    if (!done && !watching->failed) {
        report(watching, EVENT_WATCH_FAILED, "");
        if (!watching->quiet) {
            complain(EXIT_FAILED, &fault);
        }
    }
    watching->failed = !done;
    return done;
}

static bool join(void *context)
{
    struct watching *watching = context;
    const char *machine = watching->options->machine;
    struct fault fault;
    if (machine != NULL) {
        watching->folder = watch_folder_open(machine, "MetaBase.xml", &fault);
    } else {
        watching->live = watch_live_join(&fault);
    }
    bool joined = watching->folder != NULL || watching->live != NULL;
    if (joined) {
        report(watching, EVENT_WATCH_JOINED, "");
    } else if (!watching->waiting && !watching->quiet) {
        fprintf(stderr, "iissubactl: %s; waiting for it\n", fault.text);
    }
    watching->waiting = !joined;
    return joined;
}

static enum watch_news wait(void *context, unsigned milliseconds)
{
    struct watching *watching = context;
    return watching->options->machine != NULL ? watch_folder_wait(watching->folder, milliseconds)
                                              : watch_live_wait(watching->live, milliseconds);
}

static enum watch_news ask(void *context)
{
    struct watching *watching = context;
    return watching->live == NULL ? WATCH_QUIET : watch_live_ask(watching->live);
}

static void leave(void *context, bool lost)
{
    struct watching *watching = context;
    if (lost) {
        report(watching, EVENT_WATCH_LOST, "");
    }
    watch_folder_close(watching->folder);
    watch_live_leave(watching->live);
    watching->folder = NULL;
    watching->live = NULL;
}

void watch(const struct options *options, bool quiet)
{
    struct watching watching = {.options = options, .quiet = quiet};
    struct watch_port port = {&watching, join, wait, ask, import, leave};
    watch_run(&port);
    for (size_t i = 0; i < watching.count; i++) {
        free(watching.reported[i].name);
    }
    free(watching.reported);
}

enum exit_code command_watch(const struct options *options, int count, char **arguments)
{
    struct fault fault;
    (void)count;
    (void)arguments;
    if (!watch_stop_prepare(&fault)) {
        return complain(EXIT_FAILED, &fault);
    }
    if (options->machine != NULL) {
        process_name_machine(options->machine);
    }
    watch(options, false);
    return EXIT_DONE;
}
