#include "ntlm.h"

#include <string.h>

#include <openssl/crypto.h>
#include <openssl/des.h>
#include <openssl/md4.h>
#include <openssl/md5.h>

#include "text/upcase.h"

void ntlm_wipe(void *secret, size_t length)
{
    OPENSSL_cleanse(secret, length);
}

#define STACK_OF_CALLEES \
    1024 /* bytes: the deepest, NTOWFv2 down to MD5's block, takes half of it */

__attribute__((noinline)) void ntlm_wipe_stack(void)
{
    unsigned char below[STACK_OF_CALLEES];
    OPENSSL_cleanse(below, sizeof below);
}

bool ntlm_equal(const void *a, const void *b, size_t length)
{
    const volatile unsigned char *left = a;
    const volatile unsigned char *right = b;
    unsigned char difference = 0;
    for (size_t i = 0; i < length; i++) {
        difference |= left[i] ^ right[i];
    }
    return difference == 0;
}

/* Of a computation's steps, all were done; else the result is made one that is none. */
static bool sound_or_zero(bool sound, void *result, size_t size)
{
    if (!sound) {
        memset(result, 0, size);
    }
    return sound;
}

bool ntlm_nt_owf(const void *password, size_t length, unsigned char owf[OWF_SIZE])
{
    MD4_CTX md4;
    bool sound =
        MD4_Init(&md4) == 1 && MD4_Update(&md4, password, length) == 1 && MD4_Final(owf, &md4) == 1;
    ntlm_wipe(&md4, sizeof md4);
    return sound_or_zero(sound, owf, OWF_SIZE);
}

/* Spreads 56 key bits over the 8 bytes of a DES key; the parity bits do not count. */
static void des_schedule(const unsigned char bits[7], DES_key_schedule *schedule)
{
    DES_cblock key;
    key[0] = bits[0];
    for (int i = 1; i < 7; i++) {
        key[i] = (unsigned char)(bits[i - 1] << (8 - i) | bits[i] >> i);
    }
    key[7] = (unsigned char)(bits[6] << 1);
    DES_set_key_unchecked(&key, schedule);
    ntlm_wipe(key, sizeof key);
}

static DES_LONG load_word(const unsigned char in[4])
{
    return (DES_LONG)in[0] | (DES_LONG)in[1] << 8 | (DES_LONG)in[2] << 16 | (DES_LONG)in[3] << 24;
}

static void store_word(DES_LONG word, unsigned char out[4])
{
    for (int i = 0; i < 4; i++) {
        out[i] = (unsigned char)(word >> (8 * i));
    }
}

/*
 * One DES block under a 7-byte key. DES_encrypt1 and not DES_ecb_encrypt, which is the same block:
 * in a static libcrypto the latter brings in formatted output and, with it, a C runtime.
 */
static void des_block(const unsigned char bits[7], const unsigned char in[8], unsigned char out[8])
{
    DES_key_schedule schedule;
    DES_LONG block[2] = {load_word(in), load_word(in + 4)};
    des_schedule(bits, &schedule);
    DES_encrypt1(block, &schedule, DES_ENCRYPT);
    store_word(block[0], out);
    store_word(block[1], out + 4);
    ntlm_wipe(&schedule, sizeof schedule);
    ntlm_wipe(block, sizeof block);
}

/* Without a branch: the byte is a password's. */
static unsigned char upper_ascii(unsigned char byte)
{
    int outside = (byte - 'a') | ('z' - byte); /* negative where it is none of a to z */
    unsigned is_lower = ~(unsigned)outside >> 31;
    return (unsigned char)(byte ^ is_lower << 5);
}

bool ntlm_lm_owf(const void *password, size_t length, unsigned char owf[OWF_SIZE])
{
    static const unsigned char magic[8] = {'K', 'G', 'S', '!', '@', '#', '$', '%'};
    unsigned char padded[LM_PASSWORD_MAX] = {0};
    if (length > sizeof padded) {
        memset(owf, 0, OWF_SIZE);
        return false;
    }
    for (size_t i = 0; i < length; i++) {
        padded[i] = upper_ascii(((const unsigned char *)password)[i]);
    }
    des_block(padded, magic, owf);
    des_block(padded + 7, magic, owf + 8);
    ntlm_wipe(padded, sizeof padded);
    return true;
}

void ntlm_response(const unsigned char owf[OWF_SIZE], const unsigned char challenge[CHALLENGE_SIZE],
                   unsigned char response[RESPONSE_SIZE])
{
    unsigned char padded[21] = {0};
    memcpy(padded, owf, OWF_SIZE);
    for (size_t i = 0; i < 3; i++) {
        des_block(padded + 7 * i, challenge, response + 8 * i);
    }
    ntlm_wipe(padded, sizeof padded);
}

bool ntlm_session_challenge(const unsigned char server[CHALLENGE_SIZE],
                            const unsigned char client[CHALLENGE_SIZE],
                            unsigned char challenge[CHALLENGE_SIZE])
{
    unsigned char digest[MD5_DIGEST_LENGTH] = {0};
    MD5_CTX md5;
    bool sound = MD5_Init(&md5) == 1 && MD5_Update(&md5, server, CHALLENGE_SIZE) == 1 &&
                 MD5_Update(&md5, client, CHALLENGE_SIZE) == 1 && MD5_Final(digest, &md5) == 1;
    memcpy(challenge, digest, CHALLENGE_SIZE);
    return sound_or_zero(sound, challenge, CHALLENGE_SIZE);
}

/* HMAC (RFC 2104) over MD5, in the three steps that a message in parts needs. */
struct hmac {
    MD5_CTX inner;
    unsigned char outer_pad[MD5_CBLOCK];
    bool sound; /* so far */
};

static void hmac_begin(struct hmac *hmac, const unsigned char key[OWF_SIZE])
{
    unsigned char inner_pad[MD5_CBLOCK];
    memset(inner_pad, 0x36, sizeof inner_pad);
    memset(hmac->outer_pad, 0x5c, sizeof hmac->outer_pad);
    for (size_t i = 0; i < OWF_SIZE; i++) {
        inner_pad[i] ^= key[i];
        hmac->outer_pad[i] ^= key[i];
    }
    hmac->sound =
        MD5_Init(&hmac->inner) == 1 && MD5_Update(&hmac->inner, inner_pad, sizeof inner_pad) == 1;
    ntlm_wipe(inner_pad, sizeof inner_pad);
}

static void hmac_add(struct hmac *hmac, const void *bytes, size_t size)
{
    hmac->sound = hmac->sound && (size == 0 || MD5_Update(&hmac->inner, bytes, size) == 1);
}

static bool hmac_end(struct hmac *hmac, unsigned char digest[MD5_DIGEST_LENGTH])
{
    MD5_CTX outer;
    bool sound = hmac->sound && MD5_Final(digest, &hmac->inner) == 1 && MD5_Init(&outer) == 1 &&
                 MD5_Update(&outer, hmac->outer_pad, sizeof hmac->outer_pad) == 1 &&
                 MD5_Update(&outer, digest, MD5_DIGEST_LENGTH) == 1 &&
                 MD5_Final(digest, &outer) == 1;
    ntlm_wipe(&outer, sizeof outer);
    ntlm_wipe(hmac, sizeof *hmac);
    return sound_or_zero(sound, digest, MD5_DIGEST_LENGTH);
}

/* A name of any length goes through in small steps: nothing is allocated for it. */
static void hmac_upper(struct hmac *hmac, struct wide text)
{
    unsigned char step[64];
    size_t filled = 0;
    for (size_t i = 0; i < text.units; i++) {
        uint16_t unit = upcase(wide_unit(text, i));
        step[filled++] = (unsigned char)unit;
        step[filled++] = (unsigned char)(unit >> 8);
        if (filled == sizeof step) {
            hmac_add(hmac, step, filled);
            filled = 0;
        }
    }
    hmac_add(hmac, step, filled);
}

bool ntlm_v2_owf(const unsigned char nt_owf[OWF_SIZE], struct wide user, struct wide domain,
                 enum ntlm_domain form, unsigned char owf[OWF_SIZE])
{
    struct hmac hmac;
    hmac_begin(&hmac, nt_owf);
    hmac_upper(&hmac, user);
    if (form == NTLM_DOMAIN_UPPER) {
        hmac_upper(&hmac, domain);
    } else if (form == NTLM_DOMAIN_AS_GIVEN) {
        hmac_add(&hmac, domain.bytes, 2 * domain.units);
    }
    return hmac_end(&hmac, owf);
}

bool ntlm_v2_proof(const unsigned char v2_owf[OWF_SIZE],
                   const unsigned char challenge[CHALLENGE_SIZE], const unsigned char *blob,
                   size_t length, unsigned char proof[PROOF_SIZE])
{
    struct hmac hmac;
    hmac_begin(&hmac, v2_owf);
    hmac_add(&hmac, challenge, CHALLENGE_SIZE);
    hmac_add(&hmac, blob, length);
    return hmac_end(&hmac, proof);
}
