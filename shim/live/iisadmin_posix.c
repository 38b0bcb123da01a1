#include "iisadmin.h"

bool iisadmin_runs(void)
{
    return false;
}

bool iisadmin_holds(const char *path)
{
    (void)path;
    return false;
}
