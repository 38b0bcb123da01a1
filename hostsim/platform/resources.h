/* What this process holds of the system, to see what a package leaves behind. */
#ifndef HOSTSIM_RESOURCES_H
#define HOSTSIM_RESOURCES_H

#include <stddef.h>

/* Zero where the system does not tell: handles before Windows XP, threads before 2000. */
struct resources {
    size_t handles; /* file descriptors */
    size_t threads;
    size_t heap; /* bytes in use */
};

struct resources resources_now(void);

#endif
