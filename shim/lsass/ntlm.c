#include "ntlm.h"

#include <stdalign.h>

#include <openssl/md4.h>

/*
 * Bytes: the deepest, NTLM2 session down to a DES block, takes four fifths of it. Builds that are
 * not optimised take more, and say how much (CMakeLists.txt).
 */
#ifndef STACK_OF_CALLEES
#define STACK_OF_CALLEES 1024
#endif

__attribute__((noinline)) void ntlm_wipe_stack(void)
{
    alignas(64) unsigned char below[STACK_OF_CALLEES];
    wipe(below, sizeof below);
}

/* In a register: nothing of it has to be wiped. */
static uint64_t load_eight(const unsigned char *bytes)
{
    uint64_t eight;
    memcpy(&eight, bytes, sizeof eight);
    return eight;
}

bool ntlm_equal(const void *a, const void *b, size_t length)
{
    const unsigned char *left = a;
    const unsigned char *right = b;
    uint64_t difference = 0;
    for (size_t at = 0; at < length; at += sizeof difference) {
        difference |= load_eight(left + at) ^ load_eight(right + at);
        /* No assembler: what the compiler must not conclude from. */
        __asm__ volatile("" : "+r"(difference));
    }
    return difference == 0;
}

bool ntlm_nt_owf(const void *password, size_t length, unsigned char owf[OWF_SIZE])
{
    MD4_CTX md4;
    bool sound =
        MD4_Init(&md4) == 1 && MD4_Update(&md4, password, length) == 1 && MD4_Final(owf, &md4) == 1;
    wipe(&md4, sizeof md4);
    return sound_or_zero(sound, owf, OWF_SIZE);
}

/*
 * Spreads 56 key bits over the 8 bytes of a DES key; the parity bits, which are the lowest, do not
 * count. In a register, as above.
 */
static void des_schedule(const unsigned char seven[7], DES_key_schedule *schedule)
{
    DES_cblock key;
    uint64_t bits = 0;
    for (size_t i = 0; i < 7; i++) {
        bits = bits << 8 | seven[i];
    }
    for (size_t i = sizeof key; i > 0; i--) {
        key[i - 1] = (unsigned char)(bits << 1);
        bits >>= 7;
    }
    DES_set_key_unchecked(&key, schedule);
    wipe(key, sizeof key);
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
 * One DES block. DES_encrypt1 and not DES_ecb_encrypt, which is the same block: in a static
 * libcrypto the latter brings in formatted output and, with it, a C runtime. It only reads the
 * schedule, whatever its declaration says.
 */
static void des_block(const DES_key_schedule *schedule, const unsigned char in[8],
                      unsigned char out[8])
{
    DES_LONG block[] = {load_word(in), load_word(in + 4)};
    DES_encrypt1(block, (DES_key_schedule *)(uintptr_t)schedule, DES_ENCRYPT);
    store_word(block[0], out);
    store_word(block[1], out + 4);
    wipe(block, sizeof block);
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
    static const unsigned char magic[] = {'K', 'G', 'S', '!', '@', '#', '$', '%'};
    unsigned char padded[LM_PASSWORD_MAX] = {0};
    DES_key_schedule schedule;
    if (length > sizeof padded) {
        memset(owf, 0, OWF_SIZE);
        return false;
    }
    for (size_t i = 0; i < length; i++) {
        padded[i] = upper_ascii(((const unsigned char *)password)[i]);
    }
    for (size_t half = 0; half < 2; half++) {
        des_schedule(padded + 7 * half, &schedule);
        des_block(&schedule, magic, owf + 8 * half);
    }
    wipe(&schedule, sizeof schedule);
    wipe(padded, sizeof padded);
    return true;
}

void ntlm_des_keys(const unsigned char owf[OWF_SIZE], struct ntlm_des_keys *keys)
{
    unsigned char last[7] = {owf[14], owf[15]};
    des_schedule(owf, &keys->of[0]);
    des_schedule(owf + 7, &keys->of[1]);
    des_schedule(last, &keys->of[2]);
    wipe(last, sizeof last);
}

void ntlm_respond(const struct ntlm_des_keys *keys, const unsigned char challenge[CHALLENGE_SIZE],
                  unsigned char response[RESPONSE_SIZE])
{
    for (size_t i = 0; i < 3; i++) {
        des_block(&keys->of[i], challenge, response + 8 * i);
    }
}

void ntlm_response(const unsigned char owf[OWF_SIZE], const unsigned char challenge[CHALLENGE_SIZE],
                   unsigned char response[RESPONSE_SIZE])
{
    struct ntlm_des_keys keys;
    ntlm_des_keys(owf, &keys);
    ntlm_respond(&keys, challenge, response);
    wipe(&keys, sizeof keys);
}

bool ntlm_session_challenge(const unsigned char server[CHALLENGE_SIZE],
                            const unsigned char client[CHALLENGE_SIZE],
                            unsigned char challenge[CHALLENGE_SIZE])
{
    unsigned char digest[MD5_DIGEST_LENGTH];
    MD5_CTX md5;
    bool sound = MD5_Init(&md5) == 1 && MD5_Update(&md5, server, CHALLENGE_SIZE) == 1 &&
                 MD5_Update(&md5, client, CHALLENGE_SIZE) == 1 && MD5_Final(digest, &md5) == 1;
    sound_or_zero(sound, digest, sizeof digest);
    memcpy(challenge, digest, CHALLENGE_SIZE);
    return sound;
}

#define STEP 32 /* units */

/* A name of any length goes through in small steps: nothing is allocated for it. */
static void add_upper(struct hmac_md5 *hmac, struct wide text)
{
    unsigned char upper[2 * STEP];
    size_t units;
    for (size_t i = 0; i < text.units; i += units) {
        size_t left = text.units - i;
        units = left < STEP ? left : STEP;
        wide_upcase(text, i, units, upper);
        hmac_md5_add(hmac, upper, 2 * units);
    }
}

void ntlm_v2_owf_under(const struct hmac_md5_key *nt, struct wide user, struct wide domain,
                       enum ntlm_domain form, unsigned char owf[OWF_SIZE])
{
    struct hmac_md5 hmac;
    hmac_md5_begin(&hmac, nt);
    add_upper(&hmac, user);
    if (form == NTLM_DOMAIN_UPPER) {
        add_upper(&hmac, domain);
    } else if (form == NTLM_DOMAIN_AS_GIVEN) {
        hmac_md5_add(&hmac, domain.bytes, 2 * domain.units);
    }
    hmac_md5_end(&hmac, nt, owf);
}

bool ntlm_v2_owf(const unsigned char nt_owf[OWF_SIZE], struct wide user, struct wide domain,
                 enum ntlm_domain form, unsigned char owf[OWF_SIZE])
{
    struct hmac_md5_key key;
    bool sound = hmac_md5_key(nt_owf, &key);
    ntlm_v2_owf_under(&key, user, domain, form, owf);
    wipe(&key, sizeof key);
    return sound_or_zero(sound, owf, OWF_SIZE);
}

void ntlm_v2_prove(const struct hmac_md5_key *key, const unsigned char challenge[CHALLENGE_SIZE],
                   const unsigned char *blob, size_t length, unsigned char proof[PROOF_SIZE])
{
    struct hmac_md5 hmac;
    hmac_md5_begin(&hmac, key);
    hmac_md5_add(&hmac, challenge, CHALLENGE_SIZE);
    hmac_md5_add(&hmac, blob, length);
    hmac_md5_end(&hmac, key, proof);
}

bool ntlm_v2_proof(const unsigned char v2_owf[OWF_SIZE],
                   const unsigned char challenge[CHALLENGE_SIZE], const unsigned char *blob,
                   size_t length, unsigned char proof[PROOF_SIZE])
{
    struct hmac_md5_key key;
    bool sound = hmac_md5_key(v2_owf, &key);
    ntlm_v2_prove(&key, challenge, blob, length, proof);
    wipe(&key, sizeof key);
    return sound_or_zero(sound, proof, PROOF_SIZE);
}
