#include "profile.h"

#include "logon_rights.h"
#include "parameter_control.h"

static const char *text_or_empty(const char *text)
{
    return text == NULL ? "" : text;
}

static void add_group(struct logon_profile *profile, const char *group)
{
    if (profile->group_count < PROFILE_GROUPS_MOST) {
        profile->groups[profile->group_count++] = group;
    }
}

/*
 * Fills in the token's groups. Guest is not an authenticated user, and an anonymous logon is
 * nobody's (KB 243330).
 */
static void fill_groups(struct logon_profile *profile, const struct logon_request *request,
                        const struct sam_account *account)
{
    size_t at;
    const json_t *item;
    if (account != NULL) {
        json_array_foreach(account->groups, at, item)
        {
            add_group(profile, json_string_value(item));
        }
    }
    add_group(profile, account == NULL ? "S-1-5-7" : "S-1-1-0");
    add_group(profile, policy_right_group(logon_rights_of(request->type).needed));
    if (account != NULL && account->rid != RID_GUEST) {
        add_group(profile, "S-1-5-11");
    }
}

static void fill_interactive(struct logon_profile *profile, const struct lsa *lsa,
                             const struct sam_account *account)
{
    static const enum sam_text texts[] = {SAM_SCRIPT_PATH, SAM_HOME_DIRECTORY, SAM_FULL_NAME,
                                          SAM_PROFILE_PATH, SAM_HOME_DIRECTORY_DRIVE};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        profile->texts[texts[i]] = text_or_empty(account->texts[texts[i]]);
    }
    profile->logon_count = account->logon_count;
    profile->bad_password_count = account->bad_password_count;
    profile->logon_time = account->last_logon;
    profile->password_last_set = account->password_last_set;
    profile->password_can_change = account->password_can_change;
    profile->password_must_change = policy_password_must_change(&lsa->machine.policy, account);
}

/*
 * Fills in a network logon's part. With RETURN_PROFILE_PATH, UserParameters is the profile's path
 * (ntsecapi.h).
 */
static void fill_network(struct logon_profile *profile, const struct logon_request *request,
                         const struct logon_result *result)
{
    const struct sam_account *account = result->account;
    if ((request->parameter_control & MSV1_0_RETURN_PROFILE_PATH) != 0) {
        profile->user_parameters = text_or_empty(account->texts[SAM_PROFILE_PATH]);
        profile->user_flags |= LOGON_PROFILE_PATH_RETURNED;
    } else if ((request->parameter_control & MSV1_0_RETURN_USER_PARAMETERS) != 0) {
        profile->user_parameters = account->parameters;
    }
    session_keys_of(request, &account->owfs, result->proven_by, &profile->keys);
    switch (result->proven_by) {
    case PROVEN_BY_LM:
        profile->user_flags |= LOGON_USED_LM_PASSWORD;
        break;
    case PROVEN_BY_NTLM_V2:
        profile->user_flags |= LOGON_NTLMV2_ENABLED | LOGON_NT_V2;
        break;
    case PROVEN_BY_LM_V2:
        profile->user_flags |= LOGON_NTLMV2_ENABLED | LOGON_LM_V2;
        break;
    case PROVEN_BY_NOTHING:
    case PROVEN_BY_CLEARTEXT:
    case PROVEN_BY_NTLM:
        break;
    }
}

/* Takes what Ex gave back over into the profile (subauth.h, MSV1_0_VALIDATION_INFO). */
static void take_validation(struct logon_profile *profile, const struct logon_validation *given)
{
    if ((given->which_fields & MSV1_0_VALIDATION_LOGON_SERVER) != 0) {
        profile->logon_server = given->logon_server;
    }
    if ((given->which_fields & MSV1_0_VALIDATION_LOGON_DOMAIN) != 0) {
        profile->logon_domain = given->domain;
    }
    if ((given->which_fields & MSV1_0_VALIDATION_SESSION_KEY) != 0) {
        memcpy(profile->keys.user, given->session_key, sizeof profile->keys.user);
        profile->user_flags |= LOGON_SUBAUTH_SESSION_KEY;
    }
}

void profile_of(const struct lsa *lsa, const struct logon_request *request,
                const struct logon_result *result, struct logon_profile *profile)
{
    const char *computer = lsa->machine.sam.computer;
    *profile = (struct logon_profile){.interactive = request->type != LOGON_TYPE_NETWORK,
                                      .logoff_time = result->logoff_time,
                                      .kickoff_time = result->kickoff_time,
                                      .user_flags = result->user_flags,
                                      .logon_server = computer,
                                      .logon_domain = computer,
                                      .user_parameters = ""};
    for (int i = 0; i < SAM_TEXT_COUNT; i++) {
        profile->texts[i] = "";
    }
    if (result->account != NULL && profile->interactive) {
        fill_interactive(profile, lsa, result->account);
    } else if (result->account != NULL) {
        fill_network(profile, request, result);
        take_validation(profile, &result->validation);
    }
    fill_groups(profile, request, result->account);
}

void profile_release(struct logon_profile *profile)
{
    wipe(&profile->keys, sizeof profile->keys);
}
