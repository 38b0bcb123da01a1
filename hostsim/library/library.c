#include "hostsim.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "batch_line.h"
#include "files/buffer.h"
#include "status.h"
#include "temporary.h"
#include "text/nt_time.h"
#include "version.h"

#define PACKAGE_ID MSV1_0_SUBAUTHENTICATION_DLL_IIS /* any would do: lines name none */

struct hostsim {
    char *folder; /* NULL: one of its own */
    char temporary[TEMPORARY_PATH];
    char *package;
    struct package routines;
    bool has_routines;
    json_t *accounts; /* of its own folder */
    struct lsa lsa;
    bool opened;
    int64_t time;
    struct fault fault;
    struct buffer failures;
};

struct hostsim *hostsim_new(void)
{
    struct hostsim *host = calloc(1, sizeof *host);
    json_t *accounts = json_array();
    if (host == NULL || accounts == NULL) {
        free(host);
        json_decref(accounts);
        return NULL;
    }
    host->accounts = accounts;
    return host;
}

static bool set_text(struct hostsim *host, char **place, const char *text)
{
    char *copy = strdup(text);
    if (copy == NULL) {
        return fault_set(&host->fault, "no memory");
    }
    free(*place);
    *place = copy;
    return true;
}

struct hostsim *hostsim_open(const char *folder)
{
    struct hostsim *host = hostsim_new();
    if (host != NULL && !set_text(host, &host->folder, folder)) {
        hostsim_close(host);
        return NULL;
    }
    return host;
}

void hostsim_close(struct hostsim *host)
{
    if (host == NULL) {
        return;
    }
    if (host->opened) {
        lsa_close(&host->lsa);
    }
    if (host->temporary[0] != '\0') {
        temporary_remove(host->temporary);
    }
    buffer_release(&host->failures);
    json_decref(host->accounts);
    free(host->folder);
    free(host->package);
    free(host);
}

const char *hostsim_error(const struct hostsim *host)
{
    return host->fault.text;
}

/* Whether the host may still be told what it is: before its first run. */
static bool not_yet_run(struct hostsim *host)
{
    host->fault.text[0] = '\0';
    return !host->opened || fault_set(&host->fault, "this is to be set before the first run");
}

bool hostsim_add_account(struct hostsim *host, const char *account)
{
    if (!not_yet_run(host)) {
        return false;
    }
    if (host->folder != NULL) {
        return fault_set(&host->fault, "%s has its own accounts", host->folder);
    }
    json_error_t error;
    json_t *json = json_loads(account, JSON_REJECT_DUPLICATES, &error);
    if (!json_is_object(json)) {
        json_decref(json);
        return fault_set(&host->fault, "an account: expected a JSON object of sam.json's keys");
    }
    json_array_append_new(host->accounts, json);
    return true;
}

bool hostsim_set_package(struct hostsim *host, const char *file)
{
    host->fault.text[0] = '\0';
    return set_text(host, &host->package, file);
}

/* A caller's structure, of the size it was built with; what is beyond that is the usual. */
static void take_struct(void *taken, size_t known, const void *given, size_t size)
{
    memset(taken, 0, known);
    memcpy(taken, given, size < known ? size : known);
}

bool hostsim_set_routines_sized(struct hostsim *host, size_t size,
                                const struct hostsim_routines *routines)
{
    struct hostsim_routines given;
    take_struct(&given, sizeof given, routines, size);
    host->routines = (struct package){.routine = given.routine,
                                      .routine_ex = given.routine_ex,
                                      .filter = given.filter,
                                      .generic = given.generic};
    host->has_routines = not_yet_run(host);
    return host->has_routines;
}

bool hostsim_set_time(struct hostsim *host, const char *time)
{
    host->fault.text[0] = '\0';
    host->time = 0;
    return time == NULL || nt_time_parse(time, &host->time) ||
           fault_set(&host->fault, "expected a time as 2003-07-01T12:00:00Z, not %s", time);
}

static bool write_accounts(struct hostsim *host)
{
    char path[TEMPORARY_PATH + 16];
    char *text = json_dumps(host->accounts, JSON_INDENT(1));
    bool done = text != NULL && temporary_machine(host->temporary, &host->fault) &&
                path_join(path, sizeof path, host->temporary, "sam.json") &&
                file_replace(path, text, strlen(text), &host->fault);
    if (text != NULL) {
        wipe(text, strlen(text));
    }
    free(text);
    return done;
}

/*
 * Adds the functions under an id of their own, and a filter as Auth0 of MSV1_0 and of the KDC as
 * well.
 */
static bool add_routines(struct hostsim *host)
{
    struct packages *packages = &host->lsa.packages;
    struct package filter = {.filter = host->routines.filter};
    return packages_add(packages, PROTOCOL_NTLM, PACKAGE_ID, &host->routines) &&
           (filter.filter == NULL || (packages_add(packages, PROTOCOL_NTLM, 0, &filter) &&
                                      packages_add(packages, PROTOCOL_KERBEROS, 0, &filter)));
}

/* Opens the server, where it is not open yet. */
static bool open_machine(struct hostsim *host)
{
    if (!host->opened) {
        if (host->folder == NULL && host->temporary[0] == '\0' && !write_accounts(host)) {
            return false;
        }
        host->opened = lsa_open(host->folder == NULL ? host->temporary : host->folder, &host->lsa,
                                &host->fault) &&
                       (!host->has_routines || add_routines(host));
    }
    host->lsa.time = host->time;
    return host->opened;
}

static void put_text(json_t *line, const char *key, const char *text)
{
    if (text != NULL) {
        json_object_set_new(line, key, json_string(text));
    }
}

static void put_switch(json_t *line, const char *key, bool on)
{
    if (on) {
        json_object_set_new(line, key, json_true());
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

static void run_case(struct hostsim *host, const char *name, const struct hostsim_case *tried)
{
    struct logon_answer answer = {.hostile = false};
    struct batch_line_options options = {.package = host->package};
    struct fault fault = {""};
    json_t *line = line_of(tried, &fault);
    if (line != NULL &&
        batch_line_answer(&host->lsa, &options, line, &answer, &fault) == BATCH_ANSWERED) {
        compare(host, name, tried, &answer);
    } else {
        fail(host, name, "%s", fault.text);
    }
    answer_release(&answer);
    json_decref(line);
}

const char *hostsim_run_sized(struct hostsim *host, size_t size, const struct hostsim_case *cases,
                              size_t count)
{
    host->fault.text[0] = '\0';
    host->failures.size = 0;
    if (!open_machine(host)) {
        return host->fault.text;
    }
    for (size_t i = 0; i < count; i++) {
        struct hostsim_case tried;
        char number[24];
        take_struct(&tried, sizeof tried, (const char *)cases + i * size, size);
        snprintf(number, sizeof number, "%u", (unsigned)i);
        run_case(host, tried.name == NULL ? number : tried.name, &tried);
    }
    if (!lsa_save(&host->lsa, &host->fault)) {
        return host->fault.text;
    }
    return host->failures.size == 0 ? NULL : host->failures.text;
}

NTSTATUS hostsim_generic(struct hostsim *host, const void *submit, size_t size, void *returned,
                         size_t *returned_size)
{
    struct generic_request request = {
        .package_id = PACKAGE_ID, .package_file = host->package, .submit = submit, .size = size};
    struct generic_answer answer;
    size_t room = *returned_size;
    host->fault.text[0] = '\0';
    *returned_size = 0;
    if (!open_machine(host)) {
        return STATUS_UNSUCCESSFUL;
    }
    bool done = generic_ask(&host->lsa, &request, &answer, &host->fault);
    NTSTATUS status = done ? answer.status : STATUS_UNSUCCESSFUL;
    if (done && answer.findings.count > 0) {
        char text[CALL_FINDING_TEXT];
        call_finding_text(&answer.findings.list[0], text);
        fault_set(&host->fault, "%s", text);
        status = STATUS_UNSUCCESSFUL;
    } else if (done) {
        *returned_size = answer.returned_size < room ? answer.returned_size : room;
        memcpy(returned, answer.returned, *returned_size);
    }
    generic_release(&answer);
    return status;
}

const char *hostsim_version(void)
{
    return IISSUBA_VERSION;
}
