#include "folder_platform.h"

#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <expat.h>

void folder_make_temporary(char *folder)
{
    strcpy(folder, "/tmp/iissuba-test.XXXXXX");
    if (mkdtemp(folder) == NULL) {
        abort();
    }
}

void folder_remove_empty(const char *folder)
{
    rmdir(folder);
}

const char *folder_some_library(void)
{
    Dl_info about;
    const char *(*function)(enum XML_Error) = XML_ErrorString;
    void *address;
    memcpy(&address, &function, sizeof address);
    return dladdr(address, &about) != 0 ? about.dli_fname : "";
}
