#include "lsa.h"

#include <string.h>

#include "audit.h"
#include "handover.h"
#include "lockout.h"
#include "package.h"
#include "sam_check.h"
#include "stopwatch.h"

#define SID_NETWORK_SERVICE "S-1-5-20"

/* One logon on its way through the host. */
struct passage {
    struct machine *machine;
    const struct lsa_request *request;
    struct lsa_result *result;
    struct package package;
    struct sam_account *account;
    bool guest;
    struct moment now;
};

/* LocalSystem always has SeTcbPrivilege; others where secpol.inf says so. */
static bool has_tcb(const struct passage *passage)
{
    return passage->request->caller == CALLER_LOCAL_SYSTEM ||
           policy_grants_sid(&passage->machine->policy, RIGHT_TCB, SID_NETWORK_SERVICE);
}

static NTSTATUS find_package(struct passage *passage)
{
    const struct lsa_request *request = passage->request;
    if (!request->subauth) {
        return STATUS_SUCCESS;
    }
    if (!has_tcb(passage)) {
        return STATUS_PRIVILEGE_NOT_HELD;
    }
    NTSTATUS status =
        request->package_file != NULL
            ? package_open_file(request->package_file, &passage->package)
            : package_open(passage->machine->folder, request->package_id, &passage->package);
    bool exported =
        request->ex ? passage->package.routine_ex != NULL : passage->package.routine != NULL;
    return status == STATUS_SUCCESS && !exported ? STATUS_PROCEDURE_NOT_FOUND : status;
}

static bool guest_is_on(const struct passage *passage)
{
    const struct sam_account *guest = sam_find_rid(&passage->machine->sam, RID_GUEST);
    return guest != NULL && (guest->flags & USER_ACCOUNT_DISABLED) == 0 &&
           passage->machine->policy.guest_enabled;
}

/* ParameterControl decides about Guest (ntsecapi.h, MSV1_0_LM20_LOGON). */
static NTSTATUS find_account(struct passage *passage)
{
    const struct lsa_request *request = passage->request;
    bool only_guest = (request->parameter_control & MSV1_0_TRY_GUEST_ACCOUNT_ONLY) != 0;
    bool never_guest = (request->parameter_control & MSV1_0_DONT_TRY_GUEST_ACCOUNT) != 0 ||
                       request->type == LOGON_TYPE_INTERACTIVE;
    passage->account = only_guest ? NULL : sam_find(&passage->machine->sam, request->user);
    if (passage->account == NULL && (only_guest || !never_guest) && guest_is_on(passage)) {
        passage->account = sam_find_rid(&passage->machine->sam, RID_GUEST);
        passage->guest = true;
    }
    return passage->account == NULL ? STATUS_NO_SUCH_USER : STATUS_SUCCESS;
}

static void ask_package(struct passage *passage, struct handover *handover)
{
    struct lsa_result *result = passage->result;
    ULONG flags = passage->guest ? MSV1_0_GUEST_LOGON : 0;
    if (passage->request->ex) {
        MSV1_0_VALIDATION_INFO validation;
        ULONG actions = 0;
        memset(&validation, 0, sizeof validation);
        result->called = "Msv1_0SubAuthenticationRoutineEx";
        result->status =
            passage->package.routine_ex(NetlogonNetworkInformation, &handover->info, flags,
                                        &handover->user, NULL, &validation, &actions);
        result->authoritative = validation.Authoritative != 0;
        result->user_flags = validation.UserFlags;
        /* Ex has a WhichFields of its own (MSV1_0_VALIDATION_...): nothing is written to SAM. */
        if ((validation.WhichFields & MSV1_0_VALIDATION_LOGOFF_TIME) != 0) {
            result->logoff_time = validation.LogoffTime.QuadPart;
        }
        if ((validation.WhichFields & MSV1_0_VALIDATION_KICKOFF_TIME) != 0) {
            result->kickoff_time = validation.KickoffTime.QuadPart;
        }
        return;
    }
    ULONG which_fields = 0;
    ULONG user_flags = 0;
    BOOLEAN authoritative = TRUE;
    LARGE_INTEGER logoff = {.QuadPart = NT_NEVER};
    LARGE_INTEGER kickoff = {.QuadPart = NT_NEVER};
    result->called = "Msv1_0SubAuthenticationRoutine";
    result->status = passage->package.routine(NetlogonNetworkInformation, &handover->info, flags,
                                              &handover->user, &which_fields, &user_flags,
                                              &authoritative, &logoff, &kickoff);
    result->authoritative = authoritative != 0;
    result->which_fields = which_fields;
    result->user_flags = user_flags;
    result->logoff_time = logoff.QuadPart;
    result->kickoff_time = kickoff.QuadPart;
}

static bool judge(struct passage *passage, struct fault *fault)
{
    struct handover handover;
    const struct policy *policy = &passage->machine->policy;
    if (!handover_build(&handover, passage->request, passage->account, policy, passage->now,
                        fault)) {
        handover_release(&handover);
        return false;
    }
    bool done = true;
    if (passage->request->subauth) {
        ask_package(passage, &handover);
        /* subauth.h: Parameters alone may be written back, and only on success. */
        if (passage->result->status == STATUS_SUCCESS &&
            (passage->result->which_fields & USER_ALL_PARAMETERS) != 0) {
            done = handover_take_parameters(&handover, passage->account, fault);
            sam_note(&passage->machine->sam, passage->account);
        }
    } else {
        struct sam_check check = {.policy = policy,
                                  .now = passage->now,
                                  .guest = passage->guest,
                                  .interactive = passage->request->type == LOGON_TYPE_INTERACTIVE,
                                  .registry_folder = passage->machine->folder};
        sam_check(&check, &handover, passage->result);
    }
    handover_release(&handover);
    return done;
}

static void check_rights(struct passage *passage)
{
    const struct policy *policy = &passage->machine->policy;
    bool network = passage->request->type == LOGON_TYPE_NETWORK;
    enum right needed = network ? RIGHT_NETWORK : RIGHT_INTERACTIVE;
    enum right denied = network ? RIGHT_DENY_NETWORK : RIGHT_DENY_INTERACTIVE;
    if (passage->result->status == STATUS_SUCCESS &&
        (!policy_grants(policy, needed, passage->account) ||
         policy_grants(policy, denied, passage->account))) {
        passage->result->status = STATUS_LOGON_TYPE_NOT_GRANTED;
        passage->result->authoritative = true;
    }
}

static bool pass(struct passage *passage, struct fault *fault)
{
    struct lsa_result *result = passage->result;
    result->status = find_package(passage);
    if (result->status == STATUS_SUCCESS) {
        result->status = find_account(passage);
        result->authoritative = result->status == STATUS_SUCCESS;
    }
    if (result->status != STATUS_SUCCESS) {
        return true;
    }
    lockout_lift(&passage->machine->sam, &passage->machine->policy, passage->account,
                 passage->now.utc);
    if (!judge(passage, fault)) {
        return false;
    }
    NTSTATUS judged = result->status;
    check_rights(passage);
    lockout_count(&passage->machine->sam, &passage->machine->policy, passage->account, judged,
                  passage->request->subauth, passage->now.utc);
    return true;
}

bool lsa_logon(struct machine *machine, const struct lsa_request *request,
               struct lsa_result *result, struct fault *fault)
{
    uint64_t began = stopwatch_ns();
    struct passage passage = {
        .machine = machine, .request = request, .result = result, .now = clock_now()};
    *result = (struct lsa_result){.status = STATUS_UNSUCCESSFUL,
                                  .authoritative = true,
                                  .logoff_time = NT_NEVER,
                                  .kickoff_time = NT_NEVER,
                                  .called = "none"};
    bool done = pass(&passage, fault);
    if (done && passage.guest && result->status == STATUS_SUCCESS) {
        result->user_flags |= LOGON_GUEST;
    }
    package_close(&passage.package);
    result->elapsed_ns = stopwatch_ns() - began;
    if (done) {
        audit(machine, request, result);
    }
    return done;
}
