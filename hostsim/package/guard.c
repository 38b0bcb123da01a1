#include "guard.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "guard_platform.h"
#include "lsass/ntlm.h"

#define POISON 0xC5u  /* around a buffer, and in a page that had to be opened */
#define POISON_END 16 /* bytes of such a page that are zero */

void guard_begin(struct guard *guard, enum guard_side side)
{
    *guard = (struct guard){.side = side};
}

/* Has what may not all be written trap when it is. */
static void seal(const struct guard_block *block)
{
    if (block->writable.to < block->size) {
        guard_pages_seal(block->pages, block->pages_size);
    }
}

/* Puts a block into pages of its own, flush with their end or their beginning. */
static bool lay(struct guard *guard, struct guard_block *block, const void *data, size_t align)
{
    size_t page = guard_page_size();
    block->pages_size = (block->size / page + 1) * page;
    block->pages = guard_pages_get(block->pages_size);
    block->copy = malloc(block->pages_size);
    if (block->pages == NULL || block->copy == NULL) {
        return false;
    }
    size_t from =
        guard->side == GUARD_BEFORE ? 0 : (block->pages_size - block->size) / align * align;
    memset(block->pages, POISON, block->pages_size);
    block->memory = block->pages + from;
    if (block->size > 0) {
        memcpy(block->memory, data, block->size);
    }
    memcpy(block->copy, block->pages, block->pages_size);
    seal(block);
    return true;
}

bool guard_put(struct guard *guard, const char *name, const void *data, size_t size, size_t align,
               struct guard_writable writable, void **memory, struct fault *fault)
{
    *memory = NULL;
    if (size == 0 && guard->side == GUARD_OFF) {
        return true;
    }
    if (guard->count == GUARD_BLOCKS) {
        return fault_set(fault, "too many buffers");
    }
    struct guard_block *block = &guard->blocks[guard->count++];
    *block = (struct guard_block){.name = name, .size = size, .writable = writable};
    bool laid = true;
    if (guard->side == GUARD_OFF) {
        block->memory = malloc(size);
        laid = block->memory != NULL;
        if (laid) {
            memcpy(block->memory, data, size);
        }
    } else {
        laid = lay(guard, block, data, align);
    }
    *memory = block->memory;
    return laid || fault_set(fault, "no memory");
}

/* How far it is from one address to another; both are a program's own, so below 2^63. */
static int64_t distance(const unsigned char *from, uintptr_t to)
{
    return (int64_t)to - (int64_t)(uintptr_t)from;
}

bool guard_amend(struct guard *guard, void *at, const void *with, size_t size)
{
    for (size_t i = 0; i < guard->count; i++) {
        const struct guard_block *block = &guard->blocks[i];
        /* Before the buffer it is far beyond its end. */
        size_t offset = (size_t)distance(block->memory, (uintptr_t)at);
        if (block->pages == NULL || size > block->size || offset > block->size - size) {
            continue;
        }
        guard_pages_open(block->pages, block->pages_size);
        memcpy(block->memory + offset, with, size);
        memcpy(block->copy + (block->memory - block->pages) + offset, with, size);
        seal(block);
        return true;
    }
    return false;
}

static void note(struct guard *guard, const struct guard_block *block, int64_t offset, bool write)
{
    if (guard->violation_count < GUARD_VIOLATIONS) {
        guard->violations[guard->violation_count++] =
            (struct access_violation){block->name, block->size, offset, write};
    }
}

/* A negative offset is, without its sign, far beyond the end. */
static bool may_write(const struct guard_block *block, int64_t offset)
{
    return (size_t)offset < block->size && (size_t)offset >= block->writable.from &&
           (size_t)offset < block->writable.to;
}

/*
 * Handles an access in the zones around a block's pages: notes it, and opens the page, filled with
 * poison.
 */
static bool touched_beyond(struct guard *guard, const struct guard_block *block, uintptr_t address,
                           enum guard_access access)
{
    size_t page = guard_page_size();
    /* As an offset from a pointer that is ours, so that no pointer is made of a number. */
    int64_t offset = distance(block->memory, address);
    unsigned char *opened = block->pages + distance(block->pages, address / page * page);
    note(guard, block, offset, access == GUARD_ACCESS_WRITE);
    if (!guard_pages_open(opened, page)) {
        return false;
    }
    memset(opened, POISON, page - POISON_END);
    memset(opened + page - POISON_END, 0, POISON_END);
    return true;
}

bool guard_touched(struct guard *guard, uintptr_t address, enum guard_access access)
{
    for (size_t i = 0; access != GUARD_ACCESS_RUN && i < guard->count; i++) {
        const struct guard_block *block = &guard->blocks[i];
        uintptr_t pages = (uintptr_t)block->pages;
        if (block->pages == NULL || address < pages - GUARD_ZONE ||
            address >= pages + block->pages_size + GUARD_ZONE) {
            continue;
        }
        if (address < pages || address >= pages + block->pages_size) {
            return touched_beyond(guard, block, address, access);
        }
        /* The pages themselves can be read: this is a write to what is read-only. */
        int64_t offset = distance(block->memory, address);
        if (!may_write(block, offset)) {
            note(guard, block, offset, true);
        }
        return guard_pages_open(block->pages, block->pages_size);
    }
    return false;
}

static bool already_noted(const struct guard *guard, const char *name)
{
    for (size_t i = 0; i < guard->violation_count; i++) {
        if (guard->violations[i].write && strcmp(guard->violations[i].buffer, name) == 0) {
            return true;
        }
    }
    return false;
}

void guard_inspect(struct guard *guard)
{
    for (size_t i = 0; i < guard->count; i++) {
        const struct guard_block *block = &guard->blocks[i];
        if (block->pages == NULL || already_noted(guard, block->name)) {
            continue;
        }
        for (size_t at = 0; at < block->pages_size; at++) {
            int64_t offset = (int64_t)at - (block->memory - block->pages);
            if (block->pages[at] != block->copy[at] && !may_write(block, offset)) {
                note(guard, block, offset, true);
                break;
            }
        }
    }
}

void guard_release(struct guard *guard)
{
    for (size_t i = 0; i < guard->count; i++) {
        struct guard_block *block = &guard->blocks[i];
        if (block->copy != NULL) {
            wipe(block->copy, block->pages_size);
            free(block->copy);
        }
        if (block->pages != NULL) {
            guard_pages_open(block->pages, block->pages_size);
            wipe(block->pages, block->pages_size);
            guard_pages_free(block->pages, block->pages_size);
        } else if (block->memory != NULL) {
            wipe(block->memory, block->size);
            free(block->memory);
        }
    }
    guard->count = 0;
}

void guard_crash_text(const struct crash *crash, char text[CRASH_TEXT])
{
    const char *name = guard_crash_name(crash->code);
    int length = name == NULL ? snprintf(text, CRASH_TEXT, "0x%08" PRIX32, crash->code)
                              : snprintf(text, CRASH_TEXT, "%s", name);
    if (crash->touched) {
        snprintf(text + length, CRASH_TEXT - (size_t)length, " at address 0x%" PRIXPTR,
                 crash->address);
    }
}
