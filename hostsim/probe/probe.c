#include "probe.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "abi_fields.h"
#include "files/files.h"
#include "files/interruption.h"
#include "machine.h"
#include "probe_asking.h"
#include "probe_file.h"
#include "probe_judge.h"
#include "probe_request.h"
#include "temporary.h"

#define CALLS_MOST 4000 /* of an export, in a row, and in each of four threads */
#define CALLS_LEAST 200 /* fewer would not show what one call in ten leaves behind */
#define CALLS_FEW 20
#define CALLS_NS_MOST INT64_C(1000000000)

struct probe {
    const struct probe_options *options;
    json_t *file; /* what the package's file says of itself */
    struct probe_asking asking;
    struct probe_report *report;
    struct probe_verdicts verdicts; /* of the answer that is being judged */
    bool exported[EXPORT_COUNT];
    unsigned calls[EXPORT_COUNT]; /* of each round of many; 0: it is not known yet */
    bool failed;                  /* the host itself */
};

/* What the package said, unless the password that was given is in it. */
static const char *said_shown(const struct probe *probe, const struct asked_line *asked)
{
    const char *password = probe->options->password;
    bool is_told = asked->said != NULL && password != NULL && *password != '\0' &&
                   strstr(asked->said, password) != NULL;
    return is_told ? "(not shown: the password is in it)" : asked->said;
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
    char *shown = probe_request_shown(probe->options, asked->line);
    struct probe_occasion occasion = {
        .replay = shown, .said = said_shown(probe, asked), .export = asked->export};
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

static json_t *request_of_calls(const struct probe *probe, const struct probe_check *check,
                                enum package_export export, unsigned calls)
{
    json_t *request = probe_request(probe->options, check, export);
    json_object_set_new(request, "stress", json_integer(calls));
    return request;
}

/*
 * How often an export is called, so that calls in a row take CALLS_NS_MOST: a slow package is
 * called less often. A few calls tell how long one takes.
 */
static unsigned calls_of(struct probe *probe, const struct probe_check *check,
                         enum package_export export)
{
    if (probe->calls[export] == 0) {
        json_t *request = request_of_calls(probe, check, export, CALLS_FEW);
        char *line = json_dumps(request, 0);
        json_decref(request);
        const struct asked_line *asked =
            line == NULL ? NULL : probe_ask(&probe->asking, line, (int)export);
        free(line);
        const json_t *stress = asked == NULL ? NULL : json_object_get(asked->answer, "stress");
        json_int_t took = json_integer_value(json_object_get(stress, "elapsed_ns")) + 1;
        json_int_t calls = CALLS_NS_MOST / (took / CALLS_FEW + 1);
        probe->calls[export] = (unsigned)(calls < CALLS_LEAST  ? CALLS_LEAST
                                          : calls > CALLS_MOST ? CALLS_MOST
                                                               : calls);
    }
    return probe->calls[export];
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
    json_t *request = check->area == AREA_MANY_CALLS
                          ? request_of_calls(probe, check, export, calls_of(probe, check, export))
                          : probe_request(probe->options, check, export);
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

static void run_file(struct probe *probe, const struct probe_check *check)
{
    const struct probe_occasion occasion = {.export = EXPORT_COUNT};
    probe->verdicts.count = 0;
    check->judge(probe->file, &probe->verdicts);
    probe->failed |= !probe_report_add(probe->report, &probe->verdicts, &occasion);
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
    } else if (check->kind == PROBE_FILE) {
        run_file(probe, check);
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

/*
 * Whether the machine is sound, and has the account that was named. Without a machine that is made
 * up.
 */
static bool has_account(const struct probe_options *options, struct fault *fault)
{
    struct machine machine;
    if (options->machine == NULL) {
        return true;
    }
    if (!machine_open(options->machine, &machine, fault)) {
        return false;
    }
    bool has = options->user == NULL || sam_find(&machine.sam, options->user) != NULL;
    machine_close(&machine);
    return has || fault_set(fault, "%s has no account %s; without --machine it is made up",
                            options->machine, options->user);
}

/* Whether what is asked is there. */
static bool is_possible(const struct probe *probe, struct fault *fault)
{
    const struct probe_options *options = probe->options;
    for (size_t i = 0; i < options->expected_write_count; i++) {
        if (!field_is_of("USER_ALL_INFORMATION", options->expected_writes[i])) {
            return fault_set(fault, "--expect-write: UserAll has no field %s",
                             options->expected_writes[i]);
        }
    }
    return (file_exists(options->package) ||
            fault_set(fault, "%s: there is no such file", options->package)) &&
           has_account(options, fault);
}

static bool run(struct probe *probe, struct fault *fault)
{
    char folder[TEMPORARY_PATH];
    const struct probe_options *options = probe->options;
    bool temporary = options->machine == NULL;
    if (!is_possible(probe, fault)) {
        return false;
    }
    if (temporary) {
        interruption_begin();
        bool made = temporary_machine(folder, fault);
        interruption_folder(made ? folder : NULL);
        if (!made) {
            return false;
        }
    }
    probe->file = probe_file_describe(options->package, fault);
    probe->failed = probe->file == NULL;
    probe->asking = (struct probe_asking){
        .package = options->package,
        .machine = temporary ? folder : options->machine,
        .seconds = options->seconds,
        .expected_writes = options->expected_writes,
        .expected_write_count = options->expected_write_count,
        .fault = fault,
    };
    run_all(probe);
    probe_asking_end(&probe->asking);
    json_decref(probe->file);
    if (temporary) {
        temporary_remove(folder);
        interruption_begin();
        interruption_folder(NULL);
    }
    return !probe->failed;
}

bool probe_run(const struct probe_options *options, struct probe_report *report,
               struct fault *fault)
{
    struct probe *probe = calloc(1, sizeof *probe);
    *report = (struct probe_report){.package = options->package, .strict = options->strict};
    if (probe == NULL) {
        return fault_set(fault, "no memory");
    }
    probe->options = options;
    probe->report = report;
    bool done = run(probe, fault);
    free(probe);
    return done;
}
