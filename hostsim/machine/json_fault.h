/* What jansson found wrong with a text, in words that repeat nothing of it. */
#ifndef HOSTSIM_JSON_FAULT_H
#define HOSTSIM_JSON_FAULT_H

#include <jansson.h>

/*
 * What was expected instead: "JSON, and it ends too early". It is static. jansson's own text is not
 * used: it repeats what stands there, which may be a password.
 */
const char *json_fault(const json_error_t *error);

#endif
