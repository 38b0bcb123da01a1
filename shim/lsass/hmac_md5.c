#include "hmac_md5.h"

#include "text/wipe.h"

static void state_of(const MD5_CTX *md5, MD5_LONG state[4])
{
    state[0] = md5->A;
    state[1] = md5->B;
    state[2] = md5->C;
    state[3] = md5->D;
}

static void resume(MD5_CTX *md5, const MD5_LONG state[4])
{
    md5->A = state[0];
    md5->B = state[1];
    md5->C = state[2];
    md5->D = state[3];
}

/* MD5's state after one of RFC 2104's pads. */
static bool after_pad(const unsigned char secret[HMAC_MD5_SECRET], int pad, MD5_LONG state[4])
{
    MD5_CTX md5;
    unsigned char block[MD5_CBLOCK];
    memset(block, pad, sizeof block);
    for (size_t i = 0; i < HMAC_MD5_SECRET; i++) {
        block[i] ^= secret[i];
    }
    bool sound = MD5_Init(&md5) == 1;
    MD5_Transform(&md5, block);
    state_of(&md5, state);
    wipe(&md5, sizeof md5);
    wipe(block, sizeof block);
    return sound;
}

bool hmac_md5_key(const unsigned char secret[HMAC_MD5_SECRET], struct hmac_md5_key *key)
{
    bool inner = after_pad(secret, 0x36, key->inner);
    bool outer = after_pad(secret, 0x5C, key->outer);
    return sound_or_zero(inner && outer, key, sizeof *key);
}

void hmac_md5_begin(struct hmac_md5 *hmac, const struct hmac_md5_key *key)
{
    resume(&hmac->md5, key->inner);
    hmac->held = 0;
    hmac->size = MD5_CBLOCK;
}

/* Of a whole block in the message nothing is copied. */
void hmac_md5_add(struct hmac_md5 *hmac, const void *bytes, size_t size)
{
    const unsigned char *at = bytes;
    hmac->size += size;
    while (size > 0) {
        size_t step = MD5_CBLOCK - hmac->held < size ? MD5_CBLOCK - hmac->held : size;
        if (step == MD5_CBLOCK) {
            MD5_Transform(&hmac->md5, at);
        } else {
            memcpy(hmac->block + hmac->held, at, step);
            hmac->held += step;
            if (hmac->held == MD5_CBLOCK) {
                MD5_Transform(&hmac->md5, hmac->block);
                hmac->held = 0;
            }
        }
        at += step;
        size -= step;
    }
}

#define LENGTH_AT (MD5_CBLOCK - 8)

/* MD5's padding: a one bit, zeros, and the length in bits, lowest byte first (RFC 1321, 3.1). */
static void finish(struct hmac_md5 *hmac)
{
    uint64_t bits = hmac->size * 8;
    hmac->block[hmac->held++] = 0x80;
    if (hmac->held > LENGTH_AT) {
        memset(hmac->block + hmac->held, 0, MD5_CBLOCK - hmac->held);
        MD5_Transform(&hmac->md5, hmac->block);
        hmac->held = 0;
    }
    memset(hmac->block + hmac->held, 0, LENGTH_AT - hmac->held);
    memcpy(hmac->block + LENGTH_AT, &bits, sizeof bits);
    MD5_Transform(&hmac->md5, hmac->block);
}

/*
 * What follows the outer pad is always of one length, the inner digest's, and with MD5's own
 * padding one block: 80 bytes in all, which are 0x280 bits. Numbers lie in memory as MD5 has them,
 * lowest byte first (abi_assert.c).
 */
void hmac_md5_end(struct hmac_md5 *hmac, const struct hmac_md5_key *key,
                  unsigned char digest[MD5_DIGEST_LENGTH])
{
    unsigned char block[MD5_CBLOCK] = {
        [MD5_DIGEST_LENGTH] = 0x80, [LENGTH_AT] = 0x80, [LENGTH_AT + 1] = 2};
    MD5_LONG state[MD5_DIGEST_LENGTH / sizeof(MD5_LONG)];
    finish(hmac);
    state_of(&hmac->md5, state);
    memcpy(block, state, sizeof state);
    resume(&hmac->md5, key->outer);
    MD5_Transform(&hmac->md5, block);
    state_of(&hmac->md5, state);
    memcpy(digest, state, sizeof state);
    wipe(hmac, sizeof *hmac);
    wipe(block, sizeof block);
    wipe(state, sizeof state);
}
