#include "temporary.h"

#include <string.h>

#include "files/files.h"
#include "temporary_platform.h"

bool temporary_machine(char folder[TEMPORARY_PATH], struct fault *fault)
{
    char path[TEMPORARY_PATH + 16];
    static const char nobody[] = "[]\n";
    if (!temporary_folder(folder, TEMPORARY_PATH)) {
        return fault_set(fault, "a temporary folder cannot be made");
    }
    if (!path_join(path, sizeof path, folder, "sam.json") ||
        !file_replace(path, nobody, strlen(nobody), fault)) {
        temporary_remove(folder);
        return false;
    }
    return true;
}

void temporary_remove(const char *folder)
{
    static const char *const names[] = {"sam.json", "events.log", "registry.reg"};
    char path[TEMPORARY_PATH + 16];
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (path_join(path, sizeof path, folder, names[i])) {
            file_remove(path);
        }
    }
    temporary_folder_remove(folder);
}
