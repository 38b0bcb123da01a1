#include "hostile.h"

#include <string.h>

#include "midl.h"
#include "mutation.h"

/* Whether a part of the answer still has the bytes it had before the call. */
static bool unset(const struct marshalled *marshalled, const void *part, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        if (((const unsigned char *)part)[i] != MARSHAL_UNSET(marshalled->guard.side)) {
            return false;
        }
    }
    return true;
}

static void expect_set(struct hostile_report *report, struct call_way way,
                       const struct marshalled *marshalled, const char *buffer,
                       const void *buffer_at, const void *part, size_t size)
{
    if (unset(marshalled, part, size)) {
        int64_t offset = (const unsigned char *)part - (const unsigned char *)buffer_at;
        call_findings_add_unset(&report->findings, way, buffer, offset, size);
    }
}

static bool is_ex(const struct package_call *call)
{
    return call->export == EXPORT_ROUTINE_EX;
}

/*
 * Checks that what has to be set was set: Authoritative in every answer, the rest where the logon
 * succeeds (subauth.h).
 */
static void check_answer(struct hostile_report *report, struct call_way way,
                         const struct package_call *call)
{
    const struct marshalled *marshalled = call->marshalled;
    bool success = call->status == STATUS_SUCCESS;
#define EXPECT(buffer, buffer_at, part) \
    expect_set(report, way, marshalled, buffer, buffer_at, &(part), sizeof(part))
    if (is_ex(call)) {
        const MSV1_0_VALIDATION_INFO *answer = marshalled->validation;
        EXPECT(MARSHAL_VALIDATION, answer, answer->Authoritative);
        if (success) {
            EXPECT(MARSHAL_VALIDATION, answer, answer->WhichFields);
            EXPECT("ActionsPerformed", marshalled->actions, *marshalled->actions);
        }
        return;
    }
    EXPECT("Authoritative", marshalled->authoritative, *marshalled->authoritative);
    if (success) {
        EXPECT("WhichFields", marshalled->which_fields, *marshalled->which_fields);
        EXPECT("UserFlags", marshalled->user_flags, *marshalled->user_flags);
        EXPECT("LogoffTime", marshalled->logoff, marshalled->logoff->QuadPart);
        EXPECT("KickoffTime", marshalled->kickoff, marshalled->kickoff->QuadPart);
    }
#undef EXPECT
}

/* A part of the answer as a number, in the machine's byte order; -1 where it was not set. */
static int64_t number_of(const struct marshalled *marshalled, const void *part, size_t size)
{
    uint64_t number = 0;
    for (size_t i = 0; i < size; i++) {
        number |= (uint64_t)((const unsigned char *)part)[i] << (8 * i);
    }
    return unset(marshalled, part, size) ? -1 : (int64_t)number;
}

static struct raw_answer raw_of(const struct package_call *call, bool returned)
{
    const struct marshalled *marshalled = call->marshalled;
    const MSV1_0_VALIDATION_INFO *validation = marshalled->validation;
    const UNICODE_STRING *parameters = &marshalled->user->Parameters;
    struct raw_answer raw = {.returned = returned, .status = call->status, .actions = -1};
#define NUMBER(part) number_of(marshalled, &(part), sizeof(part))
    const LARGE_INTEGER *logoff = is_ex(call) ? &validation->LogoffTime : marshalled->logoff;
    const LARGE_INTEGER *kickoff = is_ex(call) ? &validation->KickoffTime : marshalled->kickoff;
    raw.authoritative =
        is_ex(call) ? NUMBER(validation->Authoritative) : NUMBER(*marshalled->authoritative);
    raw.which_fields =
        is_ex(call) ? NUMBER(validation->WhichFields) : NUMBER(*marshalled->which_fields);
    raw.user_flags = is_ex(call) ? NUMBER(validation->UserFlags) : NUMBER(*marshalled->user_flags);
    raw.actions = is_ex(call) ? NUMBER(*marshalled->actions) : -1;
    raw.logoff_set = !unset(marshalled, logoff, sizeof *logoff);
    raw.kickoff_set = !unset(marshalled, kickoff, sizeof *kickoff);
    raw.logoff = logoff->QuadPart;
    raw.kickoff = kickoff->QuadPart;
    raw.stack_kept = call->stack_kept;
    raw.parameters_sound = midl_may_take(parameters, &(const char *){NULL});
#undef NUMBER
    return raw;
}

static bool try_mutation(const struct package_question *question, size_t number,
                         enum guard_side side, struct hostile_report *report, struct fault *fault)
{
    struct marshalled marshalled;
    char mutation[MUTATION_NAME];
    bool built = marshal_build(&marshalled, side, question->subject, fault);
    struct package_call call = package_call_of(question->package, &marshalled,
                                               question->subject->request->export, question->flags);
    if (built && mutation_apply(number, &call, fault)) {
        mutation_name(number, mutation);
        struct call_way way = {mutation, mutation_is_malformed(number, call.export)};
        bool returned = package_call_make(&call);
        if (report->calls++ == 0) {
            report->raw = raw_of(&call, returned);
            report->raw.asked_at = question->subject->now.utc;
        }
        guard_inspect(&marshalled.guard);
        call_findings_add_accesses(&report->findings, way, &marshalled.guard);
        if (returned) {
            check_answer(report, way, &call);
        } else {
            call_findings_add_crash(&report->findings, way, &marshalled.guard.crash);
        }
    } else {
        built = false;
    }
    marshal_release(&marshalled);
    return built;
}

bool hostile_try(const struct package_question *question, const char *mutations,
                 struct hostile_report *report, struct fault *fault)
{
    bool done = true;
    for (size_t number = 0; done && number < mutation_count(); number++) {
        char mutation[MUTATION_NAME];
        mutation_name(number, mutation);
        if (mutations != NULL && strncmp(mutation, mutations, strlen(mutations)) != 0) {
            continue;
        }
        done = try_mutation(question, number, GUARD_AFTER, report, fault) &&
               try_mutation(question, number, GUARD_BEFORE, report, fault);
    }
    return done;
}

/*
 * Makes the call whose answer counts. In hostile mode a crash in it is a finding; otherwise it is a
 * fault.
 */
static bool make_call(const struct hostile_asking *hostile, const struct package_question *question,
                      struct package_call *call, struct fault *fault)
{
    if (hostile->report == NULL) {
        return asking_plainly.ask(NULL, question, call, fault);
    }
    if (!package_call_make(call)) {
        call_findings_add_crash(&hostile->report->findings,
                                (struct call_way){.mutation = "in memory that is not watched"},
                                &call->marshalled->guard.crash);
    }
    return true;
}

static bool ask(void *context, const struct package_question *question, struct package_call *call,
                struct fault *fault)
{
    const struct hostile_asking *hostile = context;
    return (hostile->report == NULL ||
            hostile_try(question, hostile->mutations, hostile->report, fault)) &&
           (hostile->stress == NULL || stress_try(question, hostile->stress, fault)) &&
           make_call(hostile, question, call, fault);
}

struct asking hostile_asking(struct hostile_asking *hostile)
{
    return (struct asking){ask, hostile};
}
