#include "folder_platform.h"

#include <stdio.h>
#include <stdlib.h>

#include <windows.h>

void folder_make_temporary(char *folder)
{
    char temporary[MAX_PATH];
    static LONG made;
    GetTempPathA(sizeof temporary, temporary);
    snprintf(folder, 256, "%siissuba-test.%lu.%ld", temporary, GetCurrentProcessId(),
             InterlockedIncrement(&made));
    if (!CreateDirectoryA(folder, NULL)) {
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
