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
enum guard_access { GUARD_ACCESS_READ, GUARD_ACCESS_WRITE, GUARD_ACCESS_UNKNOWN };

/* Called by the handler. True: it was noted and the page opened, the access can be repeated. */
bool guard_touched(struct guard *guard, uintptr_t address, enum guard_access access);

size_t guard_page_size(void);
/* Pages to read and write, with GUARD_ZONE before and after them that cannot be. NULL: no memory.
 */
unsigned char *guard_pages_get(size_t size);
void guard_pages_seal(unsigned char *pages, size_t size); /* read-only */
bool guard_pages_open(unsigned char *pages,
                      size_t size); /* to read and write, whatever they were */
void guard_pages_free(unsigned char *pages, size_t size);

/* The name of a signal or an exception; NULL: unknown. */
const char *guard_crash_name(uint32_t code);

#endif
