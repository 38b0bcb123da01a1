/* Random bytes from the system, for challenges and new passwords. */
#ifndef HOSTSIM_RANDOMNESS_H
#define HOSTSIM_RANDOMNESS_H

#include <stdbool.h>
#include <stddef.h>

/* False where the system gives none. */
bool randomness_fill(void *bytes, size_t size);

#endif
