#include "temporary_platform.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

bool temporary_folder(char folder[TEMPORARY_PATH])
{
    const char *parent = getenv("TMPDIR");
    int length =
        snprintf(folder, TEMPORARY_PATH, "%s/hostsim.XXXXXX", parent == NULL ? "/tmp" : parent);
    return length < TEMPORARY_PATH && mkdtemp(folder) != NULL;
}

void temporary_folder_remove(const char *folder)
{
    rmdir(folder);
}
