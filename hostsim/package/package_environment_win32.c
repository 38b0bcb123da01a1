#include "package_environment.h"

void package_environment_machine(const char *folder)
{
    (void)folder;
}

void package_environment_silence(void)
{
}
