#include "ftp_service.h"

#include <stdio.h>
#include <strings.h>

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

bool ftp_decide(struct lsa *lsa, unsigned site, const char *user, const char *password,
                struct service_logon *decision, struct fault *fault)
{
    char location[64];
    const struct metabase *metabase = &lsa->machine.metabase;
    *decision = (struct service_logon){.granted = false};
    if (!ftp_site_exists(&lsa->machine, site, fault)) {
        return false;
    }
    site_location(site, location);
    if (ftp_is_anonymous(user)) {
        return service_logon_anonymous(lsa, location, CALLER_LOCAL_SYSTEM, decision, fault);
    }
    bool sync = metabase_effective_bool(metabase, location, ANONYMOUS_PASSWORD_SYNC);
    bool allowed = metabase_effective_bool(metabase, location, ALLOW_ANONYMOUS);
    bool only = metabase_effective_bool(metabase, location, ANONYMOUS_ONLY);
    if (only || (sync && !allowed)) {
        return true; /* AnonymousPasswordSync's documentation: nobody can log on */
    }
    return service_logon_named(lsa, user, password, decision, fault);
}

bool ftp_log_on(struct lsa *lsa, unsigned site, const char *user, const char *password,
                struct service_logon *decision, struct fault *fault)
{
    if (!ftp_decide(lsa, site, user, password, decision, fault)) {
        return false;
    }
    if (decision->asked_lsa && !ftp_is_anonymous(user)) {
        sam_touch(&lsa->machine.sam);
    }
    return lsa_save(lsa, fault);
}
