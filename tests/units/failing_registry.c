#include "failing_registry.h"

#include "registration/event_source.h"
#include "registry/registry.h"

int registry_failing_call = -1;
long registry_failing_with = REGISTRY_DENIED;
int registry_calls;

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
#define FAILING_OPEN(name, parameters, arguments) \
    long __real_##name parameters;                \
    long __wrap_##name parameters;                \
    long __wrap_##name parameters                 \
    {                                             \
        if (fails()) {                            \
            *key = NULL;                          \
            return registry_failing_with;         \
        }                                         \
        return __real_##name arguments;           \
    }

FAILING_OPEN(registry_key_open,
             (struct registry * registry, const uint16_t *path, struct registry_key **key),
             (registry, path, key))
FAILING_OPEN(registry_key_edit,
             (struct registry * registry, const uint16_t *path, struct registry_key **key),
             (registry, path, key))
FAILING_OPEN(registry_key_create,
             (struct registry * registry, const uint16_t *path, bool private_to_system, bool *wider,
              struct registry_key **key),
             (registry, path, private_to_system, wider, key))
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
