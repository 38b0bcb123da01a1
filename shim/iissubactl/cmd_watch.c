/*
 * watch: keeps the store in step with a metabase, a machine folder's or the live one. Each change
 * is an event; in the foreground it is a line too.
 */
#include <stdio.h>

#include "enrolment/import_apply.h"
#include "files/process.h"
#include "lsass/clock.h"
#include "metabase_source.h"
#include "watch.h"
#include "watch/watch_folder.h"
#include "watch/watch_live.h"
#include "watch/watch_stop.h"
#include "watch_report.h"

struct watching {
    const struct options *options;
    struct watch_report report;
    bool failed;  /* to import, and that was reported */
    bool waiting; /* for what is watched, and that was said */
    struct watch_folder *folder;
    struct watch_live *live;
};

static void tell(void *context, const char *name, const struct import_account *account,
                 enum import_action action, bool enrolled)
{
    struct watching *watching = context;
    (void)account;
    (void)enrolled;
    watch_report_account(&watching->report, name, action);
}

static bool store(struct watching *watching, const struct import_plan *plan, struct fault *fault)
{
    struct registry *registry;
    size_t changes = 0;
    const char *machine = watching->options->machine;
    if (registry_open(machine, REGISTRY_WRITE, &registry, fault) != REGISTRY_OK) {
        if (*fault->text == '\0') {
            fault_set(fault, "the registry cannot be opened");
        }
        return false;
    }
    bool done =
        import_apply(registry, plan, false, clock_now().utc, tell, watching, &changes, fault) &&
        (changes == 0 || registry_commit(registry, fault) == REGISTRY_OK);
    if (done && changes > 0) {
        say_form_given_up(registry);
    }
    registry_close(registry);
    /* Windows' registry has at once what was put in it. */
    watch_report_import(&watching->report, done || !registry_needs_machine);
    return done;
}

static bool import_text(struct watching *watching, const struct metabase_text *text,
                        struct fault *fault)
{
    struct metabase metabase;
    struct import_plan plan;
    if (!metabase_read(text, METABASE_ACCOUNTS, &metabase, fault)) {
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
    /* Who is asked to end while others hold the store's lock has failed in nothing. */
    if (!done && !watching->failed && watch_folder_wait(NULL, 0) != WATCH_STOP) {
        watch_report_event(&watching->report, EVENT_WATCH_FAILED);
        if (!watching->report.quiet) {
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
        watch_report_event(&watching->report, EVENT_WATCH_JOINED);
    } else if (!watching->waiting && !watching->report.quiet) {
        fprintf(stderr, "iissubactl: %s; waiting for it\n", fault.text);
    }
    watching->waiting = !joined;
    return joined;
}

static enum watch_news wait(void *context, unsigned milliseconds)
{
    struct watching *watching = context;
    if (ferror(stdout)) {
        return WATCH_STOP; /* nobody hears of it any more */
    }
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
        watch_report_event(&watching->report, EVENT_WATCH_LOST);
    }
    watch_folder_close(watching->folder);
    watch_live_leave(watching->live);
    watching->folder = NULL;
    watching->live = NULL;
}

void watch(const struct options *options, bool quiet)
{
    struct watching watching = {.options = options,
                                .report = {.quiet = quiet, .json = options->json}};
    struct watch_port port = {&watching, join, wait, ask, import, leave};
    watch_run(&port);
    watch_report_release(&watching.report);
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
