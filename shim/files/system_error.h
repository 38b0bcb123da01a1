/* What Windows says of an error. */
#ifndef IISSUBA_SYSTEM_ERROR_H
#define IISSUBA_SYSTEM_ERROR_H

#include "text/fault.h"

#define SYSTEM_ERROR_MAX 256

/*
 * The system's text of an error of GetLastError() and the like, in its own language, and its
 * number: "The system cannot find the path specified (3)". Where it has none: "Windows error 3".
 * Returns text, UTF-8.
 */
const char *system_error_text(unsigned long error, char text[SYSTEM_ERROR_MAX]);

/* Sets a fault to what, as a path, and the text. Returns false. */
bool system_fault(struct fault *fault, const char *what, unsigned long error);

#endif
