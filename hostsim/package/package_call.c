#include "package_call.h"

#include <string.h>

#include "midl.h"
#include "pulse.h"
#include "stack_pointer.h"
#include "text/utf.h"

struct package_call package_call_of(const struct package *package, struct marshalled *marshalled,
                                    enum package_export export, ULONG flags)
{
    return (struct package_call){.package = package,
                                 .marshalled = marshalled,
                                 .export = export,
                                 .level = marshalled->level,
                                 .information = marshalled->information,
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

/* What a package may hand on to SAM, and never look into (subauth.h: SAM_HANDLE). */
#define USER_HANDLE ((SAM_HANDLE)(uintptr_t)0x10)

static void take_text(const UNICODE_STRING *string, char text[CALL_TEXT])
{
    struct wide wide = {(const unsigned char *)string->Buffer, string->Length / 2u};
    utf16_to_utf8(wide, text, CALL_TEXT);
}

/* Ex's texts are read while a crash is still caught: their pointers are the package's. */
static void take_texts(struct package_call *call)
{
    const MSV1_0_VALIDATION_INFO *info = call->marshalled->validation;
    if ((info->WhichFields & MSV1_0_VALIDATION_LOGON_SERVER) != 0) {
        take_text(&info->LogonServer, call->logon_server);
    }
    if ((info->WhichFields & MSV1_0_VALIDATION_LOGON_DOMAIN) != 0) {
        take_text(&info->LogonDomainName, call->domain);
    }
}

static void call_routine_ex(struct package_call *call)
{
    const struct marshalled *marshalled = call->marshalled;
    KEEP_FRAME();
    uintptr_t before = stack_pointer();
    call->status =
        call->package->routine_ex(call->level, call->information, call->flags, marshalled->user,
                                  USER_HANDLE, marshalled->validation, marshalled->actions);
    call->stack_kept = stack_pointer() == before;
    if (call->status == STATUS_SUCCESS && marshalled->guard.side == GUARD_OFF) {
        take_texts(call);
    }
}

static void call_once(void *context)
{
    struct package_call *call = context;
    midl_lend(call->marshalled->user->Parameters.Buffer);
    pulse();
    if (call->export == EXPORT_ROUTINE_EX) {
        call_routine_ex(call);
    } else {
        call_routine(call);
    }
}

/* Tells the guard whose code it is, should it crash. */
static void name_callee(const struct package_call *call)
{
    const struct package *package = call->package;
    void *symbol;
    if (call->export == EXPORT_ROUTINE_EX) {
        memcpy(&symbol, &package->routine_ex, sizeof symbol);
    } else {
        memcpy(&symbol, call->export == EXPORT_FILTER ? &package->filter : &package->routine,
               sizeof symbol);
    }
    call->marshalled->guard.callee = (uintptr_t)symbol;
}

bool package_call_make(struct package_call *call)
{
    name_callee(call);
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
    name_callee(call);
    bool returned = guard_run(&call->marshalled->guard, call_repeatedly, &repetition);
    *differ = repetition.differ;
    return returned;
}

static void take_validation(const struct package_call *call, struct logon_validation *taken)
{
    const MSV1_0_VALIDATION_INFO *info = call->marshalled->validation;
    taken->which_fields = info->WhichFields;
    if ((info->WhichFields & MSV1_0_VALIDATION_USER_ID) != 0) {
        taken->user_id = info->UserId;
    }
    if ((info->WhichFields & MSV1_0_VALIDATION_SESSION_KEY) != 0) {
        memcpy(taken->session_key, info->SessionKey.data, sizeof taken->session_key);
    }
    memcpy(taken->logon_server, call->logon_server, sizeof taken->logon_server);
    memcpy(taken->domain, call->domain, sizeof taken->domain);
    taken->actions = *call->marshalled->actions;
}

/*
 * Takes the answer of the Ex routine. Its WhichFields says what of the answer is set
 * (MSV1_0_VALIDATION_...), and nothing is written to SAM.
 */
static void answer_ex(const struct package_call *call, struct logon_result *result)
{
    const MSV1_0_VALIDATION_INFO *validation = call->marshalled->validation;
    result->authoritative = validation->Authoritative != 0;
    result->user_flags = validation->UserFlags;
    if ((validation->WhichFields & MSV1_0_VALIDATION_LOGOFF_TIME) != 0) {
        result->logoff_time = validation->LogoffTime.QuadPart;
    }
    if ((validation->WhichFields & MSV1_0_VALIDATION_KICKOFF_TIME) != 0) {
        result->kickoff_time = validation->KickoffTime.QuadPart;
    }
    take_validation(call, &result->validation);
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
        answer_ex(call, result);
        return;
    }
    result->authoritative = *marshalled->authoritative != 0;
    result->which_fields = *marshalled->which_fields;
    result->user_flags = *marshalled->user_flags;
    if (marshalled->logoff != NULL) {
        result->logoff_time = marshalled->logoff->QuadPart;
    }
    if (marshalled->kickoff != NULL) {
        result->kickoff_time = marshalled->kickoff->QuadPart;
    }
}
