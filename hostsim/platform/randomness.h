/* Random bytes from the system, for challenges and new passwords. */
#ifndef HOSTSIM_RANDOMNESS_H
#define HOSTSIM_RANDOMNESS_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Fills size bytes, at most 256, with random ones. False where the system gives none; there is no
 * fault. (getrandom(2); CryptGenRandom)
 */
bool randomness_fill(void *bytes, size_t size);

#endif
