/*
 * What no logon can do without: libcrypto's bare work of each form, on inputs of the same sizes.
 * Keys and messages are laid out beforehand, nothing is compared, and nothing is wiped (MS-NLMP
 * 3.3).
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
    size_t name_size; /* of it the name alone */
    unsigned char result[64];
};

/* Lays the work out for a set of prepared logons, which outlives the floor. */
void floor_make(struct floor *floor, const struct prepared_set *set);

/*
 * Work for measure.h: one logon's. floor is a struct floor; the set's form has to be the
 * function's.
 */
void floor_ntlmv1(void *floor, size_t index); /* three key schedules, three blocks; LM's too */
void floor_ntlm2_session(void *floor, size_t index); /* one MD5, and the same */
void floor_ntlmv2(void *floor, size_t index);        /* two HMAC-MD5; LMv2's too */
void floor_cleartext(void *floor, size_t index);     /* one MD4 */
/*
 * All that is to be tried before a refusal: both forms of a domain that is in upper case already,
 * with and without it; in a field of LM's LM too.
 */
void floor_ntlmv2_refused(void *floor, size_t index);
void floor_lm_refused(void *floor, size_t index);

#endif
