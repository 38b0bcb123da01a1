#include "package_environment.h"

#include <stdlib.h>

void package_environment_machine(const char *folder)
{
    setenv("IISSUBA_MACHINE", folder, 1);
}

void package_environment_silence(void)
{
    setenv("IISSUBA_EVENTS", "off", 1);
}
