#include "package_environment.h"

#include <stdbool.h>
#include <stdlib.h>

void package_environment_machine(const char *folder)
{
    setenv("IISSUBA_MACHINE", folder, true);
}

void package_environment_silence(void)
{
    setenv("IISSUBA_EVENTS", "off", true);
}
