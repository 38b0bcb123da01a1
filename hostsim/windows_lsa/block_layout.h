/*
 * How a block that crosses between LsaLogonUser's caller and MSV1_0 is laid out: the structures of
 * ntsecapi.h with pointers of 8 bytes (x64) or 4 (x86), each field at a multiple of its own size,
 * all little-endian. The pointers in a block are addresses of the caller's, into the same block.
 */
#ifndef HOSTSIM_BLOCK_LAYOUT_H
#define HOSTSIM_BLOCK_LAYOUT_H

#include <stddef.h>
#include <stdint.h>

struct block_layout {
    size_t pointer_size; /* 8 or 4 */
    uint64_t address;    /* of the block's first byte, where its reader has it */
};

/* The next multiple of a power of two, from at on. */
static inline size_t block_align(size_t at, size_t to)
{
    return (at + to - 1) & ~(to - 1);
}

/* The layout of a block of this process, where it lies. */
static inline struct block_layout block_layout_here(const void *bytes)
{
    return (struct block_layout){sizeof(void *), (uint64_t)(uintptr_t)bytes};
}

#endif
