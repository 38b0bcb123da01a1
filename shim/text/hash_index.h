/*
 * Finds items of an array by a hash. The table holds the items' indexes, is at most half full, and
 * grows. The caller hashes what an item is known by, and compares what it finds. For tables that
 * nobody outside can fill.
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

/* The table; zeroed it is empty. */
struct hash_index {
    struct hash_slot *slots;
    size_t slot_count; /* a power of two, or 0 */
    size_t count;
};

#define HASH_INDEX_NONE SIZE_MAX

/*
 * Makes room for items in all, not for so many more. False where there is no memory, or items is
 * 2^31 or more: the index is then as it was.
 */
bool hash_index_reserve(struct hash_index *index, size_t items);

/*
 * Adds an item. hash is the caller's; item is an index of the caller's array. Room for it has been
 * reserved. The same item added twice is there twice.
 */
void hash_index_add(struct hash_index *index, uint32_t hash, size_t item);

/*
 * Returns the next item that has the hash. *at is 0 before the first call and is the index's own
 * afterwards. HASH_INDEX_NONE where there is no further one. Items that have the same hash come in
 * no promised order.
 */
size_t hash_index_next(const struct hash_index *index, uint32_t hash, size_t *at);

/* Removes all items, and keeps the room. */
void hash_index_clear(struct hash_index *index);

/* Frees the table, and leaves an empty index. */
void hash_index_release(struct hash_index *index);

#endif
