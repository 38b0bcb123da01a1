#include "session_key.h"

#include <string.h>

#include "text/utf.h"

#define NAME_UNITS 512

/* The fields of a network logon. */
struct fields {
    const unsigned char *challenge;
    const unsigned char *nt;
    size_t nt_size;
    const unsigned char *lm;
    size_t lm_size;
    struct wide user;
    struct wide domain;
};

static bool marks_session(const struct fields *fields)
{
    static const unsigned char zero[RESPONSE_SIZE - CHALLENGE_SIZE];
    return fields->lm_size == RESPONSE_SIZE &&
           memcmp(fields->lm + CHALLENGE_SIZE, zero, sizeof zero) == 0;
}

static bool answers(const unsigned char owf[OWF_SIZE], const unsigned char *challenge,
                    const unsigned char *response)
{
    unsigned char expected[RESPONSE_SIZE];
    ntlm_response(owf, challenge, expected);
    bool same = ntlm_equal(expected, response, RESPONSE_SIZE);
    wipe(expected, sizeof expected);
    return same;
}

/* NTLMv1 and NTLM2 session: SessionBaseKey is MD4(NTOWFv1). */
static bool ntlm_keys(const struct fields *fields, const struct owf_pair *owfs,
                      struct session_keys *keys)
{
    unsigned char challenge[CHALLENGE_SIZE];
    memcpy(challenge, fields->challenge, sizeof challenge);
    if (fields->nt_size != RESPONSE_SIZE || !owfs->has_nt ||
        (marks_session(fields) &&
         !ntlm_session_challenge(fields->challenge, fields->lm, challenge)) ||
        !answers(owfs->nt, challenge, fields->nt)) {
        return false;
    }
    keys->by = PROVEN_BY_NTLM;
    return ntlm_nt_owf(owfs->nt, OWF_SIZE, keys->user); /* MD4, once more */
}

/* NTLMv2 and LMv2: HMAC-MD5(NTOWFv2, the proof). */
static bool v2_keys(const struct fields *fields, const unsigned char *field, size_t size,
                    const struct owf_pair *owfs, struct session_keys *keys)
{
    unsigned char v2_owf[OWF_SIZE];
    unsigned char proof[PROOF_SIZE];
    bool proven = false;
    for (int form = NTLM_DOMAIN_AS_GIVEN; form <= NTLM_DOMAIN_EMPTY && !proven && owfs->has_nt;
         form++) {
        struct hmac_md5_key key;
        struct hmac_md5 hmac;
        proven =
            ntlm_v2_owf(owfs->nt, fields->user, fields->domain, (enum ntlm_domain)form, v2_owf) &&
            ntlm_v2_proof(v2_owf, fields->challenge, field + PROOF_SIZE, size - PROOF_SIZE,
                          proof) &&
            ntlm_equal(proof, field, PROOF_SIZE) && hmac_md5_key(v2_owf, &key);
        if (proven) {
            hmac_md5_begin(&hmac, &key);
            hmac_md5_add(&hmac, proof, PROOF_SIZE);
            proven = hmac_md5_end(&hmac, &key, keys->user);
        }
        wipe(&key, sizeof key);
    }
    wipe(v2_owf, sizeof v2_owf);
    wipe(proof, sizeof proof);
    return proven;
}

/* LM alone: the first 8 bytes of LMOWFv1, and zeros (MS-NLMP 3.3.1, with no NT response). */
static bool lm_keys(const struct fields *fields, const struct owf_pair *owfs,
                    struct session_keys *keys)
{
    if (fields->lm_size != RESPONSE_SIZE || !owfs->has_lm ||
        !answers(owfs->lm, fields->challenge, fields->lm)) {
        return false;
    }
    keys->by = PROVEN_BY_LM;
    memcpy(keys->user, owfs->lm, sizeof keys->lanman);
    return true;
}

static void keys_of_fields(const struct fields *fields, const struct owf_pair *owfs,
                           struct session_keys *keys)
{
    bool nt_decides = fields->nt_size > 0 && owfs->has_nt;
    if (ntlm_keys(fields, owfs, keys)) {
        /* by is set */
    } else if (fields->nt_size > RESPONSE_SIZE &&
               v2_keys(fields, fields->nt, fields->nt_size, owfs, keys)) {
        keys->by = PROVEN_BY_NTLM_V2;
    } else if (!nt_decides && fields->lm_size == RESPONSE_SIZE &&
               v2_keys(fields, fields->lm, fields->lm_size, owfs, keys)) {
        keys->by = PROVEN_BY_LM_V2;
    } else if (nt_decides || !lm_keys(fields, owfs, keys)) {
        memset(keys, 0, sizeof *keys);
        return;
    }
    if (owfs->has_lm) {
        memcpy(keys->lanman, owfs->lm, sizeof keys->lanman);
    }
}

void session_keys_of(const struct logon_request *request, const struct owf_pair *owfs,
                     struct session_keys *keys)
{
    uint16_t user[NAME_UNITS];
    uint16_t domain[NAME_UNITS];
    const struct client_response *response = &request->response;
    size_t user_units = utf8_to_utf16(request->user, strlen(request->user), user, NAME_UNITS);
    size_t domain_units =
        utf8_to_utf16(request->domain, strlen(request->domain), domain, NAME_UNITS);
    memset(keys, 0, sizeof *keys);
    if (response->cleartext || user_units > NAME_UNITS || domain_units > NAME_UNITS) {
        return;
    }
    struct fields fields = {.challenge = response->challenge,
                            .nt = client_response_nt(response),
                            .nt_size = response->nt_size,
                            .lm = client_response_lm(response),
                            .lm_size = response->lm_size,
                            .user = {(const unsigned char *)user, user_units},
                            .domain = {(const unsigned char *)domain, domain_units}};
    keys_of_fields(&fields, owfs, keys);
}
