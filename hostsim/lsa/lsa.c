#include "lsa.h"

#include <string.h>

#include "audit.h"
#include "lockout.h"
#include "package_environment.h"
#include "sam_check.h"
#include "stopwatch.h"

#define SID_NETWORK_SERVICE "S-1-5-20"

/* One logon on its way through the host. */
struct passage {
    struct lsa *lsa;
    struct machine *machine; /* the LSA's */
    const struct lsa_request *request;
    const struct asking *asking;
    struct lsa_result *result;
    const struct package *package;
    struct sam_account *account;
    bool guest;
    struct moment now;
};

bool lsa_open(const char *folder, struct lsa *lsa, struct fault *fault)
{
    *lsa = (struct lsa){.events = {.folder = folder}};
    if (!machine_open(folder, &lsa->machine, fault)) {
        return false;
    }
    package_environment_machine(folder);
    return true;
}

void lsa_silence(struct lsa *lsa)
{
    lsa->events.silent = true;
    package_environment_silence();
}

bool lsa_save(struct lsa *lsa, struct fault *fault)
{
    return machine_save(&lsa->machine, fault);
}

void lsa_close(struct lsa *lsa)
{
    packages_close(&lsa->packages);
    machine_close(&lsa->machine);
}

bool lsa_has_tcb(const struct lsa *lsa, enum logon_caller caller)
{
    return caller == CALLER_LOCAL_SYSTEM ||
           policy_grants_sid(&lsa->machine.policy, RIGHT_TCB, SID_NETWORK_SERVICE);
}

static NTSTATUS find_package(struct passage *passage)
{
    const struct lsa_request *request = passage->request;
    if (!request->subauth) {
        return STATUS_SUCCESS;
    }
    if (!lsa_has_tcb(passage->lsa, request->caller)) {
        return STATUS_PRIVILEGE_NOT_HELD;
    }
    NTSTATUS status = packages_find(&passage->lsa->packages, passage->machine->folder,
                                    request->package_id, request->package_file, &passage->package);
    if (status != STATUS_SUCCESS) {
        return status;
    }
    return package_exports(passage->package, request->export) ? STATUS_SUCCESS
                                                              : STATUS_PROCEDURE_NOT_FOUND;
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

static ULONG routine_flags(const struct passage *passage)
{
    return passage->request->flags | (passage->guest ? MSV1_0_GUEST_LOGON : 0);
}

static bool take_answer(struct passage *passage, const struct package_call *call,
                        struct fault *fault)
{
    package_call_answer(call, passage->result);
    /* subauth.h: Parameters alone may be written back, and only on success. */
    if (passage->result->status == STATUS_SUCCESS &&
        (passage->result->which_fields & USER_ALL_PARAMETERS) != 0) {
        bool taken = handover_take_parameters(call->handover, passage->account, fault);
        sam_note(&passage->machine->sam, passage->account);
        return taken;
    }
    return true;
}

static bool ask_package(struct passage *passage, const struct package *package,
                        enum package_export export, struct handover *handover, struct fault *fault)
{
    struct package_question question = {.package = package,
                                        .request = passage->request,
                                        .account = passage->account,
                                        .policy = &passage->machine->policy,
                                        .now = passage->now,
                                        .flags = routine_flags(passage)};
    struct package_call call = package_call_of(package, handover, export, question.flags);
    return passage->asking->ask(passage->asking->context, &question, &call, fault) &&
           take_answer(passage, &call, fault);
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

/* Whom MSV1_0 itself admits, Auth0's filter may still refuse, where there is one (facts 1). */
static bool ask_filter(struct passage *passage, struct handover *handover, struct fault *fault)
{
    const struct package *package;
    if (passage->result->status != STATUS_SUCCESS || passage->request->type != LOGON_TYPE_NETWORK ||
        packages_find(&passage->lsa->packages, passage->machine->folder, 0, NULL, &package) !=
            STATUS_SUCCESS ||
        !package_exports(package, EXPORT_FILTER)) {
        return true;
    }
    return ask_package(passage, package, EXPORT_FILTER, handover, fault);
}

static bool judge(struct passage *passage, struct fault *fault)
{
    struct handover handover;
    const struct lsa_request *request = passage->request;
    bool done = handover_build(&handover, GUARD_OFF, request, passage->account,
                               &passage->machine->policy, passage->now, fault);
    if (done && request->subauth) {
        done = ask_package(passage, passage->package, request->export, &handover, fault);
    } else if (done) {
        ask_sam(passage, &handover);
        done = ask_filter(passage, &handover, fault);
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

static struct moment time_of(const struct lsa *lsa)
{
    return lsa->time == 0 ? clock_now() : (struct moment){lsa->time, 0};
}

static bool observed(const struct lsa *lsa, const struct lsa_request *request, struct fault *fault)
{
    const struct lsa_observer *observer = &lsa->observer;
    return observer->observe == NULL || observer->observe(observer->context, request, fault);
}

bool lsa_logon(struct lsa *lsa, const struct lsa_request *request, const struct asking *asking,
               struct lsa_result *result, struct fault *fault)
{
    uint64_t began = stopwatch_ns();
    struct passage passage = {.lsa = lsa,
                              .machine = &lsa->machine,
                              .request = request,
                              .asking = asking,
                              .result = result,
                              .now = time_of(lsa)};
    *result = (struct lsa_result){.status = STATUS_UNSUCCESSFUL,
                                  .authoritative = true,
                                  .logoff_time = NT_NEVER,
                                  .kickoff_time = NT_NEVER,
                                  .called = "none"};
    bool done = observed(lsa, request, fault) && pass(&passage, fault);
    if (done && passage.guest && result->status == STATUS_SUCCESS) {
        result->user_flags |= LOGON_GUEST;
    }
    result->elapsed_ns = stopwatch_ns() - began;
    if (done) {
        audit(&lsa->events, request, result);
    }
    return done;
}
