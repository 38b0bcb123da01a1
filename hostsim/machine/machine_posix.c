#include "machine_platform.h"

#include "registry/registry.h"

/* No process has the number 0, and nobody can make a file below /proc. */
const char machine_nowhere[] = "/proc/0";

bool machine_check_registry(const char *folder, struct fault *fault)
{
    struct registry *registry;
    long error = registry_open(folder, REGISTRY_READ, &registry, fault);
    if (error == REGISTRY_OK) {
        registry_close(registry);
        return true;
    }
    return error == REGISTRY_NO_MEMORY && fault_set(fault, "%s/registry.reg: no memory", folder);
}
