#include "deployment.h"

#include <stdio.h>
#include <string.h>

#include "files/files.h"
#include "package_file.h"

bool deployment_own_dll(char path[DEPLOYMENT_PATH_MAX], struct fault *fault)
{
    char folder[DEPLOYMENT_PATH_MAX];
    char file[sizeof "iissuba.dll"];
    snprintf(file, sizeof file, "iissuba%s", deployment_extension);
    if (!deployment_program_folder(folder) || !path_join(path, DEPLOYMENT_PATH_MAX, folder, file)) {
        return fault_set(fault,
                         "the program's own folder cannot be told; name the DLL: --dll FILE");
    }
    char installed[DEPLOYMENT_PATH_MAX];
    if (!file_exists(path) && deployment_installed_folder(folder) &&
        path_join(installed, sizeof installed, folder, file) && file_exists(installed)) {
        memcpy(path, installed, sizeof installed);
    }
    return file_exists(path) ||
           fault_set(fault, "%s: there is no such file; name the DLL: --dll FILE", path);
}

static bool is_separator(char c)
{
    return c == '/' || c == '\\' || c == ':';
}

bool deployment_name(const char *dll, char *name, size_t capacity, struct fault *fault)
{
    const char *base = dll + strlen(dll);
    while (base > dll && !is_separator(base[-1])) {
        base--;
    }
    const char *dot = strrchr(base, '.');
    int length = dot == NULL ? (int)strlen(base) : (int)(dot - base);
    /* LoadLibrary appends ".dll" only where no other dot is in the name. */
    bool dotted = memchr(base, '.', (size_t)length) != NULL;
    int used = snprintf(name, capacity, "%.*s%s", length, base, dotted ? ".DLL" : "");
    if (length == 0 || used >= (int)capacity) {
        return fault_set(fault, "%s: expected the path of a DLL", dll);
    }
    for (char *at = name; *at != '\0'; at++) {
        *at = (char)(*at >= 'a' && *at <= 'z' ? *at - 32 : *at);
    }
    return true;
}

bool deployment_target(const char *machine, const char *name, char path[DEPLOYMENT_PATH_MAX],
                       struct fault *fault)
{
    char folder[DEPLOYMENT_PATH_MAX];
    char file[PACKAGE_FILE_MAX];
    if (!package_file(name, deployment_extension, file)) {
        return fault_set(fault, "\"%s\" leads to no file in System32", name);
    }
    return deployment_system_folder(machine, folder, fault) &&
           (path_join(path, DEPLOYMENT_PATH_MAX, folder, file) ||
            fault_set(fault, "%.60s...: the path is too long", folder));
}

bool deployment_same(const char *a, const char *b)
{
    struct contents left;
    struct contents right;
    struct fault unwanted;
    bool read = file_read(a, &left, &unwanted) == FILE_READ;
    read = file_read(b, &right, &unwanted) == FILE_READ && read;
    bool same = read && left.size == right.size && memcmp(left.text, right.text, left.size) == 0;
    contents_release(&left);
    contents_release(&right);
    return same;
}

bool deployment_put(const char *machine, const char *dll, const char *name, bool *added,
                    struct fault *fault)
{
    char target[DEPLOYMENT_PATH_MAX];
    *added = false;
    if (!file_exists(dll)) {
        return fault_set(fault, "%s: there is no such file", dll);
    }
    if (!deployment_target(machine, name, target, fault)) {
        return false;
    }
    if (file_exists(target)) {
        return deployment_same(dll, target) ||
               fault_set(fault,
                         "%s: another file of this name is there; it is left alone. Move it away "
                         "(it may be Microsoft's own), or register it with --dll",
                         target);
    }
    file_clear_leftovers(target);
    *added = file_copy(dll, target, fault);
    return *added;
}
