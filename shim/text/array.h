/* Arrays that grow by doubling. */
#ifndef IISSUBA_ARRAY_H
#define IISSUBA_ARRAY_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Makes room for one more element. *elements is the array, from malloc or NULL; count is how many
 * elements are in use; *capacity is how many there is room for; size is one element's, in bytes.
 * *elements may move, and stays the caller's to free; the new room is not initialised. False where
 * there is no memory: the array is then as it was.
 */
bool array_grow(void **elements, size_t count, size_t *capacity, size_t size);

#endif
