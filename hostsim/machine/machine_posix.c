#include "machine_platform.h"

#include <stdlib.h>

#include "registry/registry.h"

bool machine_check_registry(const char *folder, struct fault *fault)
{
    struct registry *registry;
    if (registry_open(folder, REGISTRY_READ, &registry, fault) != REGISTRY_OK) {
        return false;
    }
    registry_close(registry);
    return true;
}

void machine_name_to_packages(const char *folder)
{
    setenv("IISSUBA_MACHINE", folder, 1);
}

void machine_silence_packages(void)
{
    setenv("IISSUBA_EVENTS", "off", 1);
}
