#include "hostile.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "distortion.h"
#include "fields.h"

static const char *const kind_names[] = {
    [FINDING_READ] = "read",
    [FINDING_WRITE] = "write",
    [FINDING_UNSET] = "unset",
    [FINDING_CRASH] = "crash",
};

const char *finding_kind_name(enum finding_kind kind)
{
    return kind_names[kind];
}

static void add(struct hostile_report *report, const struct finding *finding)
{
    for (size_t i = 0; i < report->count; i++) {
        struct finding *known = &report->findings[i];
        if (known->kind == finding->kind && strcmp(known->field, finding->field) == 0 &&
            (finding->offset < 0) == (known->offset < 0)) {
            known->times++;
            return;
        }
    }
    if (report->count < HOSTILE_FINDINGS) {
        report->findings[report->count++] = *finding;
    } else {
        report->not_kept++;
    }
}

/* The structure that a buffer is, where it is one. */
static const char *structure_of(const char *buffer)
{
    return strcmp(buffer, HANDOVER_INFO) == 0           ? "NETLOGON_NETWORK_INFO"
           : strcmp(buffer, HANDOVER_ACCOUNT_INFO) == 0 ? "USER_ALL_INFORMATION"
           : strcmp(buffer, HANDOVER_VALIDATION) == 0   ? "MSV1_0_VALIDATION_INFO"
                                                        : "";
}

static struct finding finding_of(enum finding_kind kind, const char *buffer, int64_t offset,
                                 size_t size)
{
    struct finding finding = {.kind = kind, .offset = offset, .size = size, .times = 1};
    const char *field = field_at(structure_of(buffer), offset);
    snprintf(finding.field, sizeof finding.field, "%s%s%s", buffer, field == NULL ? "" : "->",
             field == NULL ? "" : field);
    return finding;
}

void hostile_note_trespasses(struct hostile_report *report, const char *way,
                             const struct guard *guard)
{
    for (size_t i = 0; i < guard->trespass_count; i++) {
        const struct trespass *trespass = &guard->trespasses[i];
        struct finding finding = finding_of(trespass->write ? FINDING_WRITE : FINDING_READ,
                                            trespass->buffer, trespass->offset, trespass->size);
        snprintf(finding.way, sizeof finding.way, "%s", way);
        add(report, &finding);
    }
}

void hostile_note_crash(struct hostile_report *report, const char *way, const struct crash *crash)
{
    struct finding finding = {.kind = FINDING_CRASH, .times = 1};
    snprintf(finding.way, sizeof finding.way, "%s", way);
    guard_crash_text(crash, finding.crash, sizeof finding.crash);
    add(report, &finding);
}

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
        struct finding finding = finding_of(FINDING_UNSET, buffer, offset, size);
        snprintf(finding.way, sizeof finding.way, "%s", way);
        add(report, &finding);
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

static bool try_way(const struct hostile_subject *subject, size_t number, enum guard_side side,
                    struct hostile_report *report, struct fault *fault)
{
    struct handover handover;
    char way[DISTORTION_NAME];
    bool built = handover_build(&handover, side, subject->request, subject->account,
                                subject->policy, subject->now, fault);
    struct package_call call =
        package_call_of(subject->package, &handover, subject->request->export, subject->flags);
    if (built && distortion_apply(number, &call, fault)) {
        distortion_name(number, way);
        bool returned = package_call_make(&call);
        if (report->calls++ == 0) {
            report->raw = raw_of(&call, returned);
        }
        guard_inspect(&handover.guard);
        hostile_note_trespasses(report, way, &handover.guard);
        if (returned) {
            check_answer(report, way, &call);
        } else {
            hostile_note_crash(report, way, &handover.guard.crash);
        }
    } else {
        built = false;
    }
    handover_release(&handover);
    return built;
}

bool hostile_try(const struct hostile_subject *subject, struct hostile_report *report,
                 struct fault *fault)
{
    bool done = true;
    for (size_t number = 0; done && number < distortion_count(); number++) {
        char way[DISTORTION_NAME];
        distortion_name(number, way);
        if (subject->ways != NULL && strncmp(way, subject->ways, strlen(subject->ways)) != 0) {
            continue;
        }
        done = try_way(subject, number, GUARD_AFTER, report, fault) &&
               try_way(subject, number, GUARD_BEFORE, report, fault);
    }
    return done;
}

void finding_text(const struct finding *finding, char *text, size_t size)
{
    if (finding->kind == FINDING_CRASH) {
        snprintf(text, size, "crash: %s (%s)", finding->crash, finding->way);
    } else if (finding->kind == FINDING_UNSET) {
        snprintf(text, size, "%s is not set (%s)", finding->field, finding->way);
    } else {
        char extent[32];
        snprintf(extent, sizeof extent, "%llu", (unsigned long long)finding->size);
        snprintf(text, size, "%s of %s at offset %" PRId64 " of %s bytes (%s)",
                 kind_names[finding->kind], finding->field, finding->offset, extent, finding->way);
    }
}
