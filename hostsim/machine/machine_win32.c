#include "machine_platform.h"

/* Nobody asks for it here: the registry is Windows' own. */
const char machine_nowhere[] = "NUL";

bool machine_check_registry(const char *folder, struct fault *fault)
{
    (void)folder;
    (void)fault;
    return true;
}
