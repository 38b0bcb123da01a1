/*
 * Causes in the metabase, the package's store and the package: what is presented, and who checks
 * it.
 */
#include <string.h>
#include <strings.h>

#include "causes.h"
#include "enrolment/enrolment.h"
#include "enrolment/package_file.h"
#include "logon_rights.h"
#include "lsass/clock.h"
#include "registration/registration.h"
#include "service_logon.h"
#include "text/nt_time.h"
#include "text/utf.h"

/*
 * One password for the account everywhere: in SAM, at its nodes and in the store. Where one of them
 * is encrypted, only its own server can replace it.
 */
static void mend_password(const struct node_check *check, struct finding *finding)
{
    if (check->enrolled != NULL) {
        mend_set(&finding->mend, check->place, check->name);
    } else if (check->encrypted || check_context_has_encrypted(check->context, check->name)) {
        mend_sync_on_server(&finding->mend, check->name);
    } else {
        mend_sync(&finding->mend, check->place, check->name);
    }
}

/*
 * The store gets what the metabase holds, where that is one password that can be read, and the name
 * is such as import takes. It need not be asked for, and SAM's stays.
 */
static void mend_store(const struct node_check *check, struct finding *finding)
{
    bool encrypted = check->encrypted || check_context_has_encrypted(check->context, check->name);
    if (*check->secret == '\0' || *check->domain != '\0' ||
        check_context_other_password(check->context, check->name, check->secret) != NULL) {
        mend_password(check, finding);
    } else if (encrypted) {
        mend_import_on_server(&finding->mend);
    } else {
        mend_import(&finding->mend, check->place);
    }
}

static void password_unknown(struct node_check *check)
{
    struct finding *finding = finding_add(check->diagnosis, "password-unknown", false);
    finding->unknown = true;
    check->diagnosis->untried = true;
    finding_print(finding->what, "not tried: only this server's IIS can read the password");
    finding_print(
        finding->evidence,
        "AnonymousUserPass in force at %s is under its own server's key; nothing is known "
        "to be wrong with it",
        check->node);
    if (check->sync) {
        mend_import_on_server(&finding->mend);
    } else {
        mend_sync_on_server(&finding->mend, check->name);
    }
}

static void check_age(struct node_check *check)
{
    const struct sam_account *account = check->account;
    int64_t until = policy_password_must_change(&check->machine->policy, account);
    bool must_change = until == 0;
    if (until > check->now) {
        return;
    }
    struct finding *finding = finding_add(
        check->diagnosis, must_change ? "password-must-change" : "password-expired", true);
    finding_print(finding->what,
                  must_change
                      ? "the password has to be changed at the next logon, which a service cannot"
                      : "the password has expired (Q201851 advises \"Password never expires\")");
    if (must_change) {
        finding_print(finding->evidence, "password_last_set is never");
    } else {
        char set[NT_TIME_TEXT];
        nt_time_format(account->password_last_set, set);
        finding_print(finding->evidence, "set %s, and good for %d days", set,
                      (int)(check->machine->policy.maximum_age / ((int64_t)24 * 60 * NT_MINUTE)));
    }
    mend_password(check, finding);
}

/*
 * Whether the account has a blank password, as Guest has it on Windows NT: none in the metabase is
 * then the right one.
 */
static bool has_blank_password(const struct node_check *check)
{
    return check->account != NULL && owf_pair_is_blank(&check->account->owfs);
}

/* From XP on a blank password is good at the console alone (LimitBlankPasswordUse). */
static void check_blank(struct node_check *check)
{
    if (!check->context->limits_blank ||
        service_logon_type(&check->machine->metabase, check->location) == LOGON_TYPE_INTERACTIVE) {
        return;
    }
    struct finding *finding = finding_add(check->diagnosis, "blank-password", true);
    finding_print(finding->what, "the account has a blank password, and those are for the console "
                                 "alone on this server");
    finding_print(finding->evidence, "LimitBlankPasswordUse of the Lsa key is not 0");
    mend_password(check, finding);
}

/* Synchronization off: LogonUser with the metabase's password, which SAM checks. */
void check_password(struct node_check *check)
{
    if (*check->secret == '\0' && has_blank_password(check)) {
        check_age(check);
        check_blank(check);
        return;
    }
    if (*check->secret == '\0') {
        struct finding *finding = finding_add(check->diagnosis, "no-password", true);
        finding_print(finding->what,
                      "synchronization is off and no password is stored (state 4 of Q259353)");
        finding_print(finding->evidence, "AnonymousUserPass is not set at %s, nor above it",
                      check->node);
        mend_password(check, finding);
        return;
    }
    if (check->encrypted) {
        password_unknown(check);
    }
    if (check->account == NULL) {
        return;
    }
    check_age(check);
    if (!check->encrypted && !check_same_secret(check, &check->account->owfs)) {
        struct finding *finding = finding_add(check->diagnosis, "password-differs", true);
        finding_print(finding->what, "the metabase's password is not the account's");
        finding_print(finding->evidence,
                      "AnonymousUserPass in force at %s does not match %s in SAM; each "
                      "logon counts towards lockout",
                      check->node, check->account->name);
        mend_password(check, finding);
    }
}

/* The package is asked by the service's process, which has to be allowed to. */
static void check_process(struct node_check *check)
{
    if (!logon_rights_have_tcb(&check->machine->policy, check->caller)) {
        struct finding *finding = finding_add(check->diagnosis, "no-process-allowed", true);
        finding_print(finding->what,
                      "synchronization is on, and the worker process may not use it: it does "
                      "not run as LocalSystem (Q332167)");
        finding_print(finding->evidence,
                      "AppPoolIdentityType of %s is not 0, and SeTcbPrivilege is not its",
                      check->pool);
        mend_toggle_off(&finding->mend, check->place, check->node);
    }
}

static void package_left_out(struct node_check *check)
{
    struct finding *finding = finding_add(check->diagnosis, "package-left-out", true);
    finding_print(finding->what,
                  "the registered package is not the DLL beside this tool, and was not loaded: the "
                  "logon was not tried");
    finding_print(finding->evidence,
                  "Auth132 is %.100s, whose file differs; it would run as you: load it only where "
                  "you trust who sent it",
                  check->context->package_name);
    mend_trust_package(&finding->mend, check->place, check->node);
}

/* Notes that a filter is not asked. It is asked about what SAM checks (ntsecapi.h). */
void check_filter(struct node_check *check)
{
    if (check->context->filter_left_out) {
        struct finding *finding = finding_add(check->diagnosis, "filter-left-out", false);
        finding_print(finding->what, "Auth0 names a filter, which was not loaded: the logon was "
                                     "tried without it, and it may refuse");
        finding_print(finding->evidence,
                      "its file is not the DLL beside this tool; it would run as you: load it only "
                      "where you trust who sent it");
        mend_trust_package(&finding->mend, check->place, check->node);
    }
}

/*
 * Auth<N> is documented as REG_SZ (ntsecapi.h). What Windows does with another type is not. Answers
 * whether it has one, which the mend replaces by IISSUBA's.
 */
static bool check_type(struct node_check *check)
{
    const struct check_context *context = check->context;
    if (context->package_type == REGISTRY_SZ) {
        return false;
    }
    bool is_text = registration_is_text(context->package_type);
    struct finding *finding = finding_add(check->diagnosis, "auth-value-type", !is_text);
    finding_print(finding->what, is_text ? "Auth132 is not of the documented type, REG_SZ"
                                         : "Auth132 is no text, and names no package");
    finding_print(finding->evidence, "its type is %u, not 1 (REG_SZ)",
                  (unsigned)context->package_type);
    mend_register(&finding->mend, check->place);
    return true;
}

/*
 * Checks that a package is registered and can be used. Answers whether it is IISSUBA, or will be by
 * the mend: its store is then checked, too.
 */
static bool check_registration(struct node_check *check)
{
    if (*check->context->package_name == '\0') {
        struct finding *finding = finding_add(check->diagnosis, "not-registered", true);
        finding_print(finding->what, "no subauthentication package is registered for IIS");
        finding_print(finding->evidence, "Auth132 below Lsa\\MSV1_0 is not set");
        mend_register(&finding->mend, check->place);
        return true;
    }
    bool replaced = check_type(check);
    if (check->context->package_left_out) {
        package_left_out(check);
        return replaced || package_file_is_ours(check->context->package_name);
    }
    if (!check->context->package_loads && registration_is_text(check->context->package_type)) {
        struct finding *finding = finding_add(check->diagnosis, "dll-missing", true);
        finding_print(finding->what,
                      "the subauthentication package is registered, and its DLL does not load "
                      "(Q269241)");
        finding_print(finding->evidence,
                      "Auth132 is \"%.100s\"; there is no such DLL in System32, or it is none",
                      check->context->package_name);
        mend_register(&finding->mend, check->place);
        return true;
    }
    return replaced || package_file_is_ours(check->context->package_name);
}

/*
 * Whether the stored secret alone decides, as it does once a broken stack is mended. What other
 * modules say is left to the logon itself.
 */
static bool only_the_secret_counts(const struct snapshot *store)
{
    size_t count = store->stack_fault == STACK_SOUND ? store->stack.count : 0;
    for (size_t i = 0; i < count; i++) {
        if (store->stack.lines[i].judge != module_metabase) {
            return false;
        }
    }
    return true;
}

/* Compares the stored secret with what the service presents. */
static void check_stored_secret(struct node_check *check, const struct snapshot_account *held)
{
    const char *name = check->name;
    if (!held->secret.has_nt && !held->secret.has_lm) {
        struct finding *finding = finding_add(check->diagnosis, "no-secret", true);
        finding_print(finding->what,
                      "the account is enrolled without a secret (state 3 of Q259353)");
        finding_print(finding->evidence, "nothing but \"sufficient caller\" would admit %s", name);
        mend_store(check, finding);
    } else if (check->enrolled != NULL) {
        return; /* it counts as what is presented */
    } else if (check->encrypted) {
        password_unknown(check);
    } else if (*check->secret == '\0') {
        struct finding *finding = finding_add(check->diagnosis, "nothing-presented", true);
        finding_print(finding->what, "the metabase has no password for the service to present");
        finding_print(finding->evidence,
                      "AnonymousUserPass is not set at %s, nor above it; the package's "
                      "store has a secret",
                      check->node);
        mend_password(check, finding);
    } else if (!check_same_secret(check, &held->secret)) {
        struct finding *finding = finding_add(check->diagnosis, "secret-differs", true);
        finding_print(finding->what,
                      "the metabase's password is not the one that the package has stored");
        finding_print(finding->evidence,
                      "AnonymousUserPass in force at %s does not match IISSUBA\\Accounts",
                      check->node);
        mend_store(check, finding);
    }
}

static void check_record(struct node_check *check, const struct snapshot_account *held)
{
    const char *name = check->name;
    if (held == NULL || !held->readable) {
        struct finding *finding =
            finding_add(check->diagnosis, held == NULL ? "not-enrolled" : "record-damaged", true);
        finding_print(finding->what, held == NULL ? "the account is not enrolled with the package"
                                                  : "what is stored for the account is damaged");
        finding_print(finding->evidence, "IISSUBA\\Accounts has %s of that name",
                      held == NULL ? "none" : "a value that cannot be read");
        mend_store(check, finding);
        return;
    }
    if (!held->sync) {
        struct finding *finding = finding_add(check->diagnosis, "store-sync-off", true);
        finding_print(finding->what,
                      "synchronization is on in the metabase, and off in the package's store");
        finding_print(finding->evidence, "%s is enrolled with synchronization off", name);
        mend_store(check, finding);
    }
    if (only_the_secret_counts(check->context->store)) {
        check_stored_secret(check, held);
    }
}

/* Synchronization on: a network logon through package 132. */
void check_package(struct node_check *check)
{
    check_process(check);
    if (!check_registration(check) || *check->name == '\0') {
        return;
    }
    const struct snapshot *store = check->context->store;
    if (store == NULL || store->stack_fault != STACK_SOUND) {
        struct finding *finding = finding_add(check->diagnosis, "stack-broken", true);
        finding_print(finding->what, "the package refuses every logon");
        finding_print(finding->evidence, store == NULL ? "its store cannot be read"
                                                       : "its stack cannot be understood");
        mend_stack_reset(&finding->mend, check->place);
    }
    if (store != NULL) {
        check_record(check, check_enrolled(check));
    }
}

/* Synchronization off is LogonUser with IIS's own password, of which the store knows nothing. */
void check_unseen(struct node_check *check)
{
    struct finding *finding = finding_add(check->diagnosis, "password-unknown", false);
    finding->unknown = true;
    check->diagnosis->untried = true;
    finding_print(finding->what, "not tried: the password that IIS logs on with is not known here");
    finding_print(finding->evidence,
                  "%.100s is enrolled with synchronization off, and there is no metabase",
                  check->name);
    mend_none(&finding->mend, "no command can be given: IIS's metabase has the password");
}

/*
 * Notes another node that has the same account with another password. Each logon with the wrong one
 * counts towards lockout.
 */
void check_other_nodes(struct node_check *check)
{
    if (*check->name == '\0' || *check->secret == '\0') {
        return;
    }
    const struct named_password *other =
        check_context_other_password(check->context, check->name, check->secret);
    if (other == NULL) {
        return;
    }
    struct finding *finding = finding_add(check->diagnosis, "nodes-disagree", false);
    finding_print(finding->what,
                  "the account has another password at another node: logons at one of them are "
                  "refused, and count until all fail");
    finding_print(finding->evidence, "%.100s and %.100s name %s with different passwords",
                  check->node, *other->location == '\0' ? "/" : other->location, check->name);
    mend_password(check, finding);
}
