#include "midl.h"

void midl_lend(void *buffer)
{
    (void)buffer;
}

bool midl_may_take(const UNICODE_STRING *parameters, const char **why)
{
    *why = "a length beyond MaximumLength, or without a buffer";
    return parameters->Length <= parameters->MaximumLength &&
           (parameters->Length == 0 || parameters->Buffer != NULL);
}

void midl_give_back(void *buffer)
{
    (void)buffer;
}
