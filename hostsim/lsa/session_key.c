#include "session_key.h"

#include <string.h>

#include "text/utf.h"

#define NAME_UNITS 512

/* The fields of a network logon. */
struct fields {
    const unsigned char *challenge;
    struct bytes nt;
    struct bytes lm;
    struct wide user;
    struct wide domain;
};

/*
 * NTLMv2 and LMv2: HMAC-MD5(NTOWFv2, the proof). The domain's form is not known: it is the one
 * under which the field proves.
 */
static bool v2_key(const struct fields *fields, struct bytes field, const struct owf_pair *owfs,
                   unsigned char user_key[OWF_SIZE])
{
    unsigned char v2_owf[OWF_SIZE];
    unsigned char proof[PROOF_SIZE];
    bool proven = false;
    for (int form = NTLM_DOMAIN_AS_GIVEN; form <= NTLM_DOMAIN_EMPTY && !proven; form++) {
        struct hmac_md5_key key;
        struct hmac_md5 hmac;
        proven =
            ntlm_v2_owf(owfs->nt, fields->user, fields->domain, (enum ntlm_domain)form, v2_owf) &&
            ntlm_v2_proof(v2_owf, fields->challenge, field.bytes + PROOF_SIZE,
                          field.size - PROOF_SIZE, proof) &&
            ntlm_equal(proof, field.bytes, PROOF_SIZE) && hmac_md5_key(v2_owf, &key);
        if (proven) {
            hmac_md5_begin(&hmac, &key);
            hmac_md5_add(&hmac, proof, PROOF_SIZE);
            hmac_md5_end(&hmac, &key, user_key);
        }
        wipe(&key, sizeof key);
    }
    wipe(v2_owf, sizeof v2_owf);
    wipe(proof, sizeof proof);
    return proven;
}

static bool user_key(const struct fields *fields, const struct owf_pair *owfs, enum proven_by by,
                     struct session_keys *keys)
{
    switch (by) {
    case PROVEN_BY_NTLM: /* MD4(NTOWFv1) */
        return ntlm_nt_owf(owfs->nt, OWF_SIZE, keys->user);
    case PROVEN_BY_NTLM_V2:
        return v2_key(fields, fields->nt, owfs, keys->user);
    case PROVEN_BY_LM_V2:
        return v2_key(fields, fields->lm, owfs, keys->user);
    case PROVEN_BY_LM: /* the first 8 bytes of LMOWFv1, and zeros (MS-NLMP 3.3.1) */
        memcpy(keys->user, owfs->lm, sizeof keys->lanman);
        return true;
    case PROVEN_BY_NOTHING:
    case PROVEN_BY_CLEARTEXT:
        break;
    }
    return false;
}

void session_keys_of(const struct logon_request *request, const struct owf_pair *owfs,
                     enum proven_by by, struct session_keys *keys)
{
    uint16_t user[NAME_UNITS];
    uint16_t domain[NAME_UNITS];
    const struct client_response *response = &request->response;
    size_t user_units = utf8_to_utf16(request->user, strlen(request->user), user, NAME_UNITS);
    size_t domain_units =
        utf8_to_utf16(request->domain, strlen(request->domain), domain, NAME_UNITS);
    memset(keys, 0, sizeof *keys);
    if (user_units > NAME_UNITS || domain_units > NAME_UNITS) {
        return;
    }
    struct fields fields = {.challenge = response->challenge,
                            .nt = {client_response_nt(response), response->nt_size},
                            .lm = {client_response_lm(response), response->lm_size},
                            .user = {(const unsigned char *)user, user_units},
                            .domain = {(const unsigned char *)domain, domain_units}};
    if (user_key(&fields, owfs, by, keys) && owfs->has_lm) {
        memcpy(keys->lanman, owfs->lm, sizeof keys->lanman);
    }
}
