/* Causes in SAM and the user rights: the account itself. */
#include <string.h>
#include <strings.h>

#include "causes.h"
#include "lockout.h"
#include "logon_rights.h"
#include "lsass/clock.h"
#include "lsass/restrictions.h"
#include "proposal.h"
#include "service_logon.h"
#include "text/nt_time.h"
#include "text/utf.h"

/* The first step to an account that will do: it is made, or named. */
static void mend_account(const struct node_check *check, struct finding *finding)
{
    struct proposal proposal;
    if (check->enrolled != NULL) {
        mend_tool(&finding->mend, check->place, MEND_WORDS("remove", check->name), MEND_NO_OPTIONS);
        return;
    }
    if (!proposal_find(check, &proposal)) {
        return;
    }
    if (proposal.account == NULL) {
        proposal_mend_account(check, &proposal, &finding->mend);
    } else {
        proposal_mend_name(check, &proposal, &finding->mend);
    }
}

static void account_missing(struct node_check *check)
{
    const char *computer = check->machine->sam.computer;
    if (check->enrolled == NULL && proposal_is_another_computers(check)) {
        struct finding *finding = finding_add(check->diagnosis, "other-computer", true);
        finding_print(finding->what,
                      "the account is named after another computer, and is not on this one");
        finding_print(finding->evidence, "AnonymousUserName is %s; the computer is %s", check->name,
                      computer);
        mend_account(check, finding);
        return;
    }
    struct finding *finding = finding_add(check->diagnosis, "account-missing", true);
    finding_print(finding->what, "there is no account %s", check->name);
    finding_print(finding->evidence, "SAM has none of that name");
    mend_account(check, finding);
}

void check_name(struct node_check *check)
{
    if (*check->name == '\0') {
        struct finding *finding = finding_add(check->diagnosis, "no-account-named", true);
        finding_print(finding->what, "no anonymous account is named");
        finding_print(finding->evidence, "AnonymousUserName is not set at %s, nor above it",
                      check->node);
        mend_account(check, finding);
        return;
    }
    if (proposal_is_another_domains(check)) {
        struct finding *finding = finding_add(check->diagnosis, "domain-account", false);
        finding_print(finding->what,
                      "the account is a domain's; synchronization is for accounts of this "
                      "computer, or on a domain controller (Q190005)");
        finding_print(finding->evidence, "AnonymousUserName is %s\\%s; the computer is %s",
                      check->domain, check->name, check->machine->sam.computer);
        mend_account(check, finding);
    }
    if (check->account == NULL) {
        account_missing(check);
    }
}

static void check_state(struct node_check *check)
{
    const struct sam_account *account = check->account;
    if ((account->flags & USER_ACCOUNT_DISABLED) != 0) {
        struct finding *finding = finding_add(check->diagnosis, "disabled", true);
        finding_print(finding->what, "the account is disabled");
        finding_print(finding->evidence, "%s has USER_ACCOUNT_DISABLED", account->name);
        mend_net_user(&finding->mend, check->place, account->name, "/active:yes");
    }
    if (lockout_in_force(&check->machine->policy, account, check->now)) {
        char since[NT_TIME_TEXT];
        struct finding *finding = finding_add(check->diagnosis, "locked-out", true);
        nt_time_format(account->lockout_time, since);
        finding_print(finding->what, "the account is locked out");
        finding_print(finding->evidence, "since %s, after %u wrong passwords", since,
                      (unsigned)account->bad_password_count);
        mend_net_user(&finding->mend, check->place, account->name, "/active:yes");
    }
    if (restriction_expired(account->expires, check->now)) {
        char since[NT_TIME_TEXT];
        struct finding *finding = finding_add(check->diagnosis, "expired", true);
        nt_time_format(account->expires, since);
        finding_print(finding->what, "the account has expired");
        finding_print(finding->evidence, "account_expires is %s", since);
        mend_net_user(&finding->mend, check->place, account->name, "/expires:never");
    }
}

static void check_hours(struct node_check *check)
{
    const struct sam_account *account = check->account;
    int64_t until;
    bool now =
        restriction_hours_allow(account->hours, account->units_per_week, clock_now(), &until);
    if (account->hours == NULL || (now && until == NT_NEVER)) {
        return;
    }
    struct finding *finding = finding_add(check->diagnosis, "logon-hours", !now);
    finding_print(finding->what, now ? "the account may log on now, but not at all hours"
                                     : "the account may not log on at this hour");
    finding_print(finding->evidence, "logon_hours is set for %s", account->name);
    mend_net_user(&finding->mend, check->place, account->name, "/times:all");
}

static void check_workstations(struct node_check *check)
{
    const struct sam_account *account = check->account;
    const char *computer = check->machine->sam.computer;
    uint16_t list[2048];
    uint16_t name[256];
    size_t units = utf8_to_utf16(account->workstations, strlen(account->workstations), list, 2048);
    size_t name_units = utf8_to_utf16(computer, strlen(computer), name, 256);
    if (units > 2048 || name_units > 256 ||
        restriction_workstation_allows((struct wide){(const unsigned char *)list, units},
                                       (struct wide){(const unsigned char *)name, name_units})) {
        return;
    }
    struct finding *finding = finding_add(check->diagnosis, "workstations", true);
    finding_print(finding->what, "the account may log on to other workstations only");
    finding_print(finding->evidence, "workstations is \"%.200s\"; the service is on %s",
                  account->workstations, computer);
    mend_net_user(&finding->mend, check->place, account->name, "/workstations:*");
}

/* Notes an administrator. The package refuses the built-in one, and no other. */
static void check_privilege(struct node_check *check)
{
    const struct sam_account *account = check->account;
    bool built_in = account->rid == RID_ADMINISTRATOR;
    if (built_in || policy_member_of(account, "Administrators")) {
        struct finding *finding =
            finding_add(check->diagnosis, "administrator", built_in && check->sync);
        finding_print(finding->what, "everyone on the network would be an administrator");
        finding_print(finding->evidence,
                      built_in ? "%s is the built-in administrator (rid 500)"
                               : "%s is a member of Administrators",
                      account->name);
        if (built_in) {
            mend_account(check, finding);
        } else {
            mend_leave_group(&finding->mend, check->place, "Administrators", account->name);
        }
    }
}

void check_account(struct node_check *check)
{
    if (check->account != NULL) {
        check_state(check);
        check_hours(check);
        check_workstations(check);
        check_privilege(check);
    }
}

/* What it means where a right is not granted, or denied. No service logs on as a service. */
static const struct {
    const char *cause;
    const char *what;
} right_causes[RIGHT_COUNT] = {
    [RIGHT_NETWORK] = {"no-network-right",
                       "the account may not access this computer from the network"},
    [RIGHT_DENY_NETWORK] = {"denied-network",
                            "the account is denied access to this computer from the network"},
    [RIGHT_INTERACTIVE] = {"no-local-right",
                           "synchronization is off, and the account may not log on locally"},
    [RIGHT_DENY_INTERACTIVE] = {"denied-local", "synchronization is off, and the account is "
                                                "denied logging on locally"},
    [RIGHT_BATCH] = {"no-batch-right",
                     "LogonMethod is 1, and the account may not log on as a batch job"},
    [RIGHT_DENY_BATCH] = {"denied-batch",
                          "LogonMethod is 1, and the account is denied logging on as a batch job"},
};

static void check_needed(struct node_check *check, enum right right)
{
    const struct policy *policy = &check->machine->policy;
    if (policy_grants(policy, right, check->account)) {
        return;
    }
    const char *name = policy_right_name(right);
    struct finding *finding = finding_add(check->diagnosis, right_causes[right].cause, true);
    finding_print(finding->what, "%s", right_causes[right].what);
    finding_print(finding->evidence, "%s is for %s", name,
                  policy->rights[right] == NULL ? "nobody" : policy->rights[right]);
    mend_right(&finding->mend, check->place, check->account->name, true, name);
}

/* Each holder of a right to deny is a finding, for each has to be taken out. */
static void check_denied(struct node_check *check, enum right right)
{
    const struct policy *policy = &check->machine->policy;
    const char *rest = policy_grants(policy, right, check->account) ? policy->rights[right] : NULL;
    const char *name = policy_right_name(right);
    char holder[POLICY_HOLDER_MAX];
    while (policy_next_holder(&rest, right, check->account, holder)) {
        struct finding *finding = finding_add(check->diagnosis, right_causes[right].cause, true);
        finding_print(finding->what, "%s", right_causes[right].what);
        finding_print(finding->evidence, "%s is for %s; the account is it, or a member", name,
                      holder);
        mend_right(&finding->mend, check->place, holder, false, name);
    }
}

/* With synchronization off, the service and the node's LogonMethod say of what type the logon is.
 */
void check_rights(struct node_check *check)
{
    if (check->account != NULL) {
        struct logon_rights rights = logon_rights_of(
            check->sync ? LOGON_TYPE_NETWORK
                        : service_logon_type(&check->machine->metabase, check->location));
        check_needed(check, rights.needed);
        check_denied(check, rights.denied);
    }
}
