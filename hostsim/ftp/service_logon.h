/*
 * How IIS's services log a user on (Q218756, Q216828, Q332167); the FTP and the Web service do it
 * alike.
 *
 *   anonymous, sync on   a network logon through package 132. What Microsoft's service presents is
 *                        not public; this one presents the node's AnonymousUserPass as NTLMv2, and
 *                        nothing where there is none, or where only its own server could read it.
 *   anonymous, sync off  LogonUser with the configured name and password: interactive by the FTP
 *                        service; by the Web service as the node's LogonMethod says, of which the
 *                        default is a network logon in clear text (KB 812614)
 *   any other name       LogonUser with what the client sent, interactive
 */
#ifndef HOSTSIM_SERVICE_LOGON_H
#define HOSTSIM_SERVICE_LOGON_H

#include "lsa.h"

struct service_logon {
    bool granted;
    bool asked_lsa;            /* false: the service's own settings refused */
    struct logon_result logon; /* where it was asked */
};

/* Whether a node is the Web service's; else it is the FTP service's. */
bool service_is_web(const char *location);

/*
 * Where the Web service looks at what it is asked for: a site's content begins at its ROOT. For any
 * other node that is the node itself. content has room for 4096 bytes.
 */
const char *service_content(const char *location, char content[4096]);

/*
 * Whether the service lets anonymous clients in at a node at all: the FTP service by
 * AllowAnonymous, the Web service by AuthFlags (IIS 6.0 documentation, property reference).
 */
bool service_allows_anonymous(const struct metabase *metabase, const char *location);

/* The type of an anonymous logon at the node with synchronization off. */
enum logon_type service_logon_type(const struct metabase *metabase, const char *location);

/*
 * Logs the anonymous user of a metabase node on (service_logon_anonymous), or a user with the
 * password that the client sent (service_logon_named). location is the node's; caller is as whom
 * the service runs. The machine has a metabase. Fills *decision. Where the LSA refused, the
 * service's event is written (Q306450). The machine is changed in memory; the caller saves it.
 * False where the host or the package failed.
 */
bool service_logon_anonymous(struct lsa *lsa, const char *location, enum logon_caller caller,
                             struct service_logon *decision, struct fault *fault);
bool service_logon_named(struct lsa *lsa, const char *user, const char *password,
                         struct service_logon *decision, struct fault *fault);

/*
 * The same of an account that the package has enrolled, where there is no metabase to say more:
 * with synchronization on, as though the service presented the secret that is stored.
 */
bool service_logon_stored(struct lsa *lsa, const char *account, const struct owf_pair *stored,
                          struct service_logon *decision, struct fault *fault);

#endif
