/*
 * The FTP service's decision: who a user is logged on as, and how (Q218756, Q216828, Q332167).
 *
 *   anonymous, sync on   a network logon through package 132. What Microsoft's service presents is
 *                        not public; this one presents the node's AnonymousUserPass as NTLMv2, and
 *                        nothing where there is none, or where only its own server could read it.
 *   anonymous, sync off  LogonUser with the configured name and password, interactive
 *   any other name       LogonUser with what the client sent, interactive
 */
#ifndef HOSTSIM_FTP_SERVICE_H
#define HOSTSIM_FTP_SERVICE_H

#include "lsa.h"

#define FTP_FIRST_SITE 1

/* "anonymous" or "ftp", in any case. */
bool ftp_is_anonymous(const char *user);

/* True where MetaBase.xml has the site. */
bool ftp_site_exists(const struct machine *machine, unsigned site, struct fault *fault);

struct ftp_decision {
    bool granted;
    bool anonymous;
    bool asked_lsa;          /* false: the service's own settings refused */
    struct lsa_result logon; /* where it was asked */
};

/* The anonymous logon of a node, of this service or another of IIS's: all do it alike. */
bool anonymous_logon(struct machine *machine, const char *location, enum logon_caller caller,
                     struct ftp_decision *decision, struct fault *fault);

/*
 * False where the host failed. Writes the service's event (Q306450) where the LSA refused. The
 * password is the client's; for an anonymous user it is not looked at.
 */
bool ftp_decide(struct machine *machine, unsigned site, const char *user, const char *password,
                struct ftp_decision *decision, struct fault *fault);

#endif
