#include "switches.h"

#include <stdlib.h>
#include <wchar.h>

#include "service.h"
#include "text.h"
#include "tree.h"
#include "world.h"

static HKEY open_key(REGSAM access)
{
    HKEY key;
    LSTATUS status = RegOpenKeyExW(HKEY_LOCAL_MACHINE, SWITCHES_KEY, 0, access, &key);
    return status == ERROR_SUCCESS ? key : NULL;
}

static DWORD number(const WCHAR *name)
{
    HKEY key = open_key(KEY_READ);
    DWORD value = 0;
    DWORD size = sizeof value;
    DWORD type = 0;
    if (key != NULL) {
        LSTATUS status = RegQueryValueExW(key, name, NULL, &type, (unsigned char *)&value, &size);
        value = status == ERROR_SUCCESS && type == REG_DWORD ? value : 0;
        RegCloseKey(key);
    }
    return value;
}

/* A text as it is stored, with a NUL behind it. NULL where there is none. The caller frees it. */
static WCHAR *text(const WCHAR *name)
{
    HKEY key = open_key(KEY_READ);
    DWORD size = 0;
    WCHAR *value = NULL;
    if (key == NULL) {
        return NULL;
    }
    if (RegQueryValueExW(key, name, NULL, NULL, NULL, &size) == ERROR_SUCCESS) {
        value = md_allocate(size + sizeof *value);
        RegQueryValueExW(key, name, NULL, NULL, (unsigned char *)value, &size);
    }
    RegCloseKey(key);
    return value;
}

bool switches_enter(const WCHAR *method)
{
    Sleep(number(L"DelayMs"));
    WCHAR *die_on = text(L"DieOn");
    if (die_on != NULL && wcscmp(die_on, method) == 0) {
        service_die();
    }
    free(die_on);
    return number(L"DenyAccess") == 0;
}

static ULONGLONG as_number(FILETIME time)
{
    return (ULONGLONG)time.dwHighDateTime << 32 | time.dwLowDateTime;
}

/* In units of 100 ns; 0 where it is not known. */
static ULONGLONG last_written(void)
{
    HKEY key = open_key(KEY_READ);
    FILETIME time = {0, 0};
    if (key != NULL) {
        RegQueryInfoKeyW(key, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, &time);
        RegCloseKey(key);
    }
    return as_number(time);
}

/* Counted from when the key was last written at the time when the value was first seen. */
bool switches_busy(void)
{
    static DWORD seen;
    static ULONGLONG since;
    DWORD busy_ms = number(L"BusyMs");
    EnterCriticalSection(&world_lock);
    if (busy_ms != seen) {
        since = last_written();
        seen = busy_ms;
    }
    ULONGLONG until = since + (ULONGLONG)busy_ms * 10000;
    LeaveCriticalSection(&world_lock);
    FILETIME now;
    GetSystemTimeAsFileTime(&now);
    return as_number(now) < until;
}

char *switches_text(const WCHAR *name)
{
    WCHAR *value = text(name);
    char *utf8 = value == NULL ? NULL : utf8_from(value);
    free(value);
    return utf8;
}

void switches_set_text(const WCHAR *name, const char *utf8)
{
    HKEY key = open_key(KEY_WRITE);
    WCHAR *value = wide_from(utf8);
    if (key != NULL) {
        DWORD size = (DWORD)((wcslen(value) + 1) * sizeof *value);
        RegSetValueExW(key, name, 0, REG_SZ, (const unsigned char *)value, size);
        RegCloseKey(key);
    }
    free(value);
}
