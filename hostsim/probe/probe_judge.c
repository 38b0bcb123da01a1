#include "probe_judge.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "abi/subauth_abi.h"
#include "lsass/clock.h"
#include "package.h"
#include "status.h"

#define EX_FIELDS                                                      \
    (MSV1_0_VALIDATION_LOGOFF_TIME | MSV1_0_VALIDATION_KICKOFF_TIME |  \
     MSV1_0_VALIDATION_LOGON_DOMAIN | MSV1_0_VALIDATION_LOGON_SERVER | \
     MSV1_0_VALIDATION_SESSION_KEY | MSV1_0_VALIDATION_USER_FLAGS | MSV1_0_VALIDATION_USER_ID)
#define EX_ACTIONS                                                                                 \
    (MSV1_0_SUBAUTH_ACCOUNT_DISABLED | MSV1_0_SUBAUTH_PASSWORD | MSV1_0_SUBAUTH_WORKSTATIONS |     \
     MSV1_0_SUBAUTH_LOGON_HOURS | MSV1_0_SUBAUTH_ACCOUNT_EXPIRY | MSV1_0_SUBAUTH_PASSWORD_EXPIRY | \
     MSV1_0_SUBAUTH_ACCOUNT_TYPE | MSV1_0_SUBAUTH_LOCKOUT)
/* LOGON_GUEST, LOGON_NOENCRYPTION, and the high byte, which is the package's own. */
#define FLAGS_ALLOWED (LOGON_GUEST | LOGON_NOENCRYPTION | 0xFF000000)

/* The statuses that the routine is documented to return. */
static const NTSTATUS documented[] = {STATUS_SUCCESS,
                                      STATUS_ACCOUNT_DISABLED,
                                      STATUS_ACCOUNT_EXPIRED,
                                      STATUS_ACCOUNT_LOCKED_OUT,
                                      STATUS_INVALID_INFO_CLASS,
                                      STATUS_INVALID_LOGON_HOURS,
                                      STATUS_INVALID_WORKSTATION,
                                      STATUS_NO_SUCH_USER,
                                      STATUS_PASSWORD_EXPIRED,
                                      STATUS_PASSWORD_MUST_CHANGE,
                                      STATUS_WRONG_PASSWORD};

struct probe_verdict verdict(enum probe_result result, const char *format, ...)
{
    struct probe_verdict given = {.result = result};
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(given.got, sizeof given.got, format, arguments);
    va_end(arguments);
    return given;
}

static const json_t *hostile_of(const json_t *answer)
{
    return json_object_get(answer, "hostile");
}

static const json_t *raw_of(const json_t *answer)
{
    return json_object_get(hostile_of(answer), "raw");
}

static bool is_ex(const json_t *answer)
{
    const char *called = json_string_value(json_object_get(answer, "called"));
    return called != NULL && strcmp(called, package_export_name(EXPORT_ROUTINE_EX)) == 0;
}

static NTSTATUS status_of(const json_t *answer)
{
    const char *text = json_string_value(json_object_get(raw_of(answer), "status"));
    return (NTSTATUS)strtoul(text == NULL ? "" : text, NULL, 16);
}

/* A number of the raw answer; -1 where it was not set. */
static int64_t number_of(const json_t *answer, const char *name)
{
    const json_t *value = json_object_get(raw_of(answer), name);
    return json_is_integer(value) ? json_integer_value(value) : -1;
}

static struct probe_verdict got_status(enum probe_result result, const json_t *answer)
{
    NTSTATUS status = status_of(answer);
    return verdict(result, "0x%08X %s", (unsigned)status, status_text(status)->name);
}

static const json_t *finding_of(const json_t *answer, const char *kind, const char *field)
{
    size_t at;
    const json_t *finding;
    json_array_foreach(json_object_get(hostile_of(answer), "findings"), at, finding)
    {
        const char *its_kind = json_string_value(json_object_get(finding, "kind"));
        const char *its_field = json_string_value(json_object_get(finding, "field"));
        bool same_field =
            field == NULL || (its_field != NULL && strncmp(its_field, field, strlen(field)) == 0);
        if ((kind == NULL || strcmp(its_kind, kind) == 0) && same_field) {
            return finding;
        }
    }
    return NULL;
}

static struct probe_verdict got_finding(const json_t *finding)
{
    return finding == NULL
               ? verdict(PROBE_PASS, "nothing")
               : verdict(PROBE_FAIL, "%s", json_string_value(json_object_get(finding, "text")));
}

struct probe_verdict judge_returned(const json_t *answer)
{
    const char *error = json_string_value(json_object_get(answer, "error"));
    if (error != NULL) {
        return verdict(PROBE_FAIL, "%s", error);
    }
    return got_finding(finding_of(answer, "crash", NULL));
}

struct probe_verdict judge_loads(const json_t *answer)
{
    const char *name = json_string_value(json_object_get(answer, "status_name"));
    bool loads = name != NULL && strcmp(name, "STATUS_DLL_NOT_FOUND") != 0;
    return verdict(loads ? PROBE_PASS : PROBE_FAIL, "%s", loads ? "it loads" : "it does not load");
}

struct probe_verdict judge_documented(const json_t *answer)
{
    NTSTATUS status = status_of(answer);
    for (size_t i = 0; i < sizeof documented / sizeof documented[0]; i++) {
        if (documented[i] == status) {
            return got_status(PROBE_PASS, answer);
        }
    }
    return got_status(PROBE_FAIL, answer);
}

struct probe_verdict judge_not_admitted(const json_t *answer)
{
    return status_of(answer) == STATUS_SUCCESS ? got_status(PROBE_FAIL, answer)
                                               : judge_documented(answer);
}

struct probe_verdict judge_better_refused(const json_t *answer)
{
    return status_of(answer) == STATUS_SUCCESS ? got_status(PROBE_WARN, answer)
                                               : judge_documented(answer);
}

struct probe_verdict judge_findings(const json_t *answer)
{
    return got_finding(finding_of(answer, NULL, NULL));
}

static struct probe_verdict judge_authoritative(const json_t *answer, bool admitted)
{
    int64_t authoritative = number_of(answer, "authoritative");
    if ((status_of(answer) == STATUS_SUCCESS) != admitted || is_ex(answer)) {
        return verdict(PROBE_SKIP, "no such answer");
    }
    return authoritative < 0 ? verdict(PROBE_FAIL, "Authoritative is not set")
                             : verdict(PROBE_PASS, "%d", (int)authoritative);
}

struct probe_verdict judge_authoritative_admitted(const json_t *answer)
{
    return judge_authoritative(answer, true);
}

struct probe_verdict judge_authoritative_refused(const json_t *answer)
{
    return judge_authoritative(answer, false);
}

struct probe_verdict judge_authoritative_boolean(const json_t *answer)
{
    int64_t authoritative = number_of(answer, "authoritative");
    return verdict(authoritative > 1 ? PROBE_WARN : PROBE_PASS, "%d", (int)authoritative);
}

struct probe_verdict judge_which_fields(const json_t *answer)
{
    int64_t fields = number_of(answer, "which_fields");
    if (is_ex(answer) || status_of(answer) != STATUS_SUCCESS) {
        return verdict(PROBE_SKIP, "no such answer");
    }
    bool allowed = fields >= 0 && (fields & ~(int64_t)USER_ALL_PARAMETERS) == 0;
    return fields < 0 ? verdict(PROBE_FAIL, "WhichFields is not set")
                      : verdict(allowed ? PROBE_PASS : PROBE_FAIL, "0x%X", (unsigned)fields);
}

struct probe_verdict judge_which_fields_refused(const json_t *answer)
{
    int64_t fields = number_of(answer, "which_fields");
    if (is_ex(answer) || status_of(answer) == STATUS_SUCCESS) {
        return verdict(PROBE_SKIP, "no such answer");
    }
    return verdict(fields > 0 ? PROBE_WARN : PROBE_PASS, "0x%X", fields < 0 ? 0 : (unsigned)fields);
}

static struct probe_verdict judge_flags(const json_t *answer, bool ex)
{
    int64_t flags = number_of(answer, "user_flags");
    if (is_ex(answer) != ex || status_of(answer) != STATUS_SUCCESS || (ex && flags < 0)) {
        return verdict(PROBE_SKIP, "no such answer");
    }
    bool allowed = flags >= 0 && (flags & ~(int64_t)FLAGS_ALLOWED) == 0;
    return flags < 0 ? verdict(PROBE_FAIL, "UserFlags is not set")
                     : verdict(allowed ? PROBE_PASS : PROBE_FAIL, "0x%X", (unsigned)flags);
}

struct probe_verdict judge_user_flags(const json_t *answer)
{
    return judge_flags(answer, false);
}

struct probe_verdict judge_ex_user_flags(const json_t *answer)
{
    return judge_flags(answer, true);
}

/*
 * Whether the answer has times to judge: the routine's success. Ex says separately which of its
 * times are set.
 */
static bool has_times(const json_t *answer)
{
    return !is_ex(answer) && status_of(answer) == STATUS_SUCCESS;
}

static bool times_set(const json_t *answer)
{
    return json_is_true(json_object_get(raw_of(answer), "times_set"));
}

struct probe_verdict judge_times_set(const json_t *answer)
{
    if (!has_times(answer)) {
        return verdict(PROBE_SKIP, "no such answer");
    }
    return times_set(answer) ? verdict(PROBE_PASS, "both are")
                             : verdict(PROBE_FAIL, "LogoffTime or KickoffTime is not set");
}

static struct probe_verdict got_time(enum probe_result result, const char *name, int64_t time)
{
    return verdict(result, "%s is %lld", name, (long long)time);
}

struct probe_verdict judge_logoff_time(const json_t *answer)
{
    int64_t logoff = json_integer_value(json_object_get(raw_of(answer), "logoff"));
    if (!has_times(answer) || !times_set(answer)) {
        return verdict(PROBE_SKIP, "no such answer");
    }
    return got_time(logoff < clock_now().utc ? PROBE_FAIL : PROBE_PASS, "LogoffTime", logoff);
}

struct probe_verdict judge_kickoff_time(const json_t *answer)
{
    int64_t logoff = json_integer_value(json_object_get(raw_of(answer), "logoff"));
    int64_t kickoff = json_integer_value(json_object_get(raw_of(answer), "kickoff"));
    if (!has_times(answer) || !times_set(answer)) {
        return verdict(PROBE_SKIP, "no such answer");
    }
    return got_time(kickoff < logoff ? PROBE_FAIL : PROBE_PASS, "KickoffTime", kickoff);
}

struct probe_verdict judge_user_all_unwritten(const json_t *answer)
{
    return got_finding(finding_of(answer, "write", "UserAll"));
}

struct probe_verdict judge_request_unwritten(const json_t *answer)
{
    return got_finding(finding_of(answer, "write", "LogonInformation"));
}

struct probe_verdict judge_parameters(const json_t *answer)
{
    bool sound = json_is_true(json_object_get(raw_of(answer), "parameters_sound"));
    return sound ? verdict(PROBE_PASS, "sound")
                 : verdict(PROBE_FAIL, "a length beyond MaximumLength, or without a buffer");
}

struct probe_verdict judge_ex_which_fields(const json_t *answer)
{
    int64_t fields = number_of(answer, "which_fields");
    if (!is_ex(answer) || status_of(answer) != STATUS_SUCCESS) {
        return verdict(PROBE_SKIP, "no such answer");
    }
    bool allowed = fields >= 0 && (fields & ~(int64_t)EX_FIELDS) == 0;
    return fields < 0 ? verdict(PROBE_FAIL, "WhichFields is not set")
                      : verdict(allowed ? PROBE_PASS : PROBE_FAIL, "0x%X", (unsigned)fields);
}

struct probe_verdict judge_ex_actions(const json_t *answer)
{
    int64_t actions = number_of(answer, "actions");
    if (!is_ex(answer) || status_of(answer) != STATUS_SUCCESS) {
        return verdict(PROBE_SKIP, "no such answer");
    }
    bool allowed = actions >= 0 && (actions & ~(int64_t)EX_ACTIONS) == 0;
    return actions < 0 ? verdict(PROBE_FAIL, "ActionsPerformed is not set")
                       : verdict(allowed ? PROBE_PASS : PROBE_FAIL, "0x%X", (unsigned)actions);
}

struct probe_verdict judge_ex_authoritative(const json_t *answer)
{
    int64_t authoritative = number_of(answer, "authoritative");
    if (!is_ex(answer)) {
        return verdict(PROBE_SKIP, "no such answer");
    }
    return authoritative < 0 ? verdict(PROBE_FAIL, "Authoritative is not set")
                             : verdict(PROBE_PASS, "%d", (int)authoritative);
}

static json_int_t stress_of(const json_t *answer, const char *name)
{
    return json_integer_value(json_object_get(json_object_get(answer, "stress"), name));
}

/*
 * Judges what is left behind: more than `most` is a failure. What a package keeps for later does
 * not grow with each call.
 */
static struct probe_verdict judge_left(const json_t *answer, const char *name, json_int_t most)
{
    json_int_t left = stress_of(answer, name);
    return verdict(left > most ? PROBE_FAIL : PROBE_PASS, "%lld %s more after %lld calls",
                   (long long)left, name, (long long)stress_of(answer, "calls"));
}

struct probe_verdict judge_repeated(const json_t *answer)
{
    return verdict(stress_of(answer, "differ") > 0 ? PROBE_WARN : PROBE_PASS,
                   "%lld of %lld answers are not the first", (long long)stress_of(answer, "differ"),
                   (long long)stress_of(answer, "calls"));
}

struct probe_verdict judge_at_once(const json_t *answer)
{
    if (stress_of(answer, "crashed") > 0) {
        return verdict(PROBE_FAIL, "a crash, in one of four threads");
    }
    return verdict(stress_of(answer, "differ_at_once") > 0 ? PROBE_FAIL : PROBE_PASS,
                   "%lld answers are not the first",
                   (long long)stress_of(answer, "differ_at_once"));
}

struct probe_verdict judge_handles_left(const json_t *answer)
{
    return judge_left(answer, "handles", 0);
}

struct probe_verdict judge_threads_left(const json_t *answer)
{
    return judge_left(answer, "threads", 0);
}

/* Fails at one byte a call or more. Less is what allocators round up to. */
struct probe_verdict judge_heap_left(const json_t *answer)
{
    return judge_left(answer, "bytes", stress_of(answer, "calls") - 1);
}

/* The answer's own status: what is no logon of hostile mode has no raw one. */
static struct probe_verdict got_plain_status(const json_t *answer, const char *before)
{
    const char *code = json_string_value(json_object_get(answer, "status"));
    const char *name = json_string_value(json_object_get(answer, "status_name"));
    return verdict(PROBE_PASS, "%s%s %s", before, code == NULL ? "" : code,
                   name == NULL ? "" : name);
}

struct probe_verdict judge_generic_form(const json_t *answer)
{
    const char *name = json_string_value(json_object_get(answer, "status_name"));
    struct probe_verdict beyond = got_finding(finding_of(answer, NULL, NULL));
    if (beyond.result != PROBE_PASS) {
        return beyond;
    }
    bool taken = name != NULL && strcmp(name, "STATUS_SUCCESS") == 0;
    return got_plain_status(answer, taken ? "it takes this: " : "it does not take this: ");
}

struct probe_verdict judge_kerberos(const json_t *answer)
{
    const char *called = json_string_value(json_object_get(answer, "called"));
    if (called == NULL || strcmp(called, "none") == 0) {
        return verdict(PROBE_SKIP, "it has no filter, or the account was not admitted");
    }
    return got_plain_status(answer, "");
}

struct probe_verdict judge_generic_return(const json_t *answer)
{
    const char *returned = json_string_value(json_object_get(answer, "returned"));
    return returned == NULL ? verdict(PROBE_FAIL, "a length, and no buffer")
                            : verdict(PROBE_PASS, "%u bytes", (unsigned)strlen(returned) / 2);
}

struct probe_verdict judge_convention(const json_t *answer)
{
    bool kept = json_is_true(json_object_get(raw_of(answer), "stack_kept"));
    return kept ? verdict(PROBE_PASS, "as NTAPI has it")
                : verdict(PROBE_FAIL, "its arguments are still on the stack: it is no stdcall");
}

struct probe_verdict judge_exports(const json_t *answer)
{
    const char *name = json_string_value(json_object_get(answer, "status_name"));
    if (name == NULL || strcmp(name, "STATUS_DLL_NOT_FOUND") == 0) {
        return verdict(PROBE_SKIP, "it does not load");
    }
    bool found = strcmp(name, "STATUS_PROCEDURE_NOT_FOUND") != 0;
    return found ? verdict(PROBE_PASS, "RoutineGeneric")
                 : verdict(PROBE_FAIL, "none of the four; on x86 a name is to be undecorated");
}
