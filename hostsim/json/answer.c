#include "answer.h"

#include <stdio.h>

#include "caller_json.h"
#include "json_put.h"
#include "status.h"
#include "text/nt_time.h"

static json_t *finding_json(const struct call_finding *finding)
{
    char text[CALL_FINDING_TEXT];
    json_t *json = json_object();
    call_finding_text(finding, text);
    put_text(json, "kind", call_finding_kind_name(finding->kind));
    put_text(json, "way", finding->mutation);
    if (finding->kind == FINDING_CRASH) {
        put_text(json, "crash", finding->crash);
        put_text(json, "place", finding->place);
    } else {
        put_text(json, "field", finding->field);
        put_number(json, "offset", finding->offset);
        put_number(json, "size", (int64_t)finding->size);
    }
    put_number(json, "times", finding->times);
    put_bool(json, "malformed", finding->malformed);
    put_text(json, "text", text);
    return json;
}

/* A part of a raw answer; null where it was not set. */
static void put_part(json_t *json, const char *key, int64_t part)
{
    json_object_set_new(json, key, part < 0 ? json_null() : json_integer(part));
}

static json_t *raw_json(const struct raw_answer *raw)
{
    json_t *json = json_object();
    put_bool(json, "returned", raw->returned);
    put_code(json, "status", raw->status);
    put_part(json, "authoritative", raw->authoritative);
    put_part(json, "which_fields", raw->which_fields);
    put_part(json, "user_flags", raw->user_flags);
    put_part(json, "actions", raw->actions);
    put_bool(json, "times_set", raw->logoff_set && raw->kickoff_set);
    put_bool(json, "logoff_set", raw->logoff_set);
    put_bool(json, "kickoff_set", raw->kickoff_set);
    put_number(json, "asked_at", raw->asked_at);
    put_number(json, "logoff", raw->logoff);
    put_number(json, "kickoff", raw->kickoff);
    put_bool(json, "stack_kept", raw->stack_kept);
    put_bool(json, "parameters_sound", raw->parameters_sound);
    return json;
}

static json_t *findings_json(unsigned calls, const struct call_findings *findings)
{
    json_t *json = json_object();
    json_t *list = json_array();
    for (size_t i = 0; i < findings->count; i++) {
        json_array_append_new(list, finding_json(&findings->list[i]));
    }
    put_number(json, "calls", calls);
    json_object_set_new(json, "findings", list);
    put_number(json, "not_kept", findings->not_kept);
    return json;
}

static const char *const resource_keys[RESOURCE_COUNT] = {
    [RESOURCE_HANDLES] = "handles",
    [RESOURCE_THREADS] = "threads",
    [RESOURCE_HEAP] = "bytes",
    [RESOURCE_SECTIONS] = "sections",
};

static json_t *stress_json(const struct stress_report *stress)
{
    json_t *json = json_object();
    put_number(json, "calls", stress->calls);
    put_number(json, "differ", stress->differ);
    put_number(json, "differ_at_once", stress->differ_at_once);
    put_number(json, "crashed", stress->crashed);
    if (stress->crashed > 0) {
        char text[CRASH_TEXT];
        guard_crash_text(&stress->crash, text);
        put_text(json, "crash", text);
        put_text(json, "place", stress->crash.place);
    }
    put_number(json, "elapsed_ns", (int64_t)stress->elapsed_ns);
    json_t *rounds = json_object();
    for (int i = 0; i < RESOURCE_COUNT; i++) {
        if (stress->counted[i]) {
            put_number(json, resource_keys[i], stress_grown(stress, (enum resource)i));
            json_object_set_new(rounds, resource_keys[i],
                                json_pack("[I, I, I]", (json_int_t)stress->grown[i][ROUND_WARM_UP],
                                          (json_int_t)stress->grown[i][ROUND_IN_A_ROW],
                                          (json_int_t)stress->grown[i][ROUND_AT_ONCE]));
        } else {
            json_object_set_new(json, resource_keys[i], json_null());
        }
    }
    json_object_set_new(json, "rounds", rounds);
    put_bool(json, "ran_out", stress->ran_out);
    return json;
}

static json_t *status_json(NTSTATUS status)
{
    const struct status_text *text = status_text(status);
    json_t *json = json_object();
    put_status(json, "status", "status_name", status);
    put_number(json, "win32", text->win32);
    put_text(json, "message", text->message);
    return json;
}

bool answer_logon(struct lsa *lsa, const struct logon_options *logon, struct logon_answer *answer,
                  struct fault *fault)
{
    answer->stress.calls = logon->stress;
    struct hostile_asking hostile = {.report = answer->hostile ? &answer->report : NULL,
                                     .mutations = logon->mutations,
                                     .stress = logon->stress > 0 ? &answer->stress : NULL};
    struct asking asking = hostile_asking(&hostile);
    bool done = lsa_logon(lsa, &logon->request, &asking, &answer->result, fault);
    bool not_loaded = done && answer->result.status == STATUS_DLL_NOT_FOUND;
    answer->why = not_loaded && lsa->packages.why[0] != '\0' ? lsa->packages.why : NULL;
    answer->caller = done ? caller_json(lsa, logon, &answer->result) : NULL;
    return done;
}

void answer_release(struct logon_answer *answer)
{
    json_decref(answer->caller);
    answer->caller = NULL;
}

json_t *generic_json(const struct generic_answer *answer)
{
    json_t *json = status_json(answer->status);
    put_text(json, "called", answer->called);
    if (answer->without_buffer) {
        json_object_set_new(json, "returned", json_null());
    } else {
        put_hex(json, "returned", answer->returned, answer->returned_size);
    }
    json_object_set_new(json, "hostile", findings_json(answer->calls, &answer->findings));
    return json;
}

json_t *answer_json(const struct logon_answer *answer)
{
    const struct logon_result *result = &answer->result;
    json_t *json = status_json(result->status);
    put_bool(json, "authoritative", result->authoritative);
    put_number(json, "user_flags", result->user_flags);
    put_number(json, "which_fields", result->which_fields);
    put_time(json, "logoff_time", result->logoff_time);
    put_time(json, "kickoff_time", result->kickoff_time);
    put_text(json, "called", result->called);
    put_number(json, "elapsed_ns", (int64_t)result->elapsed_ns);
    if (answer->why != NULL) {
        put_text(json, "why", answer->why);
    }
    json_object_update(json, answer->caller);
    if (answer->hostile) {
        const struct hostile_report *report = &answer->report;
        json_t *hostile = findings_json(report->calls, &report->findings);
        json_object_set_new(hostile, "raw",
                            report->calls == 0 ? json_null() : raw_json(&report->raw));
        json_object_set_new(json, "hostile", hostile);
    }
    if (answer->stress.calls > 0) {
        json_object_set_new(json, "stress", stress_json(&answer->stress));
    }
    return json;
}

static void print_report(const struct hostile_report *report)
{
    printf("  hostile        %u calls, %u findings\n", report->calls,
           (unsigned)report->findings.count + report->findings.not_kept);
    for (size_t i = 0; i < report->findings.count; i++) {
        char text[CALL_FINDING_TEXT];
        call_finding_text(&report->findings.list[i], text);
        printf("    %s\n", text);
    }
}

void answer_print_text(const struct logon_answer *answer)
{
    const struct logon_result *result = &answer->result;
    const struct status_text *text = status_text(result->status);
    char logoff[NT_TIME_TEXT];
    char kickoff[NT_TIME_TEXT];
    nt_time_format(result->logoff_time, logoff);
    nt_time_format(result->kickoff_time, kickoff);
    printf("%s (0x%08X)\n", text->name, (unsigned)result->status);
    printf("  win32          %u: %s\n", text->win32, text->message);
    printf("  authoritative  %s\n", result->authoritative ? "yes" : "no");
    printf("  user flags     0x%X\n", result->user_flags);
    printf("  which fields   0x%X\n", result->which_fields);
    printf("  logoff         %s\n", logoff);
    printf("  kickoff        %s\n", kickoff);
    printf("  called         %s\n", result->called);
    if (answer->why != NULL) {
        printf("  why            %s\n", answer->why);
    }
    if (answer->hostile) {
        print_report(&answer->report);
    }
    if (answer->stress.calls > 0) {
        const struct stress_report *stress = &answer->stress;
        printf("  stress         %u calls, %u and at once %u answered otherwise, %u crashed\n",
               stress->calls, stress->differ, stress->differ_at_once, stress->crashed);
        printf("    a call took %llu ns\n",
               (unsigned long long)(stress->elapsed_ns / stress->calls));
        printf("    left: %ld handles, %ld threads, %ld bytes, %ld bytes of sections\n",
               stress_grown(stress, RESOURCE_HANDLES), stress_grown(stress, RESOURCE_THREADS),
               stress_grown(stress, RESOURCE_HEAP), stress_grown(stress, RESOURCE_SECTIONS));
    }
}
