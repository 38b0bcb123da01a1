#include "temporary_platform.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

bool temporary_folder(char *folder, size_t size)
{
    const char *parent = getenv("TMPDIR");
    int length = snprintf(folder, size, "%s/hostsim.XXXXXX", parent == NULL ? "/tmp" : parent);
    return length < (int)size && mkdtemp(folder) != NULL;
}

void temporary_folder_remove(const char *folder)
{
    rmdir(folder);
}
