#include "hostile.h"

#include <string.h>

#include "distortion.h"

/* Nothing was written there, as far as can be seen. */
static bool unset(const struct handover *handover, const void *part, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        if (((const unsigned char *)part)[i] != HANDOVER_UNSET(handover->guard.side)) {
            return false;
        }
    }
    return true;
}

static void expect_set(struct hostile_report *report, const char *way,
                       const struct handover *handover, const char *buffer, const void *buffer_at,
                       const void *part, size_t size)
{
    if (unset(handover, part, size)) {
        int64_t offset = (const unsigned char *)part - (const unsigned char *)buffer_at;
        call_findings_add_unset(&report->findings, way, buffer, offset, size);
    }
}

static bool is_ex(const struct package_call *call)
{
    return call->export == EXPORT_ROUTINE_EX;
}

/* Authoritative whatever is answered; the rest where the logon succeeds (subauth.h's contract). */
static void check_answer(struct hostile_report *report, const char *way,
                         const struct package_call *call)
{
    const struct handover *handover = call->handover;
    bool success = call->status == STATUS_SUCCESS;
#define EXPECT(buffer, buffer_at, part) \
    expect_set(report, way, handover, buffer, buffer_at, &(part), sizeof(part))
    if (is_ex(call)) {
        const MSV1_0_VALIDATION_INFO *answer = handover->validation;
        EXPECT(HANDOVER_VALIDATION, answer, answer->Authoritative);
        if (success) {
            EXPECT(HANDOVER_VALIDATION, answer, answer->WhichFields);
            EXPECT("ActionsPerformed", handover->actions, *handover->actions);
        }
        return;
    }
    EXPECT("Authoritative", handover->authoritative, *handover->authoritative);
    if (success) {
        EXPECT("WhichFields", handover->which_fields, *handover->which_fields);
        EXPECT("UserFlags", handover->user_flags, *handover->user_flags);
        EXPECT("LogoffTime", handover->logoff, handover->logoff->QuadPart);
        EXPECT("KickoffTime", handover->kickoff, handover->kickoff->QuadPart);
    }
#undef EXPECT
}

/* A part of the answer as a number, in the machine's order; -1 where it was not set. */
static int64_t number_of(const struct handover *handover, const void *part, size_t size)
{
    uint64_t number = 0;
    for (size_t i = 0; i < size; i++) {
        number |= (uint64_t)((const unsigned char *)part)[i] << (8 * i);
    }
    return unset(handover, part, size) ? -1 : (int64_t)number;
}

static struct raw_answer raw_of(const struct package_call *call, bool returned)
{
    const struct handover *handover = call->handover;
    const MSV1_0_VALIDATION_INFO *validation = handover->validation;
    const UNICODE_STRING *parameters = &handover->user->Parameters;
    struct raw_answer raw = {.returned = returned, .status = call->status, .actions = -1};
#define NUMBER(part) number_of(handover, &(part), sizeof(part))
    const LARGE_INTEGER *logoff = is_ex(call) ? &validation->LogoffTime : handover->logoff;
    const LARGE_INTEGER *kickoff = is_ex(call) ? &validation->KickoffTime : handover->kickoff;
    raw.authoritative =
        is_ex(call) ? NUMBER(validation->Authoritative) : NUMBER(*handover->authoritative);
    raw.which_fields =
        is_ex(call) ? NUMBER(validation->WhichFields) : NUMBER(*handover->which_fields);
    raw.user_flags = is_ex(call) ? NUMBER(validation->UserFlags) : NUMBER(*handover->user_flags);
    raw.actions = is_ex(call) ? NUMBER(*handover->actions) : -1;
    raw.times_set =
        !unset(handover, logoff, sizeof *logoff) && !unset(handover, kickoff, sizeof *kickoff);
    raw.logoff = logoff->QuadPart;
    raw.kickoff = kickoff->QuadPart;
    raw.stack_kept = call->stack_kept;
    raw.parameters_sound = parameters->Length <= parameters->MaximumLength &&
                           (parameters->Length == 0 || parameters->Buffer != NULL);
#undef NUMBER
    return raw;
}

static bool try_way(const struct package_question *question, size_t number, enum guard_side side,
                    struct hostile_report *report, struct fault *fault)
{
    struct handover handover;
    char way[DISTORTION_NAME];
    bool built = handover_build(&handover, side, question->request, question->account,
                                question->policy, question->now, fault);
    struct package_call call =
        package_call_of(question->package, &handover, question->request->export, question->flags);
    if (built && distortion_apply(number, &call, fault)) {
        distortion_name(number, way);
        bool returned = package_call_make(&call);
        if (report->calls++ == 0) {
            report->raw = raw_of(&call, returned);
        }
        guard_inspect(&handover.guard);
        call_findings_add_accesses(&report->findings, way, &handover.guard);
        if (returned) {
            check_answer(report, way, &call);
        } else {
            call_findings_add_crash(&report->findings, way, &handover.guard.crash);
        }
    } else {
        built = false;
    }
    handover_release(&handover);
    return built;
}

bool hostile_try(const struct package_question *question, const char *ways,
                 struct hostile_report *report, struct fault *fault)
{
    bool done = true;
    for (size_t number = 0; done && number < distortion_count(); number++) {
        char way[DISTORTION_NAME];
        distortion_name(number, way);
        if (ways != NULL && strncmp(way, ways, strlen(ways)) != 0) {
            continue;
        }
        done = try_way(question, number, GUARD_AFTER, report, fault) &&
               try_way(question, number, GUARD_BEFORE, report, fault);
    }
    return done;
}

/* The call whose answer counts: a crash in it is a finding where hostile mode is on. */
static bool make_call(const struct hostile_asking *hostile, const struct package_question *question,
                      struct package_call *call, struct fault *fault)
{
    if (hostile->report == NULL) {
        return asking_plainly.ask(NULL, question, call, fault);
    }
    if (!package_call_make(call)) {
        call_findings_add_crash(&hostile->report->findings, "in memory that is not watched",
                                &call->handover->guard.crash);
    }
    return true;
}

static bool ask(void *context, const struct package_question *question, struct package_call *call,
                struct fault *fault)
{
    const struct hostile_asking *hostile = context;
    return (hostile->report == NULL ||
            hostile_try(question, hostile->ways, hostile->report, fault)) &&
           (hostile->stress == NULL || stress_try(question, hostile->stress, fault)) &&
           make_call(hostile, question, call, fault);
}

struct asking hostile_asking(struct hostile_asking *hostile)
{
    return (struct asking){ask, hostile};
}
