#include "client_response.h"

#include <string.h>

#include "lsass/clock.h"
#include "lsass/record.h"
#include "randomness.h"
#include "text/utf.h"

#define NAME_UNITS 512

static const struct {
    const char *name;
    enum response_form form;
} forms[] = {
    {"cleartext", RESPONSE_CLEARTEXT}, {"lm", RESPONSE_LM},
    {"ntlmv1", RESPONSE_NTLMV1},       {"ntlm2-session", RESPONSE_NTLM2_SESSION},
    {"ntlmv2", RESPONSE_NTLMV2},       {"lmv2", RESPONSE_LMV2},
};

bool response_form_named(const char *name, enum response_form *form)
{
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        if (strcmp(forms[i].name, name) == 0) {
            *form = forms[i].form;
            return true;
        }
    }
    return false;
}

const unsigned char *client_response_nt(const struct client_response *response)
{
    return response->raw_nt != NULL ? response->raw_nt : response->nt;
}

const unsigned char *client_response_lm(const struct client_response *response)
{
    return response->raw_lm != NULL ? response->raw_lm : response->lm;
}

struct secret {
    uint16_t password[PASSWORD_MAX];
    size_t units;
    struct owf_pair owfs;
};

static bool read_name(const char *name, uint16_t units[NAME_UNITS], struct wide *view,
                      struct fault *fault)
{
    size_t count = utf8_to_utf16(name, strlen(name), units, NAME_UNITS);
    if (count > NAME_UNITS) {
        return fault_set(fault, "a user, domain or workstation is too long or not UTF-8");
    }
    *view = (struct wide){(const unsigned char *)units, count};
    return true;
}

static void put_nt(struct client_response *response, const void *data, size_t size)
{
    memcpy(response->nt, data, size);
    response->nt_size = size;
}

static void put_lm(struct client_response *response, const void *data, size_t size)
{
    memcpy(response->lm, data, size);
    response->lm_size = size;
}

/* Puts the password itself, in Unicode. An OEM one beside it is for servers without NT OWFs. */
static void put_cleartext(const struct secret *secret, struct client_response *response)
{
    put_nt(response, secret->password, 2 * secret->units);
    response->cleartext = true;
}

static bool put_session_response(const struct secret *secret, const unsigned char *nonce,
                                 struct client_response *response)
{
    unsigned char lm[RESPONSE_SIZE] = {0};
    unsigned char challenge[CHALLENGE_SIZE];
    memcpy(lm, nonce, CHALLENGE_SIZE);
    put_lm(response, lm, sizeof lm);
    bool sound = ntlm_session_challenge(response->challenge, nonce, challenge);
    ntlm_response(secret->owfs.nt, challenge, response->nt);
    response->nt_size = RESPONSE_SIZE;
    return sound;
}

/* AvPairs that a server prompts for (MS-NLMP 2.2.2.1). */
#define AV_EOL 0
#define AV_NB_COMPUTER_NAME 1
#define AV_NB_DOMAIN_NAME 2
#define AV_TIMESTAMP 7
#define AV_NAME_MOST 32 /* bytes of a name: 15 characters of NetBIOS, and one to spare */

#define BLOB_FIXED 28 /* what comes before the AvPairs (MS-NLMP 2.2.2.7) */
#define BLOB_MOST (BLOB_FIXED + 2 * (4 + AV_NAME_MOST) + 4 + 8 + 4 + 4)

/* Little-endian, size bytes. Answers where the next one goes. */
static unsigned char *put_number(unsigned char *at, uint64_t number, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        *at++ = (unsigned char)(number >> (8 * i));
    }
    return at;
}

static unsigned char *put_av_name(unsigned char *at, unsigned id, struct wide name)
{
    size_t size = 2 * name.units > AV_NAME_MOST ? AV_NAME_MOST : 2 * name.units;
    at = put_number(at, id, 2);
    at = put_number(at, size, 2);
    if (size > 0) {
        memcpy(at, name.bytes, size);
    }
    return at + size;
}

/*
 * The blob: version 1, the present time, the client's nonce, and AvPairs as a server would have
 * prompted for them: its names, and its own time (MS-NLMP 2.2.2.7, 3.1.5.1.2). Answers its size.
 */
static size_t make_blob(unsigned char blob[BLOB_MOST], const unsigned char *nonce,
                        struct wide domain)
{
    static const uint16_t server[] = u"SERVERNAME";
    uint64_t now = (uint64_t)clock_now().utc;
    memset(blob, 0, BLOB_MOST);
    blob[0] = 1; /* RespType, and HiRespType */
    blob[1] = 1;
    put_number(blob + 8, now, 8);
    memcpy(blob + 16, nonce, CHALLENGE_SIZE);
    unsigned char *at = blob + BLOB_FIXED;
    at = put_av_name(at, AV_NB_DOMAIN_NAME, domain);
    at = put_av_name(at, AV_NB_COMPUTER_NAME, wide_of(server));
    at = put_number(at, AV_TIMESTAMP, 2);
    at = put_number(at, 8, 2);
    at = put_number(at, now, 8);
    at = put_number(at, AV_EOL, 4);
    return (size_t)(at - blob) + 4; /* and four bytes of zero */
}

static bool put_v2_response(const unsigned char v2_owf[OWF_SIZE], const unsigned char *nonce,
                            struct wide domain, struct client_response *response)
{
    unsigned char blob[BLOB_MOST];
    size_t size = make_blob(blob, nonce, domain);
    memcpy(response->nt + PROOF_SIZE, blob, size);
    response->nt_size = PROOF_SIZE + size;
    return ntlm_v2_proof(v2_owf, response->challenge, blob, size, response->nt);
}

static bool put_lmv2_response(const unsigned char v2_owf[OWF_SIZE], const unsigned char *nonce,
                              struct client_response *response)
{
    memcpy(response->lm + PROOF_SIZE, nonce, CHALLENGE_SIZE);
    response->lm_size = RESPONSE_SIZE;
    return ntlm_v2_proof(v2_owf, response->challenge, nonce, CHALLENGE_SIZE, response->lm);
}

static bool respond(enum response_form form, const struct secret *secret, struct wide user,
                    struct wide domain, struct client_response *response, struct fault *fault)
{
    unsigned char nonce[CHALLENGE_SIZE];
    unsigned char v2_owf[OWF_SIZE];
    if (!randomness_fill(response->challenge, CHALLENGE_SIZE) ||
        !randomness_fill(nonce, CHALLENGE_SIZE)) {
        return fault_set(fault, "no random numbers are to be had");
    }
    bool sound = secret->owfs.has_nt &&
                 ntlm_v2_owf(secret->owfs.nt, user, domain, NTLM_DOMAIN_AS_GIVEN, v2_owf);
    switch (form) {
    case RESPONSE_CLEARTEXT:
        put_cleartext(secret, response);
        break;
    case RESPONSE_LM:
        if (!secret->owfs.has_lm) {
            return fault_set(fault, "the password has no LM form: it is longer than 14 characters, "
                                    "or not ASCII");
        }
        ntlm_response(secret->owfs.lm, response->challenge, response->lm);
        response->lm_size = RESPONSE_SIZE;
        sound = true;
        break;
    case RESPONSE_NTLMV1:
        ntlm_response(secret->owfs.nt, response->challenge, response->nt);
        response->nt_size = RESPONSE_SIZE;
        break;
    case RESPONSE_NTLM2_SESSION:
        sound = sound && put_session_response(secret, nonce, response);
        break;
    case RESPONSE_NTLMV2:
        sound = sound && put_v2_response(v2_owf, nonce, domain, response);
        break;
    case RESPONSE_LMV2:
        sound = sound && put_lmv2_response(v2_owf, nonce, response);
        break;
    case RESPONSE_NONE:
        break;
    }
    wipe(v2_owf, sizeof v2_owf);
    return sound || fault_set(fault, "libcrypto failed");
}

/* A name of each, and a response to nothing yet. */
struct client_names {
    uint16_t units[2][NAME_UNITS];
    struct wide user;
    struct wide domain;
};

static bool begin(const char *user, const char *domain, struct client_names *names,
                  struct client_response *response, struct fault *fault)
{
    memset(response, 0, sizeof *response);
    return read_name(user, names->units[0], &names->user, fault) &&
           read_name(domain, names->units[1], &names->domain, fault);
}

bool client_respond(enum response_form form, const char *password, const char *user,
                    const char *domain, struct client_response *response, struct fault *fault)
{
    struct client_names names;
    struct secret secret;
    if (!begin(user, domain, &names, response, fault)) {
        return false;
    }
    secret.units = utf8_to_utf16(password, strlen(password), secret.password, PASSWORD_MAX);
    if (secret.units > PASSWORD_MAX) {
        return fault_set(fault, "the password is longer than %d characters, or not UTF-8",
                         PASSWORD_MAX);
    }
    owf_pair_of_password((struct wide){(const unsigned char *)secret.password, secret.units},
                         &secret.owfs);
    bool done = respond(form, &secret, names.user, names.domain, response, fault);
    wipe(&secret, sizeof secret);
    return done;
}

bool client_respond_stored(const struct owf_pair *owfs, const char *user, const char *domain,
                           struct client_response *response, struct fault *fault)
{
    struct client_names names;
    struct secret secret = {.units = 0, .owfs = *owfs};
    enum response_form form = owfs->has_nt   ? RESPONSE_NTLMV2
                              : owfs->has_lm ? RESPONSE_LM
                                             : RESPONSE_NONE;
    bool done = begin(user, domain, &names, response, fault) &&
                (form == RESPONSE_NONE ||
                 respond(form, &secret, names.user, names.domain, response, fault));
    wipe(&secret, sizeof secret);
    return done;
}
