#include "package.h"

#include <stdio.h>
#include <string.h>

#include "enrolment/deployment.h"
#include "files/files.h"
#include "package_platform.h"
#include "registry/registry.h"
#include "text/wide.h"

#define NAME_UNITS 260

enum naming {
    NAMES_NONE, /* there is no such value, or it is an empty text */
    NAMES_TEXT, /* what LoadLibrary is given; whether Windows looks at the type is not documented */
    NAMES_NO_TEXT /* a number, or what else is no text */
};

/* Reads the name that Auth<id> holds. Nothing in it is expanded. */
static enum naming registered_name(const char *folder, enum logon_protocol protocol, unsigned id,
                                   uint16_t name[NAME_UNITS])
{
    char ascii[sizeof "Auth4294967295"];
    uint16_t value[sizeof ascii];
    struct registry *registry;
    struct registry_key *key;
    uint32_t type = 0;
    size_t size = (NAME_UNITS - 1) * sizeof(uint16_t);
    snprintf(ascii, sizeof ascii, "Auth%u", id);
    for (size_t i = 0; i < sizeof ascii; i++) {
        value[i] = (unsigned char)ascii[i];
    }
    memset(name, 0, NAME_UNITS * sizeof(uint16_t));
    if (registry_open(folder, REGISTRY_READ, &registry, NULL) != REGISTRY_OK) {
        return NAMES_NONE;
    }
    long error = registry_key_open(registry,
                                   protocol == PROTOCOL_KERBEROS ? KEY_KERBEROS : KEY_MSV1_0, &key);
    if (error == REGISTRY_OK) {
        error = registry_value_get(key, value, &type, name, &size);
        registry_key_close(key);
    }
    registry_close(registry);
    if (error != REGISTRY_OK && error != REGISTRY_MORE_DATA) {
        return NAMES_NONE;
    }
    if (error == REGISTRY_MORE_DATA || (type != REGISTRY_SZ && type != REGISTRY_EXPAND_SZ)) {
        return NAMES_NO_TEXT;
    }
    return name[0] != 0 ? NAMES_TEXT : NAMES_NONE;
}

static const char *const export_names[EXPORT_COUNT] = {
    [EXPORT_ROUTINE] = "Msv1_0SubAuthenticationRoutine",
    [EXPORT_ROUTINE_EX] = "Msv1_0SubAuthenticationRoutineEx",
    [EXPORT_FILTER] = "Msv1_0SubAuthenticationFilter",
};

const char *package_export_name(enum package_export export)
{
    return export_names[export];
}

bool package_exports(const struct package *package, enum package_export export)
{
    switch (export) {
    case EXPORT_ROUTINE_EX:
        return package->routine_ex != NULL;
    case EXPORT_FILTER:
        return package->filter != NULL;
    default:
        return package->routine != NULL;
    }
}

static void find_routine(const struct package *package, enum package_export export, void *routine)
{
    void *found = package_symbol(package->module, export_names[export]);
    memcpy(routine, &found, sizeof found);
}

static NTSTATUS find_routines(struct package *package)
{
    if (package->module == NULL) {
        return STATUS_DLL_NOT_FOUND;
    }
    find_routine(package, EXPORT_ROUTINE, &package->routine);
    find_routine(package, EXPORT_ROUTINE_EX, &package->routine_ex);
    find_routine(package, EXPORT_FILTER, &package->filter);
    void *generic = package_symbol(package->module, PACKAGE_GENERIC_NAME);
    memcpy(&package->generic, &generic, sizeof generic);
    return STATUS_SUCCESS;
}

bool package_is_named(const char *folder, enum logon_protocol protocol, unsigned id)
{
    uint16_t name[NAME_UNITS];
    return registered_name(folder, protocol, id, name) != NAMES_NONE;
}

bool package_is_left_out(const char *folder, enum logon_protocol protocol, unsigned id,
                         const char *trusted)
{
    uint16_t name[NAME_UNITS];
    char path[PACKAGE_PATH_MAX];
    return trusted != NULL && registered_name(folder, protocol, id, name) == NAMES_TEXT &&
           package_path_named(folder, name, path) && file_exists(path) &&
           !deployment_same(trusted, path);
}

NTSTATUS package_open(const char *folder, enum logon_protocol protocol, unsigned id,
                      const char *trusted, struct package *package)
{
    uint16_t name[NAME_UNITS];
    char path[PACKAGE_PATH_MAX];
    *package = (struct package){.module = NULL};
    if (registered_name(folder, protocol, id, name) != NAMES_TEXT) {
        return STATUS_DLL_NOT_FOUND;
    }
    if (trusted == NULL) {
        package->module = package_load_named(folder, name);
    } else if (package_path_named(folder, name, path) && deployment_same(trusted, path)) {
        package->module = package_load_file(trusted);
    }
    return find_routines(package);
}

NTSTATUS package_open_file(const char *path, struct package *package)
{
    *package = (struct package){.module = package_load_file(path)};
    return find_routines(package);
}

bool package_load(const char *path, struct package *package, struct fault *fault)
{
    char why[PACKAGE_WHY];
    if (package_open_file(path, package) == STATUS_SUCCESS) {
        return true;
    }
    package_why_not_loaded(path, why);
    return fault_set(fault, "%s: it cannot be loaded%s%s", path, *why == '\0' ? "" : ": ", why);
}

void package_close(struct package *package)
{
    if (package->module != NULL) {
        package_unload(package->module);
    }
    *package = (struct package){.module = NULL};
}
