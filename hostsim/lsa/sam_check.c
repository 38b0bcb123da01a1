#include "sam_check.h"

#include "lsass/restrictions.h"

#define MACHINE_ACCOUNTS (USER_WORKSTATION_TRUST_ACCOUNT | USER_SERVER_TRUST_ACCOUNT)

/* What the password comes to. */
struct verdict {
    NTSTATUS status;
    enum proven_by by;
};

#define BLOB_TIME (PROOF_SIZE + 8) /* where an NTLMv2 response has its time (MS-NLMP 2.2.2.7) */

/*
 * Whether the time in an NTLMv2 response is too far from the server's, in either direction. MS-NLMP
 * 3.2.5.1.2 leaves the limit to the server, names 36 hours, and excepts no time, zero neither.
 */
static bool is_too_old(const struct sam_check *check, struct bytes response)
{
    uint64_t time = 0;
    if (check->ntlmv2_lifetime == 0) {
        return false;
    }
    for (unsigned i = 0; i < 8; i++) {
        time |= (uint64_t)response.bytes[BLOB_TIME + i] << (8 * i);
    }
    uint64_t now = (uint64_t)check->now.utc;
    return (now > time ? now - time : time - now) > (uint64_t)check->ntlmv2_lifetime;
}

static struct verdict verdict_by(const struct sam_check *check, const struct request *request,
                                 const struct owf_pair *owfs)
{
    struct credential_result proof = credential_check(request, owfs, check->values.lm_level);
    bool console = check->type == LOGON_TYPE_INTERACTIVE;
    NTSTATUS status = STATUS_SUCCESS;
    if (!proof.proven) {
        status = STATUS_WRONG_PASSWORD;
    } else if (proof.by == PROVEN_BY_NTLM_V2 && is_too_old(check, request->nt)) {
        status = STATUS_LOGON_FAILURE;
    } else if (check->values.limits_blank && !console && owf_pair_is_blank(owfs)) {
        status = STATUS_ACCOUNT_RESTRICTION;
    }
    return (struct verdict){status, proof.by};
}

/*
 * Checks the password. Where Guest has none, it admits everyone who has no account, wherever from;
 * otherwise Guest's password decides.
 */
static struct verdict verdict_on(const struct sam_check *check, const struct request *request,
                                 const struct account *account)
{
    struct verdict verdict = {STATUS_SUCCESS, PROVEN_BY_NOTHING};
    struct owf_pair owfs;
    secret_of_account(account, &owfs);
    bool none = !owfs.has_nt && !owfs.has_lm;
    if (!check->guest || !(none || owf_pair_is_blank(&owfs))) {
        verdict = verdict_by(check, request, &owfs);
    }
    wipe(&owfs, sizeof owfs);
    return verdict;
}

static void refuse(struct logon_result *result, NTSTATUS status, bool authoritative)
{
    result->status = status;
    result->authoritative = authoritative;
}

/* Checks what comes after the password. The built-in administrator is not checked so. */
static void restrict_account(const struct sam_check *check, const struct request *request,
                             const struct account *account, int64_t must_change,
                             struct logon_result *result)
{
    int64_t logoff;
    if ((account->control & USER_ACCOUNT_DISABLED) != 0) {
        refuse(result, STATUS_ACCOUNT_DISABLED, false);
    } else if (restriction_expired(account->expires, check->now.utc)) {
        refuse(result, STATUS_ACCOUNT_EXPIRED, true);
    } else if (must_change == 0) {
        refuse(result, STATUS_PASSWORD_MUST_CHANGE, true);
    } else if (must_change <= check->now.utc || (account->control & USER_PASSWORD_EXPIRED) != 0) {
        refuse(result, STATUS_PASSWORD_EXPIRED, true);
    } else if (!restriction_workstation_allows(account->workstations, request->workstation)) {
        refuse(result, STATUS_INVALID_WORKSTATION, true);
    } else if (!restriction_hours_allow(account->hours, account->units_per_week, check->now,
                                        &logoff)) {
        refuse(result, STATUS_INVALID_LOGON_HOURS, true);
    } else {
        result->status = STATUS_SUCCESS;
        result->logoff_time = logoff;
        result->kickoff_time = restriction_kickoff(logoff, check->policy->force_logoff);
    }
}

void sam_check(const struct sam_check *check, const struct marshalled *marshalled,
               struct logon_result *result)
{
    struct request request;
    struct account account;
    result->authoritative = true;
    if (!request_read(marshalled->info, &request) || !account_read(marshalled->user, &account)) {
        refuse(result, STATUS_INVALID_PARAMETER, true);
        return;
    }
    /* First, so that what is refused for another reason takes as long. */
    struct verdict verdict = verdict_on(check, &request, &account);
    bool disabled = (account.control & USER_ACCOUNT_DISABLED) != 0;
    bool administrator = account.rid == RID_ADMINISTRATOR;
    /* Machines' accounts are here only where ParameterControl admits them (account_choice.h). */
    bool machine = (account.control & MACHINE_ACCOUNTS) != 0;
    if (!machine && !restriction_type_allows(account.control, false)) {
        refuse(result, STATUS_NO_SUCH_USER, false);
        return;
    }
    if ((!administrator || check->policy->administrator_lockout) &&
        (account.control & USER_ACCOUNT_AUTO_LOCKED) != 0) {
        refuse(result, STATUS_ACCOUNT_LOCKED_OUT, !disabled);
        return;
    }
    if (verdict.status != STATUS_SUCCESS) {
        refuse(result, verdict.status, !disabled);
        return;
    }
    result->proven_by = verdict.by;
    if (administrator) {
        result->status = STATUS_SUCCESS;
    } else {
        restrict_account(check, &request, &account, marshalled->user->PasswordMustChange.QuadPart,
                         result);
    }
    /* Otherwise the password came over no wire. */
    bool over_network = check->type == LOGON_TYPE_NETWORK;
    if (result->status == STATUS_SUCCESS && result->proven_by == PROVEN_BY_CLEARTEXT &&
        over_network) {
        result->user_flags |= LOGON_NOENCRYPTION;
    }
}
