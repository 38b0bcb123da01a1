/*
 * What LsaLogonUser's caller sees of a logon, as JSON: Status and SubStatus, the LogonId, the
 * profile, the token's groups, what Ex gave back, and what the KDC answers.
 */
#ifndef HOSTSIM_CALLER_JSON_H
#define HOSTSIM_CALLER_JSON_H

#include <jansson.h>

#include "logon_options.h"
#include "lsa.h"

/*
 * Makes an object of the members above, for the answer of lsa_logon. Session keys are in it only
 * where the options ask for them. The caller gives it back. NULL where there is no memory.
 */
json_t *caller_json(const struct lsa *lsa, const struct logon_options *logon,
                    const struct logon_result *result);

#endif
