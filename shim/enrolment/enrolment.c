#include "enrolment.h"

#include <string.h>

#include "text/utf.h"

#define SECRET_UNITS 1024

/* With the NUL. In UTF-8 a unit takes three bytes at most: a character of four is two units. */
#define NAME_UNITS (ACCOUNT_NAME_MAX + 1)
#define NAME_BYTES (3 * ACCOUNT_NAME_MAX + 1)

const char *registry_error_text(long error)
{
    switch (error) {
    case REGISTRY_NOT_FOUND:
        return "there is no such key or value";
    case REGISTRY_DENIED:
        return "access is denied; run it as an administrator";
    case REGISTRY_NO_MEMORY:
        return "no memory";
    case REGISTRY_INVALID:
        return "a value is not of the type it should be";
    case REGISTRY_WRITE_FAULT:
        return "it cannot be written";
    default:
        return "a Windows error";
    }
}

static bool failed(struct fault *fault, long error)
{
    return fault_set(fault, "the registry: %s (%ld)", registry_error_text(error), error);
}

static bool may_be_in_a_name(uint16_t unit)
{
    static const char forbidden[] = "\"/\\[]:;|=,+*?<>";
    for (const char *at = forbidden; *at != '\0'; at++) {
        if (unit == *at) {
            return false;
        }
    }
    return unit >= ' ';
}

/* SAM's own rule for names, as far as it keeps them apart here. */
static bool read_name(const char *account, uint16_t name[NAME_UNITS], struct fault *fault)
{
    size_t units = utf8_to_utf16(account, strlen(account), name, ACCOUNT_NAME_MAX);
    bool sound = units > 0 && units <= ACCOUNT_NAME_MAX;
    for (size_t i = 0; sound && i < units; i++) {
        sound = may_be_in_a_name(name[i]);
    }
    if (!sound) {
        return fault_set(fault,
                         "\"%.80s\": expected an account of this computer: 1 to %d characters, "
                         "none of \"/\\[]:;|=,+*?<>",
                         account, ACCOUNT_NAME_MAX);
    }
    name[units] = 0;
    return true;
}

bool enrolment_secret(const char *password, struct owf_pair *secret, struct fault *fault)
{
    uint16_t wide[SECRET_UNITS];
    size_t units = utf8_to_utf16(password, strlen(password), wide, SECRET_UNITS);
    bool fits = units <= SECRET_UNITS;
    if (fits) {
        owf_pair_of_password((struct wide){(unsigned char *)wide, units}, secret);
    }
    wipe(wide, sizeof wide);
    return fits || fault_set(fault, "the password is too long, or not UTF-8");
}

bool enrolment_put(struct registry *registry, const char *account, const struct record *record,
                   struct fault *fault)
{
    uint16_t name[NAME_UNITS];
    unsigned char bytes[RECORD_SIZE];
    struct registry_key *key;
    if (!read_name(account, name, fault)) {
        return false;
    }
    long error = registry_key_create(registry, KEY_IISSUBA, true, NULL, &key);
    if (error == REGISTRY_OK) {
        registry_key_close(key);
        error = registry_key_create(registry, KEY_ACCOUNTS, true, NULL, &key);
    }
    if (error != REGISTRY_OK) {
        return failed(fault, error);
    }
    record_encode(record, bytes);
    error = registry_value_set(key, name, REGISTRY_BINARY, bytes, sizeof bytes);
    wipe(bytes, sizeof bytes);
    registry_key_close(key);
    return error == REGISTRY_OK || failed(fault, error);
}

bool enrolment_get(struct registry *registry, const char *account, enum enrolment_found *found,
                   struct record *record, struct fault *fault)
{
    uint16_t name[NAME_UNITS];
    unsigned char bytes[RECORD_SIZE];
    size_t size = sizeof bytes;
    uint32_t type;
    struct registry_key *key;
    *found = ENROLMENT_ABSENT;
    memset(record, 0, sizeof *record);
    if (!read_name(account, name, fault)) {
        return false;
    }
    long error = registry_key_open(registry, KEY_ACCOUNTS, &key);
    if (error == REGISTRY_OK) {
        error = registry_value_get(key, name, &type, bytes, &size);
        registry_key_close(key);
    }
    if (error == REGISTRY_NOT_FOUND) {
        return true;
    }
    bool sound =
        error == REGISTRY_OK && type == REGISTRY_BINARY && record_decode(bytes, size, record);
    wipe(bytes, sizeof bytes);
    *found = sound ? ENROLMENT_READ : ENROLMENT_DAMAGED;
    return error == REGISTRY_OK || error == REGISTRY_MORE_DATA || failed(fault, error);
}

bool enrolment_remove(struct registry *registry, const char *account, bool *was_there,
                      struct fault *fault)
{
    uint16_t name[NAME_UNITS];
    struct registry_key *key;
    *was_there = false;
    if (!read_name(account, name, fault)) {
        return false;
    }
    long error = registry_key_edit(registry, KEY_ACCOUNTS, &key);
    if (error == REGISTRY_OK) {
        error = registry_value_delete(key, name);
        registry_key_close(key);
    }
    *was_there = error == REGISTRY_OK;
    return error == REGISTRY_OK || error == REGISTRY_NOT_FOUND || failed(fault, error);
}

bool enrolment_wider(struct registry *registry)
{
    static const uint16_t *const paths[] = {KEY_IISSUBA, KEY_ACCOUNTS};
    bool any = false;
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
        struct registry_key *key;
        bool wider = false;
        if (registry_key_open(registry, paths[i], &key) != REGISTRY_OK) {
            continue; /* what is not there is not made for this */
        }
        registry_key_close(key);
        if (registry_key_create(registry, paths[i], true, &wider, &key) == REGISTRY_OK) {
            registry_key_close(key);
        }
        any = any || wider;
    }
    return any;
}

static long visit_one(struct registry_key *key, size_t index, enrolment_visitor *visit,
                      void *context)
{
    uint16_t name[NAME_UNITS];
    char utf8[NAME_BYTES];
    unsigned char bytes[RECORD_SIZE];
    struct record record;
    size_t units = NAME_UNITS;
    size_t size = sizeof bytes;
    uint32_t type;
    long error = registry_value_at(key, index, name, &units, &type, bytes, &size);
    if (error != REGISTRY_OK && error != REGISTRY_MORE_DATA) {
        return error;
    }
    bool readable =
        error == REGISTRY_OK && type == REGISTRY_BINARY && record_decode(bytes, size, &record);
    if (units > 0) {
        utf16_to_utf8((struct wide){(const unsigned char *)name, units}, utf8, sizeof utf8);
        visit(context, utf8, readable, readable ? &record : NULL);
    }
    wipe(&record, sizeof record);
    wipe(bytes, sizeof bytes);
    return REGISTRY_OK;
}

bool enrolment_each(struct registry *registry, enrolment_visitor *visit, void *context,
                    struct fault *fault)
{
    struct registry_key *key;
    long error = registry_key_open(registry, KEY_ACCOUNTS, &key);
    if (error == REGISTRY_NOT_FOUND) {
        return true;
    }
    if (error == REGISTRY_OK) {
        for (size_t i = 0; error == REGISTRY_OK; i++) {
            error = visit_one(key, i, visit, context);
        }
        registry_key_close(key);
    }
    return error == REGISTRY_NO_MORE || failed(fault, error);
}
