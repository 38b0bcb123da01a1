#include "probe.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "probe_asking.h"
#include "probe_judge.h"
#include "temporary.h"

#define USER_MADE_UP "probe"
#define PASSWORD_MADE_UP "Probe-Pass-1" /* no secret; short enough for an LM form */

struct probe {
    const struct probe_options *options;
    struct probe_asking asking;
    struct probe_report *report;
    struct probe_verdicts verdicts; /* of the answer that is being judged */
    bool exported[EXPORT_COUNT];
    bool failed; /* the host itself */
};

/* An account that no check of restrictions refuses. */
static json_t *made_up_account(void)
{
    return json_pack("{s:i, s:s, s:[s, s]}", "rid", 4711, "password", PASSWORD_MADE_UP, "flags",
                     "USER_NORMAL_ACCOUNT", "USER_DONT_EXPIRE_PASSWORD");
}

/* The logon that is usual, for a check to put its members over. */
static json_t *usual_request(const struct probe_options *options, enum probe_kind kind,
                             bool made_up)
{
    json_t *request =
        json_pack("{s:s, s:s}", "user", options->user == NULL ? USER_MADE_UP : options->user,
                  "password", options->password == NULL ? PASSWORD_MADE_UP : options->password);
    if (made_up) {
        json_object_set_new(request, "account", made_up_account());
    }
    if (kind == PROBE_KERBEROS) { /* it is no hostile mode's */
        json_object_set_new(request, "protocol", json_string("kerberos"));
    } else {
        json_object_set_new(request, "response", json_string(options->response));
        json_object_set_new(request, "ways", json_string("as lsass hands it over"));
    }
    return request;
}

static void remove_nulls(json_t *request)
{
    const char *name;
    json_t *value;
    void *next;
    json_object_foreach_safe(request, next, name, value)
    {
        if (json_is_null(value)) {
            json_object_del(request, name);
        }
    }
}

/* Makes the usual request, with a check's members over it. A member that is null is left out. */
static json_t *request_of(const struct probe *probe, const struct probe_check *check,
                          enum package_export export)
{
    const struct probe_options *options = probe->options;
    json_t *members = json_loads(check->request, 0, NULL);
    if (check->kind == PROBE_GENERIC) {
        return members;
    }
    bool made_up = options->user == NULL || json_object_get(members, "user") != NULL;
    json_t *request = usual_request(options, check->kind, made_up);
    json_object_update_recursive(request, members);
    json_decref(members);
    remove_nulls(request);
    if (json_object_get(request, "nt_response") != NULL) {
        json_object_del(request, "response");
    }
    if (export != EXPORT_ROUTINE && check->kind != PROBE_KERBEROS) {
        json_object_set_new(request, export == EXPORT_FILTER ? "filter" : "ex", json_true());
    }
    return request;
}

/* Hides a password that was given. Whoever knows it completes the line. The result is to be freed.
 */
static char *shown_line(const struct probe *probe, const char *text)
{
    json_t *line = json_loads(text, 0, NULL);
    if (probe->options->password != NULL && json_object_get(line, "password") != NULL) {
        json_object_set_new(line, "password", json_string("THE PASSWORD"));
    }
    char *shown = json_dumps(line, 0);
    json_decref(line);
    return shown;
}

/* Gives the faults of a check the causes that it leaves to it, and no worse grade than it has. */
static void finish_verdicts(struct probe_verdicts *verdicts, const struct probe_check *check)
{
    for (size_t i = 0; i < verdicts->count; i++) {
        struct probe_verdict *verdict = &verdicts->list[i];
        verdict->grade = verdict->grade > check->at_most ? check->at_most : verdict->grade;
        if (verdict->grade > PROBE_SKIP && verdict->cause[0] == '\0') {
            snprintf(verdict->cause, sizeof verdict->cause,
                     "%.100s where the documents have %.300s", verdict->got, check->expected);
        }
    }
}

/* Adds to the report what the verdicts on a line came to. */
static void report_line(struct probe *probe, const struct probe_check *check,
                        const struct asked_line *asked)
{
    char *shown = shown_line(probe, asked->line);
    struct probe_occasion occasion = {.replay = shown, .export = asked->export};
    finish_verdicts(&probe->verdicts, check);
    probe->failed |= shown == NULL || !probe_report_add(probe->report, &probe->verdicts, &occasion);
    free(shown);
}

static void report_words(struct probe *probe, enum probe_grade grade, const char *words)
{
    struct probe_occasion occasion = {.export = EXPORT_COUNT};
    probe->verdicts.count = 0;
    verdict_add(&probe->verdicts, grade, "%s", words);
    probe->failed |= !probe_report_add(probe->report, &probe->verdicts, &occasion);
}

static bool needs_no_call(const struct probe_check *check)
{
    return check->judge == judge_loads || check->judge == judge_exports;
}

static void judge(struct probe *probe, const struct probe_check *check, const json_t *answer)
{
    const json_t *hostile = json_object_get(answer, "hostile");
    probe->verdicts.count = 0;
    bool loads = check->judge == judge_loads && json_object_get(answer, "error") == NULL;
    if (!loads && !judge_returned(answer, &probe->verdicts)) {
        return;
    }
    if (!needs_no_call(check) && check->kind != PROBE_KERBEROS &&
        json_integer_value(json_object_get(hostile, "calls")) == 0) {
        const char *name = json_string_value(json_object_get(answer, "status_name"));
        verdict_add(&probe->verdicts, PROBE_SKIP, "it was not called: %s",
                    name == NULL ? "" : name);
        return;
    }
    check->judge(answer, &probe->verdicts);
}

/*
 * Whether a check is about an export. A filter is asked about whom MSV1_0 has admitted, and at any
 * level, so that some checks are not about it.
 */
static bool is_about(const struct probe_check *check, enum package_export export)
{
    if (check->kind == PROBE_GENERIC) {
        return export == EXPORT_ROUTINE; /* once: no export that logs on is asked */
    }
    if (check->kind == PROBE_KERBEROS) {
        return export == EXPORT_FILTER;
    }
    return export != EXPORT_FILTER || check->judge != judge_better_refused;
}

/* Learns from the first answers which of the exports for logons there are. */
static void note_export(struct probe *probe, enum package_export export, const json_t *answer)
{
    const char *name = json_string_value(json_object_get(answer, "status_name"));
    probe->exported[export] = name == NULL || (strcmp(name, "STATUS_DLL_NOT_FOUND") != 0 &&
                                               strcmp(name, "STATUS_PROCEDURE_NOT_FOUND") != 0);
}

static void ask_export(struct probe *probe, const struct probe_check *check,
                       enum package_export export)
{
    int asked_of = check->kind == PROBE_GENERIC ? EXPORT_COUNT : (int)export;
    json_t *request = request_of(probe, check, export);
    char *line = json_dumps(request, 0);
    json_decref(request);
    const struct asked_line *asked =
        line == NULL ? NULL : probe_ask(&probe->asking, line, asked_of);
    free(line);
    if (asked == NULL) {
        probe->failed = true;
        return;
    }
    if (check->judge == judge_loads) {
        note_export(probe, export, asked->answer);
    }
    judge(probe, check, asked->answer);
    report_line(probe, check, asked);
}

static void run_asking(struct probe *probe, const struct probe_check *check)
{
    for (int export = EXPORT_ROUTINE; export < EXPORT_COUNT && !probe->failed; export ++) {
        int asked_of = check->kind == PROBE_GENERIC ? EXPORT_COUNT : export;
        bool there =
            probe->exported[export] || check->judge == judge_loads || check->kind == PROBE_GENERIC;
        if (!there || !is_about(check, (enum package_export) export)) {
            continue;
        }
        if (probe_asking_gave_up(&probe->asking, asked_of)) {
            report_words(probe, PROBE_SKIP, "it hangs: nothing more is asked");
        } else {
            ask_export(probe, check, (enum package_export) export);
        }
    }
}

static void run_over_all(struct probe *probe, const struct probe_check *check)
{
    for (size_t i = 0; i < probe->asking.asked_count && !probe->failed; i++) {
        const struct asked_line *asked = &probe->asking.asked[i];
        const json_t *hostile = json_object_get(asked->answer, "hostile");
        const json_t *raw = json_object_get(hostile, "raw");
        probe->verdicts.count = 0;
        if (json_is_true(json_object_get(raw, "returned")) ||
            (json_is_object(raw) &&
             (check->judge == judge_findings || check->judge == judge_outputs_set))) {
            check->judge(asked->answer, &probe->verdicts);
            report_line(probe, check, asked);
        }
    }
}

/* Checks the exports. Where one for logons was found, RoutineGeneric need not be there. */
static void run_exports(struct probe *probe, const struct probe_check *check)
{
    for (int export = EXPORT_ROUTINE; export < EXPORT_COUNT; export ++) {
        if (probe->exported[export]) {
            report_words(probe, PROBE_PASS, package_export_name((enum package_export) export));
            return;
        }
    }
    run_asking(probe, check);
}

static void run_check(struct probe *probe, const struct probe_check *check)
{
    if (check->kind == PROBE_OVER_ALL) {
        run_over_all(probe, check);
    } else if (check->judge == judge_exports) {
        run_exports(probe, check);
    } else {
        run_asking(probe, check);
    }
    const struct probe_outcome *outcome =
        &probe->report->outcomes[probe->report->outcome_count - 1];
    if (outcome->got[0] == '\0') {
        report_words(probe, PROBE_SKIP, "no export, or no answer, that this is about");
    }
}

static bool is_named(const struct probe *probe, const struct probe_check *check)
{
    const char *only = probe->options->only;
    return only == NULL || strncmp(check->name, only, strlen(only)) == 0;
}

/* Whether a check is asked for that judges the answers to all others. Those are asked then, too. */
static bool needs_all(const struct probe *probe)
{
    for (size_t i = 0; i < probe_check_count; i++) {
        if (probe_checks[i].kind == PROBE_OVER_ALL && is_named(probe, &probe_checks[i])) {
            return true;
        }
    }
    return false;
}

static void run_all(struct probe *probe)
{
    bool all = needs_all(probe);
    struct probe_report *report = probe->report;
    struct probe_report untold = {.package = NULL};
    for (size_t i = 0; i < probe_check_count && !probe->failed; i++) {
        const struct probe_check *check = &probe_checks[i];
        bool told = i == 0 || is_named(probe, check); /* the first: what is exported */
        if (!told && !all) {
            continue;
        }
        probe->report = told ? report : &untold;
        probe->failed = !probe_report_begin(probe->report, check);
        if (!probe->failed) {
            run_check(probe, check);
        }
    }
    probe_report_release(&untold);
}

bool probe_run(const struct probe_options *options, struct probe_report *report,
               struct fault *fault)
{
    char folder[TEMPORARY_PATH];
    *report = (struct probe_report){.package = options->package, .strict = options->strict};
    if (options->machine == NULL && !temporary_machine(folder, fault)) {
        return false;
    }
    struct probe *probe = calloc(1, sizeof *probe);
    bool done = probe != NULL || fault_set(fault, "no memory");
    if (probe != NULL) {
        probe->options = options;
        probe->report = report;
        probe->asking = (struct probe_asking){
            .package = options->package,
            .machine = options->machine == NULL ? folder : options->machine,
            .seconds = options->seconds,
            .fault = fault,
        };
        run_all(probe);
        probe_asking_end(&probe->asking);
        done = !probe->failed;
        free(probe);
    }
    if (options->machine == NULL) {
        temporary_remove(folder);
    }
    return done;
}
