#include "packages.h"

#include <stdlib.h>
#include <string.h>

struct loaded_package {
    enum logon_protocol protocol;
    unsigned id;
    char *file;              /* NULL: by its id */
    struct package *package; /* where it stays */
};

static bool is_asked_for(const struct loaded_package *loaded, enum logon_protocol protocol,
                         unsigned id, const char *file)
{
    if (file == NULL || loaded->file == NULL) {
        return file == loaded->file && loaded->protocol == protocol && loaded->id == id;
    }
    return strcmp(loaded->file, file) == 0;
}

static NTSTATUS keep(struct packages *packages, enum logon_protocol protocol, unsigned id,
                     const char *file, const struct package *opened, const struct package **package)
{
    struct loaded_package *list =
        realloc(packages->list, (packages->count + 1) * sizeof *packages->list);
    packages->list = list == NULL ? packages->list : list;
    struct loaded_package fresh = {protocol, id, file == NULL ? NULL : strdup(file),
                                   malloc(sizeof *opened)};
    if (list == NULL || fresh.package == NULL || (file != NULL && fresh.file == NULL)) {
        free(fresh.file);
        free(fresh.package);
        return STATUS_INSUFFICIENT_RESOURCES;
    }
    *fresh.package = *opened;
    *package = fresh.package;
    packages->list[packages->count++] = fresh;
    return STATUS_SUCCESS;
}

NTSTATUS packages_find(struct packages *packages, const char *folder, enum logon_protocol protocol,
                       unsigned id, const char *file, const struct package **package)
{
    struct package opened;
    for (size_t i = 0; i < packages->count; i++) {
        if (is_asked_for(&packages->list[i], protocol, id, file)) {
            *package = packages->list[i].package;
            return STATUS_SUCCESS;
        }
    }
    packages->why[0] = '\0';
    NTSTATUS status = file != NULL ? package_open_file(file, &opened)
                                   : package_open(folder, protocol, id, packages->trusted, &opened);
    if (status == STATUS_SUCCESS) {
        status = keep(packages, protocol, id, file, &opened, package);
        if (status != STATUS_SUCCESS) {
            package_close(&opened);
        }
    } else if (file != NULL) {
        package_why_not_loaded(file, packages->why);
    }
    return status;
}

bool packages_hold(const struct packages *packages, enum logon_protocol protocol, unsigned id)
{
    for (size_t i = 0; i < packages->count; i++) {
        if (is_asked_for(&packages->list[i], protocol, id, NULL)) {
            return true;
        }
    }
    return false;
}

bool packages_add(struct packages *packages, enum logon_protocol protocol, unsigned id,
                  const struct package *package)
{
    const struct package *kept;
    return keep(packages, protocol, id, NULL, package, &kept) == STATUS_SUCCESS;
}

void packages_close(struct packages *packages)
{
    for (size_t i = 0; i < packages->count; i++) {
        package_close(packages->list[i].package);
        free(packages->list[i].package);
        free(packages->list[i].file);
    }
    free(packages->list);
    *packages = (struct packages){.trusted = packages->trusted};
}
