#include "package_platform.h"

#include <string.h>

#include <windows.h>

#include "enrolment/deployment.h"
#include "files/files.h"
#include "text/utf.h"

bool package_path_named(const char *folder, const uint16_t *name, char path[PACKAGE_PATH_MAX])
{
    char file[1024];
    char place[DEPLOYMENT_PATH_MAX];
    struct fault unwanted;
    size_t size = utf16_to_utf8(wide_of(name), file, sizeof file - sizeof ".dll");
    if (size >= sizeof file - sizeof ".dll" || strpbrk(file, "\\/:") != NULL) {
        return false;
    }
    /* LoadLibrary appends it where there is no dot. */
    strcat(file, strchr(file, '.') == NULL ? ".dll" : "");
    bool told = deployment_system_folder(folder, place, &unwanted) &&
                path_join(path, PACKAGE_PATH_MAX, place, file);
    if (told && file_exists(path)) {
        return true;
    }
    return deployment_program_folder(place) && path_join(path, PACKAGE_PATH_MAX, place, file);
}

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
