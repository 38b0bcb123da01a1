#include "installed_dll.h"

#include <string.h>

#include "enrolment/enrolment.h"
#include "text/utf.h"

#define VALUE_INSTALLED_DLL u"InstalledDll"

long installed_dll_note(struct registry *registry, const char *path)
{
    uint16_t wide[DEPLOYMENT_PATH_MAX];
    struct registry_key *key;
    size_t units = utf8_to_utf16(path, strlen(path), wide, DEPLOYMENT_PATH_MAX - 1);
    if (units >= DEPLOYMENT_PATH_MAX) {
        return REGISTRY_INVALID;
    }
    wide[units] = 0;
    long error = registry_key_create(registry, KEY_MSV1_0, false, NULL, &key);
    if (error == REGISTRY_OK) {
        registry_key_close(key);
        error = registry_key_create(registry, KEY_IISSUBA, true, NULL, &key);
    }
    if (error == REGISTRY_OK) {
        error = registry_value_set(key, VALUE_INSTALLED_DLL, REGISTRY_SZ, wide,
                                   (units + 1) * sizeof *wide);
        registry_key_close(key);
    }
    return error;
}

static bool has_accounts(struct registry *registry)
{
    struct registry_key *key;
    bool there = registry_key_open(registry, KEY_ACCOUNTS, &key) != REGISTRY_NOT_FOUND;
    if (key != NULL) {
        registry_key_close(key);
    }
    return there;
}

/* A key that was made for the note goes with it. */
long installed_dll_forget(struct registry *registry)
{
    struct registry_key *key;
    size_t values = 1;
    size_t longest;
    long error = registry_key_edit(registry, KEY_IISSUBA, &key);
    if (error == REGISTRY_OK) {
        error = registry_value_delete(key, VALUE_INSTALLED_DLL);
        registry_key_sizes(key, &values, &longest);
        registry_key_close(key);
    }
    if (error == REGISTRY_OK && values == 0 && !has_accounts(registry)) {
        error = registry_key_delete(registry, KEY_IISSUBA);
    }
    return error == REGISTRY_NOT_FOUND ? REGISTRY_OK : error;
}

long installed_dll_take(struct registry *registry, char path[DEPLOYMENT_PATH_MAX])
{
    uint16_t wide[DEPLOYMENT_PATH_MAX] = {0};
    size_t size = sizeof wide - sizeof *wide;
    uint32_t type;
    struct registry_key *key;
    path[0] = '\0';
    long error = registry_key_edit(registry, KEY_IISSUBA, &key);
    if (error != REGISTRY_OK) {
        return error == REGISTRY_NOT_FOUND ? REGISTRY_OK : error;
    }
    error = registry_value_get(key, VALUE_INSTALLED_DLL, &type, wide, &size);
    registry_key_close(key);
    if (error != REGISTRY_OK || type != REGISTRY_SZ) {
        return error == REGISTRY_OK          ? REGISTRY_INVALID
               : error == REGISTRY_NOT_FOUND ? REGISTRY_OK
                                             : error;
    }
    utf16_to_utf8(wide_of(wide), path, DEPLOYMENT_PATH_MAX);
    return installed_dll_forget(registry);
}
