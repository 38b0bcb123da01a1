#include "floor.h"

#include <string.h>

#include <openssl/md4.h>
#include <openssl/md5.h>

#include "text/utf.h"

static void spread(const unsigned char bits[7], DES_cblock *key)
{
    (*key)[0] = bits[0];
    for (int i = 1; i < 7; i++) {
        (*key)[i] = (unsigned char)(bits[i - 1] << (8 - i) | bits[i] >> i);
    }
    (*key)[7] = (unsigned char)(bits[6] << 1);
}

void floor_make(struct floor *floor, const struct prepared_set *set)
{
    uint16_t units[PREPARED_NAME];
    unsigned char padded[21] = {0};
    char name[PREPARED_NAME];
    *floor = (struct floor){.set = set};
    size_t count =
        utf8_to_utf16(PREPARED_PASSWORD, strlen(PREPARED_PASSWORD), units, PREPARED_NAME);
    MD4((unsigned char *)units, 2 * count, floor->nt_owf);
    memcpy(padded, floor->nt_owf, OWF_SIZE);
    for (size_t i = 0; i < 3; i++) {
        spread(padded + 7 * i, &floor->keys[i]);
    }
    prepared_name(0, name);
    floor->name_size = 2 * strlen(name);
    strcat(name, PREPARED_DOMAIN);
    count = utf8_to_utf16(name, strlen(name), units, PREPARED_NAME);
    floor->user_size = 2 * count;
    memcpy(floor->user, units, floor->user_size);
}

static const NETLOGON_NETWORK_INFO *logon_at(const struct floor *floor, size_t index)
{
    return floor->set->logons[index % floor->set->count].info;
}

static void respond(struct floor *floor, const unsigned char challenge[CHALLENGE_SIZE])
{
    DES_cblock block;
    memcpy(block, challenge, sizeof block);
    for (size_t i = 0; i < 3; i++) {
        DES_key_schedule schedule;
        DES_set_key_unchecked(&floor->keys[i], &schedule);
        DES_ecb_encrypt(&block, (DES_cblock *)(floor->result + 8 * i), &schedule, DES_ENCRYPT);
    }
}

void floor_ntlmv1(void *context, size_t index)
{
    struct floor *floor = context;
    respond(floor, (const unsigned char *)logon_at(floor, index)->LmChallenge.data);
}

void floor_ntlm2_session(void *context, size_t index)
{
    struct floor *floor = context;
    const NETLOGON_NETWORK_INFO *info = logon_at(floor, index);
    unsigned char digest[MD5_DIGEST_LENGTH];
    MD5_CTX md5;
    MD5_Init(&md5);
    MD5_Update(&md5, info->LmChallenge.data, CHALLENGE_SIZE);
    MD5_Update(&md5, info->LmChallengeResponse.Buffer, CHALLENGE_SIZE);
    MD5_Final(digest, &md5);
    respond(floor, digest);
}

/* RFC 2104, over a message in two parts. */
static void hmac(const unsigned char key[OWF_SIZE], const void *first, size_t first_size,
                 const void *second, size_t second_size, unsigned char digest[MD5_DIGEST_LENGTH])
{
    unsigned char inner[MD5_CBLOCK];
    unsigned char outer[MD5_CBLOCK];
    MD5_CTX md5;
    memset(inner, 0x36, sizeof inner);
    memset(outer, 0x5C, sizeof outer);
    for (size_t i = 0; i < OWF_SIZE; i++) {
        inner[i] ^= key[i];
        outer[i] ^= key[i];
    }
    MD5_Init(&md5);
    MD5_Update(&md5, inner, sizeof inner);
    MD5_Update(&md5, first, first_size);
    MD5_Update(&md5, second, second_size);
    MD5_Final(digest, &md5);
    MD5_Init(&md5);
    MD5_Update(&md5, outer, sizeof outer);
    MD5_Update(&md5, digest, MD5_DIGEST_LENGTH);
    MD5_Final(digest, &md5);
}

/* user_size: how much of the user's name and domain goes in. */
static void prove(struct floor *floor, size_t index, size_t user_size)
{
    const NETLOGON_NETWORK_INFO *info = logon_at(floor, index);
    const STRING *field = info->NtChallengeResponse.Length > 0 ? &info->NtChallengeResponse
                                                               : &info->LmChallengeResponse;
    unsigned char v2_owf[MD5_DIGEST_LENGTH];
    hmac(floor->nt_owf, floor->user, user_size, "", 0, v2_owf);
    hmac(v2_owf, info->LmChallenge.data, CHALLENGE_SIZE, field->Buffer + PROOF_SIZE,
         field->Length - (size_t)PROOF_SIZE, floor->result);
}

void floor_ntlmv2(void *context, size_t index)
{
    struct floor *floor = context;
    prove(floor, index, floor->user_size);
}

void floor_ntlmv2_refused(void *context, size_t index)
{
    struct floor *floor = context;
    prove(floor, index, floor->user_size);
    prove(floor, index, floor->name_size);
}

void floor_lm_refused(void *context, size_t index)
{
    floor_ntlmv1(context, index);
    floor_ntlmv2_refused(context, index);
}

void floor_cleartext(void *context, size_t index)
{
    struct floor *floor = context;
    const NETLOGON_NETWORK_INFO *info = logon_at(floor, index);
    MD4_CTX md4;
    MD4_Init(&md4);
    MD4_Update(&md4, info->NtChallengeResponse.Buffer, info->NtChallengeResponse.Length);
    MD4_Final(floor->result, &md4);
}
