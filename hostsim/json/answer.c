#include "answer.h"

#include <stdio.h>
#include <stdlib.h>

#include "caller_json.h"
#include "status.h"
#include "text/hex.h"
#include "text/nt_time.h"

static json_t *time_json(int64_t time)
{
    char text[NT_TIME_TEXT];
    nt_time_format(time, text);
    return json_string(text);
}

static json_t *finding_json(const struct call_finding *finding)
{
    char text[CALL_FINDING_TEXT];
    json_t *json = json_object();
    call_finding_text(finding, text);
    json_object_set_new(json, "kind", json_string(call_finding_kind_name(finding->kind)));
    json_object_set_new(json, "way", json_string(finding->mutation));
    if (finding->kind == FINDING_CRASH) {
        json_object_set_new(json, "crash", json_string(finding->crash));
    } else {
        json_object_set_new(json, "field", json_string(finding->field));
        json_object_set_new(json, "offset", json_integer(finding->offset));
        json_object_set_new(json, "size", json_integer((json_int_t)finding->size));
    }
    json_object_set_new(json, "times", json_integer(finding->times));
    json_object_set_new(json, "text", json_string(text));
    return json;
}

static json_t *number_or_null(int64_t number)
{
    return number < 0 ? json_null() : json_integer(number);
}

static json_t *code_json(NTSTATUS status)
{
    char code[16];
    snprintf(code, sizeof code, "0x%08X", (unsigned)status);
    return json_string(code);
}

static json_t *raw_json(const struct raw_answer *raw)
{
    json_t *json = json_object();
    json_object_set_new(json, "returned", json_boolean(raw->returned));
    json_object_set_new(json, "status", code_json(raw->status));
    json_object_set_new(json, "authoritative", number_or_null(raw->authoritative));
    json_object_set_new(json, "which_fields", number_or_null(raw->which_fields));
    json_object_set_new(json, "user_flags", number_or_null(raw->user_flags));
    json_object_set_new(json, "actions", number_or_null(raw->actions));
    json_object_set_new(json, "times_set", json_boolean(raw->times_set));
    json_object_set_new(json, "logoff", json_integer(raw->logoff));
    json_object_set_new(json, "kickoff", json_integer(raw->kickoff));
    json_object_set_new(json, "stack_kept", json_boolean(raw->stack_kept));
    json_object_set_new(json, "parameters_sound", json_boolean(raw->parameters_sound));
    return json;
}

static json_t *findings_json(unsigned calls, const struct call_findings *findings)
{
    json_t *json = json_object();
    json_t *list = json_array();
    for (size_t i = 0; i < findings->count; i++) {
        json_array_append_new(list, finding_json(&findings->list[i]));
    }
    json_object_set_new(json, "calls", json_integer(calls));
    json_object_set_new(json, "findings", list);
    json_object_set_new(json, "not_kept", json_integer(findings->not_kept));
    return json;
}

static json_t *stress_json(const struct stress_report *stress)
{
    json_t *json = json_object();
    json_object_set_new(json, "calls", json_integer(stress->calls));
    json_object_set_new(json, "differ", json_integer(stress->differ));
    json_object_set_new(json, "differ_at_once", json_integer(stress->differ_at_once));
    json_object_set_new(json, "crashed", json_integer(stress->crashed));
    json_object_set_new(json, "handles", json_integer(stress->handles));
    json_object_set_new(json, "threads", json_integer(stress->threads));
    json_object_set_new(json, "bytes", json_integer(stress->bytes));
    return json;
}

static json_t *status_json(NTSTATUS status)
{
    const struct status_text *text = status_text(status);
    json_t *json = json_object();
    json_object_set_new(json, "status", code_json(status));
    json_object_set_new(json, "status_name", json_string(text->name));
    json_object_set_new(json, "win32", json_integer(text->win32));
    json_object_set_new(json, "message", json_string(text->message));
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
    char *hex = malloc(2 * answer->returned_size + 1);
    if (hex != NULL) {
        hex_write(answer->returned, answer->returned_size, hex);
    }
    json_object_set_new(json, "called", json_string(answer->called));
    json_object_set_new(json, "returned", answer->without_buffer ? json_null() : json_string(hex));
    json_object_set_new(json, "hostile", findings_json(answer->calls, &answer->findings));
    free(hex);
    return json;
}

json_t *answer_json(const struct logon_answer *answer)
{
    const struct logon_result *result = &answer->result;
    json_t *json = status_json(result->status);
    json_object_set_new(json, "authoritative", json_boolean(result->authoritative));
    json_object_set_new(json, "user_flags", json_integer(result->user_flags));
    json_object_set_new(json, "which_fields", json_integer(result->which_fields));
    json_object_set_new(json, "logoff_time", time_json(result->logoff_time));
    json_object_set_new(json, "kickoff_time", time_json(result->kickoff_time));
    json_object_set_new(json, "called", json_string(result->called));
    json_object_set_new(json, "elapsed_ns", json_integer((json_int_t)result->elapsed_ns));
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
    if (answer->hostile) {
        print_report(&answer->report);
    }
    if (answer->stress.calls > 0) {
        const struct stress_report *stress = &answer->stress;
        printf("  stress         %u calls, %u and at once %u answered otherwise, %u crashed\n",
               stress->calls, stress->differ, stress->differ_at_once, stress->crashed);
        printf("    left: %ld handles, %ld threads, %ld bytes\n", stress->handles, stress->threads,
               stress->bytes);
    }
}
