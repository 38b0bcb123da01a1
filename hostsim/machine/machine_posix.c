#include "machine_platform.h"

#include "registry/registry.h"

/* No process has the number 0, and nobody can make a file below /proc. */
const char machine_nowhere[] = "/proc/0";

bool machine_check_registry(const char *folder, struct fault *fault)
{
    struct registry *registry;
    if (registry_open(folder, REGISTRY_READ, &registry, fault) != REGISTRY_OK) {
        return false;
    }
    registry_close(registry);
    return true;
}
