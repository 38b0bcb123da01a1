#include "probe_judge.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "abi/subauth_abi.h"
#include "marshal.h"
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

static const json_t *hostile_of(const json_t *answer)
{
    return json_object_get(answer, "hostile");
}

static const json_t *raw_of(const json_t *answer)
{
    return json_object_get(hostile_of(answer), "raw");
}

static bool is_called(const json_t *answer, enum package_export export)
{
    const char *called = json_string_value(json_object_get(answer, "called"));
    return called != NULL && strcmp(called, package_export_name(export)) == 0;
}

static bool is_ex(const json_t *answer)
{
    return is_called(answer, EXPORT_ROUTINE_EX);
}

static NTSTATUS status_of(const json_t *answer)
{
    const char *text = json_string_value(json_object_get(raw_of(answer), "status"));
    return (NTSTATUS)strtoul(text == NULL ? "" : text, NULL, 16);
}

static bool is_admitted(const json_t *answer)
{
    return status_of(answer) == STATUS_SUCCESS;
}

/* A number of the raw answer; -1 where it was not set. */
static int64_t number_of(const json_t *answer, const char *name)
{
    const json_t *value = json_object_get(raw_of(answer), name);
    return json_is_integer(value) ? json_integer_value(value) : -1;
}

static const char *text_of(const json_t *object, const char *name)
{
    const char *text = json_string_value(json_object_get(object, name));
    return text == NULL ? "" : text;
}

static void no_such_answer(struct probe_verdicts *verdicts)
{
    verdict_add(verdicts, PROBE_SKIP, "no such answer");
}

#define STATUS_WORDS 96

static const char *status_words(const json_t *answer, char words[STATUS_WORDS])
{
    NTSTATUS status = status_of(answer);
    snprintf(words, STATUS_WORDS, "0x%08X %s", (unsigned)status, status_text(status)->name);
    return words;
}

void judge_crash(const char *crash, const char *place, enum probe_grade grade, const char *text,
                 struct probe_verdicts *verdicts)
{
    char cause[PROBE_TEXT];
    const char *address = strstr(crash, " at address");
    /* Where it was tells crashes apart; the address that it touched may be another each time. */
    size_t length = *place == '\0' || address == NULL ? strlen(crash) : (size_t)(address - crash);
    snprintf(cause, sizeof cause, "crash: %.*s%s%s", (int)length, crash,
             *place == '\0' ? "" : " at ", place);
    struct probe_verdict *verdict = verdict_add_fault(verdicts, grade, cause, "%s", text);
    if (verdict != NULL) {
        snprintf(verdict->place, sizeof verdict->place, "%s", place);
    }
}

/* Adds one finding of hostile mode. Its cause does not say in which way it was asked. */
static void add_finding(const json_t *finding, struct probe_verdicts *verdicts)
{
    char cause[PROBE_TEXT];
    const char *kind = text_of(finding, "kind");
    const char *field = text_of(finding, "field");
    const char *text = text_of(finding, "text");
    json_int_t offset = json_integer_value(json_object_get(finding, "offset"));
    json_int_t size = json_integer_value(json_object_get(finding, "size"));
    bool malformed = json_is_true(json_object_get(finding, "malformed"));
    enum probe_grade grade = malformed ? PROBE_ROBUSTNESS : PROBE_BREACH;
    if (strcmp(kind, "crash") == 0) {
        judge_crash(text_of(finding, "crash"), text_of(finding, "place"), grade, text, verdicts);
        return;
    }
    if (strcmp(kind, "unset") == 0) {
        snprintf(cause, sizeof cause, "%s is not set", field);
    } else {
        snprintf(cause, sizeof cause, "%s of %s%s", kind, field,
                 offset < 0       ? " before its beginning"
                 : offset >= size ? " beyond its end"
                                  : "");
    }
    verdict_add_fault(verdicts, grade, cause, "%s", text);
}

/* What of an answer's findings is meant. */
struct choice {
    const char *kind;  /* NULL: all but what was left unset, which is a matter of the outputs */
    const char *field; /* the field begins so; NULL: whichever */
};

static bool is_meant(const struct choice *choice, const json_t *finding)
{
    const char *kind = text_of(finding, "kind");
    const char *field = choice->field == NULL ? "" : choice->field;
    return (choice->kind == NULL ? strcmp(kind, "unset") != 0 : strcmp(kind, choice->kind) == 0) &&
           strncmp(text_of(finding, "field"), field, strlen(field)) == 0;
}

static void add_findings(const json_t *answer, struct choice choice,
                         struct probe_verdicts *verdicts)
{
    size_t at;
    const json_t *finding;
    json_array_foreach(json_object_get(hostile_of(answer), "findings"), at, finding)
    {
        if (is_meant(&choice, finding)) {
            add_finding(finding, verdicts);
        }
    }
}

/* Adds them, or that there are none. */
static void add_findings_or_none(const json_t *answer, struct choice choice,
                                 struct probe_verdicts *verdicts)
{
    size_t before = verdicts->count;
    add_findings(answer, choice, verdicts);
    if (verdicts->count == before) {
        verdict_add(verdicts, PROBE_PASS, "nothing");
    }
}

bool judge_returned(const json_t *answer, struct probe_verdicts *verdicts)
{
    const char *error = json_string_value(json_object_get(answer, "error"));
    if (error != NULL) {
        verdict_add_fault(verdicts, PROBE_BREACH, error, "%s", error);
        return false;
    }
    add_findings(answer, (struct choice){.kind = "crash"}, verdicts);
    const json_t *returned = json_object_get(raw_of(answer), "returned");
    return returned == NULL ? !verdicts_have_fault(verdicts) : json_is_true(returned);
}

void judge_loads(const json_t *answer, struct probe_verdicts *verdicts)
{
    if (strcmp(text_of(answer, "status_name"), "STATUS_DLL_NOT_FOUND") == 0) {
        char cause[PROBE_TEXT];
        snprintf(cause, sizeof cause, "it does not load: %s", text_of(answer, "why"));
        verdict_add_fault(verdicts, PROBE_BREACH, cause, "%s", cause);
    } else {
        verdict_add(verdicts, PROBE_PASS, "it loads");
    }
}

/* A filter's page lets it return any failure code. */
static bool is_documented(const json_t *answer)
{
    NTSTATUS status = status_of(answer);
    for (size_t i = 0; i < sizeof documented / sizeof documented[0]; i++) {
        if (documented[i] == status) {
            return true;
        }
    }
    return is_called(answer, EXPORT_FILTER) && status < 0;
}

void judge_documented(const json_t *answer, struct probe_verdicts *verdicts)
{
    char words[STATUS_WORDS];
    char cause[PROBE_TEXT];
    status_words(answer, words);
    if (is_documented(answer)) {
        verdict_add(verdicts, PROBE_PASS, "%s", words);
        return;
    }
    snprintf(cause, sizeof cause, "it returns %s, which its page does not list", words);
    verdict_add_fault(verdicts, PROBE_UNWISE, cause, "%s", words);
}

void judge_better_refused(const json_t *answer, struct probe_verdicts *verdicts)
{
    char words[STATUS_WORDS];
    if (!is_admitted(answer)) {
        judge_documented(answer, verdicts);
        return;
    }
    verdict_add_fault(verdicts, PROBE_UNWISE, "", "%s", status_words(answer, words));
}

void judge_findings(const json_t *answer, struct probe_verdicts *verdicts)
{
    add_findings_or_none(answer, (struct choice){.kind = NULL}, verdicts);
}

void judge_outputs_set(const json_t *answer, struct probe_verdicts *verdicts)
{
    add_findings_or_none(answer, (struct choice){.kind = "unset"}, verdicts);
}

static void judge_authoritative(const json_t *answer, bool admitted,
                                struct probe_verdicts *verdicts)
{
    int64_t authoritative = number_of(answer, "authoritative");
    if (is_admitted(answer) != admitted || is_ex(answer)) {
        no_such_answer(verdicts);
    } else if (authoritative < 0) {
        verdict_add_fault(verdicts, PROBE_BREACH, "Authoritative is not set",
                          "Authoritative is not set");
    } else {
        verdict_add(verdicts, PROBE_PASS, "%d", (int)authoritative);
    }
}

void judge_authoritative_admitted(const json_t *answer, struct probe_verdicts *verdicts)
{
    judge_authoritative(answer, true, verdicts);
}

void judge_authoritative_refused(const json_t *answer, struct probe_verdicts *verdicts)
{
    judge_authoritative(answer, false, verdicts);
}

void judge_authoritative_boolean(const json_t *answer, struct probe_verdicts *verdicts)
{
    int64_t authoritative = number_of(answer, "authoritative");
    if (authoritative > 1) {
        verdict_add_fault(verdicts, PROBE_UNWISE, "Authoritative is neither TRUE nor FALSE", "%d",
                          (int)authoritative);
    } else {
        verdict_add(verdicts, PROBE_PASS, "%d", (int)authoritative);
    }
}

/* Judges flags: those that were not set, and those that are not allowed, by a grade. */
static void judge_bits(const char *name, int64_t bits, int64_t allowed, enum probe_grade grade,
                       struct probe_verdicts *verdicts)
{
    char cause[PROBE_TEXT];
    if (bits < 0) {
        snprintf(cause, sizeof cause, "%s is not set", name);
        verdict_add_fault(verdicts, PROBE_BREACH, cause, "%s", cause);
    } else if ((bits & ~allowed) != 0) {
        snprintf(cause, sizeof cause, "%s has 0x%X, which is not documented for it", name,
                 (unsigned)(bits & ~allowed));
        verdict_add_fault(verdicts, grade, cause, "0x%X", (unsigned)bits);
    } else {
        verdict_add(verdicts, PROBE_PASS, "0x%X", (unsigned)bits);
    }
}

void judge_which_fields(const json_t *answer, struct probe_verdicts *verdicts)
{
    if (is_ex(answer) || !is_admitted(answer)) {
        no_such_answer(verdicts);
        return;
    }
    judge_bits("WhichFields", number_of(answer, "which_fields"), USER_ALL_PARAMETERS, PROBE_BREACH,
               verdicts);
}

void judge_which_fields_refused(const json_t *answer, struct probe_verdicts *verdicts)
{
    int64_t fields = number_of(answer, "which_fields");
    if (is_ex(answer) || is_admitted(answer)) {
        no_such_answer(verdicts);
    } else if (fields > 0) {
        verdict_add_fault(verdicts, PROBE_UNWISE, "WhichFields says so of a refusal", "0x%X",
                          (unsigned)fields);
    } else {
        verdict_add(verdicts, PROBE_PASS, "0x0");
    }
}

void judge_user_flags(const json_t *answer, struct probe_verdicts *verdicts)
{
    if (is_ex(answer) || !is_admitted(answer)) {
        no_such_answer(verdicts);
        return;
    }
    judge_bits("UserFlags", number_of(answer, "user_flags"), FLAGS_ALLOWED, PROBE_UNWISE, verdicts);
}

void judge_ex_user_flags(const json_t *answer, struct probe_verdicts *verdicts)
{
    int64_t flags = number_of(answer, "user_flags");
    if (!is_ex(answer) || !is_admitted(answer) || flags < 0) {
        no_such_answer(verdicts);
        return;
    }
    judge_bits(MARSHAL_VALIDATION "->UserFlags", flags, FLAGS_ALLOWED, PROBE_UNWISE, verdicts);
}

static int64_t time_of(const json_t *answer, const char *name)
{
    return json_integer_value(json_object_get(raw_of(answer), name));
}

/*
 * Whether the answer has a time to judge: the routine's success. Ex says separately which of its
 * times are set.
 */
static bool has_times(const json_t *answer)
{
    return !is_ex(answer) && is_admitted(answer);
}

static bool is_set(const json_t *answer, const char *name)
{
    return json_is_true(json_object_get(raw_of(answer), name));
}

static void judge_set(const json_t *answer, const char *key, const char *cause,
                      struct probe_verdicts *verdicts)
{
    if (!has_times(answer)) {
        no_such_answer(verdicts);
    } else if (is_set(answer, key)) {
        verdict_add(verdicts, PROBE_PASS, "it is");
    } else {
        verdict_add_fault(verdicts, PROBE_BREACH, cause, "%s", cause);
    }
}

void judge_times_set(const json_t *answer, struct probe_verdicts *verdicts)
{
    judge_set(answer, "logoff_set", "LogoffTime is not set", verdicts);
    judge_set(answer, "kickoff_set", "KickoffTime is not set", verdicts);
}

/* Time passes between the answer and its being judged: the time of the question is what counts. */
void judge_logoff_time(const json_t *answer, struct probe_verdicts *verdicts)
{
    int64_t logoff = time_of(answer, "logoff");
    if (!has_times(answer) || !is_set(answer, "logoff_set")) {
        no_such_answer(verdicts);
    } else if (logoff < time_of(answer, "asked_at")) {
        verdict_add_fault(verdicts, PROBE_UNWISE, "LogoffTime is past", "LogoffTime is %lld",
                          (long long)logoff);
    } else {
        verdict_add(verdicts, PROBE_PASS, "LogoffTime is %lld", (long long)logoff);
    }
}

void judge_kickoff_time(const json_t *answer, struct probe_verdicts *verdicts)
{
    int64_t kickoff = time_of(answer, "kickoff");
    if (!has_times(answer) || !is_set(answer, "logoff_set") || !is_set(answer, "kickoff_set")) {
        no_such_answer(verdicts);
    } else if (kickoff < time_of(answer, "logoff")) {
        verdict_add_fault(verdicts, PROBE_UNWISE, "KickoffTime is before LogoffTime",
                          "KickoffTime is %lld", (long long)kickoff);
    } else {
        verdict_add(verdicts, PROBE_PASS, "KickoffTime is %lld", (long long)kickoff);
    }
}

void judge_user_all_unwritten(const json_t *answer, struct probe_verdicts *verdicts)
{
    add_findings_or_none(answer, (struct choice){"write", "UserAll"}, verdicts);
}

void judge_request_unwritten(const json_t *answer, struct probe_verdicts *verdicts)
{
    add_findings_or_none(answer, (struct choice){"write", "LogonInformation"}, verdicts);
}

void judge_parameters(const json_t *answer, struct probe_verdicts *verdicts)
{
    static const char wrong[] = "Parameters has a length beyond MaximumLength, or without a buffer";
    if (json_is_true(json_object_get(raw_of(answer), "parameters_sound"))) {
        verdict_add(verdicts, PROBE_PASS, "sound");
    } else {
        verdict_add_fault(verdicts, PROBE_BREACH, wrong, "%s", wrong);
    }
}

void judge_ex_which_fields(const json_t *answer, struct probe_verdicts *verdicts)
{
    if (!is_ex(answer) || !is_admitted(answer)) {
        no_such_answer(verdicts);
        return;
    }
    judge_bits(MARSHAL_VALIDATION "->WhichFields", number_of(answer, "which_fields"), EX_FIELDS,
               PROBE_BREACH, verdicts);
}

void judge_ex_actions(const json_t *answer, struct probe_verdicts *verdicts)
{
    if (!is_ex(answer) || !is_admitted(answer)) {
        no_such_answer(verdicts);
        return;
    }
    judge_bits("ActionsPerformed", number_of(answer, "actions"), EX_ACTIONS, PROBE_BREACH,
               verdicts);
}

void judge_ex_authoritative(const json_t *answer, struct probe_verdicts *verdicts)
{
    if (!is_ex(answer)) {
        no_such_answer(verdicts);
        return;
    }
    judge_bits(MARSHAL_VALIDATION "->Authoritative", number_of(answer, "authoritative"), UINT8_MAX,
               PROBE_BREACH, verdicts);
}

/* Adds the answer's own status: what is no logon of hostile mode has no raw one. */
static void add_plain_status(const json_t *answer, const char *before,
                             struct probe_verdicts *verdicts)
{
    verdict_add(verdicts, PROBE_PASS, "%s%s %s", before, text_of(answer, "status"),
                text_of(answer, "status_name"));
}

void judge_generic_form(const json_t *answer, struct probe_verdicts *verdicts)
{
    bool taken = strcmp(text_of(answer, "status_name"), "STATUS_SUCCESS") == 0;
    add_findings(answer, (struct choice){.kind = NULL}, verdicts);
    if (!verdicts_have_fault(verdicts)) {
        add_plain_status(answer, taken ? "it takes this: " : "it does not take this: ", verdicts);
    }
}

void judge_kerberos(const json_t *answer, struct probe_verdicts *verdicts)
{
    const char *called = text_of(answer, "called");
    if (*called == '\0' || strcmp(called, "none") == 0) {
        verdict_add(verdicts, PROBE_SKIP, "it has no filter, or the account was not admitted");
        return;
    }
    add_plain_status(answer, "", verdicts);
}

void judge_generic_return(const json_t *answer, struct probe_verdicts *verdicts)
{
    const char *returned = json_string_value(json_object_get(answer, "returned"));
    if (returned == NULL) {
        verdict_add_fault(verdicts, PROBE_BREACH,
                          "RoutineGeneric returns a length without a buffer",
                          "a length, and no buffer");
    } else {
        verdict_add(verdicts, PROBE_PASS, "%u bytes", (unsigned)strlen(returned) / 2);
    }
}

void judge_convention(const json_t *answer, struct probe_verdicts *verdicts)
{
    static const char wrong[] = "its arguments are still on the stack: it is no stdcall";
    if (json_is_true(json_object_get(raw_of(answer), "stack_kept"))) {
        verdict_add(verdicts, PROBE_PASS, "as NTAPI has it");
    } else {
        verdict_add_fault(verdicts, PROBE_BREACH, wrong, "%s", wrong);
    }
}

void judge_exports(const json_t *answer, struct probe_verdicts *verdicts)
{
    static const char none[] = "it has none of the four; on x86 a name is to be undecorated";
    const char *name = text_of(answer, "status_name");
    if (*name == '\0' || strcmp(name, "STATUS_DLL_NOT_FOUND") == 0) {
        verdict_add(verdicts, PROBE_SKIP, "it does not load");
    } else if (strcmp(name, "STATUS_PROCEDURE_NOT_FOUND") == 0) {
        verdict_add_fault(verdicts, PROBE_BREACH, none, "%s", none);
    } else {
        verdict_add(verdicts, PROBE_PASS, "RoutineGeneric");
    }
}
