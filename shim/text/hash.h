/* FNV-1a (Fowler, Noll, Vo), 32 bits: for tables that nobody outside can fill. */
#ifndef IISSUBA_HASH_H
#define IISSUBA_HASH_H

#include <stddef.h>
#include <stdint.h>

#define HASH_BEGIN UINT32_C(2166136261)

/* One step; in 64 bits, so that nothing overflows. */
static inline uint32_t hash_add(uint32_t hash, uint32_t value)
{
    return (uint32_t)((uint64_t)(hash ^ value) * 16777619u);
}

/* The same for text that differs in the case of ASCII letters alone. */
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
