/*
 * HMAC (RFC 2104) over MD5 under a secret of 16 bytes, on libcrypto's MD5 and no provider. A secret
 * goes through both its pads once; what comes of that is a key, which serves many messages. A
 * message is given in parts. Every temporary is wiped before a function returns.
 *
 * False where libcrypto failed: what was written is then zeros, and no result.
 */
#ifndef IISSUBA_HMAC_MD5_H
#define IISSUBA_HMAC_MD5_H

#include <stdbool.h>
#include <stddef.h>
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
    MD5_CTX md5;
    bool sound; /* so far */
};

CHECKED bool hmac_md5_key(const unsigned char secret[HMAC_MD5_SECRET], struct hmac_md5_key *key);

void hmac_md5_begin(struct hmac_md5 *hmac, const struct hmac_md5_key *key);
void hmac_md5_add(struct hmac_md5 *hmac, const void *bytes, size_t size);
/* Under the key it was begun with. */
CHECKED bool hmac_md5_end(struct hmac_md5 *hmac, const struct hmac_md5_key *key,
                          unsigned char digest[MD5_DIGEST_LENGTH]);

#endif
