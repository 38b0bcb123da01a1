/*
 * What LsaLogonUser's caller gets beside the status: the profile buffer and the token's groups.
 *
 * Sources: ntsecapi.h (MSV1_0_LM20_LOGON_PROFILE for a network logon, MSV1_0_INTERACTIVE_PROFILE
 * for the others), KB 243330 for the groups.
 */
#ifndef HOSTSIM_PROFILE_H
#define HOSTSIM_PROFILE_H

#include "lsa_open.h"
#include "session_key.h"

#define PROFILE_GROUPS_MOST 64

struct logon_profile {
    bool interactive; /* which of the two structures it is */

    /* Both. Texts are UTF-8, never NULL, and the machine's or the result's. */
    int64_t logoff_time; /* NT times; NT_NEVER */
    int64_t kickoff_time;
    uint32_t user_flags;
    const char *logon_server;

    /* MSV1_0_LM20_LOGON_PROFILE */
    const char *logon_domain;
    const char *user_parameters; /* where RETURN_USER_PARAMETERS or RETURN_PROFILE_PATH asks */
    struct session_keys keys;    /* a secret: profile_release wipes it */

    /* MSV1_0_INTERACTIVE_PROFILE */
    unsigned logon_count;
    unsigned bad_password_count;
    int64_t logon_time;
    int64_t password_last_set;
    int64_t password_can_change;
    int64_t password_must_change;
    const char *texts[SAM_TEXT_COUNT]; /* those that the structure has; else "" */

    /* The token: names or SIDs, the account's own groups first. */
    const char *groups[PROFILE_GROUPS_MOST];
    size_t group_count;
};

/*
 * Makes the profile of a logon that was granted. Request and result are those of lsa_logon. Fills
 * *profile, whose texts are the machine's, the result's or static; the caller releases it.
 */
void profile_of(const struct lsa *lsa, const struct logon_request *request,
                const struct logon_result *result, struct logon_profile *profile);

/* Wipes the session keys. Nothing else is the profile's own. */
void profile_release(struct logon_profile *profile);

#endif
