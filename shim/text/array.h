/* Growing arrays. */
#ifndef IISSUBA_ARRAY_H
#define IISSUBA_ARRAY_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Makes room for one more element of so many bytes. False where there is no memory: the array is
 * then as it was.
 */
bool array_grow(void **elements, size_t count, size_t *capacity, size_t size);

#endif
