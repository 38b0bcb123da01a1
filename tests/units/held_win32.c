/*
 * What a service's process holds, asked from outside: handles, threads, and KiB of memory of its
 * own. Not a test by itself: tests/e2e/service.py runs it. argv[1]: the service's name.
 * GetProcessHandleCount would do, but Wine's says 0.
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include <windows.h>

#include <winternl.h>

#define ROOM 0x400000 /* bytes: more than all processes take */

static DWORD process_of(const char *name)
{
    SERVICE_STATUS_PROCESS status = {.dwProcessId = 0};
    DWORD needed;
    SC_HANDLE manager = OpenSCManagerA(NULL, NULL, SC_MANAGER_CONNECT);
    SC_HANDLE service = OpenServiceA(manager, name, SERVICE_QUERY_STATUS);
    bool known = QueryServiceStatusEx(service, SC_STATUS_PROCESS_INFO, (BYTE *)&status,
                                      sizeof status, &needed) != 0;
    CloseServiceHandle(service);
    CloseServiceHandle(manager);
    return known ? status.dwProcessId : 0;
}

int main(int argc, char **argv)
{
    ULONG size;
    DWORD process = argc == 2 ? process_of(argv[1]) : 0;
    unsigned char *all = malloc(ROOM);
    if (process == 0 || all == NULL ||
        NtQuerySystemInformation(SystemProcessInformation, all, ROOM, &size) != 0) {
        return 1;
    }
    for (unsigned char *at = all;;) {
        const SYSTEM_PROCESS_INFORMATION *one = (const SYSTEM_PROCESS_INFORMATION *)(void *)at;
        if ((DWORD)(ULONG_PTR)one->UniqueProcessId == process) {
            printf("%lu %lu %lu\n", one->HandleCount, one->NumberOfThreads,
                   (unsigned long)(one->VirtualMemoryCounters.PagefileUsage / 1024));
            return 0;
        }
        if (one->NextEntryOffset == 0) {
            return 1;
        }
        at += one->NextEntryOffset;
    }
}
