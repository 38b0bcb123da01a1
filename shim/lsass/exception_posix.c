#include "exception.h"

bool exception_guard(void (*work)(void *context), void *context, struct exception *exception)
{
    (void)exception; /* there is none */
    work(context);
    return true;
}
