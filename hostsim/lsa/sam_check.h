/*
 * MSV1_0's own check against SAM, in the order of Microsoft's published subauthentication sample:
 * what a package is asked instead of.
 */
#ifndef HOSTSIM_SAM_CHECK_H
#define HOSTSIM_SAM_CHECK_H

#include "marshal.h"

struct sam_check {
    const struct policy *policy;
    struct moment now;
    bool guest;
    bool interactive; /* the password came over no wire: LOGON_NOENCRYPTION is not said */
    const char *registry_folder; /* where LmCompatibilityLevel and LimitBlankPasswordUse are */
};

/* Sets status, authoritative, user_flags and the times. */
void sam_check(const struct sam_check *check, const struct marshalled *marshalled,
               struct logon_result *result);

#endif
