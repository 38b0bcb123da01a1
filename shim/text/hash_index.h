/*
 * Finds items of an array by a hash of what they are known by: the items' indexes in a table, at
 * most half full, that grows. What an item is known by, and whether two are the same, is the
 * caller's business. For tables that nobody outside can fill.
 */
#ifndef IISSUBA_HASH_INDEX_H
#define IISSUBA_HASH_INDEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct hash_slot {
    uint32_t hash;
    uint32_t item; /* its index and 1; 0: none */
};

/* Zeroed it is empty. */
struct hash_index {
    struct hash_slot *slots;
    size_t slot_count; /* a power of two, or 0 */
    size_t count;
};

#define HASH_INDEX_NONE SIZE_MAX

/* Room for so many items in all. False: no memory; the index is then as it was. */
bool hash_index_reserve(struct hash_index *index, size_t items);
/* The caller has reserved room for it. */
void hash_index_add(struct hash_index *index, uint32_t hash, size_t item);

/*
 * The items of a hash, one after another: *at is 0 before the first, and the index's own from then
 * on. HASH_INDEX_NONE: no more.
 */
size_t hash_index_next(const struct hash_index *index, uint32_t hash, size_t *at);

/* Empties it, and keeps the room. */
void hash_index_clear(struct hash_index *index);
/* Frees, and leaves it empty. */
void hash_index_release(struct hash_index *index);

#endif
