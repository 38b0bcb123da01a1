#include "deployment.h"

#include <stdlib.h>
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

bool deployment_installed_folder(char folder[DEPLOYMENT_PATH_MAX])
{
    (void)folder;
    return false;
}

bool deployment_system_folder(const char *machine, char folder[DEPLOYMENT_PATH_MAX],
                              struct fault *fault)
{
    (void)machine;
    /* Set for 32-bit processes on 64-bit Windows alone ("WOW64 Implementation Details"). */
    if (getenv("PROCESSOR_ARCHITEW6432") != NULL) {
        return fault_set(fault,
                         "this is the 32-bit iissubactl, and lsass is a 64-bit process here: "
                         "use the package for x64");
    }
    UINT length = GetSystemDirectoryA(folder, DEPLOYMENT_PATH_MAX);
    return (length > 0 && length < DEPLOYMENT_PATH_MAX) ||
           fault_set(fault, "Windows does not tell its system folder");
}
