#include "resources.h"

#include <string.h>

#include <windows.h>

#include <tlhelp32.h>

typedef BOOL(WINAPI *count_handles)(HANDLE, PDWORD);
typedef HANDLE(WINAPI *list_threads)(DWORD, DWORD);
typedef BOOL(WINAPI *next_thread)(HANDLE, THREADENTRY32 *);

/* Finds a function that came after NT 4.0, where this program starts as well: so by its name. */
static void find(const char *name, void *function)
{
    FARPROC found = GetProcAddress(GetModuleHandleA("kernel32"), name);
    memcpy(function, &found, sizeof found);
}

static size_t handles_now(void)
{
    DWORD count = 0;
    count_handles get;
    find("GetProcessHandleCount", &get);
    if (get != NULL) {
        get(GetCurrentProcess(), &count);
    }
    return count;
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
        return 0;
    }
    HANDLE all = list(TH32CS_SNAPTHREAD, 0);
    for (BOOL more = first(all, &entry); more; more = next(all, &entry)) {
        count += entry.th32OwnerProcessID == GetCurrentProcessId();
    }
    CloseHandle(all);
    return count;
}

static size_t heap_in_use(void)
{
    size_t bytes = 0;
    PROCESS_HEAP_ENTRY entry = {.lpData = NULL};
    HANDLE heap = GetProcessHeap();
    HeapLock(heap);
    while (HeapWalk(heap, &entry)) {
        bytes += (entry.wFlags & PROCESS_HEAP_ENTRY_BUSY) != 0 ? entry.cbData : 0;
    }
    HeapUnlock(heap);
    return bytes;
}

struct resources resources_now(void)
{
    return (struct resources){handles_now(), threads_now(), heap_in_use()};
}
