/* What the entry points share: values that can be anything, and buffers of exactly their length. */
#ifndef IISSUBA_PROOF_H
#define IISSUBA_PROOF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <__fc_builtin.h>

#include "text/wide.h"

/*
 * size bytes that can be anything; not a byte more or less may be touched. The caller splits by the
 * size: so each has a buffer of its own.
 */
static inline unsigned char *any_bytes(size_t size)
{
    unsigned char *bytes = malloc(size);
    Frama_C_make_unknown((char *)bytes, size);
    return bytes;
}

static inline bool any_bool(void)
{
    return Frama_C_interval(0, 1) != 0;
}

static inline size_t any_size(size_t most)
{
    return Frama_C_size_t_interval(0, most);
}

/* A text of that many units; one without any has no bytes. */
static inline struct wide any_text(size_t units)
{
    return units == 0 ? (struct wide){NULL, 0} : (struct wide){any_bytes(2 * units), units};
}

#endif
