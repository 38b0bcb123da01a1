#include "package_platform.h"

#include <dlfcn.h>
#include <stdio.h>
#include <string.h>

#include "text/utf.h"

void *package_load_named(const char *folder, const uint16_t *name)
{
    char utf8[1024];
    char path[8192];
    if (utf16_to_utf8(wide_of(name), utf8, sizeof utf8) >= sizeof utf8) {
        return NULL;
    }
    for (char *at = utf8; *at != '\0'; at++) {
        *at = (char)(*at >= 'A' && *at <= 'Z' ? *at + 32 : *at);
    }
    if (strchr(utf8, '/') != NULL) {
        return NULL;
    }
    snprintf(path, sizeof path, "%s/System32/%s.so", folder, utf8);
    return package_load_file(path);
}

void *package_load_file(const char *path)
{
    char with_folder[8192];
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
