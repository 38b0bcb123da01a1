/*
 * Does the credential of a logon request prove knowledge of a secret? The six forms of MS-NLMP and
 * MSV1_0, as far as LmCompatibilityLevel allows them:
 *
 *   form           where                                            refused from level
 *   cleartext      a whole field, MSV1_0_CLEARTEXT_PASSWORD_ALLOWED never
 *   NTLMv2         NT field of 44 or more: 16 of proof, the blob    never
 *   LMv2           LM field of 24: 16 of proof, 8 of nonce          never
 *   NTLM2 session  NT field of 24; LM field: nonce, 16 zero bytes   5
 *   NTLMv1         NT field of 24, without that LM field            5
 *   LM             LM field of 24                                   4
 *
 * The NT field decides where it is there and the account has an NT owf; only else does the LM field
 * count, so that a password in the wrong case is not let in by the field that knows no case. That
 * holds too where a level refuses what is in the NT field.
 *
 * What a field can be follows from its shape, and nothing else is tried: an NT field of another
 * length is no response, and an LM field that is NTLM2 session's mark is no answer to anything.
 * LM and LMv2 have the same shape: both are tried. Where cleartext is allowed, a field may be the
 * password or a response.
 *
 * An empty password is a password like any other, in every form. Two empty fields are the empty
 * password where cleartext is allowed, for it cannot be sent otherwise; else they are no credential
 * and prove nothing.
 *
 * The blob of NTLMv2 has 28 bytes at least, and 1 for RespType and HiRespType (MS-NLMP 2.2.2.7);
 * else it is none. Its time is not judged: a replay would need the same server challenge, which is
 * new for each logon, and the clocks of such servers are set by nobody. A verifier that has a
 * policy on it is MSV1_0's own, for SAM's passwords.
 *
 * The level is LmCompatibilityLevel, whatever the caller says (request.h).
 *
 * A proof ends the search: that there is one is what the answer says anyway. Where there is none,
 * all that fits has been tried, and what that costs does not tell whether the account has a secret,
 * or keys of it are kept; an account with an LM owf alone, which nothing here stores, is apart from
 * that. Comparisons are in constant time.
 */
#ifndef IISSUBA_CREDENTIAL_H
#define IISSUBA_CREDENTIAL_H

#include "keys.h"
#include "owf_pair.h"
#include "request.h"

/* What proved the password. */
enum proven_by {
    PROVEN_BY_NOTHING,
    PROVEN_BY_CLEARTEXT, /* the password itself: LOGON_NOENCRYPTION */
    PROVEN_BY_NTLM,      /* NTLMv1 or NTLM2 session */
    PROVEN_BY_NTLM_V2,
    PROVEN_BY_LM,
    PROVEN_BY_LM_V2
};

struct credential_result {
    bool proven;
    enum proven_by by;     /* PROVEN_BY_NOTHING where it is not proven */
    bool refused_by_level; /* not proven, but a form that fits was not tried because of the level */
};

/* lm_level: LmCompatibilityLevel, 0 to 5; above 5 counts as 5. */
struct credential_result credential_check(const struct request *request,
                                          const struct owf_pair *secret, unsigned lm_level);

/* The same, with what is kept of the secret's account; what a proof worked out is kept there. */
void credential_check_kept(const struct request *request, const struct owf_pair *secret,
                           struct account_keys kept, unsigned lm_level,
                           struct credential_result *result);

#endif
