/* What a process holds of the system: for tests that say nothing is left behind. */
#ifndef TESTS_RESOURCES_H
#define TESTS_RESOURCES_H

#include <stddef.h>

struct resources {
    size_t handles; /* file descriptors */
    size_t threads;
    size_t heap; /* bytes in use */
};

struct resources resources_now(void);

#endif
