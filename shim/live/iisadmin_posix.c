#include "iisadmin.h"

bool iisadmin_holds(const char *path)
{
    (void)path;
    return false;
}
