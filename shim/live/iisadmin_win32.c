#include "iisadmin.h"

#include <stdio.h>
#include <string.h>

#include <windows.h>

#include <winsvc.h>

bool iisadmin_runs(void)
{
    SERVICE_STATUS status = {.dwCurrentState = SERVICE_STOPPED};
    SC_HANDLE manager = OpenSCManagerA(NULL, NULL, SC_MANAGER_CONNECT);
    SC_HANDLE service =
        manager == NULL ? NULL : OpenServiceA(manager, "IISADMIN", SERVICE_QUERY_STATUS);
    bool running = service != NULL && QueryServiceStatus(service, &status) &&
                   status.dwCurrentState != SERVICE_STOPPED;
    if (service != NULL) {
        CloseServiceHandle(service);
    }
    if (manager != NULL) {
        CloseServiceHandle(manager);
    }
    return running;
}

/* What a file is, whatever path leads to it. */
static bool identify(const char *path, BY_HANDLE_FILE_INFORMATION *information)
{
    HANDLE file = CreateFileA(path, 0, FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, NULL,
                              OPEN_EXISTING, FILE_ATTRIBUTE_NORMAL, NULL);
    bool found = file != INVALID_HANDLE_VALUE && GetFileInformationByHandle(file, information);
    if (file != INVALID_HANDLE_VALUE) {
        CloseHandle(file);
    }
    return found;
}

bool iisadmin_holds(const char *path)
{
    char own[MAX_PATH + 32];
    BY_HANDLE_FILE_INFORMATION given;
    BY_HANDLE_FILE_INFORMATION held;
    UINT length = GetSystemDirectoryA(own, MAX_PATH);
    if (length == 0 || length >= MAX_PATH || !iisadmin_runs()) {
        return false;
    }
    strcpy(own + length, "\\inetsrv\\MetaBase.xml");
    return identify(path, &given) && identify(own, &held) &&
           given.dwVolumeSerialNumber == held.dwVolumeSerialNumber &&
           given.nFileIndexHigh == held.nFileIndexHigh && given.nFileIndexLow == held.nFileIndexLow;
}
