/* The FTP service's decision: whether a user may log on to a site, and as whom. */
#ifndef HOSTSIM_FTP_SERVICE_H
#define HOSTSIM_FTP_SERVICE_H

#include "service_logon.h"

#define FTP_FIRST_SITE 1

/* "anonymous" or "ftp", in any case. */
bool ftp_is_anonymous(const char *user);

/* True where MetaBase.xml has the site. */
bool ftp_site_exists(const struct machine *machine, unsigned site, struct fault *fault);

/*
 * False where the host failed. Writes the service's event (Q306450) where the LSA refused. The
 * password is the client's; for an anonymous user it is not looked at.
 */
bool ftp_decide(struct lsa *lsa, unsigned site, const char *user, const char *password,
                struct service_logon *decision, struct fault *fault);

#endif
