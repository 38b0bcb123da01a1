/* How a machine folder and the platform's registry belong together. */
#ifndef HOSTSIM_MACHINE_PLATFORM_H
#define HOSTSIM_MACHINE_PLATFORM_H

#include <stdbool.h>

#include "text/fault.h"

/* registry.reg is sound. On Windows the real registry is used, and there is nothing to check. */
bool machine_check_registry(const char *folder, struct fault *fault);

#endif
