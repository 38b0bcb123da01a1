/*
 * The Security log's events of one logon, as [Event Audit] of secpol.inf asks for them: 528 and
 * 540, 529 to 539, 644, 680 and 681 as NT 4.0 to 2003 have them (KB 174074, KB 299475), or 4624,
 * 4625, 4740 and 4776 as Windows has them from 2008 on (KB 947226). Types are "Success Audit" and
 * "Failure Audit". Each text has the real one's fields, and a last one of this host's own: who
 * checked it.
 */
#ifndef HOSTSIM_AUDIT_H
#define HOSTSIM_AUDIT_H

#include "lsa_open.h"

/* locked_out: this logon's wrong password locked the account out. */
void audit(const struct lsa *lsa, const struct logon_request *request,
           const struct logon_result *result, bool locked_out);

#endif
