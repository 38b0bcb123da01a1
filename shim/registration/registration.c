#include "registration.h"

#include <string.h>

#include "event_source.h"

static long read_name(struct registry_key *key, const uint16_t *value,
                      uint16_t name[PACKAGE_NAME_MAX], bool *present)
{
    uint32_t type;
    size_t size = (PACKAGE_NAME_MAX - 1) * sizeof(uint16_t);
    memset(name, 0, PACKAGE_NAME_MAX * sizeof(uint16_t));
    long error = registry_value_get(key, value, &type, name, &size);
    *present = error == REGISTRY_OK;
    if (error == REGISTRY_NOT_FOUND) {
        return REGISTRY_OK;
    }
    return error == REGISTRY_OK && type != REGISTRY_SZ ? REGISTRY_INVALID : error;
}

static long write_name(struct registry_key *key, const uint16_t *value, const uint16_t *name)
{
    size_t units = wide_length(name, PACKAGE_NAME_MAX) + 1;
    return registry_value_set(key, value, REGISTRY_SZ, name, units * sizeof(uint16_t));
}

static void copy_name(uint16_t to[PACKAGE_NAME_MAX], const uint16_t *from)
{
    size_t units = wide_length(from, PACKAGE_NAME_MAX - 1);
    memcpy(to, from, units * sizeof(uint16_t));
    to[units] = 0;
}

static struct registration finish(enum event_id outcome, const uint16_t *name, long error)
{
    struct registration registration = {.error = error};
    registration.outcome = error == REGISTRY_OK ? outcome : EVENT_REGISTRATION_FAILED;
    copy_name(registration.name, name);
    return registration;
}

/* The three keys that registering works on, opened for writing. */
struct keys {
    struct registry_key *msv1_0;
    struct registry_key *own;
    struct registry_key *accounts;
    bool wider;
};

static void close_keys(struct keys *keys)
{
    struct registry_key *all[] = {keys->msv1_0, keys->own, keys->accounts};
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        if (all[i] != NULL) {
            registry_key_close(all[i]);
        }
    }
}

static long open_keys(struct registry *registry, struct keys *keys)
{
    bool accounts_wider = false;
    *keys = (struct keys){NULL, NULL, NULL, false};
    long error = registry_key_create(registry, KEY_MSV1_0, false, NULL, &keys->msv1_0);
    if (error == REGISTRY_OK) {
        error = registry_key_create(registry, KEY_IISSUBA, true, &keys->wider, &keys->own);
    }
    if (error == REGISTRY_OK) {
        error = registry_key_create(registry, KEY_ACCOUNTS, true, &accounts_wider, &keys->accounts);
    }
    keys->wider = keys->wider || accounts_wider;
    return error;
}

long registration_current(struct registry *registry, uint16_t name[PACKAGE_NAME_MAX])
{
    struct registry_key *key;
    bool present;
    name[0] = 0;
    long error = registry_key_open(registry, KEY_MSV1_0, &key);
    if (error == REGISTRY_OK) {
        error = read_name(key, VALUE_AUTH132, name, &present);
        registry_key_close(key);
    }
    return error == REGISTRY_NOT_FOUND ? REGISTRY_OK : error;
}

static struct registration add(struct keys *keys, const uint16_t *package)
{
    uint16_t current[PACKAGE_NAME_MAX];
    uint16_t previous[PACKAGE_NAME_MAX];
    bool named;
    bool ours;
    long error = read_name(keys->msv1_0, VALUE_AUTH132, current, &named);
    if (error == REGISTRY_OK) {
        error = read_name(keys->own, VALUE_PREVIOUS, previous, &ours);
    }
    bool same = named && wide_same(wide_of(current), wide_of(package));
    if (error != REGISTRY_OK || (same && ours)) {
        return finish(EVENT_ALREADY_REGISTERED, package, error);
    }
    error = write_name(keys->own, VALUE_PREVIOUS, current);
    if (error == REGISTRY_OK) {
        error = write_name(keys->own, VALUE_REGISTERED, package);
    }
    if (error == REGISTRY_OK) {
        error = write_name(keys->msv1_0, VALUE_AUTH132, package);
    }
    bool replaced = named && !same;
    return finish(replaced ? EVENT_REPLACED : EVENT_REGISTERED, replaced ? current : package,
                  error);
}

struct registration registration_add(struct registry *registry, const uint16_t *package)
{
    struct keys keys;
    struct registration registration;
    long error = open_keys(registry, &keys);
    if (error == REGISTRY_OK) {
        error = event_source_add(package);
    }
    if (error == REGISTRY_OK) {
        registration = add(&keys, package);
        registration.wider = keys.wider;
    } else {
        registration = finish(EVENT_REGISTRATION_FAILED, package, error);
    }
    close_keys(&keys);
    return registration;
}

/* What register found, and whether Auth132 is still what it wrote. */
static long read_previous(struct registry_key *own, const uint16_t *current,
                          uint16_t previous[PACKAGE_NAME_MAX], bool *ours)
{
    uint16_t registered[PACKAGE_NAME_MAX];
    bool noted;
    long error = read_name(own, VALUE_PREVIOUS, previous, ours);
    if (error == REGISTRY_OK) {
        error = read_name(own, VALUE_REGISTERED, registered, &noted);
    }
    if (error == REGISTRY_OK) {
        *ours = *ours && noted && wide_same(wide_of(current), wide_of(registered));
    }
    return error;
}

static long forget(struct registry_key *own)
{
    long error = registry_value_delete(own, VALUE_PREVIOUS);
    return error == REGISTRY_OK ? registry_value_delete(own, VALUE_REGISTERED) : error;
}

static struct registration put_back(struct registry_key *msv1_0, struct registry_key *own)
{
    uint16_t current[PACKAGE_NAME_MAX];
    uint16_t previous[PACKAGE_NAME_MAX];
    bool named;
    bool ours = false;
    long error = read_name(msv1_0, VALUE_AUTH132, current, &named);
    if (error == REGISTRY_OK && !named) {
        return finish(EVENT_NOT_REGISTERED, PACKAGE_NAME, REGISTRY_OK);
    }
    if (error == REGISTRY_OK && own != NULL) {
        error = read_previous(own, current, previous, &ours);
    }
    if (error != REGISTRY_OK || !ours) {
        return finish(EVENT_LEFT_ALONE, current, error);
    }
    bool back = previous[0] != 0;
    error = back ? write_name(msv1_0, VALUE_AUTH132, previous)
                 : registry_value_delete(msv1_0, VALUE_AUTH132);
    if (error == REGISTRY_OK) {
        error = forget(own);
    }
    if (error == REGISTRY_OK) {
        error = event_source_remove();
    }
    return finish(back ? EVENT_PUT_BACK : EVENT_UNREGISTERED, back ? previous : current, error);
}

/* Only what exists is opened: unregistering makes nothing. */
struct registration registration_remove(struct registry *registry)
{
    struct registry_key *msv1_0 = NULL;
    struct registry_key *own = NULL;
    struct registration registration;
    long error = registry_key_edit(registry, KEY_MSV1_0, &msv1_0);
    if (error == REGISTRY_OK) {
        error = registry_key_edit(registry, KEY_IISSUBA, &own);
    }
    if (msv1_0 != NULL && (error == REGISTRY_OK || error == REGISTRY_NOT_FOUND)) {
        registration = put_back(msv1_0, own);
    } else if (error == REGISTRY_NOT_FOUND) {
        registration = finish(EVENT_NOT_REGISTERED, PACKAGE_NAME, REGISTRY_OK);
    } else {
        registration = finish(EVENT_REGISTRATION_FAILED, PACKAGE_NAME, error);
    }
    if (own != NULL) {
        registry_key_close(own);
    }
    if (msv1_0 != NULL) {
        registry_key_close(msv1_0);
    }
    return registration;
}

long registration_purge(struct registry *registry)
{
    static const uint16_t *const keys[] = {KEY_ACCOUNTS, KEY_IISSUBA};
    long error = event_source_remove();
    for (size_t i = 0; i < sizeof keys / sizeof keys[0] && error == REGISTRY_OK; i++) {
        error = registry_key_delete(registry, keys[i]);
        error = error == REGISTRY_NOT_FOUND ? REGISTRY_OK : error;
    }
    return error;
}
