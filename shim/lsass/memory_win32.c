#include "memory.h"

#include <windows.h>

#include "ntlm.h"

void *memory_get(size_t size)
{
    return HeapAlloc(GetProcessHeap(), HEAP_ZERO_MEMORY, size);
}

void memory_wipe_and_release(void *memory, size_t size)
{
    wipe(memory, size);
    HeapFree(GetProcessHeap(), 0, memory);
}
