/*
 * What of a logon's work no challenge changes, kept for the next ones: DESL's key schedules, and
 * HMAC-MD5's keys, of the NT owf and of NTOWFv2 for the user and domain that a client gave.
 *
 * Tables of fixed size in the snapshot's own memory: they go, wiped, with the snapshot and so with
 * the secrets. What was put in stays as it is; once the places for it are taken, nothing more is
 * kept, and logons do the work themselves. What is put in is the owfs' own keys as the snapshot is
 * read, and then what proven logons worked out: nobody who does not know a secret can fill it.
 * Readers and writers wait for nobody.
 */
#ifndef IISSUBA_KEYS_H
#define IISSUBA_KEYS_H

#include <stdatomic.h>
#include <stdint.h>

#include "ntlm.h"

#define KEYS_USER_MOST 20   /* units: SAM's limit for a user; longer ones are not kept */
#define KEYS_DOMAIN_MOST 15 /* units: NetBIOS's */

/* Whose keys are in a place. */
struct keys_owner {
    _Atomic int state; /* the table's own */
    uint32_t account;
    uint16_t user_units;
    uint16_t domain_units;
    uint16_t names[KEYS_USER_MOST + KEYS_DOMAIN_MOST]; /* as the client gave them */
};

struct keys_of_hmac {
    struct keys_owner owner;
    struct hmac_md5_key key;
};

struct keys_of_des {
    struct keys_owner owner;
    struct ntlm_des_keys keys;
};

/* Both numbers of places are powers of two. */
struct keys_plan {
    size_t des_places;
    size_t hmac_places;
    size_t size; /* of all of it, in bytes */
};

struct keys {
    struct keys_plan plan;
    struct keys_of_hmac *hmac;
    struct keys_of_des des[]; /* and the others behind them */
};

/* The tables as one account sees them; keys NULL: nothing is there and nothing is kept. */
struct account_keys {
    struct keys *keys;
    uint32_t account; /* what tells the accounts of the snapshot apart */
};

struct keys_plan keys_plan_for(size_t accounts);
/*
 * Makes them, empty, in zeroed memory that is aligned for struct keys; and has that memory there,
 * so that no logon has to wait for it.
 */
struct keys *keys_begin(void *memory, const struct keys_plan *plan);

/* NULL where none are kept. They stay as long as the tables. */
const struct ntlm_des_keys *keys_find_des(struct account_keys of);
const struct hmac_md5_key *keys_find_nt(struct account_keys of);
const struct hmac_md5_key *keys_find_v2(struct account_keys of, struct wide user,
                                        struct wide domain);

/* An account's own, from its NT owf; number: how many accounts came before it. */
void keys_prepare(struct account_keys of, size_t number, const unsigned char nt_owf[OWF_SIZE]);
void keys_keep_v2(struct account_keys of, struct wide user, struct wide domain,
                  const struct hmac_md5_key *v2);

#endif
