/*
 * Memory that shows who goes beyond it, and calls that return even if the callee crashes.
 *
 * A guard holds the buffers of one call. With GUARD_OFF each is plain memory of exactly its size.
 * Otherwise each ends at, or begins after, pages that nobody may touch, and what the callee may
 * only read is read-only. An access beyond is noted: the buffer, the offset, and whether it was a
 * read or a write. Then that page is opened, so that the callee goes on and more is seen: one
 * access a page. An opened page, and what lies beside a buffer in its own pages, is full of 0xC5;
 * the last 16 bytes of an opened page are 0, so that who looks for a NUL finds one.
 */
#ifndef HOSTSIM_GUARD_H
#define HOSTSIM_GUARD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "crash_place.h"
#include "text/fault.h"

enum guard_side {
    GUARD_OFF,
    GUARD_AFTER, /* a buffer's last byte is followed by what may not be touched */
    GUARD_BEFORE /* its first byte is preceded by it */
};

/* What the callee may write of a buffer, in bytes from its beginning. */
struct guard_writable {
    size_t from;
    size_t to;
};

#define GUARD_READ_ONLY     \
    (struct guard_writable) \
    {                       \
        0, 0                \
    }
#define GUARD_WRITABLE      \
    (struct guard_writable) \
    {                       \
        0, SIZE_MAX         \
    }

struct guard_block {
    const char *name;
    unsigned char *memory;
    size_t size;
    struct guard_writable writable;
    unsigned char *pages; /* those that memory lies in; NULL: plain memory */
    size_t pages_size;
    unsigned char *copy; /* of the pages, as they were handed over */
};

/* One access that was not allowed. Offset and size are bytes of the buffer; it may be negative. */
struct access_violation {
    const char *buffer;
    size_t size;
    int64_t offset;
    bool write;
};

/* What ended a call: a signal's number or an exception's code, and the address it touched. */
struct crash {
    uint32_t code; /* 0: it returned */
    bool touched;  /* it was an access; address is what it touched */
    uintptr_t address;
    char place[CRASH_PLACE]; /* crash_place.h; empty: it is not known */
};

#define GUARD_BLOCKS 40
#define GUARD_VIOLATIONS 16

struct guard {
    enum guard_side side;
    struct guard_block blocks[GUARD_BLOCKS];
    size_t count;
    struct access_violation violations[GUARD_VIOLATIONS];
    size_t violation_count; /* what is more than there is room for is lost */
    uintptr_t callee;       /* an address in the callee's code, for a crash's place; 0: not known */
    struct crash crash;
};

/* Makes *guard an empty guard. The caller releases it. */
void guard_begin(struct guard *guard, enum guard_side side);

/*
 * Adds a buffer, a copy of data. name is for what is noted, and stays the caller's. size and align
 * are in bytes; align is a power of 2, and no larger than a page. *memory is the guard's. With size
 * 0, GUARD_OFF gives NULL, and the others an address where nothing may be touched. False where
 * there is no memory or there are GUARD_BLOCKS buffers: the guard is to be released all the same.
 */
bool guard_put(struct guard *guard, const char *name, const void *data, size_t size, size_t align,
               struct guard_writable writable, void **memory, struct fault *fault);

/*
 * Changes size bytes of a watched buffer before the call; it may be read-only. False, without a
 * fault, where they do not lie in one watched buffer; so always with GUARD_OFF.
 */
bool guard_amend(struct guard *guard, void *at, const void *with, size_t size);

/*
 * Calls function(context), and returns whatever it does. The guard may be without buffers. Not to
 * be called within itself in one thread. False where it crashed: guard->crash tells how. On Windows
 * it runs in a thread of its own; false also where that cannot be started.
 */
bool guard_run(struct guard *guard, void (*function)(void *context), void *context);

/*
 * After the call: notes, for each watched buffer without a noted write, the first byte that was
 * written where it may not be.
 */
void guard_inspect(struct guard *guard);

/* Wipes and frees all buffers. What was noted stays. */
void guard_release(struct guard *guard);

#define CRASH_TEXT 64

/* Writes a crash in words: "SIGSEGV at address 0x10", "SIGABRT", "0xC0000420". */
void guard_crash_text(const struct crash *crash, char text[CRASH_TEXT]);

#endif
