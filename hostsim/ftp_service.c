#include "ftp_service.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "status.h"

#define EVENT_UNABLE_TO_LOGON 100 /* MSFTPSVC's, Q306450 */

bool ftp_is_anonymous(const char *user)
{
    return strcasecmp(user, "anonymous") == 0 || strcasecmp(user, "ftp") == 0;
}

static void site_location(unsigned site, char location[64])
{
    snprintf(location, 64, "/LM/MSFTPSVC/%u", site);
}

bool ftp_site_exists(const struct machine *machine, unsigned site, struct fault *fault)
{
    char location[64];
    site_location(site, location);
    if (!machine->has_metabase) {
        return fault_set(fault, "%s/MetaBase.xml: there is no such file; the FTP service needs it",
                         machine->folder);
    }
    if (metabase_find(&machine->metabase, location) == NULL) {
        return fault_set(fault, "%s/MetaBase.xml: there is no FTP site %u (no node %s)",
                         machine->folder, site, location);
    }
    return true;
}

/* Splits DOMAIN\user; without a domain it is the empty one. */
static const char *split_account(const char *account, char domain[256])
{
    const char *backslash = strchr(account, '\\');
    int length = backslash == NULL ? 0 : (int)(backslash - account);
    snprintf(domain, 256, "%.*s", length, account);
    return backslash == NULL ? account : backslash + 1;
}

static bool log_on(struct machine *machine, const char *account, const char *password, bool subauth,
                   struct ftp_decision *decision, struct fault *fault)
{
    char domain[256];
    struct lsa_request request = {
        .user = split_account(account, domain),
        .domain = domain,
        .workstation = "",
        .type = subauth ? LOGON_TYPE_NETWORK : LOGON_TYPE_INTERACTIVE,
        .caller = CALLER_LOCAL_SYSTEM,
        .subauth = subauth,
        .package_id = MSV1_0_SUBAUTHENTICATION_DLL_IIS,
        .parameter_control = MSV1_0_DONT_TRY_GUEST_ACCOUNT,
    };
    enum response_form form = !subauth            ? RESPONSE_CLEARTEXT
                              : *password == '\0' ? RESPONSE_NONE
                                                  : RESPONSE_NTLMV2;
    decision->asked_lsa = true;
    bool done = present(form, password, request.user, domain, &request.presented, fault) &&
                lsa_logon(machine, &request, &decision->logon, fault);
    ntlm_wipe(&request.presented, sizeof request.presented);
    if (!done) {
        return false;
    }
    decision->granted = decision->logon.status == STATUS_SUCCESS;
    if (!decision->granted) {
        const struct status_text *text = status_text(decision->logon.status);
        machine_event(machine, "MSFTPSVC", EVENT_UNABLE_TO_LOGON, "Error",
                      "The server was unable to logon the Windows NT account '%.100s' due to the "
                      "following error: %s The data is the error code. [%u]",
                      account, text->message, text->win32);
    }
    return true;
}

bool ftp_decide(struct machine *machine, unsigned site, const char *user, const char *password,
                struct ftp_decision *decision, struct fault *fault)
{
    char location[64];
    const struct metabase *metabase = &machine->metabase;
    *decision = (struct ftp_decision){.anonymous = ftp_is_anonymous(user)};
    if (!ftp_site_exists(machine, site, fault)) {
        return false;
    }
    site_location(site, location);
    bool sync = metabase_effective_bool(metabase, location, ANONYMOUS_PASSWORD_SYNC);
    bool allowed = metabase_effective_bool(metabase, location, ALLOW_ANONYMOUS);
    bool only = metabase_effective_bool(metabase, location, ANONYMOUS_ONLY);
    if (sync && !allowed) {
        return true; /* AnonymousPasswordSync's documentation: nobody can log on */
    }
    if (!decision->anonymous) {
        return only || log_on(machine, user, password, false, decision, fault);
    }
    if (!allowed) {
        return true;
    }
    const char *name = metabase_effective(metabase, location, ANONYMOUS_USER_NAME).value;
    const char *secret = metabase_effective(metabase, location, ANONYMOUS_USER_PASS).value;
    return log_on(machine, name, metabase_encrypted(secret) ? "" : secret, sync, decision, fault);
}
