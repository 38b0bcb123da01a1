/*
 * MSV1_0's own check against SAM, where no package is asked. Its order is that of the Platform
 * SDK's subauthentication sample (msvsubauth).
 */
#ifndef HOSTSIM_SAM_CHECK_H
#define HOSTSIM_SAM_CHECK_H

#include "lsa_values.h"
#include "marshal.h"

struct sam_check {
    const struct policy *policy;
    struct moment now;
    enum logon_type type;
    bool guest;
    int64_t ntlmv2_lifetime; /* an NTLMv2 response may be so old, in 100 ns; 0: any age */
    struct lsa_values values;
};

/*
 * Checks a logon that was marshalled. Sets status, authoritative, user_flags and, where it admits,
 * proven_by and the times of *result; the caller has set the rest. The password is checked in any
 * case, so that no other refusal is faster. A request that cannot be read is
 * STATUS_INVALID_PARAMETER.
 */
void sam_check(const struct sam_check *check, const struct marshalled *marshalled,
               struct logon_result *result);

#endif
