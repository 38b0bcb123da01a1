/*
 * Stands for libcrypto (openssl/des.h, md4.h, md5.h) by its contract: what is handed over is read
 * as far as the length says, and what comes out can be anything.
 */
#include <openssl/des.h>
#include <openssl/md4.h>
#include <openssl/md5.h>

#include "proof.h"

static void read_all(const void *bytes, size_t size)
{
    unsigned char copy[256];
    for (size_t at = 0; at < size; at += sizeof copy) {
        memcpy(copy, (const unsigned char *)bytes + at,
               size - at < sizeof copy ? size - at : sizeof copy);
    }
}

int MD4_Init(MD4_CTX *context)
{
    Frama_C_make_unknown((char *)context, sizeof *context);
    return Frama_C_interval(0, 1);
}

int MD4_Update(MD4_CTX *context, const void *data, size_t length)
{
    read_all(data, length);
    Frama_C_make_unknown((char *)context, sizeof *context);
    return Frama_C_interval(0, 1);
}

int MD4_Final(unsigned char *digest, MD4_CTX *context)
{
    Frama_C_make_unknown((char *)digest, MD4_DIGEST_LENGTH);
    return Frama_C_interval(0, 1);
}

int MD5_Init(MD5_CTX *context)
{
    Frama_C_make_unknown((char *)context, sizeof *context);
    return Frama_C_interval(0, 1);
}

int MD5_Update(MD5_CTX *context, const void *data, size_t length)
{
    read_all(data, length);
    return Frama_C_interval(0, 1);
}

int MD5_Final(unsigned char *digest, MD5_CTX *context)
{
    Frama_C_make_unknown((char *)digest, MD5_DIGEST_LENGTH);
    return Frama_C_interval(0, 1);
}

void MD5_Transform(MD5_CTX *context, const unsigned char *block)
{
    read_all(block, MD5_CBLOCK);
    Frama_C_make_unknown((char *)&context->A, 4 * sizeof context->A);
}

void DES_set_key_unchecked(const_DES_cblock *key, DES_key_schedule *schedule)
{
    read_all(key, sizeof *key);
    Frama_C_make_unknown((char *)schedule, sizeof *schedule);
}

void DES_encrypt1(DES_LONG *data, DES_key_schedule *schedule, int encrypt)
{
    read_all(data, 8);
    read_all(schedule, sizeof *schedule);
    Frama_C_make_unknown((char *)data, 8);
}
