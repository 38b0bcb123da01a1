/* The metabase in memory: nodes by location, properties by inheritance. */
#include "metabase.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "lsass/ntlm.h"
#include "metabase_nodes.h"
#include "text/hash.h"

const struct property_schema property_schema[PROPERTY_COUNT] = {
    [ANONYMOUS_USER_NAME] = {"AnonymousUserName", 6020, TYPE_STRING, false, ""},
    [ANONYMOUS_USER_PASS] = {"AnonymousUserPass", 6021, TYPE_STRING, true, ""},
    [ANONYMOUS_PASSWORD_SYNC] = {"AnonymousPasswordSync", 6022, TYPE_BOOL, false, "TRUE"},
    [ALLOW_ANONYMOUS] = {"AllowAnonymous", 5005, TYPE_BOOL, false, "TRUE"},
    [ANONYMOUS_ONLY] = {"AnonymousOnly", 5006, TYPE_BOOL, false, "FALSE"},
    [WAM_USER_NAME] = {"WAMUserName", 7501, TYPE_STRING, false, ""},
    [WAM_USER_PASS] = {"WAMUserPass", 7502, TYPE_STRING, true, ""},
    [UNC_USER_NAME] = {"UNCUserName", 3002, TYPE_STRING, false, ""},
    [UNC_PASSWORD] = {"UNCPassword", 3003, TYPE_STRING, true, ""},
    [APP_POOL_ID] = {"AppPoolId", 9101, TYPE_STRING, false, ""},
    [APP_POOL_IDENTITY_TYPE] = {"AppPoolIdentityType", 9021, TYPE_DWORD, false, "2"},
};

static size_t hash(const char *location, size_t length)
{
    uint32_t value = HASH_BEGIN;
    for (size_t i = 0; i < length; i++) {
        unsigned char c = (unsigned char)location[i];
        value = hash_add(value, c >= 'a' && c <= 'z' ? c - 32u : c);
    }
    return value;
}

static struct metabase_node *find(const struct metabase *metabase, const char *location,
                                  size_t length)
{
    if (metabase->slot_count == 0) {
        return NULL;
    }
    for (size_t at = hash(location, length);; at++) {
        size_t index = metabase->slots[at % metabase->slot_count];
        if (index == 0) {
            return NULL;
        }
        struct metabase_node *node = &metabase->nodes[index - 1];
        if (strlen(node->location) == length &&
            strncasecmp(node->location, location, length) == 0) {
            return node;
        }
    }
}

static void put_in_slot(struct metabase *metabase, size_t index)
{
    const char *location = metabase->nodes[index].location;
    size_t at = hash(location, strlen(location));
    while (metabase->slots[at % metabase->slot_count] != 0) {
        at++;
    }
    metabase->slots[at % metabase->slot_count] = index + 1;
}

static bool more_room(struct metabase *metabase)
{
    size_t capacity = metabase->capacity == 0 ? 64 : metabase->capacity * 2;
    struct metabase_node *nodes = realloc(metabase->nodes, capacity * sizeof *nodes);
    if (nodes == NULL) {
        return false;
    }
    metabase->nodes = nodes;
    metabase->capacity = capacity;
    size_t *slots = calloc(capacity * 2, sizeof *slots);
    if (slots == NULL) {
        return false;
    }
    free(metabase->slots);
    metabase->slots = slots;
    metabase->slot_count = capacity * 2;
    for (size_t i = 0; i < metabase->count; i++) {
        put_in_slot(metabase, i);
    }
    return true;
}

bool metabase_add(struct metabase *metabase, struct metabase_node *node)
{
    if (metabase->count == metabase->capacity && !more_room(metabase)) {
        return false;
    }
    metabase->nodes[metabase->count] = *node;
    put_in_slot(metabase, metabase->count++);
    *node = (struct metabase_node){.location = NULL};
    return true;
}

void metabase_node_release(struct metabase_node *node)
{
    for (int i = 0; i < PROPERTY_COUNT; i++) {
        if (node->values[i] != NULL) {
            ntlm_wipe(node->values[i], strlen(node->values[i]));
            free(node->values[i]);
        }
    }
    free(node->location);
    free(node->key_type);
    *node = (struct metabase_node){.location = NULL};
}

void metabase_release(struct metabase *metabase)
{
    for (size_t i = 0; i < metabase->count; i++) {
        metabase_node_release(&metabase->nodes[i]);
    }
    free(metabase->nodes);
    free(metabase->slots);
    *metabase = (struct metabase){.nodes = NULL};
}

static size_t trimmed(const char *location)
{
    size_t length = strlen(location);
    while (length > 0 && location[length - 1] == '/') {
        length--;
    }
    return length;
}

const struct metabase_node *metabase_find(const struct metabase *metabase, const char *location)
{
    return find(metabase, location, trimmed(location));
}

struct effective metabase_effective(const struct metabase *metabase, const char *location,
                                    enum property property)
{
    size_t length = trimmed(location);
    for (;;) {
        const struct metabase_node *node = find(metabase, location, length);
        if (node != NULL && node->values[property] != NULL) {
            return (struct effective){node->values[property], node};
        }
        if (length == 0) {
            return (struct effective){property_schema[property].absent, NULL};
        }
        do {
            length--;
        } while (length > 0 && location[length] != '/');
    }
}

bool metabase_effective_bool(const struct metabase *metabase, const char *location,
                             enum property property)
{
    return strcmp(metabase_effective(metabase, location, property).value, "TRUE") == 0;
}

/* "IcDb" and "IcKb" in hex. */
#define CIPHER_DATA "49634462"
#define CIPHER_KEY "49634b62"

bool metabase_cipher(const char *value)
{
    return strncmp(value, CIPHER_DATA, 8) == 0 || strncmp(value, CIPHER_KEY, 8) == 0;
}

bool metabase_encrypted(const char *value)
{
    return strncmp(value, CIPHER_DATA, 8) == 0 && strlen(value) % 2 == 0 &&
           strspn(value, "0123456789abcdef") == strlen(value);
}
