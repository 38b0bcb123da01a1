/* How a machine folder and the platform's registry belong together. */
#ifndef HOSTSIM_MACHINE_PLATFORM_H
#define HOSTSIM_MACHINE_PLATFORM_H

#include <stdbool.h>

#include "text/fault.h"

/*
 * Checks that registry.reg can be read and is sound; where the file is missing the registry is
 * empty. On Windows the real registry is used, and there is nothing to check. False, with file and
 * line, where it is broken.
 */
bool machine_check_registry(const char *folder, struct fault *fault);

/* A folder that is not there and cannot come to be there, for a machine without one. */
extern const char machine_nowhere[];

#endif
