/* What guard.c needs of the system, and what it offers the system's fault handler. */
#ifndef HOSTSIM_GUARD_PLATFORM_H
#define HOSTSIM_GUARD_PLATFORM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct guard;

#define GUARD_ZONE                                                                    \
    0x10000u /* on both sides of a block's pages: a count of characters taken for one \
                of bytes ends in it too */

/* What an access was, where the system tells. */
enum guard_access {
    GUARD_ACCESS_READ,
    GUARD_ACCESS_WRITE,
    GUARD_ACCESS_RUN, /* it was to be an instruction */
    GUARD_ACCESS_UNKNOWN
};

/*
 * Called by the fault handler in the thread that runs. address is what was touched. True where it
 * was noted and the page was opened, so that the access can be repeated. False where it has nothing
 * to do with the guard's buffers, the page cannot be opened, or opening it would not help: nothing
 * makes code of a buffer.
 */
bool guard_touched(struct guard *guard, uintptr_t address, enum guard_access access);

/* The system's page size, in bytes. */
size_t guard_page_size(void);

/*
 * Gets pages to read and write, with GUARD_ZONE bytes before and after them that cannot be touched.
 * size is in bytes, and whole pages. The caller frees them with guard_pages_free. NULL where there
 * is no memory.
 */
unsigned char *guard_pages_get(size_t size);

/* Makes pages read-only. A failure is not reported. */
void guard_pages_seal(unsigned char *pages, size_t size);

/*
 * Makes pages readable and writable, whatever they were; those of a zone, too. size is in bytes.
 * False where the system refuses.
 */
bool guard_pages_open(unsigned char *pages, size_t size);

/* Frees pages of guard_pages_get, with their zones. size is what was asked for. */
void guard_pages_free(unsigned char *pages, size_t size);

/* The name of a signal or an exception. It is static. NULL where it is not known. */
const char *guard_crash_name(uint32_t code);

#endif
