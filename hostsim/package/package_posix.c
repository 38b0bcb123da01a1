#include "package_platform.h"

#include <dlfcn.h>
#include <stdio.h>
#include <string.h>

#include "enrolment/package_file.h"
#include "text/utf.h"

bool package_path_named(const char *folder, const uint16_t *name, char path[PACKAGE_PATH_MAX])
{
    char utf8[PACKAGE_FILE_MAX];
    char file[PACKAGE_FILE_MAX];
    if (utf16_to_utf8(wide_of(name), utf8, sizeof utf8) >= sizeof utf8 ||
        !package_file(utf8, ".so", file)) {
        return false;
    }
    return snprintf(path, PACKAGE_PATH_MAX, "%s/System32/%s", folder, file) < PACKAGE_PATH_MAX;
}

void *package_load_named(const char *folder, const uint16_t *name)
{
    char path[PACKAGE_PATH_MAX];
    return package_path_named(folder, name, path) ? package_load_file(path) : NULL;
}

void *package_load_file(const char *path)
{
    char with_folder[PACKAGE_PATH_MAX];
    /* Without a slash dlopen would search the system's folders. */
    snprintf(with_folder, sizeof with_folder, "%s%s", strchr(path, '/') == NULL ? "./" : "", path);
    return dlopen(with_folder, RTLD_NOW | RTLD_LOCAL);
}

void *package_symbol(void *module, const char *name)
{
    return dlsym(module, name);
}

void package_unload(void *module)
{
    dlclose(module);
}
