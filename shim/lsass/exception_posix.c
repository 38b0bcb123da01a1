#include "exception.h"

bool exception_guard(void (*work)(void *context), void *context, struct exception *exception)
{
    *exception = (struct exception){0, 0};
    work(context);
    return true;
}
