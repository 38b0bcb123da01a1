#include "package_call.h"

#include "stack_pointer.h"

struct package_call package_call_of(const struct package *package, struct marshalled *marshalled,
                                    enum package_export export, ULONG flags)
{
    return (struct package_call){.package = package,
                                 .marshalled = marshalled,
                                 .export = export,
                                 .level = NetlogonNetworkInformation,
                                 .information = marshalled->info,
                                 .flags = flags,
                                 .status = STATUS_UNSUCCESSFUL,
                                 .stack_kept = true};
}

static void call_routine(struct package_call *call)
{
    const struct marshalled *marshalled = call->marshalled;
    subauth_routine routine =
        call->export == EXPORT_FILTER ? call->package->filter : call->package->routine;
    KEEP_FRAME();
    uintptr_t before = stack_pointer();
    call->status = routine(call->level, call->information, call->flags, marshalled->user,
                           marshalled->which_fields, marshalled->user_flags,
                           marshalled->authoritative, marshalled->logoff, marshalled->kickoff);
    call->stack_kept = stack_pointer() == before;
}

static void call_routine_ex(struct package_call *call)
{
    const struct marshalled *marshalled = call->marshalled;
    KEEP_FRAME();
    uintptr_t before = stack_pointer();
    call->status =
        call->package->routine_ex(call->level, call->information, call->flags, marshalled->user,
                                  NULL, marshalled->validation, marshalled->actions);
    call->stack_kept = stack_pointer() == before;
}

static void call_once(void *context)
{
    struct package_call *call = context;
    if (call->export == EXPORT_ROUTINE_EX) {
        call_routine_ex(call);
    } else {
        call_routine(call);
    }
}

bool package_call_make(struct package_call *call)
{
    call->crashed = !guard_run(&call->marshalled->guard, call_once, call);
    return !call->crashed;
}

struct repetition {
    struct package_call *call;
    unsigned times;
    NTSTATUS expected;
    unsigned differ;
};

static void call_repeatedly(void *context)
{
    struct repetition *repetition = context;
    for (unsigned i = 0; i < repetition->times; i++) {
        call_once(repetition->call);
        repetition->differ += repetition->call->status != repetition->expected ? 1 : 0;
    }
}

bool package_call_repeat(struct package_call *call, unsigned times, NTSTATUS expected,
                         unsigned *differ)
{
    struct repetition repetition = {call, times, expected, 0};
    bool returned = guard_run(&call->marshalled->guard, call_repeatedly, &repetition);
    *differ = repetition.differ;
    return returned;
}

/* Ex has a WhichFields of its own (MSV1_0_VALIDATION_...): nothing is written to SAM. */
static void answer_ex(const MSV1_0_VALIDATION_INFO *validation, struct logon_result *result)
{
    result->authoritative = validation->Authoritative != 0;
    result->user_flags = validation->UserFlags;
    if ((validation->WhichFields & MSV1_0_VALIDATION_LOGOFF_TIME) != 0) {
        result->logoff_time = validation->LogoffTime.QuadPart;
    }
    if ((validation->WhichFields & MSV1_0_VALIDATION_KICKOFF_TIME) != 0) {
        result->kickoff_time = validation->KickoffTime.QuadPart;
    }
}

void package_call_answer(const struct package_call *call, struct logon_result *result)
{
    const struct marshalled *marshalled = call->marshalled;
    if (call->crashed) {
        result->status = STATUS_UNSUCCESSFUL;
        return;
    }
    result->called = package_export_name(call->export);
    result->status = call->status;
    if (call->export == EXPORT_ROUTINE_EX) {
        answer_ex(marshalled->validation, result);
        return;
    }
    result->authoritative = *marshalled->authoritative != 0;
    result->which_fields = *marshalled->which_fields;
    result->user_flags = *marshalled->user_flags;
    result->logoff_time = marshalled->logoff->QuadPart;
    result->kickoff_time = marshalled->kickoff->QuadPart;
}
