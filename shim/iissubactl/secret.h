/* A secret from standard input: one line; from a terminal without echo, asked for twice. */
#ifndef IISSUBACTL_SECRET_H
#define IISSUBACTL_SECRET_H

#include <stdbool.h>
#include <stddef.h>

#include "text/fault.h"

#define SECRET_MAX 1024 /* bytes of UTF-8, NUL included */

/*
 * False where nothing came, or too much, or the two differ, or a NUL or a carriage return is in it:
 * nothing is cut off. The caller wipes it.
 */
bool secret_read(const char *account, char secret[SECRET_MAX], struct fault *fault);

#endif
