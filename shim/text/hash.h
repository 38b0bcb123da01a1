/*
 * Hashes for tables that nobody outside can fill. The function is FNV-1a with 32 bits (Fowler,
 * Noll, Vo).
 */
#ifndef IISSUBA_HASH_H
#define IISSUBA_HASH_H

#include <stddef.h>
#include <stdint.h>

#define HASH_BEGIN UINT32_C(2166136261)

/*
 * Takes one more value into a hash. hash is HASH_BEGIN before the first value. Returns the new
 * hash. The product has 64 bits, so that nothing overflows.
 */
static inline uint32_t hash_add(uint32_t hash, uint32_t value)
{
    return (uint32_t)((uint64_t)(hash ^ value) * 16777619u);
}

/*
 * Hashes a text so that upper and lower case of ASCII letters give the same number. length is in
 * bytes; no NUL is needed.
 */
static inline uint32_t hash_caseless(const char *text, size_t length)
{
    uint32_t hash = HASH_BEGIN;
    for (size_t i = 0; i < length; i++) {
        unsigned char c = (unsigned char)text[i];
        hash = hash_add(hash, c >= 'a' && c <= 'z' ? c - 32u : c);
    }
    return hash ^ hash >> 15;
}

#endif
