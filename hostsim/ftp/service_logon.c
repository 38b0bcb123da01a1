#include "service_logon.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "status.h"

#define EVENT_UNABLE_TO_LOGON 100 /* MSFTPSVC's (Q306450) and W3SVC's (KB 922730) */

/* Splits DOMAIN\user. Without a domain, the domain is empty. */
static const char *split_account(const char *account, char domain[256])
{
    const char *backslash = strchr(account, '\\');
    int length = backslash == NULL ? 0 : (int)(backslash - account);
    snprintf(domain, 256, "%.*s", length, account);
    return backslash == NULL ? account : backslash + 1;
}

/* Who asks, and how. */
struct as {
    enum logon_caller caller;
    enum logon_type type;
    bool subauth;
    bool web;
    const struct owf_pair *stored; /* presented in a password's place; NULL: a password is */
};

static bool respond(const struct as *as, const char *password, struct logon_request *request,
                    struct fault *fault)
{
    if (as->stored != NULL) {
        return client_respond_stored(as->stored, request->user, request->domain, &request->response,
                                     fault);
    }
    bool known = password != NULL && !(as->subauth && *password == '\0');
    enum response_form form = !known        ? RESPONSE_NONE
                              : as->subauth ? RESPONSE_NTLMV2
                                            : RESPONSE_CLEARTEXT;
    return client_respond(form, known ? password : "", request->user, request->domain,
                          &request->response, fault);
}

/*
 * Logs an account on. LogonUser gives the computer's own name as the workstation. The password is
 * NULL where it is not known; with synchronization on it need not be there.
 */
static bool log_on(struct lsa *lsa, const char *account, const char *password, const struct as *as,
                   struct service_logon *decision, struct fault *fault)
{
    char domain[256];
    struct logon_request request = {
        .user = split_account(account, domain),
        .domain = domain,
        .workstation = lsa->machine.sam.computer,
        .type = as->type,
        .caller = as->caller,
        .subauth = as->subauth,
        .package_id = MSV1_0_SUBAUTHENTICATION_DLL_IIS,
        .parameter_control = MSV1_0_DONT_TRY_GUEST_ACCOUNT,
    };
    decision->asked_lsa = true;
    bool done = respond(as, password, &request, fault) &&
                lsa_logon(lsa, &request, &asking_plainly, &decision->logon, fault);
    wipe(&request.response, sizeof request.response);
    if (!done) {
        return false;
    }
    decision->granted = decision->logon.status == STATUS_SUCCESS;
    if (!decision->granted) {
        const struct status_text *text = status_text(decision->logon.status);
        event_log_write(&lsa->events, as->web ? "W3SVC" : "MSFTPSVC", EVENT_UNABLE_TO_LOGON,
                        "Warning",
                        "The server was unable to logon the Windows NT account '%.100s' due to the "
                        "following error: %s The data is the error code. [%u]",
                        account, text->message, text->win32);
    }
    return true;
}

bool service_is_web(const char *location)
{
    static const char web[] = "/LM/W3SVC";
    size_t length = sizeof web - 1;
    return strncasecmp(location, web, length) == 0 &&
           (location[length] == '\0' || location[length] == '/');
}

const char *service_content(const char *location, char content[4096])
{
    static const char sites[] = "/LM/W3SVC/";
    size_t length = sizeof sites - 1;
    bool is_site = strncasecmp(location, sites, length) == 0 && metabase_serves(location) &&
                   strchr(location + length, '/') == NULL;
    snprintf(content, 4096, "%s%s", location, is_site ? "/ROOT" : "");
    return content;
}

bool service_allows_anonymous(const struct metabase *metabase, const char *location)
{
    char content[4096];
    return service_is_web(location)
               ? metabase_effective_flag(metabase, service_content(location, content), AUTH_FLAGS,
                                         "AuthAnonymous", AUTH_ANONYMOUS)
               : metabase_effective_bool(metabase, location, ALLOW_ANONYMOUS);
}

enum logon_type service_logon_type(const struct metabase *metabase, const char *location)
{
    if (!service_is_web(location)) {
        return LOGON_TYPE_INTERACTIVE;
    }
    switch (*metabase_effective(metabase, location, LOGON_METHOD).value) {
    case '0':
        return LOGON_TYPE_INTERACTIVE;
    case '1':
        return LOGON_TYPE_BATCH;
    case '2':
        return LOGON_TYPE_NETWORK;
    default:
        return LOGON_TYPE_NETWORK_CLEARTEXT;
    }
}

bool service_logon_anonymous(struct lsa *lsa, const char *location, enum logon_caller caller,
                             struct service_logon *decision, struct fault *fault)
{
    const struct metabase *metabase = &lsa->machine.metabase;
    bool sync = metabase_effective_bool(metabase, location, ANONYMOUS_PASSWORD_SYNC);
    struct as as = {caller, sync ? LOGON_TYPE_NETWORK : service_logon_type(metabase, location),
                    sync, service_is_web(location), NULL};
    *decision = (struct service_logon){.granted = false};
    if (!service_allows_anonymous(metabase, location)) {
        return true;
    }
    const char *name = metabase_effective(metabase, location, ANONYMOUS_USER_NAME).value;
    const char *secret = metabase_effective(metabase, location, ANONYMOUS_USER_PASS).value;
    return log_on(lsa, name, metabase_encrypted(secret) ? NULL : secret, &as, decision, fault);
}

bool service_logon_named(struct lsa *lsa, const char *user, const char *password,
                         struct service_logon *decision, struct fault *fault)
{
    struct as as = {CALLER_LOCAL_SYSTEM, LOGON_TYPE_INTERACTIVE, false, false, NULL};
    *decision = (struct service_logon){.granted = false};
    return log_on(lsa, user, password, &as, decision, fault);
}

bool service_logon_stored(struct lsa *lsa, const char *account, const struct owf_pair *stored,
                          struct service_logon *decision, struct fault *fault)
{
    struct as as = {CALLER_LOCAL_SYSTEM, LOGON_TYPE_NETWORK, true, false, stored};
    *decision = (struct service_logon){.granted = false};
    return log_on(lsa, account, NULL, &as, decision, fault);
}
