#include "event_source.h"

#include <string.h>
#include <windows.h>

#include "lsass/event.h"
#include "registration.h"

#define APPLICATION_LOG L"SYSTEM\\CurrentControlSet\\Services\\EventLog\\Application"
#define SYSTEM32 L"%SystemRoot%\\System32\\"
#define ROOM (sizeof SYSTEM32 + sizeof L".dll" + PACKAGE_NAME_MAX * sizeof(wchar_t))

static size_t append(wchar_t *path, size_t used, const wchar_t *text)
{
    size_t units = wide_length((const uint16_t *)text, PACKAGE_NAME_MAX);
    memcpy(path + used, text, units * sizeof *text);
    path[used + units] = 0;
    return used + units;
}

static LONG write_values(HKEY source, const uint16_t *package)
{
    wchar_t path[ROOM / sizeof(wchar_t)];
    DWORD types = EVENTLOG_ERROR_TYPE | EVENTLOG_WARNING_TYPE | EVENTLOG_INFORMATION_TYPE;
    size_t used = append(path, 0, SYSTEM32);
    used = append(path, used, (const wchar_t *)package);
    used = append(path, used, L".dll");
    LONG error = RegSetValueExW(source, L"EventMessageFile", 0, REG_EXPAND_SZ, (const BYTE *)path,
                                (DWORD)((used + 1) * sizeof *path));
    return error != 0 ? error
                      : RegSetValueExW(source, L"TypesSupported", 0, REG_DWORD,
                                       (const BYTE *)&types, sizeof types);
}

long event_source_add(const uint16_t *package)
{
    HKEY source;
    DWORD disposition;
    LONG error = RegCreateKeyExW(HKEY_LOCAL_MACHINE, APPLICATION_LOG L"\\" EVENT_SOURCE, 0, NULL, 0,
                                 KEY_WRITE, NULL, &source, &disposition);
    if (error == 0) {
        error = write_values(source, package);
        RegCloseKey(source);
    }
    return error;
}

long event_source_remove(void)
{
    LONG error = RegDeleteKeyW(HKEY_LOCAL_MACHINE, APPLICATION_LOG L"\\" EVENT_SOURCE);
    return error == ERROR_FILE_NOT_FOUND ? REGISTRY_OK : error;
}
