/*
 * What of a logon's work no challenge changes, kept for the next ones: each account's own keys,
 * which are DESL's key schedules of both owfs, and HMAC-MD5's key of the NT owf; and HMAC-MD5's key
 * of NTOWFv2 for the user and domain that a client gave.
 *
 * All of it is in the snapshot's own memory, in no more bytes than the registry allows: it goes,
 * wiped, with the snapshot and so with the secrets. The accounts' own keys are made as the snapshot
 * is read, and nobody's too, from owfs of zeros, so that an account that is unknown costs what
 * one that is known does. NTOWFv2's are put in by proven logons: nobody who does not know a secret
 * can fill their table. What was put in stays as it is; once the places for it are taken, nothing
 * more is kept, and logons do the work themselves. Readers and writers wait for nobody.
 */
#ifndef IISSUBA_KEYS_H
#define IISSUBA_KEYS_H

#include <stdatomic.h>
#include <stdint.h>

#include "ntlm.h"
#include "owf_pair.h"

#define KEYS_USER_MOST 20              /* units: SAM's limit for a user; longer ones are not kept */
#define KEYS_DOMAIN_MOST 15            /* units: NetBIOS's */
#define KEYS_BYTES (UINT32_C(4) << 20) /* where the registry does not say how many */

struct keys_of_account {
    struct ntlm_des_keys des;
    struct ntlm_des_keys lm; /* of zeros where there is no LM owf */
    struct hmac_md5_key nt;
};

/* NTOWFv2's key, and with which form of the domain it was made. */
struct keys_v2 {
    struct hmac_md5_key key;
    uint8_t form; /* enum ntlm_domain */
};

/* A place for one of them, and whose it is. */
struct keys_v2_place {
    _Atomic int state; /* the table's own */
    uint32_t account;
    uint8_t user_units;
    uint8_t domain_units;
    uint16_t names[KEYS_USER_MOST + KEYS_DOMAIN_MOST]; /* as the client gave them */
    struct keys_v2 v2;
};

struct keys_plan {
    size_t own_places; /* nobody's is the first; at most UINT16_MAX */
    size_t v2_places;  /* a power of two, or 0 */
    size_t size;       /* of all of it, in bytes */
};

struct keys {
    struct keys_plan plan;
    size_t prepared; /* own places, so far */
    bool lacking;    /* an account's own keys are not kept */
    struct keys_v2_place *v2;
    struct keys_of_account own[]; /* and NTOWFv2's places behind them */
};

/* The keys as one account sees them; keys NULL: nothing is there and nothing is kept. */
struct account_keys {
    struct keys *keys;
    uint32_t account; /* what tells the accounts of the snapshot apart */
    uint16_t own;     /* where its own keys are, from 1 on; 0: they are not kept */
};

/* For so many accounts, in at most so many bytes beside struct keys itself. */
struct keys_plan keys_plan_for(size_t accounts, size_t bytes);
/*
 * Makes them, with nobody's own alone, in zeroed memory that is aligned for struct keys; and has
 * that memory there, so that no logon has to wait for it.
 */
struct keys *keys_begin(void *memory, const struct keys_plan *plan);

/*
 * Makes an account's own, which has an NT owf, while the snapshot is read. Returns what goes into
 * account_keys' own: 0 where the places are taken, or libcrypto failed.
 */
uint16_t keys_prepare(struct keys *keys, const struct owf_pair *owfs);

/* What goes there for an account that has no secret, or is none. */
uint16_t keys_nobody(const struct keys *keys);

/* NULL where they are not kept. They stay as long as the snapshot. */
const struct keys_of_account *keys_own(struct account_keys of);
/*
 * Whether every account's own are kept. Where they are not, whoever has them still has to do what
 * others must, or the time would tell them apart.
 */
bool keys_own_all(struct account_keys of);

const struct keys_v2 *keys_find_v2(struct account_keys of, struct wide user, struct wide domain);

void keys_keep_v2(struct account_keys of, struct wide user, struct wide domain,
                  enum ntlm_domain form, const struct hmac_md5_key *key);

#endif
