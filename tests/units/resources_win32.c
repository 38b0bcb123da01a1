#include "resources.h"

#include <windows.h>

#include <tlhelp32.h>

static size_t threads_of(DWORD process)
{
    size_t count = 0;
    THREADENTRY32 entry = {.dwSize = sizeof entry};
    HANDLE all = CreateToolhelp32Snapshot(TH32CS_SNAPTHREAD, 0);
    for (BOOL more = Thread32First(all, &entry); more; more = Thread32Next(all, &entry)) {
        count += entry.th32OwnerProcessID == process;
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
    DWORD handles = 0;
    GetProcessHandleCount(GetCurrentProcess(), &handles);
    return (struct resources){handles, threads_of(GetCurrentProcessId()), heap_in_use()};
}
