/*
 * What this process holds of the system. Only the difference of two looks means something: each
 * look counts a little of itself.
 */
#ifndef HOSTSIM_RESOURCES_H
#define HOSTSIM_RESOURCES_H

#include <stddef.h>

/* Zero where the system does not tell: handles before Windows XP SP1, threads before 2000. */
struct resources {
    size_t handles; /* file descriptors */
    size_t threads;
    size_t heap; /* bytes in use */
};

/* Counts what the process holds now. */
struct resources resources_now(void);

#endif
