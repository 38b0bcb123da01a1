#include "hmac_md5.h"

#include "text/wipe.h"

static void state_of(const MD5_CTX *md5, MD5_LONG state[4])
{
    state[0] = md5->A;
    state[1] = md5->B;
    state[2] = md5->C;
    state[3] = md5->D;
}

/* Goes on from a state after one whole block. */
static void resume(MD5_CTX *md5, const MD5_LONG state[4])
{
    md5->A = state[0];
    md5->B = state[1];
    md5->C = state[2];
    md5->D = state[3];
    md5->Nl = MD5_CBLOCK * 8;
    md5->Nh = 0;
    md5->num = 0;
}

bool hmac_md5_key(const unsigned char secret[HMAC_MD5_SECRET], struct hmac_md5_key *key)
{
    MD5_CTX md5;
    unsigned char pad[MD5_CBLOCK];
    memset(pad, 0x36, sizeof pad);
    for (size_t i = 0; i < HMAC_MD5_SECRET; i++) {
        pad[i] ^= secret[i];
    }
    bool sound = MD5_Init(&md5) == 1;
    MD5_Transform(&md5, pad);
    state_of(&md5, key->inner);
    for (size_t i = 0; i < sizeof pad; i++) {
        pad[i] ^= 0x36 ^ 0x5C;
    }
    sound = MD5_Init(&md5) == 1 && sound;
    MD5_Transform(&md5, pad);
    state_of(&md5, key->outer);
    wipe(&md5, sizeof md5);
    wipe(pad, sizeof pad);
    return sound_or_zero(sound, key, sizeof *key);
}

void hmac_md5_begin(struct hmac_md5 *hmac, const struct hmac_md5_key *key)
{
    resume(&hmac->md5, key->inner);
    hmac->sound = true;
}

void hmac_md5_add(struct hmac_md5 *hmac, const void *bytes, size_t size)
{
    hmac->sound = hmac->sound && (size == 0 || MD5_Update(&hmac->md5, bytes, size) == 1);
}

/*
 * What follows the outer pad is always of one length, the inner digest's, and with MD5's own
 * padding (RFC 1321, 3.1 and 3.2) one block: 80 bytes in all, in bits.
 */
bool hmac_md5_end(struct hmac_md5 *hmac, const struct hmac_md5_key *key,
                  unsigned char digest[MD5_DIGEST_LENGTH])
{
    unsigned char block[MD5_CBLOCK] = {
        [MD5_DIGEST_LENGTH] = 0x80, [56] = (640 & 0xFF), [57] = 640 >> 8};
    MD5_LONG state[MD5_DIGEST_LENGTH / sizeof(MD5_LONG)];
    bool sound = hmac->sound && MD5_Final(block, &hmac->md5) == 1;
    resume(&hmac->md5, key->outer);
    MD5_Transform(&hmac->md5, block);
    state_of(&hmac->md5, state);
    memcpy(digest, state, sizeof state); /* lowest byte first, as MD5 has it (abi_assert.c) */
    wipe(hmac, sizeof *hmac);
    wipe(block, sizeof block);
    wipe(state, sizeof state);
    return sound_or_zero(sound, digest, MD5_DIGEST_LENGTH);
}
