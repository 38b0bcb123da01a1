/*
 * The FTP service's decision: whether a user may log on to a site, and as whom.
 *
 * Sources: Q218756, Q216828, and the IIS documentation of AnonymousPasswordSync, AllowAnonymous and
 * AnonymousOnly.
 */
#ifndef HOSTSIM_FTP_SERVICE_H
#define HOSTSIM_FTP_SERVICE_H

#include "service_logon.h"

#define FTP_FIRST_SITE 1

/* Whether a user is the anonymous one: "anonymous" or "ftp", in any case. */
bool ftp_is_anonymous(const char *user);

/*
 * Whether MetaBase.xml has the FTP site of a number. False, with the fault set, where it has not,
 * or there is no MetaBase.xml.
 */
bool ftp_site_exists(const struct machine *machine, unsigned site, struct fault *fault);

/*
 * Decides one logon. user and password are the client's; an anonymous user's password is not looked
 * at. Fills *decision. Where the LSA refused, the service's event is written (Q306450). The machine
 * is changed in memory; the caller saves it. False where the host failed, or there is no such site.
 */
bool ftp_decide(struct lsa *lsa, unsigned site, const char *user, const char *password,
                struct service_logon *decision, struct fault *fault);

/*
 * Decides one logon, and writes back what it changed, before anybody is told of it: the whole of
 * what one PASS comes to. The LSA is opened for it, and closed by the caller. False where the host
 * failed, or the machine cannot be written; nobody is let in then.
 *
 * Names and time: whether SAM has a name is not told by how long the refusal takes. A refusal
 * counts a wrong password, and a count is on the disk before the answer is sent: a crash, of this
 * process or of the system, gives no guess back. That takes an fsync, which an unknown name would
 * not need. So each logon by a name is written back, changed or not, and SAM checks an unknown name
 * against an account that nobody has (lsa.c). Where the disk is full, wrong passwords would not be
 * counted: right ones are not admitted then, either. Writing back later, or in another process,
 * would have the time of other clients' logons tell what this one's does not. Anonymous users name
 * no account: theirs are written back only where something changed. What a known name still costs
 * is the event of a lockout, once for each.
 */
bool ftp_log_on(struct lsa *lsa, unsigned site, const char *user, const char *password,
                struct service_logon *decision, struct fault *fault);

#endif
