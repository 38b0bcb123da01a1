#include "lsa.h"

#include <string.h>

#include "account_choice.h"
#include "audit.h"
#include "filter.h"
#include "lockout.h"
#include "logon_rights.h"
#include "parameter_control.h"
#include "sam_check.h"
#include "status.h"
#include "stopwatch.h"

/* What is known of one logon while the host works on it. */
struct logon_state {
    struct lsa *lsa;
    struct machine *machine; /* the LSA's */
    const struct logon_request *request;
    const struct asking *asking;
    struct logon_result *result;
    const struct package *package;
    struct account_choice choice;
    struct moment now;
    NTSTATUS judged; /* what the package or SAM said, before the filter and the rights */
    bool locked_out; /* by this logon */
};

static NTSTATUS find_package(struct logon_state *state)
{
    const struct logon_request *request = state->request;
    if (!request->subauth) {
        return STATUS_SUCCESS;
    }
    if (!logon_rights_have_tcb(&state->machine->policy, request->caller)) {
        return STATUS_PRIVILEGE_NOT_HELD;
    }
    NTSTATUS status = packages_find(&state->lsa->packages, state->machine->folder, PROTOCOL_NTLM,
                                    request->package_id, request->package_file, &state->package);
    if (status != STATUS_SUCCESS) {
        return status;
    }
    return package_exports(state->package, request->export) ? STATUS_SUCCESS
                                                            : STATUS_PROCEDURE_NOT_FOUND;
}

static ULONG routine_flags(const struct logon_state *state)
{
    return state->request->flags | (state->choice.guest ? MSV1_0_GUEST_LOGON : 0);
}

static bool take_answer(struct logon_state *state, const struct package_call *call,
                        struct fault *fault)
{
    package_call_answer(call, state->result);
    /* subauth.h: Parameters alone may be written back, and only on success. */
    if (state->result->status == STATUS_SUCCESS &&
        (state->result->which_fields & USER_ALL_PARAMETERS) != 0) {
        bool taken = marshal_take_parameters(call->marshalled, state->choice.account, fault);
        sam_mark_changed(&state->machine->sam, state->choice.account);
        return taken;
    }
    return true;
}

static bool ask(struct logon_state *state, const struct package *package,
                const struct logon_subject *subject, struct package_call *call, struct fault *fault)
{
    struct package_question question = {
        .package = package, .subject = subject, .flags = routine_flags(state)};
    return state->asking->ask(state->asking->context, &question, call, fault) &&
           take_answer(state, call, fault);
}

static bool ask_package(struct logon_state *state, const struct logon_subject *subject,
                        struct marshalled *marshalled, struct fault *fault)
{
    struct package_call call =
        package_call_of(state->package, marshalled, state->request->export, routine_flags(state));
    return ask(state, state->package, subject, &call, fault);
}

static void ask_sam(struct logon_state *state, const struct marshalled *marshalled)
{
    struct lsa *lsa = state->lsa;
    lsa_registry_refresh(&lsa->registry, lsa->machine.folder, &lsa->machine.policy);
    struct sam_check check = {.policy = &state->machine->policy,
                              .now = state->now,
                              .type = state->request->type,
                              .guest = state->choice.guest,
                              .ntlmv2_lifetime = state->machine->sam.ntlmv2_lifetime,
                              .values = lsa->registry.values};
    sam_check(&check, marshalled, state->result);
}

/* Asks the filter, which may refuse whom MSV1_0 or the KDC has admitted. */
static bool ask_filter(struct logon_state *state, const struct logon_subject *subject,
                       struct fault *fault)
{
    struct marshalled marshalled;
    if (state->result->status != STATUS_SUCCESS) {
        return true;
    }
    const struct package *package = filter_find(state->lsa, state->request);
    if (package == NULL) {
        return true;
    }
    bool done = marshal_filter(&marshalled, subject, state->result, fault);
    if (done) {
        struct package_call call =
            package_call_of(package, &marshalled, EXPORT_FILTER, routine_flags(state));
        done = ask(state, package, subject, &call, fault);
        state->result->refused_by_filter = state->result->status != STATUS_SUCCESS;
    }
    marshal_release(&marshalled);
    return done;
}

static bool judge(struct logon_state *state, struct fault *fault)
{
    struct marshalled marshalled;
    const struct logon_request *request = state->request;
    struct logon_subject subject = {.request = request,
                                    .account = state->choice.account,
                                    .policy = &state->machine->policy,
                                    .now = state->now,
                                    .logon_id = state->result->logon_id};
    bool done = marshal_build(&marshalled, GUARD_OFF, &subject, fault);
    if (done && request->subauth) {
        done = ask_package(state, &subject, &marshalled, fault);
        state->judged = state->result->status;
    } else if (done) {
        ask_sam(state, &marshalled);
        state->judged = state->result->status;
        subject.logon_id = request->protocol == PROTOCOL_KERBEROS ? 0 : subject.logon_id;
        done = ask_filter(state, &subject, fault);
    }
    marshal_release(&marshalled);
    return done;
}

static bool has(const struct logon_state *state, uint32_t flag)
{
    return (state->request->parameter_control & flag) != 0;
}

/* Logs on as Guest whoever has the password wrong, where MSV1_0_ALLOW_FORCE_GUEST asks for it. */
static void force_guest(struct logon_state *state)
{
    struct sam_account *guest = account_guest(state->machine);
    if (has(state, MSV1_0_ALLOW_FORCE_GUEST) && state->judged == STATUS_WRONG_PASSWORD &&
        !state->request->subauth && state->request->type == LOGON_TYPE_NETWORK && guest != NULL) {
        state->choice = (struct account_choice){.account = guest, .guest = true};
        state->result->status = STATUS_SUCCESS;
        state->result->authoritative = true;
    }
}

static void check_rights(struct logon_state *state)
{
    if (state->result->status == STATUS_SUCCESS &&
        !logon_rights_allow(&state->machine->policy, state->request->type, state->choice.account)) {
        state->result->status = STATUS_LOGON_TYPE_NOT_GRANTED;
        state->result->authoritative = true;
    }
}

/*
 * Refuses all but administrators where the security log was full and CrashOnAuditFail stopped the
 * system: it is then 2 (Q140058, KB 832981). The documents name no status; this is the one of the
 * stop (0xC0000244).
 */
static void check_audit(struct logon_state *state)
{
    if (state->result->status == STATUS_SUCCESS && state->lsa->audit_failed &&
        !policy_is_administrator(state->choice.account)) {
        state->result->status = STATUS_AUDIT_FAILED;
        state->result->authoritative = true;
    }
}

/*
 * Counts the logon. A wrong password counts where SAM found it, or a package did and the machine
 * says that this counts. A right one makes the count 0 once the logon succeeds. With
 * MSV1_0_UPDATE_LOGON_STATISTICS the logon is counted instead (ntsecapi.h). What a filter refuses
 * is neither.
 */
static void count(struct logon_state *state, struct sam_account *account)
{
    struct sam *sam = &state->machine->sam;
    bool counts = !state->request->subauth || sam->package_refusals_count;
    if (state->judged == STATUS_WRONG_PASSWORD && counts) {
        state->locked_out = lockout_count(sam, &state->machine->policy, account, state->now.utc);
    }
    if (state->result->status != STATUS_SUCCESS || state->judged != STATUS_SUCCESS) {
        return;
    }
    if (has(state, MSV1_0_UPDATE_LOGON_STATISTICS)) {
        account->last_logon = state->now.utc;
        account->logon_count += account->logon_count < UINT16_MAX ? 1 : 0;
        sam_mark_changed(sam, account);
    } else {
        lockout_forget(sam, account);
    }
}

/*
 * Puts the time when the password ends into LogoffTime, where MSV1_0_RETURN_PASSWORD_EXPIRY asks
 * for it.
 */
static void return_expiry(struct logon_state *state, const struct sam_account *account)
{
    if (state->result->status == STATUS_SUCCESS && has(state, MSV1_0_RETURN_PASSWORD_EXPIRY)) {
        state->result->logoff_time = policy_password_must_change(&state->machine->policy, account);
    }
}

static bool run_account(struct logon_state *state, struct fault *fault)
{
    struct sam_account *account = state->choice.account;
    lockout_lift(&state->machine->sam, &state->machine->policy, account, state->now.utc);
    if (!judge(state, fault)) {
        return false;
    }
    force_guest(state);
    check_rights(state);
    check_audit(state);
    count(state, account);
    return_expiry(state, account);
    if (state->choice.guest && state->result->status == STATUS_SUCCESS) {
        state->result->user_flags |= LOGON_GUEST;
    }
    state->result->account = state->choice.account;
    return true;
}

/*
 * Checks a name that SAM does not have, or does not admit, against an account that nobody has: how
 * long a refusal takes does not tell which names there are. What comes of it is not wanted.
 */
static void check_nobody(const struct logon_state *state)
{
    char none[] = "";
    struct fault unwanted;
    struct marshalled marshalled;
    struct logon_result result = *state->result;
    struct sam_account nobody = {.name = "",
                                 .owfs = {.has_nt = true, .has_lm = true},
                                 .workstations = none,
                                 .parameters = none};
    struct logon_subject subject = {
        .request = state->request, .account = &nobody, .policy = &state->machine->policy};
    struct logon_state apart = *state;
    apart.result = &result;
    if (marshal_build(&marshalled, GUARD_OFF, &subject, &unwanted)) {
        ask_sam(&apart, &marshalled);
    }
    marshal_release(&marshalled);
}

static bool run(struct logon_state *state, struct fault *fault)
{
    struct logon_result *result = state->result;
    result->status = find_package(state);
    if (result->status == STATUS_SUCCESS) {
        result->status = account_choose(state->machine, state->request, &state->choice);
        result->authoritative = result->status == STATUS_SUCCESS;
        if (result->status != STATUS_SUCCESS && !state->request->subauth) {
            check_nobody(state);
        }
    }
    result->anonymous = state->choice.anonymous;
    return result->status != STATUS_SUCCESS || result->anonymous || run_account(state, fault);
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
                                    .called = "none",
                                    .logon_id = ++lsa->logon_id};
    bool done = observed(lsa, request, fault) && run(&state, fault);
    result->elapsed_ns = stopwatch_ns() - began;
    if (done) {
        audit(lsa, request, result, state.locked_out);
    }
    return done;
}
