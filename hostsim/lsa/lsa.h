/*
 * The fake LSA: one LsaLogonUser as MSV1_0 does it, or a ticket as the KDC grants it. In this
 * order: the caller's privilege, the package by its id, SAM and the Guest fallback, the package or
 * SAM's own check, the filter, user rights, lockout, audit. lsa_save writes back.
 *
 * Sources: LsaLogonUser's and MSV1_0_LM20_LOGON's pages in the Platform SDK, ntsecapi.h, subauth.h.
 */
#ifndef HOSTSIM_LSA_H
#define HOSTSIM_LSA_H

#include "asking.h"
#include "lsa_open.h"

/*
 * Does one logon. The request stays the caller's. asking says how a package is asked;
 * &asking_plainly is the usual. Fills *result, whose status is STATUS_SUCCESS where the logon is
 * granted, and otherwise the reason, of the host, the package or SAM. Its account is the machine's.
 * The machine is changed in memory; lsa_save writes it. The audit's events are written.
 * Without a package, a name that SAM does not have is refused after the same work as a wrong
 * password. False, without an event, where the host failed (no memory, a name that is not UTF-8),
 * the observer failed the logon, or the package crashed and the asking does not bear that.
 */
bool lsa_logon(struct lsa *lsa, const struct logon_request *request, const struct asking *asking,
               struct logon_result *result, struct fault *fault);

#endif
