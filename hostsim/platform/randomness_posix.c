#include "randomness.h"

#include <sys/random.h>

/* Up to 256 bytes are given whole or not at all (getrandom(2)). */
bool randomness_fill(void *bytes, size_t size)
{
    return size <= 256 && getrandom(bytes, size, 0) == (ssize_t)size;
}
