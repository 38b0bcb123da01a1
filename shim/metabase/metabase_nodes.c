/* The metabase in memory: nodes by location, properties by inheritance. */
#include "metabase.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "metabase_nodes.h"
#include "text/array.h"
#include "text/hash.h"
#include "text/wipe.h"

#define SECRET (ATTRIBUTE_INHERIT | ATTRIBUTE_SECURE)

const struct property_schema property_schema[PROPERTY_COUNT] = {
    [ANONYMOUS_USER_NAME] = {"AnonymousUserName", 6020, TYPE_STRING, ATTRIBUTE_INHERIT,
                             USER_TYPE_FILE, ""},
    [ANONYMOUS_USER_PASS] = {"AnonymousUserPass", 6021, TYPE_STRING, SECRET, USER_TYPE_FILE, ""},
    [ANONYMOUS_PASSWORD_SYNC] = {"AnonymousPasswordSync", 6022, TYPE_BOOL, ATTRIBUTE_INHERIT,
                                 USER_TYPE_FILE, "TRUE"},
    [ALLOW_ANONYMOUS] = {"AllowAnonymous", 5005, TYPE_BOOL, ATTRIBUTE_INHERIT, USER_TYPE_SERVER,
                         "TRUE"},
    [ANONYMOUS_ONLY] = {"AnonymousOnly", 5006, TYPE_BOOL, ATTRIBUTE_INHERIT, USER_TYPE_SERVER,
                        "FALSE"},
    [WAM_USER_NAME] = {"WAMUserName", 7501, TYPE_STRING, ATTRIBUTE_INHERIT, USER_TYPE_FILE, ""},
    [WAM_USER_PASS] = {"WAMUserPass", 7502, TYPE_STRING, SECRET, USER_TYPE_FILE, ""},
    [UNC_USER_NAME] = {"UNCUserName", 3002, TYPE_STRING, ATTRIBUTE_INHERIT, USER_TYPE_FILE, ""},
    [UNC_PASSWORD] = {"UNCPassword", 3003, TYPE_STRING, SECRET, USER_TYPE_FILE, ""},
    [APP_POOL_ID] = {"AppPoolId", 9101, TYPE_STRING, ATTRIBUTE_INHERIT, USER_TYPE_SERVER, ""},
    [APP_POOL_IDENTITY_TYPE] = {"AppPoolIdentityType", 9021, TYPE_DWORD, ATTRIBUTE_INHERIT,
                                USER_TYPE_SERVER, "2"},
    [LOGON_METHOD] = {"LogonMethod", 6013, TYPE_DWORD, ATTRIBUTE_INHERIT, USER_TYPE_FILE, "3"},
    [IIS5_ISOLATION_MODE] = {"IIs5IsolationModeEnabled", 9203, TYPE_BOOL, ATTRIBUTE_INHERIT,
                             USER_TYPE_SERVER, "TRUE"},
    [AUTH_FLAGS] = {"AuthFlags", 6000, TYPE_DWORD, ATTRIBUTE_INHERIT, USER_TYPE_FILE,
                    "AuthAnonymous"},
    [CONTENT_PATH] = {"Path", 3001, TYPE_STRING, ATTRIBUTE_INHERIT, USER_TYPE_FILE, ""},
};

static struct metabase_node *find(const struct metabase *metabase, const char *location,
                                  size_t length)
{
    uint32_t hash = hash_caseless(location, length);
    size_t at = 0;
    for (;;) {
        size_t item = hash_index_next(&metabase->by_location, hash, &at);
        if (item == HASH_INDEX_NONE) {
            return NULL;
        }
        struct metabase_node *node = &metabase->nodes[item];
        if (strlen(node->location) == length &&
            strncasecmp(node->location, location, length) == 0) {
            return node;
        }
    }
}

bool metabase_add(struct metabase *metabase, struct metabase_node *node)
{
    if (!array_grow((void **)&metabase->nodes, metabase->count, &metabase->capacity,
                    sizeof *metabase->nodes) ||
        !hash_index_reserve(&metabase->by_location, metabase->count + 1)) {
        return false;
    }
    hash_index_add(&metabase->by_location, hash_caseless(node->location, strlen(node->location)),
                   metabase->count);
    metabase->nodes[metabase->count++] = *node;
    *node = (struct metabase_node){.location = NULL};
    return true;
}

void metabase_node_release(struct metabase_node *node)
{
    for (int i = 0; i < PROPERTY_COUNT; i++) {
        if (node->values[i] != NULL) {
            wipe(node->values[i], strlen(node->values[i]));
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
    hash_index_release(&metabase->by_location);
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

bool metabase_effective_flag(const struct metabase *metabase, const char *location,
                             enum property property, const char *word, unsigned long bit)
{
    const char *at = metabase_effective(metabase, location, property).value;
    for (at += strspn(at, " |"); *at != '\0'; at += strspn(at, " |")) {
        size_t length = strcspn(at, " |");
        bool is_word = strlen(word) == length && strncmp(at, word, length) == 0;
        if (is_word || (strtoul(at, NULL, 10) & bit) != 0) {
            return true;
        }
        at += length;
    }
    return false;
}

bool metabase_serves(const char *location)
{
    static const char *const services[] = {"/LM/MSFTPSVC", "/LM/W3SVC"};
    for (size_t i = 0; i < sizeof services / sizeof *services; i++) {
        size_t length = strlen(services[i]);
        if (strncasecmp(location, services[i], length) != 0) {
            continue;
        }
        const char *site = location + length + 1;
        size_t digits = location[length] == '/' ? strspn(site, "0123456789") : 0;
        if (location[length] == '\0' ||
            (digits > 0 && (site[digits] == '\0' || site[digits] == '/'))) {
            return true;
        }
    }
    return false;
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
