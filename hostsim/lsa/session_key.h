/*
 * The session keys of a network logon that SAM admitted, as MSV1_0_LM20_LOGON_PROFILE returns them:
 * UserSessionKey is MS-NLMP's SessionBaseKey, LanmanSessionKey the first 8 bytes of LMOWFv1.
 *
 * Sources: ntsecapi.h, MS-NLMP 3.3.1 and 3.3.2.
 */
#ifndef HOSTSIM_SESSION_KEY_H
#define HOSTSIM_SESSION_KEY_H

#include "logon.h"
#include "lsass/credential.h"

struct session_keys {
    unsigned char user[16];
    unsigned char lanman[8];
};

/*
 * Makes the keys for a request that these OWFs admitted. by is what proved it (logon_result). *keys
 * is a secret, which the caller wipes. It is zero for a password in clear text, and where nothing
 * proved it.
 */
void session_keys_of(const struct logon_request *request, const struct owf_pair *owfs,
                     enum proven_by by, struct session_keys *keys);

#endif
