#include "lsa.h"

#include <string.h>

#include "audit.h"
#include "lockout.h"
#include "package_environment.h"
#include "sam_check.h"
#include "stopwatch.h"

#define SID_NETWORK_SERVICE "S-1-5-20"

/* One logon on its way through the host. */
struct logon_state {
    struct lsa *lsa;
    struct machine *machine; /* the LSA's */
    const struct logon_request *request;
    const struct asking *asking;
    struct logon_result *result;
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

static NTSTATUS find_package(struct logon_state *state)
{
    const struct logon_request *request = state->request;
    if (!request->subauth) {
        return STATUS_SUCCESS;
    }
    if (!lsa_has_tcb(state->lsa, request->caller)) {
        return STATUS_PRIVILEGE_NOT_HELD;
    }
    NTSTATUS status = packages_find(&state->lsa->packages, state->machine->folder,
                                    request->package_id, request->package_file, &state->package);
    if (status != STATUS_SUCCESS) {
        return status;
    }
    return package_exports(state->package, request->export) ? STATUS_SUCCESS
                                                            : STATUS_PROCEDURE_NOT_FOUND;
}

static bool guest_is_on(const struct logon_state *state)
{
    const struct sam_account *guest = sam_find_rid(&state->machine->sam, RID_GUEST);
    return guest != NULL && (guest->flags & USER_ACCOUNT_DISABLED) == 0 &&
           state->machine->policy.guest_enabled;
}

/* ParameterControl decides about Guest (ntsecapi.h, MSV1_0_LM20_LOGON). */
static NTSTATUS find_account(struct logon_state *state)
{
    const struct logon_request *request = state->request;
    bool only_guest = (request->parameter_control & MSV1_0_TRY_GUEST_ACCOUNT_ONLY) != 0;
    bool never_guest = (request->parameter_control & MSV1_0_DONT_TRY_GUEST_ACCOUNT) != 0 ||
                       request->type == LOGON_TYPE_INTERACTIVE;
    state->account = only_guest ? NULL : sam_find(&state->machine->sam, request->user);
    if (state->account == NULL && (only_guest || !never_guest) && guest_is_on(state)) {
        state->account = sam_find_rid(&state->machine->sam, RID_GUEST);
        state->guest = true;
    }
    return state->account == NULL ? STATUS_NO_SUCH_USER : STATUS_SUCCESS;
}

static ULONG routine_flags(const struct logon_state *state)
{
    return state->request->flags | (state->guest ? MSV1_0_GUEST_LOGON : 0);
}

static bool take_answer(struct logon_state *state, const struct package_call *call,
                        struct fault *fault)
{
    package_call_answer(call, state->result);
    /* subauth.h: Parameters alone may be written back, and only on success. */
    if (state->result->status == STATUS_SUCCESS &&
        (state->result->which_fields & USER_ALL_PARAMETERS) != 0) {
        bool taken = marshal_take_parameters(call->marshalled, state->account, fault);
        sam_mark_changed(&state->machine->sam, state->account);
        return taken;
    }
    return true;
}

static bool ask_package(struct logon_state *state, const struct package *package,
                        enum package_export export, struct marshalled *marshalled,
                        struct fault *fault)
{
    struct package_question question = {.package = package,
                                        .request = state->request,
                                        .account = state->account,
                                        .policy = &state->machine->policy,
                                        .now = state->now,
                                        .flags = routine_flags(state)};
    struct package_call call = package_call_of(package, marshalled, export, question.flags);
    return state->asking->ask(state->asking->context, &question, &call, fault) &&
           take_answer(state, &call, fault);
}

static void ask_sam(struct logon_state *state, const struct marshalled *marshalled)
{
    struct sam_check check = {.policy = &state->machine->policy,
                              .now = state->now,
                              .guest = state->guest,
                              .interactive = state->request->type == LOGON_TYPE_INTERACTIVE,
                              .registry_folder = state->machine->folder};
    sam_check(&check, marshalled, state->result);
}

/* Whom MSV1_0 itself admits, Auth0's filter may still refuse, where there is one (facts 1). */
static bool ask_filter(struct logon_state *state, struct marshalled *marshalled,
                       struct fault *fault)
{
    const struct package *package;
    if (state->result->status != STATUS_SUCCESS || state->request->type != LOGON_TYPE_NETWORK ||
        packages_find(&state->lsa->packages, state->machine->folder, 0, NULL, &package) !=
            STATUS_SUCCESS ||
        !package_exports(package, EXPORT_FILTER)) {
        return true;
    }
    return ask_package(state, package, EXPORT_FILTER, marshalled, fault);
}

static bool judge(struct logon_state *state, struct fault *fault)
{
    struct marshalled marshalled;
    const struct logon_request *request = state->request;
    bool done = marshal_build(&marshalled, GUARD_OFF, request, state->account,
                              &state->machine->policy, state->now, fault);
    if (done && request->subauth) {
        done = ask_package(state, state->package, request->export, &marshalled, fault);
    } else if (done) {
        ask_sam(state, &marshalled);
        done = ask_filter(state, &marshalled, fault);
    }
    marshal_release(&marshalled);
    return done;
}

static void check_rights(struct logon_state *state)
{
    const struct policy *policy = &state->machine->policy;
    bool network = state->request->type == LOGON_TYPE_NETWORK;
    enum right needed = network ? RIGHT_NETWORK : RIGHT_INTERACTIVE;
    enum right denied = network ? RIGHT_DENY_NETWORK : RIGHT_DENY_INTERACTIVE;
    if (state->result->status == STATUS_SUCCESS &&
        (!policy_grants(policy, needed, state->account) ||
         policy_grants(policy, denied, state->account))) {
        state->result->status = STATUS_LOGON_TYPE_NOT_GRANTED;
        state->result->authoritative = true;
    }
}

static bool run(struct logon_state *state, struct fault *fault)
{
    struct logon_result *result = state->result;
    result->status = find_package(state);
    if (result->status == STATUS_SUCCESS) {
        result->status = find_account(state);
        result->authoritative = result->status == STATUS_SUCCESS;
    }
    if (result->status != STATUS_SUCCESS) {
        return true;
    }
    lockout_lift(&state->machine->sam, &state->machine->policy, state->account, state->now.utc);
    if (!judge(state, fault)) {
        return false;
    }
    NTSTATUS judged = result->status;
    check_rights(state);
    lockout_count(&state->machine->sam, &state->machine->policy, state->account, judged,
                  state->request->subauth, state->now.utc);
    return true;
}

static struct moment time_of(const struct lsa *lsa)
{
    return lsa->time == 0 ? clock_now() : (struct moment){lsa->time, 0};
}

static bool observed(const struct lsa *lsa, const struct logon_request *request,
                     struct fault *fault)
{
    const struct lsa_observer *observer = &lsa->observer;
    return observer->observe == NULL || observer->observe(observer->context, request, fault);
}

bool lsa_logon(struct lsa *lsa, const struct logon_request *request, const struct asking *asking,
               struct logon_result *result, struct fault *fault)
{
    uint64_t began = stopwatch_ns();
    struct logon_state state = {.lsa = lsa,
                                .machine = &lsa->machine,
                                .request = request,
                                .asking = asking,
                                .result = result,
                                .now = time_of(lsa)};
    *result = (struct logon_result){.status = STATUS_UNSUCCESSFUL,
                                    .authoritative = true,
                                    .logoff_time = NT_NEVER,
                                    .kickoff_time = NT_NEVER,
                                    .called = "none"};
    bool done = observed(lsa, request, fault) && run(&state, fault);
    if (done && state.guest && result->status == STATUS_SUCCESS) {
        result->user_flags |= LOGON_GUEST;
    }
    result->elapsed_ns = stopwatch_ns() - began;
    if (done) {
        audit(&lsa->events, request, result);
    }
    return done;
}
