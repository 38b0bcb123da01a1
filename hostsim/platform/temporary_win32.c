#include "temporary_platform.h"

#include <stdio.h>

#include <windows.h>

bool temporary_folder(char *folder, size_t size)
{
    char parent[MAX_PATH];
    if (GetTempPathA(sizeof parent, parent) == 0) {
        return false;
    }
    /* One that a process of the same number left behind is stepped over. */
    for (unsigned number = 0; number < 1000; number++) {
        snprintf(folder, size, "%shostsim.%lu.%u", parent, GetCurrentProcessId(), number);
        if (CreateDirectoryA(folder, NULL)) {
            return true;
        }
    }
    return false;
}

void temporary_folder_remove(const char *folder)
{
    RemoveDirectoryA(folder);
}
