/*
 * Which user rights a logon needs: one that grants the type of logon, and not the one that denies
 * it (ntsecapi.h; KB 245207).
 */
#ifndef HOSTSIM_LOGON_RIGHTS_H
#define HOSTSIM_LOGON_RIGHTS_H

#include "logon.h"
#include "policy.h"

/* Whether the account may log on in that way. */
bool logon_rights_allow(const struct policy *policy, enum logon_type type,
                        const struct sam_account *account);

#endif
