#include "record_logon.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "files/files.h"
#include "json_put.h"
#include "logon_type.h"

static void put_route(json_t *line, const struct logon_request *request)
{
    static const char *const exports[EXPORT_COUNT] = {
        [EXPORT_ROUTINE_EX] = "ex", [EXPORT_FILTER] = "filter"};
    if (request->type != LOGON_TYPE_NETWORK) {
        put_text(line, "type", logon_type_name(request->type));
    } else if (request->protocol == PROTOCOL_KERBEROS) {
        /* no package */
    } else if (!request->subauth) {
        put_bool(line, "no_subauth", true);
    } else if (request->package_file != NULL) {
        put_text(line, "package", request->package_file);
    } else {
        put_number(line, "package_id", request->package_id);
    }
    if (request->subauth && exports[request->export] != NULL) {
        put_bool(line, exports[request->export], true);
    }
    if (request->protocol == PROTOCOL_KERBEROS) {
        put_text(line, "protocol", "kerberos");
    }
    if (request->null_pointers) {
        put_bool(line, "null_pointers", true);
    }
    if (request->transitive) {
        put_bool(line, "transitive", true);
    }
    if (request->subauth_message) {
        put_text(line, "message", "subauth");
    }
    if (request->caller == CALLER_NETWORK_SERVICE) {
        put_text(line, "caller", "NetworkService");
    }
}

/* Makes the line of a request. NULL where there is no memory. */
static json_t *line_of(const struct logon_request *request)
{
    const struct client_response *response = &request->response;
    uint32_t control =
        request->parameter_control | (response->cleartext ? MSV1_0_CLEARTEXT_PASSWORD_ALLOWED : 0);
    json_t *line = json_object();
    put_text(line, "user", request->user);
    put_text(line, "domain", request->domain);
    put_text(line, "workstation", request->workstation);
    put_number(line, "parameter_control", control);
    put_number(line, "flags", request->flags);
    bool whole = put_hex(line, "challenge", response->challenge, CHALLENGE_SIZE) &&
                 put_hex(line, "nt_response", client_response_nt(response), response->nt_size) &&
                 put_hex(line, "lm_response", client_response_lm(response), response->lm_size);
    put_route(line, request);
    if (!whole) {
        json_decref(line);
        return NULL;
    }
    return line;
}

static bool record(void *context, const struct logon_request *request, struct fault *fault)
{
    const char *path = context;
    json_t *line = line_of(request);
    if (line == NULL) {
        return fault_set(fault, "no memory");
    }
    char *text = json_dumps(line, 0);
    json_decref(line);
    if (text == NULL) {
        return fault_set(fault, "a name is not UTF-8: it cannot be recorded");
    }
    size_t size = strlen(text);
    text[size] = '\n'; /* in the place of the NUL */
    bool done = file_append(path, text, size + 1);
    wipe(text, size);
    free(text);
    return done || fault_set(fault, "%s: cannot be written", path);
}

struct lsa_observer record_logons(const char *path)
{
    return (struct lsa_observer){path == NULL ? NULL : record, (char *)(uintptr_t)path};
}
