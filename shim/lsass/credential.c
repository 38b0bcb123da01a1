#include "credential.h"

#include <string.h>

#define LEVEL_REFUSES_LM 4
#define LEVEL_REFUSES_NTLM 5

/* One check on its way through the forms. */
struct check {
    const struct request *request;
    const struct owf_pair *secret;
    struct account_keys kept;
    bool by_nt; /* the NT field decides, and not the LM field */
};

/* Where there is no owf at all, what is presented is judged as if there were an NT owf. */
static bool nt_field_decides(const struct request *request, const struct owf_pair *secret)
{
    return request->nt.size > 0 && (secret->has_nt || !secret->has_lm);
}

static bool cleartext_matches(const struct check *check)
{
    const struct request *request = check->request;
    const struct owf_pair *secret = check->secret;
    unsigned char owf[OWF_SIZE];
    bool match;
    if (!request->cleartext_allowed) {
        return false;
    }
    if (check->by_nt || request->lm.size == 0) {
        bool sound = ntlm_nt_owf(request->nt.bytes, request->nt.size, owf);
        match = sound & secret->has_nt & ntlm_equal(owf, secret->nt, OWF_SIZE);
    } else {
        bool fits = ntlm_lm_owf(request->lm.bytes, request->lm.size, owf);
        match = fits & secret->has_lm & ntlm_equal(owf, secret->lm, OWF_SIZE);
    }
    wipe(owf, sizeof owf);
    return match;
}

static bool response_matches(const struct ntlm_des_keys *keys, const unsigned char *challenge,
                             const unsigned char *presented)
{
    unsigned char expected[RESPONSE_SIZE];
    ntlm_respond(keys, challenge, expected);
    bool match = ntlm_equal(expected, presented, RESPONSE_SIZE);
    wipe(expected, sizeof expected);
    return match;
}

/* NTLM2 session security leaves its mark: the LM field is the client's nonce and 16 zero bytes. */
static bool marks_session_security(struct bytes lm)
{
    static const unsigned char zero[RESPONSE_SIZE - CHALLENGE_SIZE];
    return lm.size == RESPONSE_SIZE && memcmp(lm.bytes + CHALLENGE_SIZE, zero, sizeof zero) == 0;
}

/* NTLM2 session where its mark is, else NTLMv1. */
static bool nt_response_matches(const struct check *check, const struct ntlm_des_keys *keys)
{
    const struct request *request = check->request;
    unsigned char challenge[CHALLENGE_SIZE];
    if (!marks_session_security(request->lm)) {
        return response_matches(keys, request->challenge, request->nt.bytes);
    }
    bool sound = ntlm_session_challenge(request->challenge, request->lm.bytes, challenge);
    return sound & response_matches(keys, challenge, request->nt.bytes);
}

static bool lm_response_matches(const struct check *check, const struct ntlm_des_keys *keys)
{
    return response_matches(keys, check->request->challenge, check->request->lm.bytes);
}

/*
 * Under the keys that are kept, else under those made from the owf. A refusal costs the same
 * whether or not an account's keys are kept: where some are not, what is saved by those that are is
 * done all the same. has: whether there is such an owf.
 */
static bool kept_or_made(const struct check *check, const struct ntlm_des_keys *kept,
                         const unsigned char owf[OWF_SIZE], bool has,
                         bool (*matches)(const struct check *, const struct ntlm_des_keys *))
{
    struct ntlm_des_keys made;
    bool match = kept != NULL && (has & matches(check, kept));
    if (match || (kept != NULL && keys_own_all(check->kept))) {
        return match;
    }
    ntlm_des_keys(owf, &made);
    match = kept == NULL && (has & matches(check, &made));
    wipe(&made, sizeof made);
    return match;
}

static bool ntlm_matches(const struct check *check)
{
    const struct keys_of_account *own = keys_own(check->kept);
    return kept_or_made(check, own == NULL ? NULL : &own->des, check->secret->nt,
                        check->secret->has_nt, nt_response_matches);
}

static bool lm_matches(const struct check *check)
{
    const struct keys_of_account *own = keys_own(check->kept);
    return kept_or_made(check, own == NULL ? NULL : &own->lm, check->secret->lm,
                        check->secret->has_lm, lm_response_matches);
}

/* NTLMv2 in the NT field, LMv2 in the LM field. */
static bool v2_proves(const struct check *check, const struct hmac_md5_key *key)
{
    const struct request *request = check->request;
    const struct bytes *field = check->by_nt ? &request->nt : &request->lm;
    unsigned char expected[PROOF_SIZE];
    ntlm_v2_prove(key, request->challenge, field->bytes + PROOF_SIZE, field->size - PROOF_SIZE,
                  expected);
    bool match = ntlm_equal(expected, field->bytes, PROOF_SIZE);
    wipe(expected, sizeof expected);
    return match;
}

/*
 * The forms of the domain that clients are known to use, each once: a domain that is its own upper
 * case has one form less, and so has one that is empty.
 */
static bool form_differs(const struct request *request, enum ntlm_domain form)
{
    return form == NTLM_DOMAIN_AS_GIVEN ||
           (form == NTLM_DOMAIN_UPPER ? !wide_is_upper(request->domain)
                                      : request->domain.units > 0);
}

/* NTOWFv2's key for one form of the domain, under the NT owf's. The caller wipes it. */
static bool key_of_form(const struct check *check, const struct hmac_md5_key *nt,
                        enum ntlm_domain form, struct hmac_md5_key *key)
{
    unsigned char v2_owf[OWF_SIZE];
    ntlm_v2_owf_under(nt, check->request->user, check->request->domain, form, v2_owf);
    bool sound = hmac_md5_key(v2_owf, key);
    wipe(v2_owf, sizeof v2_owf);
    return sound & check->secret->has_nt;
}

/*
 * Under each form of the domain. tried, which may be NULL, is what was tried before: its form's key
 * is made again, so that a refusal costs the same, but nothing is proven under it again. What
 * proved is kept.
 */
static bool any_form_proves(const struct check *check, const struct hmac_md5_key *nt,
                            const struct keys_v2 *tried)
{
    const struct request *request = check->request;
    struct hmac_md5_key made;
    bool match = false;
    enum ntlm_domain form = NTLM_DOMAIN_AS_GIVEN;
    for (; form <= NTLM_DOMAIN_EMPTY && !match; form++) {
        if (form_differs(request, form)) {
            bool sound = key_of_form(check, nt, form, &made);
            bool again = tried != NULL && tried->form == form;
            match = !again && (v2_proves(check, &made) & sound);
        }
    }
    if (match) {
        keys_keep_v2(check->kept, request->user, request->domain, form - 1, &made);
    }
    wipe(&made, sizeof made);
    return match;
}

/*
 * First under the key that is kept for the user and domain, then under the NT owf's. A refusal has
 * made each form's key, and one proof a form, whatever was kept. For the NT owf's key see
 * kept_or_made.
 */
static bool v2_matches(const struct check *check)
{
    const struct request *request = check->request;
    const struct keys_v2 *v2 = keys_find_v2(check->kept, request->user, request->domain);
    if (v2 != NULL && v2_proves(check, &v2->key)) {
        return true;
    }
    const struct keys_of_account *own = keys_own(check->kept);
    bool match = own != NULL && any_form_proves(check, &own->nt, v2);
    if (match || (own != NULL && keys_own_all(check->kept))) {
        return match;
    }
    struct hmac_md5_key made;
    bool sound = hmac_md5_key(check->secret->nt, &made);
    match = own == NULL && (sound & any_form_proves(check, &made, v2));
    wipe(&made, sizeof made);
    return match;
}

/* NTLMv1 or NTLM2 session. */
static bool is_ntlm(const struct request *request)
{
    return request->nt.size == RESPONSE_SIZE;
}

static bool is_ntlmv2(const struct request *request)
{
    return request->nt.size >= PROOF_SIZE + V2_BLOB_LEAST;
}

/*
 * The blob's first two bytes are RespType and HiRespType, 1 both (MS-NLMP 2.2.2.7). Without a
 * branch: where cleartext is allowed they may be a long password's.
 */
static bool has_blob_version(const struct request *request)
{
    const unsigned char *blob = request->nt.bytes + PROOF_SIZE;
    return ((blob[0] ^ 1u) | (blob[1] ^ 1u)) == 0;
}

/* LM or LMv2: the field does not say which. */
static bool is_lm(const struct request *request)
{
    return request->lm.size == RESPONSE_SIZE && !marks_session_security(request->lm);
}

static bool ntlmv2_proves(const struct check *check)
{
    bool proves = v2_matches(check);
    return proves & has_blob_version(check->request);
}

static enum proven_by nt_field_proves(const struct check *check, unsigned lm_level)
{
    if (is_ntlm(check->request)) {
        return lm_level < LEVEL_REFUSES_NTLM && ntlm_matches(check) ? PROVEN_BY_NTLM
                                                                    : PROVEN_BY_NOTHING;
    }
    return is_ntlmv2(check->request) && ntlmv2_proves(check) ? PROVEN_BY_NTLM_V2
                                                             : PROVEN_BY_NOTHING;
}

/* LM comes first: it costs less than all that LMv2 has to try where it is none. */
static enum proven_by lm_field_proves(const struct check *check, unsigned lm_level)
{
    if (!is_lm(check->request)) {
        return PROVEN_BY_NOTHING;
    }
    if (lm_level < LEVEL_REFUSES_LM && lm_matches(check)) {
        return PROVEN_BY_LM;
    }
    return v2_matches(check) ? PROVEN_BY_LM_V2 : PROVEN_BY_NOTHING;
}

static bool level_refuses(const struct check *check, unsigned lm_level)
{
    return check->by_nt ? is_ntlm(check->request) && lm_level >= LEVEL_REFUSES_NTLM
                        : is_lm(check->request) && lm_level >= LEVEL_REFUSES_LM;
}

void credential_check_kept(const struct request *request, const struct owf_pair *secret,
                           struct account_keys kept, unsigned lm_level,
                           struct credential_result *result)
{
    struct check check = {request, secret, kept, nt_field_decides(request, secret)};
    result->by = cleartext_matches(&check) ? PROVEN_BY_CLEARTEXT
                 : check.by_nt             ? nt_field_proves(&check, lm_level)
                                           : lm_field_proves(&check, lm_level);
    result->proven = result->by != PROVEN_BY_NOTHING;
    result->refused_by_level = !result->proven && level_refuses(&check, lm_level);
    ntlm_wipe_stack();
}

struct credential_result credential_check(const struct request *request,
                                          const struct owf_pair *secret, unsigned lm_level)
{
    static const struct account_keys none = {.keys = NULL};
    struct credential_result result;
    credential_check_kept(request, secret, none, lm_level, &result);
    return result;
}
