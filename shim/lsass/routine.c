/*
 * The exported routines. Both read the request into views, decide, and write the answer; all
 * that they share is below, and the decision itself is in logon.c.
 */
#include "exception.h"
#include "logon.h"
#include "observe.h"
#include "store.h"

/* One call of a routine: what it was handed, and what it says. */
struct call {
    NETLOGON_LOGON_INFO_CLASS level;
    const void *information;
    ULONG flags;
    const USER_ALL_INFORMATION *user;
    struct answer *answer;
    struct store_hold hold; /* is given back whatever happens */
};

/* Only an account that ends, or that has logon hours, is judged by the time. */
static struct moment moment_for(const struct account *account)
{
    bool ends = account->expires != 0 && account->expires != NT_NEVER;
    if (account->hours != NULL) {
        return clock_now();
    }
    return (struct moment){ends ? clock_utc() : 0, 0};
}

/*
 * An event about a credential says what was presented, and whether it is the empty password's: what
 * Microsoft's services present is not public, and is seen so. That is found out only for an event
 * that is passed on.
 */
static void report(const struct answer *answer, const struct account *account,
                   const struct request *request)
{
    bool about_credential = answer->event == EVENT_NO_SECRET || answer->event == EVENT_WRONG_SECRET;
    uint32_t number = answer->event_number;
    if (!event_is_due(answer->event, account->name, &number)) {
        return;
    }
    if (about_credential) {
        struct presented presented = presented_of(request);
        event_deliver(answer->event, account->name, number, &presented);
    } else {
        event_deliver(answer->event, account->name, number, NULL);
    }
}

static void judge_account(struct call *call, const struct request *request,
                          const struct account *account)
{
    call->hold = store_take();
    struct logon logon = {
        .request = request,
        .account = account,
        .pass_through = (call->flags & MSV1_0_PASSTHRU) != 0,
        .guest = (call->flags & MSV1_0_GUEST_LOGON) != 0,
        .now = moment_for(account),
        .snapshot = call->hold.snapshot,
    };
    logon_decide(&logon, call->answer);
    int64_t observe_until = logon.snapshot == NULL ? 0 : logon.snapshot->observe_until;
    struct store_hold hold = call->hold;
    call->hold = STORE_NOTHING_HELD;
    store_release(hold);
    if (observe_until != 0 && observe_is_on(observe_until, clock_utc())) {
        observe_presented(observe_until, account->name, request);
    }
    if (call->answer->event != EVENT_NONE) {
        report(call->answer, account, request);
    }
}

static void judge_call(void *context)
{
    struct call *call = context;
    struct request request;
    struct account account;
    if (call->information == NULL || call->user == NULL) {
        answer_refuse(call->answer, STATUS_INVALID_PARAMETER);
        return;
    }
    if (call->level != NetlogonNetworkInformation &&
        call->level != NetlogonNetworkTransitiveInformation) {
        answer_refuse(call->answer, STATUS_INVALID_INFO_CLASS);
        return;
    }
    if (!request_read(call->information, &request) || !account_read(call->user, &account)) {
        answer_refuse(call->answer, STATUS_INVALID_PARAMETER);
        return;
    }
    judge_account(call, &request, &account);
}

/* A fault refuses, and no other package is asked; NO_SUCH_USER counts towards no lockout. */
static void judge(struct call call)
{
    struct exception exception;
    if (!exception_guard(judge_call, &call, &exception)) {
        store_release(call.hold);
        answer_refuse(call.answer, STATUS_NO_SUCH_USER);
        exception_report(EVENT_FAULT_LOGON, &exception);
    }
}

NTSTATUS NTAPI Msv1_0SubAuthenticationRoutine(NETLOGON_LOGON_INFO_CLASS LogonLevel,
                                              PVOID LogonInformation, ULONG Flags,
                                              PUSER_ALL_INFORMATION UserAll, PULONG WhichFields,
                                              PULONG UserFlags, PBOOLEAN Authoritative,
                                              PLARGE_INTEGER LogoffTime, PLARGE_INTEGER KickoffTime)
{
    if (Authoritative != NULL) {
        *Authoritative = TRUE;
    }
    if (WhichFields != NULL) {
        *WhichFields = 0;
    }
    if (UserFlags != NULL) {
        *UserFlags = 0;
    }
    if (LogoffTime != NULL) {
        LogoffTime->QuadPart = NT_NEVER;
    }
    if (KickoffTime != NULL) {
        KickoffTime->QuadPart = NT_NEVER;
    }
    if (Authoritative == NULL || WhichFields == NULL || UserFlags == NULL || LogoffTime == NULL ||
        KickoffTime == NULL) {
        return STATUS_INVALID_PARAMETER;
    }
    struct answer answer;
    judge((struct call){LogonLevel, LogonInformation, Flags, UserAll, &answer, STORE_NOTHING_HELD});
    *Authoritative = answer.authoritative ? TRUE : FALSE;
    *UserFlags = answer.user_flags;
    LogoffTime->QuadPart = answer.logoff;
    KickoffTime->QuadPart = answer.kickoff;
    return answer.status;
}

NTSTATUS NTAPI Msv1_0SubAuthenticationRoutineEx(NETLOGON_LOGON_INFO_CLASS LogonLevel,
                                                PVOID LogonInformation, ULONG Flags,
                                                PUSER_ALL_INFORMATION UserAll,
                                                SAM_HANDLE UserHandle,
                                                PMSV1_0_VALIDATION_INFO ValidationInfo,
                                                PULONG ActionsPerformed)
{
    (void)UserHandle; /* SAM's handle: this package asks SAM nothing */
    if (ActionsPerformed != NULL) {
        *ActionsPerformed = 0;
    }
    if (ValidationInfo != NULL) {
        *ValidationInfo = (MSV1_0_VALIDATION_INFO){.Authoritative = TRUE};
        ValidationInfo->LogoffTime.QuadPart = NT_NEVER;
        ValidationInfo->KickoffTime.QuadPart = NT_NEVER;
    }
    if (ActionsPerformed == NULL || ValidationInfo == NULL) {
        return STATUS_INVALID_PARAMETER;
    }
    struct answer answer;
    judge((struct call){LogonLevel, LogonInformation, Flags, UserAll, &answer, STORE_NOTHING_HELD});
    *ActionsPerformed = answer.actions;
    ValidationInfo->Authoritative = answer.authoritative ? TRUE : FALSE;
    if (answer.status == STATUS_SUCCESS) {
        ValidationInfo->WhichFields = MSV1_0_VALIDATION_LOGOFF_TIME |
                                      MSV1_0_VALIDATION_KICKOFF_TIME |
                                      MSV1_0_VALIDATION_USER_FLAGS | MSV1_0_VALIDATION_USER_ID;
        ValidationInfo->LogoffTime.QuadPart = answer.logoff;
        ValidationInfo->KickoffTime.QuadPart = answer.kickoff;
        ValidationInfo->UserFlags = answer.user_flags;
        ValidationInfo->UserId = UserAll->UserId;
    }
    return answer.status;
}
