#include "lsa.h"

#include <string.h>

#include "audit.h"
#include "hostile.h"
#include "lockout.h"
#include "package_call.h"
#include "sam_check.h"
#include "stopwatch.h"
#include "stress.h"

#define SID_NETWORK_SERVICE "S-1-5-20"

/* One logon on its way through the host. */
struct passage {
    struct machine *machine;
    const struct lsa_request *request;
    struct lsa_result *result;
    const struct package *package;
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
    NTSTATUS status = packages_find(&passage->machine->packages, passage->machine->folder,
                                    request->package_id, request->package_file, &passage->package);
    if (status != STATUS_SUCCESS) {
        return status;
    }
    bool exported =
        request->ex ? passage->package->routine_ex != NULL : passage->package->routine != NULL;
    return exported ? STATUS_SUCCESS : STATUS_PROCEDURE_NOT_FOUND;
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

/* In hostile mode the package is asked in all other ways first: this answer is the last it gives.
 */
static bool ask_package(struct passage *passage, struct handover *handover, struct fault *fault)
{
    const struct lsa_request *request = passage->request;
    ULONG flags = request->flags | (passage->guest ? MSV1_0_GUEST_LOGON : 0);
    struct hostile_subject subject = {.package = passage->package,
                                      .request = request,
                                      .account = passage->account,
                                      .policy = &passage->machine->policy,
                                      .now = passage->now,
                                      .flags = flags,
                                      .ways = request->ways};
    if (request->hostile != NULL && !hostile_try(&subject, request->hostile, fault)) {
        return false;
    }
    if (request->stress != NULL &&
        !stress_try(passage->package, request, passage->account, &passage->machine->policy,
                    passage->now, request->stress, fault)) {
        return false;
    }
    struct package_call call = package_call_of(passage->package, handover, request->ex, flags);
    bool returned = package_call_make(&call);
    if (!returned && request->hostile != NULL) {
        hostile_note_crash(request->hostile, "in memory that is not watched",
                           &handover->guard.crash);
        passage->result->status = STATUS_UNSUCCESSFUL;
        return true;
    }
    if (!returned) {
        char text[96];
        guard_crash_text(&handover->guard.crash, text, sizeof text);
        return fault_set(fault, "the package crashed in %s: %s", package_call_name(&call), text);
    }
    package_call_answer(&call, passage->result);
    /* subauth.h: Parameters alone may be written back, and only on success. */
    if (call.status == STATUS_SUCCESS &&
        (passage->result->which_fields & USER_ALL_PARAMETERS) != 0) {
        bool taken = handover_take_parameters(handover, passage->account, fault);
        sam_note(&passage->machine->sam, passage->account);
        return taken;
    }
    return true;
}

static void ask_sam(struct passage *passage, const struct handover *handover)
{
    struct sam_check check = {.policy = &passage->machine->policy,
                              .now = passage->now,
                              .guest = passage->guest,
                              .interactive = passage->request->type == LOGON_TYPE_INTERACTIVE,
                              .registry_folder = passage->machine->folder};
    sam_check(&check, handover, passage->result);
}

static bool judge(struct passage *passage, struct fault *fault)
{
    struct handover handover;
    bool done = handover_build(&handover, GUARD_OFF, passage->request, passage->account,
                               &passage->machine->policy, passage->now, fault);
    if (done && passage->request->subauth) {
        done = ask_package(passage, &handover, fault);
    } else if (done) {
        ask_sam(passage, &handover);
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
    result->elapsed_ns = stopwatch_ns() - began;
    if (done) {
        audit(machine, request, result);
    }
    return done;
}
