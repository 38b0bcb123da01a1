#include "install.h"

#include <stdio.h>
#include <wchar.h>

#include "service.h"
#include "switches.h"

#define CLASS L"{A9E69610-B80D-11D0-B9B9-00A0C922E750}"
#define CLASS_KEY L"SOFTWARE\\Classes\\CLSID\\" CLASS
#define APP_KEY L"SOFTWARE\\Classes\\AppID\\" CLASS
#define PROXY L"iisadmin_proxy.dll"
#define STOP_MS 20000

static bool told(const char *what, DWORD code)
{
    if (code != ERROR_SUCCESS) {
        fprintf(stderr, "fake_iisadmin: %s: %08lx\n", what, code);
    }
    return code == ERROR_SUCCESS;
}

void beside_program(const WCHAR *name, WCHAR *path)
{
    DWORD length = GetModuleFileNameW(NULL, path, MAX_PATH);
    while (length > 0 && path[length - 1] != L'\\') {
        length--;
    }
    wcsncpy(&path[length], name, MAX_PATH - length - 1);
    path[MAX_PATH - 1] = L'\0';
}

static bool set_value(const WCHAR *key_name, const WCHAR *name, const WCHAR *text)
{
    HKEY key;
    DWORD size = (DWORD)((wcslen(text) + 1) * sizeof *text);
    LSTATUS status =
        RegCreateKeyExW(HKEY_LOCAL_MACHINE, key_name, 0, NULL, 0, KEY_WRITE, NULL, &key, NULL);
    if (status == ERROR_SUCCESS) {
        status = RegSetValueExW(key, name, 0, REG_SZ, (const unsigned char *)text, size);
        RegCloseKey(key);
    }
    return told("the registry", (DWORD)status);
}

/* Calls the proxy DLL's own registration. */
static bool call_proxy(const char *function)
{
    WCHAR path[MAX_PATH];
    beside_program(PROXY, path);
    HMODULE dll = LoadLibraryW(path);
    union {
        FARPROC any;
        HRESULT(WINAPI *call)(void);
    } entry = {dll == NULL ? NULL : GetProcAddress(dll, function)};
    bool done =
        entry.any != NULL ? told(function, (DWORD)entry.call()) : told(function, GetLastError());
    if (dll != NULL) {
        FreeLibrary(dll);
    }
    return done;
}

static bool make_service(void)
{
    WCHAR path[MAX_PATH + 32];
    WCHAR program[MAX_PATH];
    GetModuleFileNameW(NULL, program, MAX_PATH);
    program[MAX_PATH - 1] = L'\0';
    swprintf(path, sizeof path / sizeof path[0], L"\"%ls\" --service", program);
    SC_HANDLE manager = OpenSCManagerW(NULL, NULL, SC_MANAGER_CREATE_SERVICE);
    SC_HANDLE service =
        CreateServiceW(manager, SERVICE_NAME, L"IIS Admin (a fake, for tests)", SERVICE_ALL_ACCESS,
                       SERVICE_WIN32_OWN_PROCESS, SERVICE_DEMAND_START, SERVICE_ERROR_NORMAL, path,
                       NULL, NULL, NULL, NULL, NULL);
    bool done = told("the service", service == NULL ? GetLastError() : ERROR_SUCCESS);
    CloseServiceHandle(service);
    CloseServiceHandle(manager);
    return done;
}

/* Not so where it has died: Wine's service manager goes on saying that it runs. */
static bool is_alive(SC_HANDLE service)
{
    SERVICE_STATUS_PROCESS status = {.dwProcessId = 0};
    DWORD size;
    QueryServiceStatusEx(service, SC_STATUS_PROCESS_INFO, (unsigned char *)&status, sizeof status,
                         &size);
    HANDLE process = OpenProcess(SYNCHRONIZE, FALSE, status.dwProcessId);
    bool alive = process != NULL && WaitForSingleObject(process, 0) == WAIT_TIMEOUT;
    if (process != NULL) {
        CloseHandle(process);
    }
    return alive && status.dwCurrentState != SERVICE_STOPPED;
}

static void stop_service(SC_HANDLE service)
{
    SERVICE_STATUS status;
    ULONGLONG begin = GetTickCount64();
    if (is_alive(service)) {
        ControlService(service, SERVICE_CONTROL_STOP, &status);
    }
    while (is_alive(service) && GetTickCount64() - begin < STOP_MS) {
        Sleep(20);
    }
}

static bool delete_service(void)
{
    DWORD code = ERROR_SUCCESS;
    SC_HANDLE manager = OpenSCManagerW(NULL, NULL, SC_MANAGER_CONNECT);
    SC_HANDLE service = OpenServiceW(manager, SERVICE_NAME, SERVICE_ALL_ACCESS);
    if (service != NULL) {
        stop_service(service);
        code = DeleteService(service) ? ERROR_SUCCESS : GetLastError();
    }
    CloseServiceHandle(service);
    CloseServiceHandle(manager);
    return told("the service", code);
}

/* A test begins afresh: without what another saved, and without its switches. */
bool install(const WCHAR *metabase, const WCHAR *schema)
{
    WCHAR saved[MAX_PATH + 8];
    uninstall();
    swprintf(saved, sizeof saved / sizeof saved[0], L"%ls.saved", metabase);
    DeleteFileW(saved);
    return set_value(SWITCHES_KEY, L"Metabase", metabase) &&
           set_value(SWITCHES_KEY, L"Schema", schema) &&
           set_value(CLASS_KEY, NULL, L"IIS Admin (a fake, for tests)") &&
           set_value(CLASS_KEY, L"AppID", CLASS) &&
           set_value(APP_KEY, L"LocalService", SERVICE_NAME) && call_proxy("DllRegisterServer") &&
           make_service();
}

bool uninstall(void)
{
    bool done = delete_service();
    call_proxy("DllUnregisterServer");
    RegDeleteTreeW(HKEY_LOCAL_MACHINE, SWITCHES_KEY);
    RegDeleteKeyW(HKEY_LOCAL_MACHINE, L"SOFTWARE\\iissuba-tests");
    RegDeleteTreeW(HKEY_LOCAL_MACHINE, CLASS_KEY);
    RegDeleteTreeW(HKEY_LOCAL_MACHINE, APP_KEY);
    return done;
}
