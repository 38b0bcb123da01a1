/*
 * The session keys of a network logon that SAM admitted, as MSV1_0_LM20_LOGON_PROFILE returns them
 * (ntsecapi.h): UserSessionKey is MS-NLMP's SessionBaseKey (3.3.1, 3.3.2), LanmanSessionKey the
 * first 8 bytes of LMOWFv1. Secrets: the caller wipes them.
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
 * For a request that was admitted by these OWFs. Zero, and PROVEN_BY_NOTHING, for a password in
 * clear text, and where no response proves them.
 */
void session_keys_of(const struct logon_request *request, const struct owf_pair *owfs,
                     struct session_keys *keys);

#endif
