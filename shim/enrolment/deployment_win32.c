#include "deployment.h"

#include <string.h>

#include <windows.h>

const char deployment_extension[] = ".dll";

bool deployment_program_folder(char folder[DEPLOYMENT_PATH_MAX])
{
    DWORD length = GetModuleFileNameA(NULL, folder, DEPLOYMENT_PATH_MAX);
    char *slash = strrchr(folder, '\\');
    if (length == 0 || length == DEPLOYMENT_PATH_MAX || slash == NULL) {
        return false;
    }
    *slash = '\0';
    return true;
}

bool deployment_system_folder(const char *machine, char folder[DEPLOYMENT_PATH_MAX],
                              struct fault *fault)
{
    (void)machine;
    UINT length = GetSystemDirectoryA(folder, DEPLOYMENT_PATH_MAX);
    return (length > 0 && length < DEPLOYMENT_PATH_MAX) ||
           fault_set(fault, "Windows does not tell its system folder");
}
