/*
 * What no logon can do without: libcrypto's bare work of each form (MS-NLMP 3.3), on inputs of the
 * same sizes, keys and messages laid out beforehand, nothing compared, nothing wiped.
 */
#ifndef HOSTSIM_FLOOR_H
#define HOSTSIM_FLOOR_H

#include <openssl/des.h>

#include "prepared.h"

struct floor {
    const struct prepared_set *set; /* whose challenges and blobs are worked on */
    unsigned char nt_owf[OWF_SIZE];
    DES_cblock keys[3];     /* the owf's */
    unsigned char user[64]; /* the upper-cased name and the domain, UTF-16LE */
    size_t user_size;
    unsigned char result[64];
};

void floor_make(struct floor *floor, const struct prepared_set *set);

/* Work for measure.h; the context is the floor. */
void floor_ntlmv1(void *floor, size_t index); /* three key schedules, three blocks; LM's too */
void floor_ntlm2_session(void *floor, size_t index); /* one MD5, and the same */
void floor_ntlmv2(void *floor, size_t index);        /* two HMAC-MD5; LMv2's too */
void floor_cleartext(void *floor, size_t index);     /* one MD4 */

#endif
