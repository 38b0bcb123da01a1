#include "credential.h"

#include <string.h>

#define LEVEL_REFUSES_LM 4
#define LEVEL_REFUSES_NTLM 5
#define BLOB_LEAST 28 /* MS-NLMP 2.2.2.7: an NTLMv2_CLIENT_CHALLENGE without its AvPairs */

static bool cleartext_matches(const struct request *request, const struct owf_pair *secret)
{
    unsigned char owf[OWF_SIZE];
    bool match = false;
    if (!request->cleartext_allowed) {
        return false;
    }
    if (request->nt.size > 0) {
        bool sound = ntlm_nt_owf(request->nt.bytes, request->nt.size, owf);
        match |= sound & secret->has_nt & ntlm_equal(owf, secret->nt, OWF_SIZE);
    }
    if (request->lm.size > 0) {
        bool fits = ntlm_lm_owf(request->lm.bytes, request->lm.size, owf);
        match |= fits & secret->has_lm & ntlm_equal(owf, secret->lm, OWF_SIZE);
    }
    ntlm_wipe(owf, sizeof owf);
    return match;
}

static bool response_matches(const unsigned char owf[OWF_SIZE], const unsigned char *challenge,
                             const unsigned char *presented)
{
    unsigned char expected[RESPONSE_SIZE];
    ntlm_response(owf, challenge, expected);
    bool match = ntlm_equal(expected, presented, RESPONSE_SIZE);
    ntlm_wipe(expected, sizeof expected);
    return match;
}

/* NTLM2 session security leaves its mark: the LM field is the client's nonce and 16 zero bytes. */
static bool marks_session_security(struct bytes lm)
{
    static const unsigned char zero[RESPONSE_SIZE - CHALLENGE_SIZE];
    return lm.size == RESPONSE_SIZE && memcmp(lm.bytes + CHALLENGE_SIZE, zero, sizeof zero) == 0;
}

static bool ntlm_matches(const struct request *request, const struct owf_pair *secret)
{
    bool match = response_matches(secret->nt, request->challenge, request->nt.bytes);
    if (marks_session_security(request->lm)) {
        unsigned char challenge[CHALLENGE_SIZE];
        bool sound = ntlm_session_challenge(request->challenge, request->lm.bytes, challenge);
        match |= sound & response_matches(secret->nt, challenge, request->nt.bytes);
    }
    return secret->has_nt & match;
}

static bool proof_matches(const struct request *request, const unsigned char v2_owf[OWF_SIZE],
                          struct bytes field)
{
    unsigned char expected[PROOF_SIZE];
    bool sound = ntlm_v2_proof(v2_owf, request->challenge, field.bytes + PROOF_SIZE,
                               field.size - PROOF_SIZE, expected);
    bool match = sound & ntlm_equal(expected, field.bytes, PROOF_SIZE);
    ntlm_wipe(expected, sizeof expected);
    return match;
}

/* NTLMv2 and LMv2 under each form of the domain that clients are known to use. */
static bool v2_matches(const struct request *request, const struct owf_pair *secret)
{
    bool nt_fits = request->nt.size >= PROOF_SIZE + BLOB_LEAST;
    bool lm_fits = request->lm.size == RESPONSE_SIZE;
    bool match = false;
    for (int form = NTLM_DOMAIN_AS_GIVEN; form <= NTLM_DOMAIN_EMPTY && (nt_fits || lm_fits);
         form++) {
        unsigned char v2_owf[OWF_SIZE];
        bool sound =
            ntlm_v2_owf(secret->nt, request->user, request->domain, (enum ntlm_domain)form, v2_owf);
        if (nt_fits) {
            match |= sound & proof_matches(request, v2_owf, request->nt);
        }
        if (lm_fits) {
            match |= sound & proof_matches(request, v2_owf, request->lm);
        }
        ntlm_wipe(v2_owf, sizeof v2_owf);
    }
    return secret->has_nt & match;
}

struct credential_result credential_check(const struct request *request,
                                          const struct owf_pair *secret, unsigned lm_level)
{
    bool ntlm_fits = request->nt.size == RESPONSE_SIZE;
    bool lm_fits = request->lm.size == RESPONSE_SIZE && !marks_session_security(request->lm);
    bool ntlm_allowed = lm_level < LEVEL_REFUSES_NTLM;
    bool lm_allowed = lm_level < LEVEL_REFUSES_LM;
    struct credential_result result = {.cleartext = cleartext_matches(request, secret)};

    result.proven = result.cleartext;
    result.proven |= v2_matches(request, secret);
    if (ntlm_fits && ntlm_allowed) {
        result.proven |= ntlm_matches(request, secret);
    }
    if (lm_fits && lm_allowed) {
        result.proven |=
            secret->has_lm & response_matches(secret->lm, request->challenge, request->lm.bytes);
    }
    bool level_refuses = (ntlm_fits && !ntlm_allowed) || (lm_fits && !lm_allowed);
    result.refused_by_level = !result.proven & level_refuses;
    ntlm_wipe_stack();
    return result;
}
