#include "array.h"

#include <stdlib.h>

#define FIRST_CAPACITY 8

bool array_grow(void **elements, size_t count, size_t *capacity, size_t size)
{
    if (count < *capacity) {
        return true;
    }
    size_t larger = *capacity == 0 ? FIRST_CAPACITY : *capacity * 2;
    void *moved = realloc(*elements, larger * size);
    if (moved == NULL) {
        return false;
    }
    *elements = moved;
    *capacity = larger;
    return true;
}
