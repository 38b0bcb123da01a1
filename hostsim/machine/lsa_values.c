#include "lsa_values.h"

#include "registry/registry.h"

#define LM_LEVEL_MOST 5u
#define AUDIT_FAILED 2u

/*
 * A DWORD of Lsa's own key, which is NULL where it is not there; without it what secpol.inf says,
 * or 0. Windows NT is said to leave CrashOnAuditFail as REG_NONE, so that type will do.
 */
static uint32_t value_of(struct registry_key *key, const uint16_t *name, int64_t in_policy,
                         uint32_t broken)
{
    uint32_t number; /* as it lies in memory: the processor is little-endian (abi_assert.c) */
    size_t size = sizeof number;
    uint32_t type;
    long error =
        key == NULL ? REGISTRY_NOT_FOUND : registry_value_get(key, name, &type, &number, &size);
    if (error == REGISTRY_NOT_FOUND) {
        return in_policy == POLICY_UNSAID ? 0 : (uint32_t)in_policy;
    }
    bool sound = error == REGISTRY_OK && size == sizeof number &&
                 (type == REGISTRY_DWORD || type == REGISTRY_NONE);
    return sound ? number : broken;
}

static struct lsa_values values_of(struct registry_key *key, const int64_t *policy)
{
    unsigned level = value_of(key, VALUE_LM_LEVEL, policy[POLICY_LM_LEVEL], LM_LEVEL_MOST);
    uint32_t limit = value_of(key, VALUE_LIMIT_BLANK, policy[POLICY_LIMIT_BLANK], true);
    uint32_t audit =
        value_of(key, VALUE_CRASH_ON_AUDIT_FAIL, policy[POLICY_CRASH_ON_AUDIT_FAIL], 0);
    return (struct lsa_values){level < LM_LEVEL_MOST ? level : LM_LEVEL_MOST, limit != 0,
                               audit == AUDIT_FAILED};
}

struct lsa_values lsa_values_read(const char *folder, const struct policy *policy)
{
    struct registry *registry;
    struct registry_key *key;
    struct lsa_values values = {LM_LEVEL_MOST, true, false};
    if (registry_open(folder, REGISTRY_READ, &registry, NULL) != REGISTRY_OK) {
        return values;
    }
    long error = registry_key_open(registry, u"", &key);
    if (error == REGISTRY_OK || error == REGISTRY_NOT_FOUND) {
        values = values_of(key, policy->values);
    }
    if (error == REGISTRY_OK) {
        registry_key_close(key);
    }
    registry_close(registry);
    return values;
}
