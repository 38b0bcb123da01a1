/*
 * The Security log's events of one logon, as [Event Audit] of secpol.inf asks for them. They are
 * 528 and 540, 529 to 539, 644, 680 and 681 as NT 4.0 to 2003 have them, or 4624, 4625, 4740 and
 * 4776 as Windows has them from 2008 on. Types are "Success Audit" and "Failure Audit". Each text
 * has the real one's fields. 528, 529 and their like have a last one of this host's own: who
 * checked the logon.
 *
 * Sources: KB 174074, KB 299475, KB 947226.
 */
#ifndef HOSTSIM_AUDIT_H
#define HOSTSIM_AUDIT_H

#include "lsa_open.h"

/*
 * Writes the events of a logon that was done. locked_out: this logon's wrong password locked the
 * account out. A failure to write is not reported.
 */
void audit(const struct lsa *lsa, const struct logon_request *request,
           const struct logon_result *result, bool locked_out);

#endif
