/* hostsim_run: each case becomes a line of batch, and its answer is held against what is expected.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "case_record.h"
#include "json_put.h"
#include "status.h"

/* A switch that is off is left to what the case has in "more". */
static void put_switch(json_t *line, const char *key, bool on)
{
    if (on) {
        put_bool(line, key, true);
    }
}

/*
 * Makes of a case the line that batch would be given. NULL, with the fault set, where its JSON is
 * broken.
 */
static json_t *line_of(const struct hostsim_case *tried, struct fault *fault)
{
    json_t *line = tried->more == NULL ? json_object() : json_loads(tried->more, 0, NULL);
    json_t *account = tried->account == NULL ? NULL : json_loads(tried->account, 0, NULL);
    if (!json_is_object(line) || (tried->account != NULL && account == NULL)) {
        fault_set(fault, "%s is no JSON object", json_is_object(line) ? "account" : "more");
        json_decref(line);
        json_decref(account);
        return NULL;
    }
    put_text(line, "user", tried->user);
    put_text(line, "password", tried->password);
    put_text(line, "response", tried->response);
    put_text(line, "domain", tried->domain);
    put_text(line, "workstation", tried->workstation);
    put_switch(line, "ex", tried->ex);
    put_switch(line, "filter", tried->filter);
    put_switch(line, "no_subauth", tried->no_subauth);
    put_switch(line, "hostile", tried->hostile);
    if (account != NULL) {
        json_object_set_new(line, "account", account);
    }
    return line;
}

__attribute__((format(printf, 3, 4))) static void fail(struct hostsim *host, const char *name,
                                                       const char *format, ...)
{
    char text[1024];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    buffer_print(&host->failures, "%scase \"%.100s\": %.800s", host->failures.size > 0 ? "\n" : "",
                 name, text);
}

static void compare_member(struct hostsim *host, const char *name, const char *member,
                           const json_t *expected, const json_t *got)
{
    char *expected_text = json_dumps(expected, JSON_ENCODE_ANY);
    char *got_text = got == NULL ? NULL : json_dumps(got, JSON_ENCODE_ANY);
    if (!json_equal(expected, got)) {
        fail(host, name, "%s: expected %s, got %s", member,
             expected_text == NULL ? "?" : expected_text, got_text == NULL ? "none" : got_text);
    }
    free(expected_text);
    free(got_text);
}

static void compare_answer(struct hostsim *host, const char *name, const char *expected,
                           const struct logon_answer *answer)
{
    json_t *members = json_loads(expected, 0, NULL);
    json_t *got = answer_json(answer);
    const char *member;
    json_t *value;
    if (!json_is_object(members)) {
        fail(host, name, "answer is no JSON object");
    }
    json_object_foreach(members, member, value)
    {
        compare_member(host, name, member, value, json_object_get(got, member));
    }
    json_decref(members);
    json_decref(got);
}

static void compare(struct hostsim *host, const char *name, const struct hostsim_case *tried,
                    const struct logon_answer *answer)
{
    const struct logon_result *result = &answer->result;
    if (result->status != tried->status) {
        fail(host, name, "status: expected 0x%08X %s, got 0x%08X %s", (unsigned)tried->status,
             status_text(tried->status)->name, (unsigned)result->status,
             status_text(result->status)->name);
    }
    if (tried->authoritative != HOSTSIM_ANY &&
        result->authoritative != (tried->authoritative == HOSTSIM_YES)) {
        fail(host, name, "authoritative: expected %s, got %s",
             tried->authoritative == HOSTSIM_YES ? "yes" : "no",
             result->authoritative ? "yes" : "no");
    }
    for (size_t i = 0; i < answer->report.findings.count; i++) {
        char text[CALL_FINDING_TEXT];
        call_finding_text(&answer->report.findings.list[i], text);
        fail(host, name, "%s", text);
    }
    if (tried->answer != NULL) {
        compare_answer(host, name, tried->answer, answer);
    }
}

/* Asks for a case's logon, and compares. False where there is no memory to keep what came of it. */
static bool ask(struct hostsim *host, const char *name, const struct hostsim_case *tried,
                struct case_record *record)
{
    struct logon_answer answer = {.hostile = false};
    struct batch_line_options options = {.package = host->file};
    struct fault fault = {""};
    json_t *line = line_of(tried, &fault);
    enum batch_outcome outcome =
        line == NULL ? BATCH_BROKEN
                     : batch_line_answer(&host->lsa, &options, line, &answer, &fault);
    bool kept = true;
    if (outcome == BATCH_ANSWERED) {
        kept = case_record_answer(record, &answer);
        compare(host, name, tried, &answer);
    } else {
        fail(host, name, "%s", fault.text);
        record->result.outcome = outcome == BATCH_BROKEN ? HOSTSIM_BROKEN : HOSTSIM_CRASHED;
    }
    answer_release(&answer);
    json_decref(line);
    return kept;
}

static bool run_case(struct hostsim *host, size_t index, const struct hostsim_case *tried)
{
    char number[24];
    struct case_record *record = &host->records[index];
    size_t before = host->failures.size;
    snprintf(number, sizeof number, "%zu", index);
    if (!ask(host, tried->name == NULL ? number : tried->name, tried, record)) {
        return false;
    }
    if (host->failures.size == before) {
        return !host->failures.no_memory;
    }
    enum hostsim_outcome outcome = record->result.outcome;
    const char *lines = host->failures.text + before + (before > 0 ? 1 : 0);
    return case_record_failed(record, outcome == HOSTSIM_PASSED ? HOSTSIM_DIFFERS : outcome, lines);
}

static bool run_all(struct hostsim *host, size_t size, const struct hostsim_case *cases,
                    size_t count)
{
    host->failures.size = 0;
    if (!case_records_make(host, count)) {
        return fault_set(&host->fault, "no memory");
    }
    for (size_t i = 0; i < count; i++) {
        struct hostsim_case tried;
        take_struct(&tried, sizeof tried, (const char *)cases + i * size, size);
        if (!run_case(host, i, &tried)) {
            return fault_set(&host->fault, "no memory");
        }
    }
    return lsa_save(&host->lsa, &host->fault);
}

const char *hostsim_run_sized(struct hostsim *host, size_t size, const struct hostsim_case *cases,
                              size_t count)
{
    host->fault.text[0] = '\0';
    case_records_release(host);
    if (!host_open(host)) {
        return host->fault.text;
    }
    if (!run_all(host, size, cases, count)) {
        case_records_release(host);
        return host->fault.text;
    }
    return host->failures.size == 0 ? NULL : host->failures.text;
}
