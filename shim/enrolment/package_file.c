#include "package_file.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

/* The part behind the last folder. */
static const char *base_of(const char *name)
{
    const char *backslash = strrchr(name, '\\');
    return backslash == NULL ? name : backslash + 1;
}

/* "C:\WINNT\System32\NAME" and "\WINNT\System32\NAME" are NAME; NULL for another folder. */
static const char *below_system(const char *name)
{
    static const char system[] = "\\System32\\";
    const char *rest = name[0] != '\0' && name[1] == ':' ? name + 2 : name;
    if (*rest != '\\') {
        return name; /* "C:NAME" is no file's, for its colon */
    }
    const char *windows = strchr(rest + 1, '\\');
    bool system32 = windows > rest + 1 && strncasecmp(windows, system, sizeof system - 1) == 0;
    return system32 ? windows + sizeof system - 1 : NULL;
}

static bool may_be_found(const char *file)
{
    const char *base = base_of(file);
    return *base != '\0' && strcmp(base, ".") != 0 && *file != '\\' &&
           strstr(file, "..\\") == NULL && strpbrk(file, "/:") == NULL;
}

bool package_file(const char *name, const char *library, char file[PACKAGE_FILE_MAX])
{
    const char *below = below_system(name);
    if (below == NULL || !may_be_found(below)) {
        return false;
    }
    const char *dot = strrchr(base_of(below), '.');
    bool is_library = dot == NULL || strcasecmp(dot, ".dll") == 0;
    /* Without the extension, or the dot at the end. */
    size_t length =
        dot != NULL && (is_library || dot[1] == '\0') ? (size_t)(dot - below) : strlen(below);
    int used =
        snprintf(file, PACKAGE_FILE_MAX, "%.*s%s", (int)length, below, is_library ? library : "");
    for (char *at = file; *at != '\0'; at++) {
        *at = (char)(*at == '\\' ? '/' : *at >= 'A' && *at <= 'Z' ? *at + 32 : *at);
    }
    return used < PACKAGE_FILE_MAX;
}

bool package_file_is_ours(const char *name)
{
    const char *base = base_of(name);
    return strcasecmp(base, "IISSUBA") == 0 || strcasecmp(base, "IISSUBA.dll") == 0;
}
