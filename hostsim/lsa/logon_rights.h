/*
 * Which user rights a logon needs: the one that grants its type, and not the one that denies it
 * (ntsecapi.h; KB 245207, KB 812614).
 */
#ifndef HOSTSIM_LOGON_RIGHTS_H
#define HOSTSIM_LOGON_RIGHTS_H

#include "logon.h"
#include "policy.h"

struct logon_rights {
    enum right needed;
    enum right denied;
};

/* The rights that a logon of a type is about. */
struct logon_rights logon_rights_of(enum logon_type type);

/* Whether an account may log on in that way. */
bool logon_rights_allow(const struct policy *policy, enum logon_type type,
                        const struct sam_account *account);

/*
 * Whether a caller has SeTcbPrivilege: LocalSystem always, NetworkService where secpol.inf says so.
 * (LsaLogonUser: needed for subauthentication)
 */
bool logon_rights_have_tcb(const struct policy *policy, enum logon_caller caller);

#endif
