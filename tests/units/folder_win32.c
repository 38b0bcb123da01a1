#include "folder_platform.h"

#include <stdio.h>
#include <stdlib.h>

#include <windows.h>

void folder_make_temporary(char *folder)
{
    char temporary[MAX_PATH];
    static LONG made;
    GetTempPathA(sizeof temporary, temporary);
    /* One that a process of the same number left behind is stepped over. */
    do {
        snprintf(folder, 256, "%siissuba-test.%lu.%ld", temporary, GetCurrentProcessId(),
                 InterlockedIncrement(&made));
        SetLastError(ERROR_SUCCESS);
    } while (!CreateDirectoryA(folder, NULL) && GetLastError() == ERROR_ALREADY_EXISTS);
    if (GetLastError() != ERROR_SUCCESS) {
        abort();
    }
}

void folder_remove_empty(const char *folder)
{
    RemoveDirectoryA(folder);
}

const char *folder_some_library(void)
{
    return "version.dll";
}
