#include "failing_registry.h"

#include "registration/event_source.h"
#include "registry/registry.h"
#include "text/wide.h"

int registry_failing_call = -1;
long registry_failing_with = REGISTRY_DENIED;
int registry_calls;
int registry_open_keys;
const uint16_t *registry_wider_path;
int registry_made[2];

static bool fails(void)
{
    registry_calls++;
    return registry_failing_call >= 0 && registry_failing_call-- == 0;
}

#define FAILING(name, parameters, arguments)                              \
    long __real_##name parameters;                                        \
    long __wrap_##name parameters;                                        \
    long __wrap_##name parameters                                         \
    {                                                                     \
        return fails() ? registry_failing_with : __real_##name arguments; \
    }

/* A key that is not opened is NULL, as registry.h has it. */
static long opened(long error, struct registry_key **key)
{
    if (error != REGISTRY_OK) {
        *key = NULL;
    }
    registry_open_keys += error == REGISTRY_OK;
    return error;
}

#define FAILING_OPEN(name)                                                                         \
    long __real_##name(struct registry *registry, const uint16_t *path,                            \
                       struct registry_key **key);                                                 \
    long __wrap_##name(struct registry *registry, const uint16_t *path,                            \
                       struct registry_key **key);                                                 \
    long __wrap_##name(struct registry *registry, const uint16_t *path, struct registry_key **key) \
    {                                                                                              \
        return opened(fails() ? registry_failing_with : __real_##name(registry, path, key), key);  \
    }

FAILING_OPEN(registry_key_open)
FAILING_OPEN(registry_key_edit)

long __real_registry_key_create(struct registry *registry, const uint16_t *path,
                                bool private_to_system, bool *wider, struct registry_key **key);
long __wrap_registry_key_create(struct registry *registry, const uint16_t *path,
                                bool private_to_system, bool *wider, struct registry_key **key);
long __wrap_registry_key_create(struct registry *registry, const uint16_t *path,
                                bool private_to_system, bool *wider, struct registry_key **key)
{
    bool failed = fails();
    registry_made[private_to_system]++;
    long error = failed ? registry_failing_with
                        : __real_registry_key_create(registry, path, private_to_system, wider, key);
    if (error == REGISTRY_OK && wider != NULL) {
        *wider = private_to_system && registry_wider_path != NULL &&
                 wide_same(wide_of(path), wide_of(registry_wider_path));
    }
    return opened(error, key);
}

void __real_registry_key_close(struct registry_key *key);
void __wrap_registry_key_close(struct registry_key *key);
void __wrap_registry_key_close(struct registry_key *key)
{
    registry_open_keys--;
    __real_registry_key_close(key);
}

FAILING(registry_key_delete, (struct registry * registry, const uint16_t *path), (registry, path))
FAILING(registry_value_get,
        (struct registry_key * key, const uint16_t *name, uint32_t *type, void *data, size_t *size),
        (key, name, type, data, size))
FAILING(registry_value_at,
        (struct registry_key * key, size_t index, uint16_t *name, size_t *name_units,
         uint32_t *type, void *data, size_t *size),
        (key, index, name, name_units, type, data, size))
FAILING(registry_value_set,
        (struct registry_key * key, const uint16_t *name, uint32_t type, const void *data,
         size_t size),
        (key, name, type, data, size))
FAILING(registry_value_delete, (struct registry_key * key, const uint16_t *name), (key, name))
FAILING(event_source_add, (const uint16_t *package), (package))
FAILING(event_source_remove, (void), ())
