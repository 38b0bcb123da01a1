#include "admin_base.h"

bool admin_base_present(void)
{
    return false;
}

bool admin_base_connect(struct admin_base *base, struct fault *fault)
{
    (void)base;
    return fault_set(fault, "IISADMIN is a service of Windows: there is none here");
}
