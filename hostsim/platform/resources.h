/*
 * What this process holds of the system. Only the difference of two looks means something: each
 * look counts a little of itself.
 */
#ifndef HOSTSIM_RESOURCES_H
#define HOSTSIM_RESOURCES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum resource {
    RESOURCE_HANDLES, /* file descriptors; on Windows registry keys are handles, too */
    RESOURCE_THREADS,
    RESOURCE_HEAP,    /* bytes in use of every heap: the process's, the C runtime's, a package's */
    RESOURCE_SECTIONS /* bytes of files and shared memory that are mapped */
};

#define RESOURCE_COUNT (RESOURCE_SECTIONS + 1)

#define RESOURCE_UNKNOWN SIZE_MAX /* the system does not tell: threads before Windows 2000 */

struct resources {
    size_t count[RESOURCE_COUNT];
};

/* Counts what the process holds now; also where no descriptor is left to look with. */
struct resources resources_now(void);

/* Whether the process can have no further descriptor. On Windows memory would run out before. */
bool resources_ran_out(void);

/* Lets the process have as many descriptors as the system allows it. lsass has no such limit. */
void resources_allow_all(void);

#endif
