#include "resources.h"

#include <string.h>

#include <windows.h>

#include <tlhelp32.h>

#define HANDLES_FREE_MOST 1024 /* then there is no handle beyond */
#define HEAPS_MOST 1024
#define HEAP_WITHOUT_BLOCKS 4096 /* bytes: the least that HeapCreate commits */

typedef BOOL(WINAPI *count_handles)(HANDLE, PDWORD);
typedef HANDLE(WINAPI *list_threads)(DWORD, DWORD);
typedef BOOL(WINAPI *next_thread)(HANDLE, THREADENTRY32 *);

/* Finds a function that came after NT 4.0, where this program starts as well: so by its name. */
static void find(const char *name, void *function)
{
    FARPROC found = GetProcAddress(GetModuleHandleA("kernel32"), name);
    memcpy(function, &found, sizeof found);
}

/*
 * Asks of each number that can be a handle (they are multiples of 4) whether it is one, until none
 * has been for long: Windows and Wine use them from the lowest on.
 */
static size_t count_each_handle(void)
{
    size_t count = 0;
    DWORD flags;
    for (uintptr_t number = 4, free = 0; free < HANDLES_FREE_MOST; number += 4) {
        bool is_one = GetHandleInformation((HANDLE)number, &flags) != 0;
        count += is_one;
        free = is_one ? 0 : free + 1;
    }
    return count;
}

/* Wine's count is always 0, and Windows before XP SP1 has none. */
static size_t handles_now(void)
{
    DWORD count = 0;
    count_handles get;
    find("GetProcessHandleCount", &get);
    if (get != NULL) {
        get(GetCurrentProcess(), &count);
    }
    return count > 0 ? count : count_each_handle();
}

static size_t threads_now(void)
{
    size_t count = 0;
    THREADENTRY32 entry = {.dwSize = sizeof entry};
    list_threads list;
    next_thread first;
    next_thread next;
    find("CreateToolhelp32Snapshot", &list);
    find("Thread32First", &first);
    find("Thread32Next", &next);
    if (list == NULL || first == NULL || next == NULL) {
        return RESOURCE_UNKNOWN;
    }
    HANDLE all = list(TH32CS_SNAPTHREAD, 0);
    for (BOOL more = first(all, &entry); more; more = next(all, &entry)) {
        count += entry.th32OwnerProcessID == GetCurrentProcessId();
    }
    CloseHandle(all);
    return count;
}

static size_t heap_in_use(HANDLE heap)
{
    size_t bytes = 0;
    PROCESS_HEAP_ENTRY entry = {.lpData = NULL};
    HeapLock(heap);
    while (HeapWalk(heap, &entry)) {
        bytes += (entry.wFlags & PROCESS_HEAP_ENTRY_BUSY) != 0 ? entry.cbData : 0;
    }
    HeapUnlock(heap);
    return bytes;
}

/* A heap that somebody left behind counts, even if it is empty. */
static size_t heaps_in_use(void)
{
    HANDLE heaps[HEAPS_MOST];
    DWORD count = GetProcessHeaps(HEAPS_MOST, heaps);
    size_t bytes = count * HEAP_WITHOUT_BLOCKS;
    for (DWORD i = 0; i < count && i < HEAPS_MOST; i++) {
        bytes += heap_in_use(heaps[i]);
    }
    return bytes;
}

static size_t sections_mapped(void)
{
    MEMORY_BASIC_INFORMATION region;
    const unsigned char *at = NULL;
    size_t bytes = 0;
    while (VirtualQuery(at, &region, sizeof region) != 0) {
        bytes += region.State != MEM_FREE && region.Type == MEM_MAPPED ? region.RegionSize : 0;
        at = (const unsigned char *)region.BaseAddress + region.RegionSize;
    }
    return bytes;
}

struct resources resources_now(void)
{
    return (struct resources){{
        [RESOURCE_HANDLES] = handles_now(),
        [RESOURCE_THREADS] = threads_now(),
        [RESOURCE_HEAP] = heaps_in_use(),
        [RESOURCE_SECTIONS] = sections_mapped(),
    }};
}

bool resources_ran_out(void)
{
    return false;
}

void resources_allow_all(void)
{
}
