/*
 * HMAC (RFC 2104) over MD5 (RFC 1321) under a secret of 16 bytes. MD5's blocks are libcrypto's;
 * what is around them, the padding and the length, is here, for a message is mostly one block, and
 * libcrypto's own bookkeeping then costs a quarter as much as the block. A secret goes through both
 * its pads once; what comes of that is a key, which serves many messages. A message is given in
 * parts. Every temporary is wiped before a function returns.
 */
#ifndef IISSUBA_HMAC_MD5_H
#define IISSUBA_HMAC_MD5_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <openssl/md5.h>

#define HMAC_MD5_SECRET 16 /* bytes */

#define CHECKED __attribute__((warn_unused_result))

/* Of a computation's steps, all were done; else the result is made one that is none. */
static inline bool sound_or_zero(bool sound, void *result, size_t size)
{
    if (!sound) {
        memset(result, 0, size);
    }
    return sound;
}

/* MD5's state after each pad. A secret, as what it was made of is. */
struct hmac_md5_key {
    MD5_LONG inner[4];
    MD5_LONG outer[4];
};

/* A message on its way. */
struct hmac_md5 {
    MD5_CTX md5; /* of it the state alone is used */
    unsigned char block[MD5_CBLOCK];
    size_t held;   /* bytes of the block, so far */
    uint64_t size; /* bytes in all, the pad's block among them */
};

/* False where libcrypto failed: the key is then zeros, and no result. */
CHECKED bool hmac_md5_key(const unsigned char secret[HMAC_MD5_SECRET], struct hmac_md5_key *key);

void hmac_md5_begin(struct hmac_md5 *hmac, const struct hmac_md5_key *key);
void hmac_md5_add(struct hmac_md5 *hmac, const void *bytes, size_t size);
/* Under the key it was begun with. */
void hmac_md5_end(struct hmac_md5 *hmac, const struct hmac_md5_key *key,
                  unsigned char digest[MD5_DIGEST_LENGTH]);

#endif
