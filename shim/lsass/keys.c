#include "keys.h"

#include <string.h>

#include "text/hash.h"

#define V2_EACH 4 /* places of NTOWFv2's table for an account, where the bytes suffice */
#define PROBES 4  /* places where something is looked for */

enum { PLACE_EMPTY, PLACE_FILLING, PLACE_FULL };

static size_t least_of(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* The least power of two that is no less than needed, or the largest that is no more than most. */
static size_t places_for(size_t needed, size_t most)
{
    size_t places = 1;
    while (places < needed && places <= most / 2) {
        places *= 2;
    }
    return most == 0 ? 0 : places;
}

/* Three quarters of the bytes at most are for the accounts' own. */
struct keys_plan keys_plan_for(size_t accounts, size_t bytes)
{
    struct keys_plan plan;
    size_t own_most = bytes / 4 * 3 / sizeof(struct keys_of_account);
    plan.own_places = least_of(least_of(accounts + 1, own_most), UINT16_MAX);
    size_t own_size = plan.own_places * sizeof(struct keys_of_account);
    size_t v2_most = (bytes - own_size) / sizeof(struct keys_v2_place);
    plan.v2_places = accounts == 0 ? 0 : places_for(V2_EACH * accounts, v2_most);
    plan.size = sizeof(struct keys) + own_size + plan.v2_places * sizeof(struct keys_v2_place);
    return plan;
}

static const struct owf_pair nobodys;

struct keys *keys_begin(void *memory, const struct keys_plan *plan)
{
    struct keys *keys = memory;
    keys->plan = *plan;
    keys->v2 = (struct keys_v2_place *)(void *)(keys->own + plan->own_places);
    for (size_t i = 0; i < plan->v2_places; i++) {
        atomic_init(&keys->v2[i].state, PLACE_EMPTY);
    }
    (void)keys_prepare(keys, &nobodys);
    return keys;
}

uint16_t keys_nobody(const struct keys *keys)
{
    return keys->prepared > 0 ? 1 : 0;
}

uint16_t keys_prepare(struct keys *keys, const struct owf_pair *owfs)
{
    if (keys->prepared < keys->plan.own_places) {
        struct keys_of_account *own = &keys->own[keys->prepared];
        ntlm_des_keys(owfs->nt, &own->des);
        ntlm_des_keys(owfs->lm, &own->lm);
        if (hmac_md5_key(owfs->nt, &own->nt)) {
            return (uint16_t)++keys->prepared;
        }
        wipe(own, sizeof *own);
    }
    keys->lacking = true;
    return 0;
}

const struct keys_of_account *keys_own(struct account_keys of)
{
    return of.own == 0 ? NULL : &of.keys->own[of.own - 1];
}

bool keys_own_all(struct account_keys of)
{
    return of.keys != NULL && !of.keys->lacking;
}

/* What is asked for in NTOWFv2's table. */
struct wanted {
    uint32_t account;
    struct wide user;
    struct wide domain;
};

/* False where nothing can be kept: there is no table, or the names are too long for it. */
static inline bool can_be_kept(struct account_keys of, const struct wanted *wanted)
{
    return of.keys != NULL && of.keys->plan.v2_places > 0 && wanted->user.units <= KEYS_USER_MOST &&
           wanted->domain.units <= KEYS_DOMAIN_MOST;
}

/* Of the domain its length and last letter, which spread an account's few. */
static inline size_t first_place(const struct wanted *wanted)
{
    uint32_t of_domain = (uint32_t)wanted->domain.units;
    if (wanted->domain.units > 0) {
        of_domain += wide_unit(wanted->domain, wanted->domain.units - 1);
    }
    return hash_add(hash_add(HASH_BEGIN, wanted->account), of_domain) >> 7;
}

static inline struct keys_v2_place *place_at(struct keys *keys, size_t index)
{
    return &keys->v2[index & (keys->plan.v2_places - 1)];
}

static inline bool same_units(const uint16_t *held, size_t units, struct wide text)
{
    return units == text.units &&
           (units == 0 || memcmp(held, text.bytes, units * sizeof *held) == 0);
}

static inline bool is_wanted(const struct keys_v2_place *place, const struct wanted *wanted)
{
    return place->account == wanted->account &&
           same_units(place->names, place->user_units, wanted->user) &&
           same_units(place->names + KEYS_USER_MOST, place->domain_units, wanted->domain);
}

/* Every logon by NTLMv2 comes by here, so what it calls is inline. */
const struct keys_v2 *keys_find_v2(struct account_keys of, struct wide user, struct wide domain)
{
    const struct wanted wanted = {of.account, user, domain};
    if (!can_be_kept(of, &wanted)) {
        return NULL;
    }
    size_t first = first_place(&wanted);
    for (size_t i = 0; i < PROBES; i++) {
        struct keys_v2_place *place = place_at(of.keys, first + i);
        int state = atomic_load_explicit(&place->state, memory_order_acquire);
        if (state == PLACE_EMPTY) {
            return NULL;
        }
        if (state == PLACE_FULL && is_wanted(place, &wanted)) {
            return &place->v2;
        }
    }
    return NULL;
}

/* A place to be filled, which nobody reads or fills until it is published; NULL: all are taken. */
static struct keys_v2_place *take(struct keys *keys, const struct wanted *wanted)
{
    size_t first = first_place(wanted);
    for (size_t i = 0; i < PROBES; i++) {
        struct keys_v2_place *place = place_at(keys, first + i);
        int state = atomic_load_explicit(&place->state, memory_order_acquire);
        if (state == PLACE_EMPTY &&
            atomic_compare_exchange_strong(&place->state, &state, PLACE_FILLING)) {
            return place;
        }
        if (state == PLACE_FULL && is_wanted(place, wanted)) {
            return NULL; /* another logon was quicker */
        }
    }
    return NULL;
}

static void copy_units(uint16_t *to, uint8_t *units, struct wide text)
{
    *units = (uint8_t)text.units;
    if (text.units > 0) {
        memcpy(to, text.bytes, text.units * sizeof *to);
    }
}

void keys_keep_v2(struct account_keys of, struct wide user, struct wide domain,
                  enum ntlm_domain form, const struct hmac_md5_key *key)
{
    const struct wanted wanted = {of.account, user, domain};
    struct keys_v2_place *place = can_be_kept(of, &wanted) ? take(of.keys, &wanted) : NULL;
    if (place == NULL) {
        return;
    }
    place->account = of.account;
    copy_units(place->names, &place->user_units, user);
    copy_units(place->names + KEYS_USER_MOST, &place->domain_units, domain);
    place->v2.form = (uint8_t)form;
    place->v2.key = *key;
    atomic_store_explicit(&place->state, PLACE_FULL, memory_order_release);
}
