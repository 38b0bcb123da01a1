#include "event_source.h"

#include "registry/registry.h"

long event_source_add(const uint16_t *package)
{
    (void)package;
    return REGISTRY_OK;
}

long event_source_remove(void)
{
    return REGISTRY_OK;
}
