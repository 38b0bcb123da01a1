/*
 * What LsaLogonUser's caller sees of a logon, as JSON: Status and SubStatus, the LogonId, the
 * profile, the token's groups; what Ex gave back; what the KDC answers. Session keys are there only
 * where they were asked for.
 */
#ifndef HOSTSIM_CALLER_JSON_H
#define HOSTSIM_CALLER_JSON_H

#include <jansson.h>

#include "logon_options.h"
#include "lsa.h"

/* An object of the members above, for the answer. The caller gives it back. */
json_t *caller_json(const struct lsa *lsa, const struct logon_options *logon,
                    const struct logon_result *result);

#endif
