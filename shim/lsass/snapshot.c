#include "snapshot.h"

#include <stdalign.h>
#include <string.h>

#include "memory.h"

#define ACCOUNTS_MOST 0x1000000u
#define BYTES_MOST 0x7FFFFFFFu /* so that every size and place fits on x86 too */
#define FIRST_ACCOUNT 1        /* 0 is a slot's word for none */
#define ACCOUNT_UNITS (sizeof(struct snapshot_account) / sizeof(uint16_t))

/* Where the parts of the allocation are; the snapshot itself is at its beginning. */
struct plan {
    size_t slots;
    struct keys_plan keys;
    size_t keys_at;
    size_t accounts_at;
    size_t account_units;
    size_t size;
};

/* Behind slots, of which there are two at least, keys lie where they may. */
_Static_assert(sizeof(struct snapshot) % alignof(struct keys) == 0 &&
                   2 * sizeof(uint32_t) % alignof(struct keys) == 0,
               "keys would not be aligned");

static bool plan_make(size_t accounts, size_t name_units, size_t key_bytes, struct plan *plan)
{
    if (accounts > ACCOUNTS_MOST || name_units > accounts * ACCOUNT_NAME_MAX) {
        return false;
    }
    uint64_t units = FIRST_ACCOUNT + (uint64_t)accounts * ACCOUNT_UNITS + name_units;
    plan->slots = 2;
    while (plan->slots < 2 * accounts) {
        plan->slots *= 2;
    }
    uint64_t at = sizeof(struct snapshot) + (uint64_t)plan->slots * sizeof(uint32_t);
    plan->keys = keys_plan_for(accounts, key_bytes);
    uint64_t size = at + plan->keys.size + units * sizeof(uint16_t);
    if (size > BYTES_MOST) {
        return false;
    }
    plan->keys_at = (size_t)at;
    plan->accounts_at = (size_t)(at + plan->keys.size);
    plan->account_units = (size_t)units;
    plan->size = (size_t)size;
    return true;
}

struct snapshot *snapshot_new(size_t accounts, size_t name_units, size_t key_bytes)
{
    struct plan plan;
    bool planned = plan_make(accounts, name_units, key_bytes, &plan);
    unsigned char *memory = planned ? memory_get(plan.size) : NULL;
    if (memory == NULL) {
        return NULL;
    }
    struct snapshot *snapshot = (struct snapshot *)(void *)memory;
    snapshot->size = plan.size;
    snapshot->mask = (uint32_t)(plan.slots - 1);
    snapshot->keys = keys_begin(memory + plan.keys_at, &plan.keys);
    snapshot->accounts = (uint16_t *)(void *)(memory + plan.accounts_at);
    snapshot->used = FIRST_ACCOUNT;
    snapshot->capacity = (uint32_t)plan.account_units;
    snapshot->force_logoff = NT_NEVER;
    snapshot->stack = stack_default;
    return snapshot;
}

void snapshot_free(struct snapshot *snapshot)
{
    if (snapshot != NULL) {
        memory_wipe_and_release(snapshot, snapshot->size);
    }
}

static struct snapshot_account *account_at(const struct snapshot *snapshot, uint32_t at)
{
    return (struct snapshot_account *)(void *)(snapshot->accounts + at);
}

/* The slot that holds the name, or the empty one where it would go. */
static size_t slot_of(const struct snapshot *snapshot, struct wide name)
{
    size_t at = wide_hash(name) & snapshot->mask;
    for (; snapshot->slots[at] != 0; at = (at + 1) & snapshot->mask) {
        const struct snapshot_account *account = account_at(snapshot, snapshot->slots[at]);
        struct wide held = {(const unsigned char *)account->name, account->name_units};
        if (wide_same(held, name)) {
            break;
        }
    }
    return at;
}

static uint32_t place_of(const struct snapshot *snapshot, const struct snapshot_account *account)
{
    return (uint32_t)((const uint16_t *)(const void *)account - snapshot->accounts);
}

struct account_keys snapshot_keys(const struct snapshot *snapshot,
                                  const struct snapshot_account *account)
{
    struct account_keys nobody = {snapshot->keys, 0, keys_nobody(snapshot->keys)};
    return account == NULL ? nobody
                           : (struct account_keys){snapshot->keys, place_of(snapshot, account),
                                                   account->own_keys};
}

bool snapshot_add(struct snapshot *snapshot, struct wide name, const unsigned char *value,
                  size_t size)
{
    if (name.units == 0 || name.units > ACCOUNT_NAME_MAX ||
        ACCOUNT_UNITS + name.units > snapshot->capacity - snapshot->used ||
        snapshot->account_count * 2 > snapshot->mask) {
        return false;
    }
    uint32_t *slot = &snapshot->slots[slot_of(snapshot, name)];
    if (*slot != 0) {
        return false;
    }
    struct record record;
    struct snapshot_account *account = account_at(snapshot, snapshot->used);
    account->readable = record_decode(value, size, &record);
    account->sync = record.sync;
    account->secret = record.secret;
    account->own_keys = record.secret.has_nt ? keys_prepare(snapshot->keys, &record.secret) : 0;
    wipe(&record, sizeof record);
    account->name_units = (uint16_t)name.units;
    memcpy(account->name, name.bytes, name.units * sizeof account->name[0]);
    *slot = snapshot->used;
    snapshot->used += (uint32_t)(ACCOUNT_UNITS + name.units);
    snapshot->account_count++;
    return true;
}

const struct snapshot_account *snapshot_find(const struct snapshot *snapshot, struct wide name)
{
    uint32_t at = snapshot->slots[slot_of(snapshot, name)];
    if (at != 0) {
        return account_at(snapshot, at);
    }
    (void)wide_same(name, name); /* not to find it costs what the comparison would have cost */
    return NULL;
}

const struct snapshot_account *snapshot_next(const struct snapshot *snapshot,
                                             const struct snapshot_account *after)
{
    uint32_t at = after == NULL
                      ? FIRST_ACCOUNT
                      : (uint32_t)(place_of(snapshot, after) + ACCOUNT_UNITS + after->name_units);
    return at == snapshot->used ? NULL : account_at(snapshot, at);
}
