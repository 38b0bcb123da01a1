/*
 * Which user rights a logon needs: the one that grants its type, and not the one that denies it
 * (ntsecapi.h; KB 245207, KB 812614).
 */
#ifndef HOSTSIM_LOGON_RIGHTS_H
#define HOSTSIM_LOGON_RIGHTS_H

#include "logon.h"
#include "policy.h"

/* Whether an account may log on in that way. */
bool logon_rights_allow(const struct policy *policy, enum logon_type type,
                        const struct sam_account *account);

#endif
