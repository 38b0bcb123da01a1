#include "probe.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "child.h"
#include "package.h"
#include "probe_judge.h"
#include "temporary.h"

#define USER_MADE_UP "probe"
#define PASSWORD_MADE_UP "Probe-Pass-1" /* no secret; short enough for an LM form */
#define HANGS_MOST 3                    /* then nothing more is asked */

/* One line that was asked, and its answer. */
struct asked_line {
    char *line;
    json_t *answer;
};

struct probe {
    const struct probe_options *options;
    const char *machine;
    struct child *child;
    struct asked_line *asked;
    size_t asked_count;
    unsigned hangs;
    bool exported[EXPORT_COUNT];
    bool failed; /* the host itself */
    struct fault *fault;
};

static const char *const result_names[] = {
    [PROBE_PASS] = "pass", [PROBE_SKIP] = "skip", [PROBE_WARN] = "warn", [PROBE_FAIL] = "fail"};

const char *probe_result_name(enum probe_result result)
{
    return result_names[result];
}

static bool start_child(struct probe *probe)
{
    char program[4096];
    const char *arguments[] = {
        program, "batch", "--machine", probe->machine, "--package", probe->options->package, NULL};
    return child_own_program(program, sizeof program) &&
           child_start(arguments, &probe->child, probe->fault);
}

/*
 * Ends the child, and makes an answer that says what happened. The next line starts another child.
 */
static json_t *end_child(struct probe *probe, enum child_said said)
{
    char how[64] = "";
    child_end(probe->child, how, sizeof how);
    probe->child = NULL;
    char text[PROBE_TEXT];
    if (said == CHILD_SILENT) {
        probe->hangs++;
        snprintf(text, sizeof text, "it did not return within %u s, and was ended",
                 probe->options->seconds);
    } else {
        snprintf(text, sizeof text, "it ended the process that it was called in: %s", how);
    }
    return json_pack("{s:s}", "error", text);
}

/* Asks a line. The answer is the caller's. NULL where the host failed. */
static json_t *ask(struct probe *probe, const char *line)
{
    struct buffer heard = {.text = NULL};
    json_t *answer = NULL;
    if (probe->child == NULL && !start_child(probe)) {
        probe->failed = true;
        return NULL;
    }
    enum child_said said = CHILD_GONE;
    if (child_tell(probe->child, line, strlen(line)) && child_tell(probe->child, "\n", 1)) {
        said = child_hear(probe->child, probe->options->seconds * 1000, &heard);
    }
    if (said == CHILD_SAID) {
        answer = json_loadb(heard.text, heard.size, 0, NULL);
    }
    buffer_release(&heard);
    return answer != NULL ? answer : end_child(probe, said);
}

/* Keeps a line and its answer for the checks that judge all answers. */
static bool remember(struct probe *probe, char *line, json_t *answer)
{
    struct asked_line *asked =
        realloc(probe->asked, (probe->asked_count + 1) * sizeof *probe->asked);
    if (asked == NULL) {
        probe->failed = !fault_set(probe->fault, "no memory");
        return false;
    }
    probe->asked = asked;
    probe->asked[probe->asked_count++] = (struct asked_line){line, answer};
    return true;
}

/* The answer that an earlier check got to the same line; NULL where none asked it. */
static const json_t *answered(const struct probe *probe, const char *line)
{
    for (size_t i = 0; i < probe->asked_count; i++) {
        if (strcmp(probe->asked[i].line, line) == 0) {
            return probe->asked[i].answer;
        }
    }
    return NULL;
}

/* Asks a line, unless it was asked before. The answer is kept. NULL where the host failed. */
static const json_t *ask_once(struct probe *probe, const char *line)
{
    const json_t *known = answered(probe, line);
    if (known != NULL) {
        return known;
    }
    char *kept = strdup(line);
    json_t *answer = kept == NULL ? NULL : ask(probe, kept);
    if (answer == NULL || !remember(probe, kept, answer)) {
        probe->failed = true;
        free(kept);
        json_decref(answer);
        return NULL;
    }
    return answer;
}

/* An account that no check of restrictions refuses. */
static json_t *made_up_account(void)
{
    return json_pack("{s:i, s:s, s:[s, s]}", "rid", 4711, "password", PASSWORD_MADE_UP, "flags",
                     "USER_NORMAL_ACCOUNT", "USER_DONT_EXPIRE_PASSWORD");
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
    bool kerberos = check->kind == PROBE_KERBEROS;
    bool made_up = options->user == NULL || json_object_get(members, "user") != NULL;
    json_t *request = json_pack("{s:s, s:s, s:s, s:s}", "user",
                                options->user == NULL ? USER_MADE_UP : options->user, "password",
                                options->password == NULL ? PASSWORD_MADE_UP : options->password,
                                "response", options->response, "ways", "as lsass hands it over");
    if (made_up) {
        json_object_set_new(request, "account", made_up_account());
    }
    if (kerberos) {
        json_object_del(request, "ways"); /* it is no hostile mode's */
        json_object_del(request, "response");
        json_object_set_new(request, "protocol", json_string("kerberos"));
    }
    json_object_update_recursive(request, members);
    const char *name;
    json_t *value;
    void *next;
    json_object_foreach_safe(request, next, name, value)
    {
        if (json_is_null(value)) {
            json_object_del(request, name);
        }
    }
    if (json_object_get(request, "nt_response") != NULL) {
        json_object_del(request, "response");
    }
    if (export != EXPORT_ROUTINE && !kerberos) {
        json_object_set_new(request, export == EXPORT_FILTER ? "filter" : "ex", json_true());
    }
    json_decref(members);
    return request;
}

/* Keeps the worse of two verdicts; of two alike, the first. */
static void weigh(struct probe_finding *finding, const struct probe_verdict *verdict,
                  const char *line)
{
    bool first = finding->verdict.got[0] == '\0';
    if (!first && verdict->result <= finding->verdict.result) {
        return;
    }
    finding->verdict = *verdict;
    free(finding->replay);
    finding->replay = verdict->result > PROBE_SKIP ? strdup(line) : NULL;
}

static struct probe_verdict judge(const struct probe_check *check, const json_t *answer)
{
    struct probe_verdict returned = judge_returned(answer);
    const json_t *hostile = json_object_get(answer, "hostile");
    if (returned.result != PROBE_PASS || check->judge == judge_loads ||
        check->judge == judge_exports) {
        return returned.result != PROBE_PASS ? returned : check->judge(answer);
    }
    if (check->kind != PROBE_KERBEROS &&
        json_integer_value(json_object_get(hostile, "calls")) == 0) {
        const char *name = json_string_value(json_object_get(answer, "status_name"));
        return verdict(PROBE_SKIP, "it was not called: %s", name == NULL ? "" : name);
    }
    return check->judge(answer);
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
    return export != EXPORT_FILTER ||
           (check->judge != judge_better_refused && check->judge != judge_not_admitted);
}

static void run_asking(struct probe *probe, const struct probe_check *check,
                       struct probe_finding *finding)
{
    for (int which = EXPORT_ROUTINE; which < EXPORT_COUNT && !probe->failed; which++) {
        bool loads = check->judge == judge_loads;
        if ((!loads && check->kind != PROBE_GENERIC && !probe->exported[which]) ||
            probe->hangs >= HANGS_MOST || !is_about(check, (enum package_export)which)) {
            continue;
        }
        json_t *request = request_of(probe, check, (enum package_export)which);
        char *line = json_dumps(request, 0);
        json_decref(request);
        const json_t *answer = line == NULL ? NULL : ask_once(probe, line);
        if (answer == NULL) {
            free(line);
            return;
        }
        const char *name = json_string_value(json_object_get(answer, "status_name"));
        if (loads) {
            probe->exported[which] =
                name == NULL || (strcmp(name, "STATUS_DLL_NOT_FOUND") != 0 &&
                                 strcmp(name, "STATUS_PROCEDURE_NOT_FOUND") != 0);
        }
        struct probe_verdict verdict = judge(check, answer);
        weigh(finding, &verdict, line);
        free(line);
    }
}

static void run_over_all(const struct probe *probe, const struct probe_check *check,
                         struct probe_finding *finding)
{
    for (size_t i = 0; i < probe->asked_count; i++) {
        const json_t *answer = probe->asked[i].answer;
        const json_t *raw = json_object_get(json_object_get(answer, "hostile"), "raw");
        if (json_is_true(json_object_get(raw, "returned"))) {
            struct probe_verdict verdict = check->judge(answer);
            if (verdict.result != PROBE_SKIP) {
                weigh(finding, &verdict, probe->asked[i].line);
            }
        }
    }
}

/* Checks the exports. Where one for logons was found, RoutineGeneric need not be there. */
static void run_exports(struct probe *probe, const struct probe_check *check,
                        struct probe_finding *finding)
{
    for (int which = EXPORT_ROUTINE; which < EXPORT_COUNT; which++) {
        if (probe->exported[which]) {
            finding->verdict =
                verdict(PROBE_PASS, "%s", package_export_name((enum package_export)which));
            return;
        }
    }
    run_asking(probe, check, finding);
}

static void run_check(struct probe *probe, const struct probe_check *check,
                      struct probe_finding *finding)
{
    *finding = (struct probe_finding){.check = check, .verdict = {.result = PROBE_SKIP}};
    if (check->kind == PROBE_OVER_ALL) {
        run_over_all(probe, check, finding);
    } else if (check->judge == judge_exports) {
        run_exports(probe, check, finding);
    } else {
        run_asking(probe, check, finding);
    }
    if (finding->verdict.got[0] == '\0') {
        finding->verdict =
            verdict(PROBE_SKIP, "%s",
                    probe->hangs >= HANGS_MOST ? "it hangs: nothing more is asked"
                                               : "no export, or no answer, that this is about");
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
    for (size_t i = 0; i < probe_check_count && !probe->failed; i++) {
        struct probe_finding finding;
        bool told = i == 0 || is_named(probe, &probe_checks[i]); /* the first: what is exported */
        if (!told && !all) {
            continue;
        }
        run_check(probe, &probe_checks[i], &finding);
        if (told && !probe->failed) {
            probe->options->done(probe->options->context, &finding);
        }
        free(finding.replay);
    }
}

static void release(struct probe *probe)
{
    char how[64];
    child_end(probe->child, how, sizeof how);
    for (size_t i = 0; i < probe->asked_count; i++) {
        free(probe->asked[i].line);
        json_decref(probe->asked[i].answer);
    }
    free(probe->asked);
}

bool probe_run(const struct probe_options *options, struct fault *fault)
{
    char folder[TEMPORARY_PATH];
    struct probe probe = {.options = options, .machine = options->machine, .fault = fault};
    if (options->machine == NULL) {
        if (!temporary_machine(folder, fault)) {
            return false;
        }
        probe.machine = folder;
    }
    run_all(&probe);
    release(&probe);
    if (options->machine == NULL) {
        temporary_remove(folder);
    }
    return !probe.failed;
}
