/* The one allocation of a reload. */
#ifndef IISSUBA_MEMORY_H
#define IISSUBA_MEMORY_H

#include <stddef.h>

/* Zeroed; NULL where there is none. */
void *memory_get(size_t size);

/* Wipes size bytes and gives them back. */
void memory_wipe_and_release(void *memory, size_t size);

#endif
