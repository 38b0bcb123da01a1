#include "logon_options.h"

#include <stdlib.h>
#include <string.h>

#include "logon_type.h"
#include "parameter_control.h"
#include "stress.h"
#include "text/hex.h"
#include "text/number.h"

static bool take_user(struct logon_options *logon, const char *value, struct fault *fault)
{
    (void)fault;
    logon->request.user = value;
    return true;
}

static bool take_domain(struct logon_options *logon, const char *value, struct fault *fault)
{
    (void)fault;
    logon->request.domain = value;
    return true;
}

static bool take_workstation(struct logon_options *logon, const char *value, struct fault *fault)
{
    (void)fault;
    logon->request.workstation = value;
    return true;
}

static bool take_password(struct logon_options *logon, const char *value, struct fault *fault)
{
    (void)fault;
    logon->password = value;
    return true;
}

static bool take_response(struct logon_options *logon, const char *value, struct fault *fault)
{
    return response_form_named(value, &logon->form) || fault_set(fault, "no such form: %s", value);
}

static bool take_package_id(struct logon_options *logon, const char *value, struct fault *fault)
{
    unsigned long number;
    if (!parse_number(value, 0, 255, &number)) {
        return fault_set(fault, "expected 0 to 255, not %s", value);
    }
    logon->request.package_id = (unsigned)number;
    logon->package_named = true;
    return true;
}

static bool take_package(struct logon_options *logon, const char *value, struct fault *fault)
{
    (void)fault;
    logon->request.package_file = value;
    logon->package_named = true;
    return true;
}

static bool take_no_subauth(struct logon_options *logon, const char *value, struct fault *fault)
{
    (void)value;
    (void)fault;
    logon->no_subauth = true;
    return true;
}

static bool take_ex(struct logon_options *logon, const char *value, struct fault *fault)
{
    (void)value;
    (void)fault;
    logon->request.export = EXPORT_ROUTINE_EX;
    return true;
}

static bool take_filter(struct logon_options *logon, const char *value, struct fault *fault)
{
    (void)value;
    (void)fault;
    logon->request.export = EXPORT_FILTER;
    return true;
}

static bool take_hostile(struct logon_options *logon, const char *value, struct fault *fault)
{
    (void)value;
    (void)fault;
    logon->hostile = true;
    return true;
}

/* Takes one of two words. */
static bool choose(const char *value, const char *first, const char *second, bool *is_second,
                   struct fault *fault)
{
    *is_second = strcmp(value, second) == 0;
    return *is_second || strcmp(value, first) == 0 ||
           fault_set(fault, "expected %s or %s, not %s", first, second, value);
}

static bool take_type(struct logon_options *logon, const char *value, struct fault *fault)
{
    return logon_type_named(value, &logon->request.type) ||
           fault_set(fault,
                     "expected network, interactive, network-cleartext, batch or service, "
                     "not %s",
                     value);
}

static bool take_protocol(struct logon_options *logon, const char *value, struct fault *fault)
{
    bool kerberos;
    if (!choose(value, "ntlm", "kerberos", &kerberos, fault)) {
        return false;
    }
    logon->request.protocol = kerberos ? PROTOCOL_KERBEROS : PROTOCOL_NTLM;
    return true;
}

static bool take_null_pointers(struct logon_options *logon, const char *value, struct fault *fault)
{
    (void)value;
    (void)fault;
    logon->request.null_pointers = true;
    return true;
}

static bool take_transitive(struct logon_options *logon, const char *value, struct fault *fault)
{
    (void)value;
    (void)fault;
    logon->request.transitive = true;
    return true;
}

static bool take_session_keys(struct logon_options *logon, const char *value, struct fault *fault)
{
    (void)value;
    (void)fault;
    logon->session_keys = true;
    return true;
}

static bool take_message(struct logon_options *logon, const char *value, struct fault *fault)
{
    return choose(value, "lm20", "subauth", &logon->request.subauth_message, fault);
}

static bool take_caller(struct logon_options *logon, const char *value, struct fault *fault)
{
    bool service;
    if (!choose(value, "LocalSystem", "NetworkService", &service, fault)) {
        return false;
    }
    logon->request.caller = service ? CALLER_NETWORK_SERVICE : CALLER_LOCAL_SYSTEM;
    return true;
}

static bool take_parameter_control(struct logon_options *logon, const char *value,
                                   struct fault *fault)
{
    unsigned long number;
    if (!parse_number(value, 0, 0xFFFFFF, &number)) {
        return fault_set(fault, "expected 0 to 0xFFFFFF, not %s", value);
    }
    logon->request.parameter_control = (uint32_t)number;
    return true;
}

static bool take_flags(struct logon_options *logon, const char *value, struct fault *fault)
{
    unsigned long number;
    if (!parse_number(value, 0, UINT32_MAX, &number)) {
        return fault_set(fault, "expected 0 to 0xFFFFFFFF, not %s", value);
    }
    logon->request.flags = (uint32_t)number;
    return true;
}

static bool take_stress(struct logon_options *logon, const char *value, struct fault *fault)
{
    unsigned long number;
    if (!parse_number(value, 1, STRESS_CALLS_MOST, &number)) {
        return fault_set(fault, "expected 1 to %u calls, not %s", STRESS_CALLS_MOST, value);
    }
    logon->stress = (unsigned)number;
    return true;
}

static bool take_mutations(struct logon_options *logon, const char *value, struct fault *fault)
{
    (void)fault;
    logon->mutations = value;
    logon->hostile = true;
    return true;
}

bool logon_option_hex(const char *value, size_t least, size_t most, unsigned char *bytes,
                      size_t *size, struct fault *fault)
{
    size_t digits = strlen(value);
    *size = digits / 2;
    if (digits % 2 != 0 || *size < least || *size > most) {
        return fault_set(fault, "expected %u to %u bytes in hex digits", (unsigned)least,
                         (unsigned)most);
    }
    return hex_read(value, bytes, *size) || fault_set(fault, "expected hex digits");
}

static bool take_challenge(struct logon_options *logon, const char *value, struct fault *fault)
{
    size_t size;
    logon->raw = true;
    return logon_option_hex(value, CHALLENGE_SIZE, CHALLENGE_SIZE,
                            logon->request.response.challenge, &size, fault);
}

/* Wipes and frees a response that was taken before, wholly or in part. */
static void release_raw(const unsigned char **raw, size_t *size)
{
    unsigned char *bytes = (unsigned char *)(uintptr_t)*raw;
    if (bytes != NULL) {
        wipe(bytes, *size);
    }
    free(bytes);
    *raw = NULL;
    *size = 0;
}

/* Takes a raw response of any size into memory of its own, of no more than that size. */
static bool take_raw(struct logon_options *logon, const char *value, const unsigned char **raw,
                     size_t *size, struct fault *fault)
{
    size_t room = strlen(value) / 2;
    logon->raw = true;
    release_raw(raw, size);
    unsigned char *bytes = calloc(1, room + 1);
    if (bytes == NULL) {
        return fault_set(fault, "no memory");
    }
    bool done = logon_option_hex(value, 0, RESPONSE_MOST, bytes, size, fault);
    *raw = bytes;
    *size = room;
    return done;
}

static bool take_nt_response(struct logon_options *logon, const char *value, struct fault *fault)
{
    struct client_response *response = &logon->request.response;
    return take_raw(logon, value, &response->raw_nt, &response->nt_size, fault);
}

static bool take_lm_response(struct logon_options *logon, const char *value, struct fault *fault)
{
    struct client_response *response = &logon->request.response;
    return take_raw(logon, value, &response->raw_lm, &response->lm_size, fault);
}

static const struct logon_option keys[] = {
    {"user", false, false, take_user},
    {"password", false, false, take_password},
    {"response", false, false, take_response},
    {"package-id", false, true, take_package_id},
    {"package", false, false, take_package},
    {"no-subauth", true, false, take_no_subauth},
    {"ex", true, false, take_ex},
    {"filter", true, false, take_filter},
    {"type", false, false, take_type},
    {"protocol", false, false, take_protocol},
    {"null-pointers", true, false, take_null_pointers},
    {"transitive", true, false, take_transitive},
    {"session-keys", true, false, take_session_keys},
    {"workstation", false, false, take_workstation},
    {"domain", false, false, take_domain},
    {"message", false, false, take_message},
    {"caller", false, false, take_caller},
    {"parameter-control", false, true, take_parameter_control},
    {"challenge", false, false, take_challenge},
    {"nt-response", false, false, take_nt_response},
    {"lm-response", false, false, take_lm_response},
    {"flags", false, true, take_flags},
    {"hostile", true, false, take_hostile},
    {"stress", false, true, take_stress},
    {"ways", false, false, take_mutations},
};

size_t logon_option_count(void)
{
    return sizeof keys / sizeof keys[0];
}

const struct logon_option *logon_option_at(size_t index)
{
    return &keys[index];
}

static bool is_named(const struct logon_option *key, const char *name)
{
    size_t i = 0;
    while (key->name[i] != '\0' &&
           (key->name[i] == name[i] || (key->name[i] == '-' && name[i] == '_'))) {
        i++;
    }
    return key->name[i] == '\0' && name[i] == '\0';
}

const struct logon_option *logon_option_named(const char *name)
{
    for (size_t i = 0; i < logon_option_count(); i++) {
        if (is_named(&keys[i], name)) {
            return &keys[i];
        }
    }
    return NULL;
}

struct logon_options logon_options_none(void)
{
    return (struct logon_options){.request = {.domain = "",
                                              .workstation = "",
                                              .type = LOGON_TYPE_NETWORK,
                                              .package_id = MSV1_0_SUBAUTHENTICATION_DLL_IIS}};
}

bool logon_options_check(struct logon_options *logon, struct fault *fault)
{
    const struct logon_request *request = &logon->request;
    bool subauth = request->type == LOGON_TYPE_NETWORK && request->protocol == PROTOCOL_NTLM &&
                   !logon->no_subauth;
    if (request->user == NULL) {
        return fault_set(fault, "a logon needs a user");
    }
    bool filtered = request->protocol == PROTOCOL_KERBEROS && request->package_file != NULL;
    if (((logon->package_named && !filtered) || logon->hostile || logon->stress > 0) && !subauth) {
        return fault_set(fault, "subauthentication is for network logons by NTLM, and not with "
                                "no-subauth");
    }
    if (request->null_pointers && request->protocol != PROTOCOL_KERBEROS) {
        return fault_set(fault, "null-pointers is for protocol kerberos");
    }
    if (!parameter_control_check(request->parameter_control, fault)) {
        return false;
    }
    if (logon->raw && logon->password != NULL) {
        return fault_set(fault, "a password and raw responses exclude each other");
    }
    logon->request.subauth = subauth;
    return true;
}

bool logon_options_respond(struct logon_options *logon, struct fault *fault)
{
    enum response_form form = logon->form;
    if (logon->raw) {
        return true;
    }
    if (logon->password == NULL) {
        form = RESPONSE_NONE;
    } else if (logon->request.type != LOGON_TYPE_NETWORK ||
               logon->request.protocol == PROTOCOL_KERBEROS) {
        form = RESPONSE_CLEARTEXT; /* LogonUser is given the password itself */
    }
    return client_respond(form, logon->password == NULL ? "" : logon->password, logon->request.user,
                          logon->request.domain, &logon->request.response, fault);
}

void logon_options_release(struct logon_options *logon)
{
    struct client_response *response = &logon->request.response;
    release_raw(&response->raw_nt, &response->nt_size);
    release_raw(&response->raw_lm, &response->lm_size);
    wipe(logon, sizeof *logon);
}
