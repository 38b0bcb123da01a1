/* Wiping secrets. */
#ifndef IISSUBA_WIPE_H
#define IISSUBA_WIPE_H

#include <stddef.h>
#include <string.h>

/*
 * Overwrites length bytes with zeros, so that a secret does not stay in memory.
 * The compiler may not leave the memset out: the empty assembler behind it could read what was
 * written. Beyond 64 bytes the length is hidden from the compiler as well: gcc would use a string
 * instruction there, and the C library is quicker. OPENSSL_cleanse does the same, one word at a
 * time.
 */
static inline void wipe(void *secret, size_t length)
{
    if (length > 64) {
        __asm__("" : "+r"(length));
    }
    memset(secret, 0, length);
    __asm__ volatile("" : : "r"(secret) : "memory");
}

#endif
