#include "record_logon.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "files/files.h"
#include "text/hex.h"

/* Puts bytes into the line as hex digits. False where there is no memory. */
static bool put_hex(json_t *line, const char *key, const unsigned char *bytes, size_t size)
{
    char *text = malloc(2 * size + 1);
    if (text == NULL) {
        return false;
    }
    hex_write(bytes, size, text);
    bool put = json_object_set_new(line, key, json_string(text)) == 0;
    wipe(text, 2 * size);
    free(text);
    return put;
}

/* NULL for a network logon, which is the usual one. */
static const char *type_name(enum logon_type type)
{
    switch (type) {
    case LOGON_TYPE_INTERACTIVE:
        return "interactive";
    case LOGON_TYPE_BATCH:
        return "batch";
    case LOGON_TYPE_SERVICE:
        return "service";
    case LOGON_TYPE_NETWORK_CLEARTEXT:
        return "network-cleartext";
    case LOGON_TYPE_NETWORK:
        break;
    }
    return NULL;
}

static void put_route(json_t *line, const struct logon_request *request)
{
    static const char *const exports[EXPORT_COUNT] = {
        [EXPORT_ROUTINE_EX] = "ex", [EXPORT_FILTER] = "filter"};
    const char *type = type_name(request->type);
    if (type != NULL) {
        json_object_set_new(line, "type", json_string(type));
    } else if (request->protocol == PROTOCOL_KERBEROS) {
        /* no package */
    } else if (!request->subauth) {
        json_object_set_new(line, "no_subauth", json_true());
    } else if (request->package_file != NULL) {
        json_object_set_new(line, "package", json_string(request->package_file));
    } else {
        json_object_set_new(line, "package_id", json_integer(request->package_id));
    }
    if (request->subauth && exports[request->export] != NULL) {
        json_object_set_new(line, exports[request->export], json_true());
    }
    if (request->protocol == PROTOCOL_KERBEROS) {
        json_object_set_new(line, "protocol", json_string("kerberos"));
    }
    if (request->null_pointers) {
        json_object_set_new(line, "null_pointers", json_true());
    }
    if (request->transitive) {
        json_object_set_new(line, "transitive", json_true());
    }
    if (request->subauth_message) {
        json_object_set_new(line, "message", json_string("subauth"));
    }
    if (request->caller == CALLER_NETWORK_SERVICE) {
        json_object_set_new(line, "caller", json_string("NetworkService"));
    }
}

/* Makes the line of a request. NULL where there is no memory. */
static json_t *line_of(const struct logon_request *request)
{
    const struct client_response *response = &request->response;
    uint32_t control =
        request->parameter_control | (response->cleartext ? MSV1_0_CLEARTEXT_PASSWORD_ALLOWED : 0);
    json_t *line = json_object();
    json_object_set_new(line, "user", json_string(request->user));
    json_object_set_new(line, "domain", json_string(request->domain));
    json_object_set_new(line, "workstation", json_string(request->workstation));
    json_object_set_new(line, "parameter_control", json_integer(control));
    json_object_set_new(line, "flags", json_integer(request->flags));
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
