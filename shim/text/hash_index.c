#include "hash_index.h"

#include <stdlib.h>
#include <string.h>

#define LEAST_SLOTS 16

static void put(struct hash_slot *slots, size_t count, struct hash_slot slot)
{
    size_t at = slot.hash & (count - 1);
    while (slots[at].item != 0) {
        at = (at + 1) & (count - 1);
    }
    slots[at] = slot;
}

bool hash_index_reserve(struct hash_index *index, size_t items)
{
    size_t count = index->slot_count == 0 ? LEAST_SLOTS : index->slot_count;
    if (items > UINT32_MAX / 2) {
        return false;
    }
    while (count < 2 * items) {
        count *= 2;
    }
    if (count == index->slot_count) {
        return true;
    }
    struct hash_slot *slots = calloc(count, sizeof *slots);
    if (slots == NULL) {
        return false;
    }
    for (size_t i = 0; i < index->slot_count; i++) {
        if (index->slots[i].item != 0) {
            put(slots, count, index->slots[i]);
        }
    }
    free(index->slots);
    index->slots = slots;
    index->slot_count = count;
    return true;
}

void hash_index_add(struct hash_index *index, uint32_t hash, size_t item)
{
    put(index->slots, index->slot_count, (struct hash_slot){hash, (uint32_t)item + 1});
    index->count++;
}

size_t hash_index_next(const struct hash_index *index, uint32_t hash, size_t *at)
{
    for (; index->slot_count > 0; (*at)++) {
        const struct hash_slot *slot = &index->slots[(hash + *at) & (index->slot_count - 1)];
        if (slot->item == 0) {
            break;
        }
        if (slot->hash == hash) {
            (*at)++;
            return slot->item - 1;
        }
    }
    return HASH_INDEX_NONE;
}

void hash_index_clear(struct hash_index *index)
{
    if (index->count > 0) {
        memset(index->slots, 0, index->slot_count * sizeof *index->slots);
        index->count = 0;
    }
}

void hash_index_release(struct hash_index *index)
{
    free(index->slots);
    *index = (struct hash_index){.slots = NULL};
}
