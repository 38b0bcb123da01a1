/* How a machine folder and the platform's registry belong together. */
#ifndef HOSTSIM_MACHINE_PLATFORM_H
#define HOSTSIM_MACHINE_PLATFORM_H

#include <stdbool.h>

#include "text/fault.h"

/* registry.reg is sound. On Windows the real registry is used, and there is nothing to check. */
bool machine_check_registry(const char *folder, struct fault *fault);

/* Packages in this process find the folder by the environment's IISSUBA_MACHINE. */
void machine_name_to_packages(const char *folder);
/* Our own reports no events from here on; on Windows it does. */
void machine_silence_packages(void);

#endif
