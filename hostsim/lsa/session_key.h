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

/* Which response proved the password. */
enum proven_by {
    PROVEN_BY_NOTHING,
    PROVEN_BY_NTLM,
    PROVEN_BY_NTLM_V2,
    PROVEN_BY_LM,
    PROVEN_BY_LM_V2
};

struct session_keys {
    unsigned char user[16];
    unsigned char lanman[8];
    enum proven_by by;
};

/*
 * Makes the keys for a request that these OWFs admitted. *keys is a secret, which the caller wipes.
 * It is zero, with PROVEN_BY_NOTHING, for a password in clear text, and where no response proves
 * them.
 */
void session_keys_of(const struct logon_request *request, const struct owf_pair *owfs,
                     struct session_keys *keys);

#endif
