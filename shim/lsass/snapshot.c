#include "snapshot.h"

#include <string.h>

#include "memory.h"
#include "text/hash.h"
#include "text/upcase.h"

#define ACCOUNTS_MOST 0x2000000u /* keeps every size below 4 GiB on x86 too */

struct snapshot *snapshot_new(size_t accounts, size_t name_units)
{
    if (accounts > ACCOUNTS_MOST || name_units > accounts * ACCOUNT_NAME_MAX) {
        return NULL;
    }
    size_t slots = 2;
    while (slots < 2 * accounts) {
        slots *= 2;
    }
    if (slots > (SIZE_MAX / 2 - 2 * name_units) / sizeof(struct snapshot_account)) {
        return NULL;
    }
    size_t names_at = sizeof(struct snapshot) + slots * sizeof(struct snapshot_account);
    size_t size = names_at + name_units * sizeof(uint16_t);
    struct snapshot *snapshot = memory_get(size);
    if (snapshot == NULL) {
        return NULL;
    }
    snapshot->size = size;
    snapshot->mask = (uint32_t)(slots - 1);
    snapshot->names_capacity = (uint32_t)name_units;
    snapshot->names = (uint16_t *)(void *)((unsigned char *)snapshot + names_at);
    snapshot->force_logoff = NT_NEVER;
    snapshot->stack = stack_default();
    return snapshot;
}

void snapshot_free(struct snapshot *snapshot)
{
    if (snapshot != NULL) {
        memory_wipe_and_release(snapshot, snapshot->size);
    }
}

/* Over the upper-cased units. */
static uint32_t hash(struct wide name)
{
    uint32_t value = HASH_BEGIN;
    for (size_t i = 0; i < name.units; i++) {
        uint16_t unit = upcase(wide_unit(name, i));
        value = hash_add(hash_add(value, unit & 0xFF), (uint32_t)(unit >> 8));
    }
    return value;
}

/* The slot that holds the name, or the empty one where it would go. */
static size_t slot_of(const struct snapshot *snapshot, struct wide name)
{
    size_t at = hash(name) & snapshot->mask;
    for (;; at = (at + 1) & snapshot->mask) {
        const struct snapshot_account *slot = &snapshot->slots[at];
        struct wide held = {(const unsigned char *)(snapshot->names + slot->name_at),
                            slot->name_units};
        if (slot->name_units == 0 || wide_same(held, name)) {
            return at;
        }
    }
}

bool snapshot_add(struct snapshot *snapshot, struct wide name, const unsigned char *value,
                  size_t size)
{
    if (name.units == 0 || name.units > ACCOUNT_NAME_MAX ||
        name.units > snapshot->names_capacity - snapshot->names_used ||
        snapshot->account_count * 2 > snapshot->mask) {
        return false;
    }
    struct snapshot_account *slot = &snapshot->slots[slot_of(snapshot, name)];
    if (slot->name_units != 0) {
        return false;
    }
    struct record record;
    slot->readable = record_decode(value, size, &record);
    slot->sync = record.sync;
    slot->secret = record.secret;
    ntlm_wipe(&record, sizeof record);
    slot->name_at = snapshot->names_used;
    slot->name_units = (uint16_t)name.units;
    memcpy(snapshot->names + slot->name_at, name.bytes, 2 * name.units);
    snapshot->names_used += (uint32_t)name.units;
    snapshot->account_count++;
    return true;
}

const struct snapshot_account *snapshot_find(const struct snapshot *snapshot, struct wide name)
{
    if (name.units == 0 || name.units > ACCOUNT_NAME_MAX) {
        return NULL;
    }
    const struct snapshot_account *slot = &snapshot->slots[slot_of(snapshot, name)];
    if (slot->name_units != 0) {
        return slot;
    }
    (void)wide_same(name, name); /* not to find it costs what the comparison would have cost */
    return NULL;
}
