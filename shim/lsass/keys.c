#include "keys.h"

#include <string.h>

#include "text/hash.h"

#define DES_PLACES 128  /* at most */
#define DES_EACH 2      /* places for an account, while there are so many */
#define HMAC_PLACES 512 /* at most; but with very many accounts one for each eight */
#define HMAC_SHARED_BY 8
#define HMAC_EACH 4 /* its own, and some domains' */
#define PROBES 4    /* places where something is looked for */

enum { PLACE_EMPTY, PLACE_FILLING, PLACE_FULL };

/* No user or domain has this length: the place is the account's own. */
#define NO_NAME 0xFFFF

/* What is asked for: the account's own keys, or those for a user and domain. */
struct wanted {
    uint32_t account;
    bool own;
    struct wide user;
    struct wide domain;
};

/* A table, whatever its places hold behind their owner. */
struct table {
    unsigned char *places;
    size_t stride;
    size_t count;
};

static size_t power_of_two(size_t least, size_t most)
{
    size_t power = 1;
    while (power < least && power < most) {
        power *= 2;
    }
    return power;
}

struct keys_plan keys_plan_for(size_t accounts)
{
    struct keys_plan plan;
    size_t shared = power_of_two(accounts / HMAC_SHARED_BY, SIZE_MAX / 2);
    plan.des_places = power_of_two(DES_EACH * accounts, DES_PLACES);
    plan.hmac_places =
        power_of_two(HMAC_EACH * accounts, shared < HMAC_PLACES ? HMAC_PLACES : shared);
    plan.size = sizeof(struct keys) + plan.des_places * sizeof(struct keys_of_des) +
                plan.hmac_places * sizeof(struct keys_of_hmac);
    return plan;
}

struct keys *keys_begin(void *memory, const struct keys_plan *plan)
{
    struct keys *keys = memory;
    keys->plan = *plan;
    keys->hmac = (struct keys_of_hmac *)(void *)(keys->des + plan->des_places);
    for (size_t i = 0; i < plan->des_places; i++) {
        atomic_init(&keys->des[i].owner.state, PLACE_EMPTY);
    }
    for (size_t i = 0; i < plan->hmac_places; i++) {
        atomic_init(&keys->hmac[i].owner.state, PLACE_EMPTY);
    }
    return keys;
}

static struct table des_table(struct keys *keys)
{
    return (struct table){(unsigned char *)keys->des, sizeof keys->des[0], keys->plan.des_places};
}

static struct table hmac_table(struct keys *keys)
{
    return (struct table){(unsigned char *)keys->hmac, sizeof *keys->hmac, keys->plan.hmac_places};
}

/* Of a domain its length and last letter, which spread an account's few. */
static inline size_t first_place(const struct wanted *wanted)
{
    uint32_t of_domain = 0;
    if (!wanted->own) {
        of_domain = 1 + (uint32_t)wanted->domain.units;
        if (wanted->domain.units > 0) {
            of_domain += wide_unit(wanted->domain, wanted->domain.units - 1);
        }
    }
    return hash_add(hash_add(HASH_BEGIN, wanted->account), of_domain) >> 7;
}

static struct keys_owner *place_at(const struct table *table, size_t index)
{
    return (struct keys_owner *)(void *)(table->places +
                                         (index & (table->count - 1)) * table->stride);
}

static inline bool same_units(const uint16_t *held, size_t units, struct wide text)
{
    return units == text.units && (units == 0 || memcmp(held, text.bytes, 2 * units) == 0);
}

static inline bool is_wanted(const struct keys_owner *owner, const struct wanted *wanted)
{
    if (owner->account != wanted->account) {
        return false;
    }
    return wanted->own
               ? owner->user_units == NO_NAME
               : same_units(owner->names, owner->user_units, wanted->user) &&
                     same_units(owner->names + KEYS_USER_MOST, owner->domain_units, wanted->domain);
}

/* Every logon comes by here, so it and what it calls are inline. */
static inline const void *find(const struct table *table, const struct wanted *wanted)
{
    size_t first = first_place(wanted);
    for (size_t i = 0; i < PROBES; i++) {
        const struct keys_owner *owner = place_at(table, first + i);
        int state = atomic_load_explicit(&owner->state, memory_order_acquire);
        if (state == PLACE_EMPTY) {
            return NULL;
        }
        if (state == PLACE_FULL && is_wanted(owner, wanted)) {
            return owner;
        }
    }
    return NULL;
}

static void copy_units(uint16_t *to, uint16_t *units, struct wide text)
{
    *units = (uint16_t)text.units;
    if (text.units > 0) {
        memcpy(to, text.bytes, 2 * text.units);
    }
}

static void own(struct keys_owner *owner, const struct wanted *wanted)
{
    owner->account = wanted->account;
    if (wanted->own) {
        owner->user_units = NO_NAME;
        return;
    }
    copy_units(owner->names, &owner->user_units, wanted->user);
    copy_units(owner->names + KEYS_USER_MOST, &owner->domain_units, wanted->domain);
}

/* A place to be filled, which nobody reads or fills until it is published; NULL: all are taken. */
static void *take(const struct table *table, const struct wanted *wanted)
{
    size_t first = first_place(wanted);
    for (size_t i = 0; i < PROBES; i++) {
        struct keys_owner *owner = place_at(table, first + i);
        int state = atomic_load_explicit(&owner->state, memory_order_acquire);
        if (state == PLACE_EMPTY &&
            atomic_compare_exchange_strong(&owner->state, &state, PLACE_FILLING)) {
            own(owner, wanted);
            return owner;
        }
        if (state == PLACE_FULL && is_wanted(owner, wanted)) {
            return NULL; /* another logon was quicker */
        }
    }
    return NULL;
}

static void publish(struct keys_owner *owner)
{
    atomic_store_explicit(&owner->state, PLACE_FULL, memory_order_release);
}

/* False where the names are too long to be kept. */
static bool names_fit(struct account_keys of, struct wide user, struct wide domain,
                      struct wanted *wanted)
{
    *wanted = (struct wanted){of.account, false, user, domain};
    return user.units <= KEYS_USER_MOST && domain.units <= KEYS_DOMAIN_MOST;
}

const struct ntlm_des_keys *keys_find_des(struct account_keys of)
{
    const struct wanted wanted = {.account = of.account, .own = true};
    if (of.keys == NULL) {
        return NULL;
    }
    const struct table table = des_table(of.keys);
    const struct keys_of_des *place = find(&table, &wanted);
    return place == NULL ? NULL : &place->keys;
}

static inline const struct hmac_md5_key *find_hmac(struct account_keys of,
                                                   const struct wanted *wanted)
{
    if (of.keys == NULL) {
        return NULL;
    }
    const struct table table = hmac_table(of.keys);
    const struct keys_of_hmac *place = find(&table, wanted);
    return place == NULL ? NULL : &place->key;
}

const struct hmac_md5_key *keys_find_nt(struct account_keys of)
{
    const struct wanted wanted = {.account = of.account, .own = true};
    return find_hmac(of, &wanted);
}

const struct hmac_md5_key *keys_find_v2(struct account_keys of, struct wide user,
                                        struct wide domain)
{
    struct wanted wanted;
    return names_fit(of, user, domain, &wanted) ? find_hmac(of, &wanted) : NULL;
}

/* Beyond a part of the places no account's own are made: the rest is for domains. */
static struct keys_of_hmac *take_for_nt(struct account_keys of, size_t number)
{
    const struct wanted wanted = {.account = of.account, .own = true};
    const struct table table = hmac_table(of.keys);
    return number < table.count / HMAC_EACH ? take(&table, &wanted) : NULL;
}

static struct keys_of_des *take_for_des(struct account_keys of, size_t number)
{
    const struct wanted wanted = {.account = of.account, .own = true};
    const struct table table = des_table(of.keys);
    return number < table.count / DES_EACH ? take(&table, &wanted) : NULL;
}

void keys_prepare(struct account_keys of, size_t number, const unsigned char nt_owf[OWF_SIZE])
{
    struct keys_of_des *des = take_for_des(of, number);
    struct keys_of_hmac *nt = take_for_nt(of, number);
    if (des != NULL) {
        ntlm_des_keys(nt_owf, &des->keys);
        publish(&des->owner);
    }
    if (nt != NULL && hmac_md5_key(nt_owf, &nt->key)) {
        publish(&nt->owner);
    }
}

void keys_keep_v2(struct account_keys of, struct wide user, struct wide domain,
                  const struct hmac_md5_key *v2)
{
    struct wanted wanted;
    struct keys_of_hmac *place = NULL;
    if (of.keys != NULL && names_fit(of, user, domain, &wanted)) {
        const struct table table = hmac_table(of.keys);
        place = take(&table, &wanted);
    }
    if (place != NULL) {
        place->key = *v2;
        publish(&place->owner);
    }
}
