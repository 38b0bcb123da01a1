/* What arithmetic with secrets needs: nothing of them stays, and nothing that failed is believed.
 */
#ifndef IISSUBA_WIPE_H
#define IISSUBA_WIPE_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#define CHECKED __attribute__((warn_unused_result))

/*
 * Overwrites what must not stay in memory: a memset that the compiler has to make, because for all
 * it knows the assembler behind it, which is none, reads what was written. (OPENSSL_cleanse does
 * the same a word at a time.)
 */
static inline void wipe(void *secret, size_t length)
{
    memset(secret, 0, length);
    __asm__ volatile("" : : "r"(secret) : "memory");
}

/* Of a computation's steps, all were done; else the result is made one that is none. */
static inline bool sound_or_zero(bool sound, void *result, size_t size)
{
    if (!sound) {
        memset(result, 0, size);
    }
    return sound;
}

#endif
