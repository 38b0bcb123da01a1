#include "sam_check.h"

#include <string.h>

#include "lsass/restrictions.h"
#include "lsass/snapshot_load.h"

#define MACHINE_ACCOUNTS (USER_WORKSTATION_TRUST_ACCOUNT | USER_SERVER_TRUST_ACCOUNT)

/* Reads LmCompatibilityLevel. The registry can be opened: machine_open has checked that. */
static unsigned lm_level(const char *folder)
{
    struct registry *registry;
    unsigned level = 0;
    if (registry_open(folder, REGISTRY_READ, &registry, NULL) == REGISTRY_OK) {
        snapshot_read_lm_level(registry, &level);
        registry_close(registry);
    }
    return level;
}

/*
 * Checks the password. Where Guest has none, it admits everyone who has no account; otherwise
 * Guest's password decides.
 */
static struct credential_result credential(const struct sam_check *check,
                                           const struct request *request,
                                           const struct account *account)
{
    struct owf_pair owfs = {.has_nt = account->nt_owf.size != 0,
                            .has_lm = account->lm_owf.size != 0};
    struct credential_result result = {.proven = false};
    if (check->guest && !owfs.has_nt && !owfs.has_lm) {
        result.proven = true;
        return result;
    }
    if (owfs.has_nt) {
        memcpy(owfs.nt, account->nt_owf.bytes, OWF_SIZE);
    }
    if (owfs.has_lm) {
        memcpy(owfs.lm, account->lm_owf.bytes, OWF_SIZE);
    }
    result = credential_check(request, &owfs, lm_level(check->registry_folder));
    wipe(&owfs, sizeof owfs);
    return result;
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
    struct credential_result proof = credential(check, &request, &account);
    if (!proof.proven) {
        refuse(result, STATUS_WRONG_PASSWORD, !disabled);
        return;
    }
    if (administrator) {
        result->status = STATUS_SUCCESS;
    } else {
        restrict_account(check, &request, &account, marshalled->user->PasswordMustChange.QuadPart,
                         result);
    }
    if (result->status == STATUS_SUCCESS && proof.cleartext && !check->interactive) {
        result->user_flags |= LOGON_NOENCRYPTION;
    }
}
