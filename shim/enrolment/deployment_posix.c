#include "deployment.h"

#include <string.h>
#include <unistd.h>

#include "files/files.h"

const char deployment_extension[] = ".so";

bool deployment_program_folder(char folder[DEPLOYMENT_PATH_MAX])
{
    ssize_t length = readlink("/proc/self/exe", folder, DEPLOYMENT_PATH_MAX - 1);
    if (length <= 0) {
        return false;
    }
    folder[length] = '\0';
    *strrchr(folder, '/') = '\0';
    return true;
}

/* Told from the program's own folder: what is installed can be moved as a whole. */
bool deployment_installed_folder(char folder[DEPLOYMENT_PATH_MAX])
{
    char programs[DEPLOYMENT_PATH_MAX];
    return deployment_program_folder(programs) &&
           path_join(folder, DEPLOYMENT_PATH_MAX, programs, FROM_PROGRAMS_TO_DLL);
}

bool deployment_system_folder(const char *machine, char folder[DEPLOYMENT_PATH_MAX],
                              struct fault *fault)
{
    return (path_join(folder, DEPLOYMENT_PATH_MAX, machine, "System32") ||
            fault_set(fault, "%.60s...: the path is too long", machine)) &&
           folder_make(folder, fault);
}
