#include "probe_request.h"

#define USER_MADE_UP "probe"
#define PASSWORD_MADE_UP "Probe-Pass-1" /* no secret; short enough for an LM form */

static const char *password_of(const struct probe_options *options)
{
    return options->password == NULL ? PASSWORD_MADE_UP : options->password;
}

/* An account that no check of restrictions refuses. */
static json_t *made_up_account(const struct probe_options *options)
{
    return json_pack("{s:i, s:s, s:[s, s]}", "rid", 4711, "password", password_of(options), "flags",
                     "USER_NORMAL_ACCOUNT", "USER_DONT_EXPIRE_PASSWORD");
}

/* The logon that is usual, for a check to put its members over. */
static json_t *usual_request(const struct probe_options *options, enum probe_kind kind,
                             bool made_up)
{
    json_t *request =
        json_pack("{s:s, s:s}", "user", options->user == NULL ? USER_MADE_UP : options->user,
                  "password", password_of(options));
    if (made_up) {
        json_object_set_new(request, "account", made_up_account(options));
    }
    if (kind == PROBE_KERBEROS) { /* it is no hostile mode's */
        json_object_set_new(request, "protocol", json_string("kerberos"));
    } else {
        json_object_set_new(request, "response", json_string(options->response));
        json_object_set_new(request, "ways", json_string("as lsass hands it over"));
    }
    return request;
}

static void remove_nulls(json_t *request)
{
    const char *name;
    json_t *value;
    void *next;
    json_object_foreach_safe(request, next, name, value)
    {
        if (json_is_null(value)) {
            json_object_del(request, name);
        }
    }
}

json_t *probe_request(const struct probe_options *options, const struct probe_check *check,
                      enum package_export export)
{
    json_t *members = json_loads(check->request, 0, NULL);
    if (check->kind == PROBE_GENERIC) {
        return members;
    }
    bool made_up = options->user == NULL || options->machine == NULL ||
                   json_object_get(members, "user") != NULL;
    json_t *request = usual_request(options, check->kind, made_up);
    json_object_update_recursive(request, members);
    json_decref(members);
    remove_nulls(request);
    if (json_object_get(request, "nt_response") != NULL) {
        json_object_del(request, "response");
    }
    if (export != EXPORT_ROUTINE && check->kind != PROBE_KERBEROS) {
        json_object_set_new(request, export == EXPORT_FILTER ? "filter" : "ex", json_true());
    }
    return request;
}

static void hide_password(json_t *object)
{
    if (json_object_get(object, "password") != NULL) {
        json_object_set_new(object, "password", json_string("THE PASSWORD"));
    }
}

char *probe_request_shown(const struct probe_options *options, const char *text)
{
    json_t *line = json_loads(text, 0, NULL);
    if (options->password != NULL) {
        hide_password(line);
        hide_password(json_object_get(line, "account"));
    }
    char *shown = json_dumps(line, 0);
    json_decref(line);
    return shown;
}
