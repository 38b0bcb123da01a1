#include "audit.h"

#include <stdio.h>
#include <string.h>

#include "caller_status.h"

#define NTLM_PACKAGE "MICROSOFT_AUTHENTICATION_PACKAGE_V1_0"

/* What a refusal is in the log: NT 4.0 to 2003's event, and both logs' reason. */
struct refusal {
    NTSTATUS status;
    unsigned event;
    const char *reason;
};

static const struct refusal refusals[] = {
    {STATUS_NO_SUCH_USER, 529, "Unknown user name or bad password"},
    {STATUS_WRONG_PASSWORD, 529, "Unknown user name or bad password"},
    {STATUS_INVALID_LOGON_HOURS, 530, "Account logon time restriction violation"},
    {STATUS_ACCOUNT_DISABLED, 531, "Account currently disabled"},
    {STATUS_ACCOUNT_EXPIRED, 532, "The specified user account has expired"},
    {STATUS_INVALID_WORKSTATION, 533, "User not allowed to logon at this computer"},
    {STATUS_LOGON_TYPE_NOT_GRANTED, 534,
     "The user has not been granted the requested logon type at this machine"},
    {STATUS_PASSWORD_EXPIRED, 535, "The specified account's password has expired"},
    {STATUS_PASSWORD_MUST_CHANGE, 535, "The specified account's password has expired"},
    {STATUS_ACCOUNT_LOCKED_OUT, 539, "Account locked out"},
};

static const struct refusal *refusal_of(NTSTATUS status)
{
    static const struct refusal other = {.event = 537,
                                         .reason = "An unexpected error occurred during logon"};
    for (size_t i = 0; i < sizeof refusals / sizeof refusals[0]; i++) {
        if (refusals[i].status == status) {
            return &refusals[i];
        }
    }
    return &other;
}

/* One logon, and what each of its events says. */
struct audited {
    const struct lsa *lsa;
    const struct logon_request *request;
    const struct logon_result *result;
    bool granted;
    const char *process;
    const char *package;
    const char *checked_by;
};

static bool is_wanted(const struct audited *audited, enum audit_category category)
{
    return (audited->lsa->machine.policy.audit[category] &
            (audited->granted ? AUDIT_SUCCESS : AUDIT_FAILURE)) != 0;
}

static const char *type_of(const struct audited *audited)
{
    return audited->granted ? "Success Audit" : "Failure Audit";
}

static const char *name_of(const struct audited *audited)
{
    return audited->result->anonymous ? "ANONYMOUS LOGON" : audited->request->user;
}

#define LOGON_ID_TEXT sizeof "(0xFFFFFFFF,0xFFFFFFFF)"

/* "(0x0,0x10000)" */
static void logon_id_text(const struct logon_result *result, char text[LOGON_ID_TEXT])
{
    snprintf(text, LOGON_ID_TEXT, "(0x%X,0x%X)", (unsigned)(result->logon_id >> 32),
             (unsigned)result->logon_id);
}

static void logon_2003(const struct audited *audited)
{
    const struct logon_request *request = audited->request;
    char id[LOGON_ID_TEXT];
    if (audited->granted) {
        logon_id_text(audited->result, id);
        event_log_write(
            &audited->lsa->events, "Security", request->type == LOGON_TYPE_NETWORK ? 540 : 528,
            type_of(audited),
            "Successful %sLogon: User Name: %.100s  Domain: %.100s  Logon ID: %s  Logon Type: %d  "
            "Logon Process: %s  Authentication Package: %s  Workstation Name: %.100s  "
            "Checked By: %s",
            request->type == LOGON_TYPE_NETWORK ? "Network " : "", name_of(audited),
            request->domain, id, request->type, audited->process, audited->package,
            request->workstation, audited->checked_by);
        return;
    }
    const struct refusal *refusal = refusal_of(audited->result->status);
    event_log_write(&audited->lsa->events, "Security", refusal->event, type_of(audited),
                    "Logon Failure: Reason: %s  User Name: %.100s  Domain: %.100s  Logon Type: %d  "
                    "Logon Process: %s  Authentication Package: %s  Workstation Name: %.100s  "
                    "Checked By: %s",
                    refusal->reason, name_of(audited), request->domain, request->type,
                    audited->process, audited->package, request->workstation, audited->checked_by);
}

static void logon_2008(const struct audited *audited)
{
    const struct logon_request *request = audited->request;
    if (audited->granted) {
        event_log_write(&audited->lsa->events, "Security", 4624, type_of(audited),
                        "An account was successfully logged on. Logon Type: %d  Account Name: "
                        "%.100s  Account Domain: %.100s  Logon ID: 0x%llX  Logon Process: %s  "
                        "Authentication Package: %s  Workstation Name: %.100s  Checked By: %s",
                        request->type, name_of(audited), request->domain,
                        (unsigned long long)audited->result->logon_id, audited->process,
                        audited->package, request->workstation, audited->checked_by);
        return;
    }
    struct caller_status told = caller_status_audited(audited->result->status);
    event_log_write(
        &audited->lsa->events, "Security", 4625, type_of(audited),
        "An account failed to log on. Logon Type: %d  Account Name: %.100s  Account "
        "Domain: %.100s  Failure Reason: %s.  Status: 0x%08X  Sub Status: 0x%08X  Logon "
        "Process: %s  Authentication Package: %s  Workstation Name: %.100s  "
        "Checked By: %s",
        request->type, name_of(audited), request->domain,
        refusal_of(audited->result->status)->reason, (unsigned)told.status,
        (unsigned)told.sub_status, audited->process, audited->package, request->workstation,
        audited->checked_by);
}

/*
 * Writes what MSV1_0 itself reports of the credential. The KDC's own events (672 to 676) are not
 * written.
 */
static void account_logon(const struct audited *audited)
{
    const struct logon_request *request = audited->request;
    bool modern = audited->lsa->audit == AUDIT_2008;
    unsigned status = (unsigned)audited->result->status;
    if (modern) {
        event_log_write(&audited->lsa->events, "Security", 4776, type_of(audited),
                        "The computer attempted to validate the credentials for an account. "
                        "Authentication Package: %s  Logon Account: %.100s  Source Workstation: "
                        "%.100s  Error Code: 0x%08X",
                        NTLM_PACKAGE, name_of(audited), request->workstation, status);
    } else if (audited->granted) {
        event_log_write(&audited->lsa->events, "Security", 680, type_of(audited),
                        "Account Used for Logon by: %s  Account Name: %.100s  Workstation: %.100s",
                        NTLM_PACKAGE, name_of(audited), request->workstation);
    } else {
        event_log_write(&audited->lsa->events, "Security", 681, type_of(audited),
                        "The logon to account: %.100s by: %s from workstation: %.100s failed. The "
                        "error code was: 0x%08X",
                        name_of(audited), NTLM_PACKAGE, request->workstation, status);
    }
}

/* Writes that an account was locked out. It is a success of whoever locked it: the system. */
static void lockout(const struct lsa *lsa, const struct logon_request *request)
{
    bool modern = lsa->audit == AUDIT_2008;
    if ((lsa->machine.policy.audit[AUDIT_ACCOUNT_MANAGE] & AUDIT_SUCCESS) == 0) {
        return;
    }
    event_log_write(&lsa->events, "Security", modern ? 4740 : 644, "Success Audit",
                    modern ? "A user account was locked out. Account Name: %.100s  Caller Computer "
                             "Name: %.100s"
                           : "User Account Locked Out: Target Account Name: %.100s  Caller Machine "
                             "Name: %.100s  Caller User Name: SYSTEM",
                    request->user, request->workstation);
}

void audit(const struct lsa *lsa, const struct logon_request *request,
           const struct logon_result *result, bool locked_out)
{
    bool kerberos = request->protocol == PROTOCOL_KERBEROS;
    bool network = request->type == LOGON_TYPE_NETWORK;
    struct audited audited = {
        .lsa = lsa,
        .request = request,
        .result = result,
        .granted = result->status == STATUS_SUCCESS,
        .process = kerberos  ? "Kerberos"
                   : network ? "NtLmSsp"
                             : "Advapi",
        .package = kerberos  ? "Kerberos"
                   : network ? "NTLM"
                             : "Negotiate",
        .checked_by =
            strcmp(result->called, "none") == 0 ? kerberos ? "the KDC" : "SAM" : result->called,
    };
    if (!kerberos && is_wanted(&audited, AUDIT_ACCOUNT_LOGON)) {
        account_logon(&audited);
    }
    if (is_wanted(&audited, AUDIT_LOGON)) {
        if (lsa->audit == AUDIT_2008) {
            logon_2008(&audited);
        } else {
            logon_2003(&audited);
        }
    }
    if (locked_out) {
        lockout(lsa, request);
    }
}
