#include "memory.h"

#include <stdlib.h>

#include "ntlm.h"

void *memory_get(size_t size)
{
    return calloc(1, size);
}

void memory_wipe_and_release(void *memory, size_t size)
{
    wipe(memory, size);
    free(memory);
}
