/* Stands for shim/text/wipe.h, whose assembler only keeps the compiler from leaving the memset out.
 */
#ifndef IISSUBA_WIPE_H
#define IISSUBA_WIPE_H

#include <stddef.h>
#include <string.h>

static inline void wipe(void *secret, size_t length)
{
    memset(secret, 0, length);
}

#endif
