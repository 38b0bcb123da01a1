/* The lines that probe asks. */
#ifndef HOSTSIM_PROBE_REQUEST_H
#define HOSTSIM_PROBE_REQUEST_H

#include "package.h"
#include "probe_check.h"
#include "probe_options.h"

/*
 * Makes the request of a check for an export: the usual one, with the check's members over it; a
 * member that is null is left out. It is the caller's.
 */
json_t *probe_request(const struct probe_options *options, const struct probe_check *check,
                      enum package_export export);

/*
 * The line of a request as it may be shown: a password that was given is hidden. Whoever knows it
 * completes the line. The result is to be freed; NULL where there is no memory.
 */
char *probe_request_shown(const struct probe_options *options, const char *text);

#endif
