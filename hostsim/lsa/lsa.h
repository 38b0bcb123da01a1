/*
 * The fake LSA: one LsaLogonUser as MSV1_0 does it, or a ticket as the KDC grants it (design: the
 * host). In this order: the caller's privilege, the package by its id, SAM and the Guest fallback,
 * the package or SAM's own check, the filter, user rights, lockout, write-back, audit.
 */
#ifndef HOSTSIM_LSA_H
#define HOSTSIM_LSA_H

#include "asking.h"
#include "lsa_open.h"

/*
 * asking: how a package is asked (asking.h; &asking_plainly). False only where the host failed (no
 * memory, or a name that is not UTF-8) or the package did: it crashed. The machine is changed in
 * memory; lsa_save writes it.
 */
bool lsa_logon(struct lsa *lsa, const struct logon_request *request, const struct asking *asking,
               struct logon_result *result, struct fault *fault);

#endif
