#include "snapshot_load.h"

#include "clock.h"

#define LM_LEVEL_MOST 5
#define STACK_BYTES_MOST 1024

/* A DWORD that may be absent. It lies in memory as in the registry, lowest byte first. */
static long read_dword(struct registry_key *key, const uint16_t *name, uint32_t absent,
                       uint32_t *value)
{
    size_t size = sizeof *value;
    uint32_t type;
    long error = registry_value_get(key, name, &type, value, &size);
    if (error == REGISTRY_NOT_FOUND) {
        *value = absent;
        error = REGISTRY_OK;
    } else if (error == REGISTRY_MORE_DATA ||
               (error == REGISTRY_OK && (type != REGISTRY_DWORD || size != sizeof *value))) {
        error = REGISTRY_INVALID;
    }
    return error;
}

static long read_lsa(struct registry_key *lsa, struct lsa_settings *settings)
{
    uint32_t level;
    uint32_t limits_blank;
    long error = read_dword(lsa, VALUE_LM_LEVEL, 0, &level);
    if (error == REGISTRY_OK) {
        error = read_dword(lsa, VALUE_LIMIT_BLANK, 0, &limits_blank);
    }
    if (error == REGISTRY_OK) {
        settings->lm_level = level > LM_LEVEL_MOST ? LM_LEVEL_MOST : level;
        settings->limits_blank = limits_blank != 0;
    }
    return error;
}

long snapshot_read_lsa(struct registry *registry, struct lsa_settings *settings)
{
    struct registry_key *lsa;
    *settings = (struct lsa_settings){LM_LEVEL_MOST, true};
    long error = registry_key_open(registry, u"", &lsa);
    if (error == REGISTRY_OK) {
        error = read_lsa(lsa, settings);
        registry_key_close(lsa);
    } else if (error == REGISTRY_NOT_FOUND) {
        *settings = (struct lsa_settings){0, false};
        error = REGISTRY_OK;
    }
    return error;
}

static long read_stack(struct registry_key *key, struct snapshot *snapshot)
{
    unsigned char data[STACK_BYTES_MOST];
    size_t size = sizeof data;
    uint32_t type;
    long error = registry_value_get(key, VALUE_STACK, &type, data, &size);
    if (error == REGISTRY_OK && type == REGISTRY_MULTI_SZ) {
        snapshot->stack_fault = stack_parse((struct wide){data, size / 2}, &snapshot->stack,
                                            &snapshot->stack_fault_line);
    } else if (error == REGISTRY_OK || error == REGISTRY_MORE_DATA) {
        snapshot->stack_fault = error == REGISTRY_OK ? STACK_NOT_TWO_WORDS : STACK_TOO_LONG;
        snapshot->stack.count = 0;
        error = REGISTRY_OK;
    }
    return error == REGISTRY_NOT_FOUND ? REGISTRY_OK : error; /* the default stack */
}

/* Nobody is refused for the sake of it: what is no moment is as if it were not there. */
static long read_observe(struct registry_key *key, int64_t *until)
{
    int64_t moment;
    size_t size = sizeof moment;
    uint32_t type;
    long error = registry_value_get(key, VALUE_OBSERVE_UNTIL, &type, &moment, &size);
    bool whole = error == REGISTRY_OK && type == REGISTRY_BINARY && size == sizeof moment;
    *until = whole ? moment : 0;
    return error == REGISTRY_NOT_FOUND || error == REGISTRY_MORE_DATA ? REGISTRY_OK : error;
}

static long read_settings(struct registry *registry, struct snapshot *snapshot)
{
    struct registry_key *key;
    uint32_t force_logoff;
    long error = registry_key_open(registry, KEY_IISSUBA, &key);
    if (error != REGISTRY_OK) {
        return error == REGISTRY_NOT_FOUND ? REGISTRY_OK : error;
    }
    error = read_stack(key, snapshot);
    if (error == REGISTRY_OK) {
        error = read_dword(key, VALUE_FORCE_LOGOFF, UINT32_MAX, &force_logoff);
    }
    if (error == REGISTRY_OK) {
        snapshot->force_logoff = force_logoff == UINT32_MAX ? NT_NEVER : force_logoff * NT_SECOND;
    }
    if (error == REGISTRY_OK) {
        error = read_observe(key, &snapshot->observe_until);
    }
    registry_key_close(key);
    return error;
}

/* How many bytes keys may take. */
static long read_key_bytes(struct registry *registry, uint32_t *bytes)
{
    struct registry_key *key;
    *bytes = KEYS_BYTES;
    long error = registry_key_open(registry, KEY_IISSUBA, &key);
    if (error == REGISTRY_OK) {
        error = read_dword(key, VALUE_KEY_BYTES, KEYS_BYTES, bytes);
        registry_key_close(key);
    }
    return error == REGISTRY_NOT_FOUND ? REGISTRY_OK : error;
}

static long read_account(struct registry_key *key, size_t index, struct snapshot *snapshot)
{
    unsigned char data[RECORD_SIZE];
    uint16_t name[ACCOUNT_NAME_MAX + 1];
    size_t units = sizeof name / sizeof name[0];
    size_t size = sizeof data;
    uint32_t type;
    long error = registry_value_at(key, index, name, &units, &type, data, &size);
    if (error == REGISTRY_OK || error == REGISTRY_MORE_DATA) {
        bool whole = error == REGISTRY_OK && type == REGISTRY_BINARY;
        snapshot_add(snapshot, (struct wide){(const unsigned char *)name, units}, data,
                     whole ? size : 0);
        wipe(data, sizeof data);
        error = REGISTRY_OK;
    }
    return error;
}

static long read_accounts(struct registry_key *key, struct snapshot *snapshot)
{
    long error = REGISTRY_OK;
    for (size_t i = 0; error == REGISTRY_OK; i++) {
        error = read_account(key, i, snapshot);
    }
    return error == REGISTRY_NO_MORE ? REGISTRY_OK : error;
}

static long read_all(struct registry *registry, struct registry_key *accounts,
                     struct snapshot *snapshot)
{
    struct lsa_settings lsa;
    long error = snapshot_read_lsa(registry, &lsa);
    snapshot->lm_level = lsa.lm_level;
    snapshot->limits_blank = lsa.limits_blank;
    if (error == REGISTRY_OK) {
        error = read_settings(registry, snapshot);
    }
    if (error == REGISTRY_OK && accounts != NULL) {
        error = read_accounts(accounts, snapshot);
    }
    return error;
}

long snapshot_load_from(struct registry *registry, struct snapshot **snapshot)
{
    *snapshot = NULL;
    struct registry_key *accounts = NULL;
    size_t count = 0;
    size_t longest = 0;
    uint32_t key_bytes = 0;
    long error = registry_key_open(registry, KEY_ACCOUNTS, &accounts);
    if (error == REGISTRY_OK) {
        error = registry_key_sizes(accounts, &count, &longest);
    } else if (error == REGISTRY_NOT_FOUND) {
        error = REGISTRY_OK;
    }
    if (error == REGISTRY_OK) {
        error = read_key_bytes(registry, &key_bytes);
    }
    if (error == REGISTRY_OK) {
        longest = longest > ACCOUNT_NAME_MAX ? ACCOUNT_NAME_MAX : longest;
        *snapshot = snapshot_new(count, count * longest, key_bytes);
        error = *snapshot == NULL ? REGISTRY_NO_MEMORY : read_all(registry, accounts, *snapshot);
    }
    if (accounts != NULL) {
        registry_key_close(accounts);
    }
    if (error != REGISTRY_OK) {
        snapshot_free(*snapshot);
        *snapshot = NULL;
    }
    return error;
}

long snapshot_load(struct snapshot **snapshot)
{
    struct registry *registry;
    *snapshot = NULL;
    long error = registry_open(NULL, REGISTRY_READ, &registry, NULL);
    if (error != REGISTRY_OK) {
        return error;
    }
    error = snapshot_load_from(registry, snapshot);
    registry_close(registry);
    return error;
}
