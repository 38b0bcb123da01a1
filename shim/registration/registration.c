#include "registration.h"

#include <string.h>

#include "event_source.h"

/* A value as it stands, whatever its type: somebody else's is put back as it was. */
struct held {
    bool present;
    uint32_t type;                   /* REGISTRY_NONE where it is absent */
    size_t size;                     /* bytes */
    uint16_t name[PACKAGE_NAME_MAX]; /* NUL-terminated where it is a text */
};

static long read_value(struct registry_key *key, const uint16_t *value, struct held *held)
{
    memset(held, 0, sizeof *held);
    held->size = (PACKAGE_NAME_MAX - 1) * sizeof(uint16_t);
    long error = registry_value_get(key, value, &held->type, held->name, &held->size);
    held->present = error == REGISTRY_OK;
    return error == REGISTRY_NOT_FOUND ? REGISTRY_OK : error;
}

static long write_value(struct registry_key *key, const uint16_t *value, const struct held *held)
{
    return registry_value_set(key, value, held->type, held->name, held->size);
}

static bool is_text(const struct held *held)
{
    return registration_is_text(held->type);
}

/* What to call a value in a text for people. */
static const uint16_t *shown(const struct held *held)
{
    return is_text(held) ? held->name : u"(a value that is no text)";
}

static long write_name(struct registry_key *key, const uint16_t *value, const uint16_t *name)
{
    size_t units = wide_length(name, PACKAGE_NAME_MAX) + 1;
    return registry_value_set(key, value, REGISTRY_SZ, name, units * sizeof(uint16_t));
}

/* A name without ".dll", which LoadLibrary appends to one without a dot (Win32 SDK). */
static struct wide without_extension(const uint16_t *name)
{
    struct wide whole = wide_of(name);
    size_t dot = 0;
    while (dot < whole.units && wide_unit(whole, dot) != '.') {
        dot++;
    }
    return wide_same(wide_part(whole, dot, whole.units), WIDE(u".dll")) ? wide_part(whole, 0, dot)
                                                                        : whole;
}

/* Whether a value is the documented one for a package: REG_SZ, and a name that loads its DLL. */
static bool names(const struct held *held, const uint16_t *package)
{
    return held->type == REGISTRY_SZ &&
           wide_same(without_extension(held->name), without_extension(package));
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

long registration_current(struct registry *registry, uint16_t name[PACKAGE_NAME_MAX],
                          uint32_t *type)
{
    struct registry_key *key;
    struct held held;
    name[0] = 0;
    *type = REGISTRY_SZ;
    long error = registry_key_open(registry, KEY_MSV1_0, &key);
    if (error == REGISTRY_OK) {
        error = read_value(key, VALUE_AUTH132, &held);
        registry_key_close(key);
    }
    if (error != REGISTRY_OK || !held.present) {
        return error == REGISTRY_NOT_FOUND ? REGISTRY_OK : error;
    }
    *type = held.type;
    copy_name(name, shown(&held));
    return REGISTRY_OK;
}

static struct registration add(struct keys *keys, const uint16_t *package)
{
    struct held current;
    struct held previous;
    long error = read_value(keys->msv1_0, VALUE_AUTH132, &current);
    if (error == REGISTRY_OK) {
        error = read_value(keys->own, VALUE_PREVIOUS, &previous);
    }
    if (error != REGISTRY_OK) {
        return finish(EVENT_REGISTRATION_FAILED, package, error);
    }
    bool same = names(&current, package);
    if (same && previous.present) {
        return finish(EVENT_ALREADY_REGISTERED, shown(&current), REGISTRY_OK);
    }
    bool replaced = current.present && !same;
    error = current.present ? write_value(keys->own, VALUE_PREVIOUS, &current)
                            : write_name(keys->own, VALUE_PREVIOUS, u"");
    if (error == REGISTRY_OK) {
        error = write_name(keys->own, VALUE_REGISTERED, package);
    }
    if (error == REGISTRY_OK) {
        error = write_name(keys->msv1_0, VALUE_AUTH132, package);
    }
    return finish(replaced ? EVENT_REPLACED : EVENT_REGISTERED,
                  replaced ? shown(&current) : package, error);
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
static long read_previous(struct registry_key *own, const struct held *current,
                          struct held *previous, bool *ours)
{
    struct held registered;
    long error = read_value(own, VALUE_PREVIOUS, previous);
    if (error == REGISTRY_OK) {
        error = read_value(own, VALUE_REGISTERED, &registered);
    }
    /* What could not be read is not present. */
    *ours = previous->present && registered.present && names(current, registered.name);
    return error;
}

static long forget(struct registry_key *own)
{
    long error = registry_value_delete(own, VALUE_PREVIOUS);
    return error == REGISTRY_OK ? registry_value_delete(own, VALUE_REGISTERED) : error;
}

static struct registration put_back(struct registry_key *msv1_0, struct registry_key *own)
{
    struct held current;
    struct held previous;
    bool ours = false;
    long error = read_value(msv1_0, VALUE_AUTH132, &current);
    if (error == REGISTRY_OK && !current.present) {
        return finish(EVENT_NOT_REGISTERED, PACKAGE_NAME, REGISTRY_OK);
    }
    if (error == REGISTRY_OK && own != NULL) {
        error = read_previous(own, &current, &previous, &ours);
    }
    if (!ours) {
        return finish(EVENT_LEFT_ALONE, error == REGISTRY_OK ? shown(&current) : PACKAGE_NAME,
                      error);
    }
    bool back = !is_text(&previous) || previous.name[0] != 0;
    error = back ? write_value(msv1_0, VALUE_AUTH132, &previous)
                 : registry_value_delete(msv1_0, VALUE_AUTH132);
    bool changed = error == REGISTRY_OK;
    if (error == REGISTRY_OK) {
        error = forget(own);
    }
    if (error == REGISTRY_OK) {
        error = event_source_remove();
    }
    struct registration registration = finish(back ? EVENT_PUT_BACK : EVENT_UNREGISTERED,
                                              shown(back ? &previous : &current), error);
    registration.changed = changed;
    return registration;
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

long registration_purge(struct registry *registry, bool *accounts)
{
    static const uint16_t *const keys[] = {KEY_ACCOUNTS, KEY_IISSUBA};
    long error = REGISTRY_OK;
    for (size_t i = 0; i < sizeof keys / sizeof keys[0] && error == REGISTRY_OK; i++) {
        error = registry_key_delete(registry, keys[i]);
        error = error == REGISTRY_NOT_FOUND ? REGISTRY_OK : error;
    }
    *accounts = error == REGISTRY_OK;
    return *accounts ? event_source_remove() : error;
}
