#include "caller_json.h"

#include <stdio.h>

#include "caller_status.h"
#include "json_put.h"
#include "kdc.h"
#include "profile.h"

static json_t *network_profile(const struct logon_profile *profile, bool with_keys)
{
    json_t *json = json_object();
    put_text(json, "type", "MSV1_0_LM20_LOGON_PROFILE");
    put_time(json, "kickoff_time", profile->kickoff_time);
    put_time(json, "logoff_time", profile->logoff_time);
    put_number(json, "user_flags", profile->user_flags);
    put_text(json, "logon_domain_name", profile->logon_domain);
    put_text(json, "logon_server", profile->logon_server);
    put_text(json, "user_parameters", profile->user_parameters);
    if (with_keys) {
        put_hex(json, "user_session_key", profile->keys.user, sizeof profile->keys.user);
        put_hex(json, "lanman_session_key", profile->keys.lanman, sizeof profile->keys.lanman);
    }
    return json;
}

static json_t *interactive_profile(const struct logon_profile *profile)
{
    json_t *json = json_object();
    put_text(json, "type", "MSV1_0_INTERACTIVE_PROFILE");
    put_number(json, "logon_count", profile->logon_count);
    put_number(json, "bad_password_count", profile->bad_password_count);
    put_time(json, "logon_time", profile->logon_time);
    put_time(json, "logoff_time", profile->logoff_time);
    put_time(json, "kickoff_time", profile->kickoff_time);
    put_time(json, "password_last_set", profile->password_last_set);
    put_time(json, "password_can_change", profile->password_can_change);
    put_time(json, "password_must_change", profile->password_must_change);
    put_text(json, "logon_script", profile->texts[SAM_SCRIPT_PATH]);
    put_text(json, "home_directory", profile->texts[SAM_HOME_DIRECTORY]);
    put_text(json, "full_name", profile->texts[SAM_FULL_NAME]);
    put_text(json, "profile_path", profile->texts[SAM_PROFILE_PATH]);
    put_text(json, "home_directory_drive", profile->texts[SAM_HOME_DIRECTORY_DRIVE]);
    put_text(json, "logon_server", profile->logon_server);
    put_number(json, "user_flags", profile->user_flags);
    return json;
}

static json_t *token_json(const struct logon_result *result, const struct logon_profile *profile)
{
    json_t *json = json_object();
    json_t *groups = json_array();
    for (size_t i = 0; i < profile->group_count; i++) {
        json_array_append_new(groups, json_string(profile->groups[i]));
    }
    put_text(json, "user", result->account == NULL ? "ANONYMOUS LOGON" : result->account->name);
    json_object_set_new(json, "groups", groups);
    return json;
}

static void put_granted(json_t *json, const struct lsa *lsa, const struct logon_options *logon,
                        const struct logon_result *result)
{
    struct logon_profile profile;
    profile_of(lsa, &logon->request, result, &profile);
    json_object_set_new(json, "profile",
                        profile.interactive ? interactive_profile(&profile)
                                            : network_profile(&profile, logon->session_keys));
    json_object_set_new(json, "token", token_json(result, &profile));
    profile_release(&profile);
}

static json_t *validation_json(const struct logon_validation *given, bool with_keys)
{
    json_t *json = json_object();
    put_number(json, "which_fields", given->which_fields);
    put_number(json, "user_id", given->user_id);
    put_text(json, "logon_server", given->logon_server);
    put_text(json, "logon_domain_name", given->domain);
    put_number(json, "actions_performed", given->actions);
    if (with_keys) {
        put_hex(json, "session_key", given->session_key, sizeof given->session_key);
    }
    return json;
}

/* The KDC grants a ticket, or answers with an error of RFC 4120. */
static void put_ticket(json_t *json, const struct logon_result *result)
{
    if (result->status == STATUS_SUCCESS) {
        put_time(json, "ticket_end", kdc_ticket_end(result));
    } else {
        put_text(json, "kdc_error", kdc_error(result));
    }
}

json_t *caller_json(const struct lsa *lsa, const struct logon_options *logon,
                    const struct logon_result *result)
{
    const struct logon_request *request = &logon->request;
    struct caller_status told = caller_status_of(result->status);
    json_t *json = json_object();
    char id[32];
    snprintf(id, sizeof id, "0x%llX", (unsigned long long)result->logon_id);
    put_status(json, "lsa_status", "lsa_status_name", told.status);
    put_status(json, "sub_status", "sub_status_name", told.sub_status);
    put_text(json, "logon_id", id);
    put_bool(json, "anonymous", result->anonymous);
    put_bool(json, "refused_by_filter", result->refused_by_filter);
    if (request->protocol == PROTOCOL_KERBEROS) {
        put_ticket(json, result);
    }
    if (request->subauth && request->export == EXPORT_ROUTINE_EX) {
        json_object_set_new(json, "validation",
                            validation_json(&result->validation, logon->session_keys));
    }
    if (result->status == STATUS_SUCCESS) {
        put_granted(json, lsa, logon, result);
    }
    return json;
}
