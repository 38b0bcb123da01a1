/*
 * MIDL_user_allocate and MIDL_user_free, by which a package that resizes UserAll->Parameters frees
 * the buffer that it was handed and allocates another. On Linux they are this program's own, which
 * packages find by name, and their rules hold: what is freed was allocated so, or is the buffer
 * that was handed over, and is freed once; anything else is told on standard error and ends the
 * call with SIGABRT. On Windows a package brings its own, and nothing is checked.
 *
 * Sources: subauth.h, Msv1_0SubAuthenticationRoutine, UserAll; the RPC reference.
 */
#ifndef HOSTSIM_MIDL_H
#define HOSTSIM_MIDL_H

#include <stdbool.h>

#include "abi/subauth_abi.h"

/* Notes that the next call in this thread may free a buffer; buffer may be NULL. */
void midl_lend(void *buffer);

/*
 * Whether MSV1_0 may take what the last call in this thread left in Parameters: the buffer that was
 * handed over and not freed, none, or one of MIDL_user_allocate's that is as large as MaximumLength
 * says. *why, a static text, is set where it may not.
 */
bool midl_may_take(const UNICODE_STRING *parameters, const char **why);

/* Frees a buffer of MIDL_user_allocate's, as MSV1_0 does in the end; any other is left alone. */
void midl_give_back(void *buffer);

#endif
