#include "package_platform.h"

#include <string.h>

#include <windows.h>

void *package_load_named(const char *folder, const uint16_t *name)
{
    (void)folder;
    return LoadLibraryW((const wchar_t *)name);
}

void *package_load_file(const char *path)
{
    return LoadLibraryExA(path, NULL, LOAD_WITH_ALTERED_SEARCH_PATH);
}

void *package_symbol(void *module, const char *name)
{
    FARPROC found = GetProcAddress(module, name);
    void *symbol;
    memcpy(&symbol, &found, sizeof symbol);
    return symbol;
}

void package_unload(void *module)
{
    FreeLibrary(module);
}
