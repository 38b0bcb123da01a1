/*
 * The arithmetic of NTLM (MS-NLMP 3.3), on libcrypto's block primitives: MD4, MD5 and DES, no
 * provider and no allocation. Every temporary is wiped before a function returns.
 *
 * owf: a one-way function of a password, 16 bytes. challenge: 8 bytes. Lengths are in bytes.
 *
 * CHECKED functions say false where libcrypto failed: what they wrote is then zeros and no
 * result, and a comparison with it proves nothing.
 */
#ifndef IISSUBA_NTLM_H
#define IISSUBA_NTLM_H

#include <openssl/des.h>

#include "hmac_md5.h"
#include "text/wide.h"
#include "text/wipe.h"

#define OWF_SIZE 16
#define CHALLENGE_SIZE 8
#define RESPONSE_SIZE 24   /* NTLMv1, LM, LMv2 and NTLM2 session alike */
#define PROOF_SIZE 16      /* what an NTLMv2 or LMv2 response begins with */
#define V2_BLOB_LEAST 28   /* MS-NLMP 2.2.2.7: an NTLMv2_CLIENT_CHALLENGE without its AvPairs */
#define LM_PASSWORD_MAX 14 /* longer passwords have no LM owf (MS-NLMP 3.3.1) */

/* NTOWFv1: MD4 of the UTF-16LE password. */
CHECKED bool ntlm_nt_owf(const void *password, size_t length, unsigned char owf[OWF_SIZE]);

/*
 * LMOWFv1 of an OEM password: ASCII letters are upper-cased, other bytes taken as they are.
 * False, and owf all zero, where the password is longer than LM_PASSWORD_MAX.
 */
bool ntlm_lm_owf(const void *password, size_t length, unsigned char owf[OWF_SIZE]);

/* What of a response does not depend on the challenge: DESL's three keys, scheduled. A secret. */
struct ntlm_des_keys {
    DES_key_schedule of[3];
};
void ntlm_des_keys(const unsigned char owf[OWF_SIZE], struct ntlm_des_keys *keys);

/* NTLMv1 under the NT owf's keys, LM under the LM owf's (MS-NLMP 3.3.1, DESL). */
void ntlm_respond(const struct ntlm_des_keys *keys, const unsigned char challenge[CHALLENGE_SIZE],
                  unsigned char response[RESPONSE_SIZE]);
/* The same from the owf itself. */
void ntlm_response(const unsigned char owf[OWF_SIZE], const unsigned char challenge[CHALLENGE_SIZE],
                   unsigned char response[RESPONSE_SIZE]);

/* The challenge that NTLM2 session security answers: MD5(server, client), its first 8 bytes. */
CHECKED bool ntlm_session_challenge(const unsigned char server[CHALLENGE_SIZE],
                                    const unsigned char client[CHALLENGE_SIZE],
                                    unsigned char challenge[CHALLENGE_SIZE]);

/* Which form of the domain goes into NTOWFv2: clients differ. */
enum ntlm_domain { NTLM_DOMAIN_AS_GIVEN, NTLM_DOMAIN_UPPER, NTLM_DOMAIN_EMPTY };

/* NTOWFv2 (MS-NLMP 3.3.2) under the NT owf's key; the user's name is upper-cased here. */
void ntlm_v2_owf_under(const struct hmac_md5_key *nt, struct wide user, struct wide domain,
                       enum ntlm_domain form, unsigned char owf[OWF_SIZE]);
/* The same from the NT owf itself. */
CHECKED bool ntlm_v2_owf(const unsigned char nt_owf[OWF_SIZE], struct wide user, struct wide domain,
                         enum ntlm_domain form, unsigned char owf[OWF_SIZE]);

/*
 * HMAC-MD5(NTOWFv2, challenge, blob), under NTOWFv2's key: the proof of NTLMv2, and of LMv2 with
 * the nonce as blob.
 */
void ntlm_v2_prove(const struct hmac_md5_key *key, const unsigned char challenge[CHALLENGE_SIZE],
                   const unsigned char *blob, size_t length, unsigned char proof[PROOF_SIZE]);
/* The same from NTOWFv2 itself. */
CHECKED bool ntlm_v2_proof(const unsigned char v2_owf[OWF_SIZE],
                           const unsigned char challenge[CHALLENGE_SIZE], const unsigned char *blob,
                           size_t length, unsigned char proof[PROOF_SIZE]);

/*
 * Overwrites the stack that the caller's callees used, libcrypto's among them, which does not: its
 * MD4 leaves the message there. Called once, where all of them have returned.
 */
void ntlm_wipe_stack(void);

/* Equal, in a time that does not depend on the contents. The length is a multiple of 8 bytes. */
bool ntlm_equal(const void *a, const void *b, size_t length);

#endif
