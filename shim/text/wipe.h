/* What arithmetic with secrets needs: nothing of them stays, and nothing that failed is believed.
 */
#ifndef IISSUBA_WIPE_H
#define IISSUBA_WIPE_H

#include <stddef.h>
#include <string.h>

/*
 * Overwrites what must not stay in memory: a memset that the compiler has to make, because for all
 * it knows the assembler behind it, which is none, reads what was written. (OPENSSL_cleanse does
 * the same a word at a time.) Beyond a cache line it is not to know the length either: gcc would
 * use a string instruction, and the C library is quicker.
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
