#include "logon_options.h"

#include <stdlib.h>
#include <string.h>

#include "logon_type.h"
#include "mutation.h"
#include "parameter_control.h"
#include "stress.h"
#include "text/hex.h"
#include "text/number.h"

#define PROTOCOLS "ntlm|kerberos"
#define MESSAGES "lm20|subauth"
#define CALLERS "LocalSystem|NetworkService"
#define LOGON_TYPES "network|interactive|network-cleartext|batch|service"

static bool take_response(void *settings, const char *value, struct fault *fault)
{
    struct logon_options *logon = settings;
    return response_form_named(value, &logon->form) ||
           option_word_refused(RESPONSE_FORMS, value, fault);
}

static bool take_package_id(void *settings, const char *value, struct fault *fault)
{
    struct logon_options *logon = settings;
    unsigned long number;
    if (!parse_number(value, 0, 255, &number)) {
        return fault_set(fault, "expected 0 to 255, not \"%.60s\"", value);
    }
    logon->request.package_id = (unsigned)number;
    logon->package_named = true;
    return true;
}

static bool take_ex(void *settings, const char *value, struct fault *fault)
{
    struct logon_options *logon = settings;
    (void)value;
    (void)fault;
    logon->request.export = EXPORT_ROUTINE_EX;
    return true;
}

static bool take_filter(void *settings, const char *value, struct fault *fault)
{
    struct logon_options *logon = settings;
    (void)value;
    (void)fault;
    logon->request.export = EXPORT_FILTER;
    return true;
}

/* Takes one of two words, as "lm20|subauth". */
static bool choose(const char *value, const char *words, bool *is_second, struct fault *fault)
{
    size_t length;
    for (size_t i = 0; i < 2; i++) {
        const char *word = option_word(words, i, &length);
        if (strlen(value) == length && strncmp(value, word, length) == 0) {
            *is_second = i == 1;
            return true;
        }
    }
    return option_word_refused(words, value, fault);
}

static bool take_type(void *settings, const char *value, struct fault *fault)
{
    struct logon_options *logon = settings;
    return logon_type_named(value, &logon->request.type) ||
           option_word_refused(LOGON_TYPES, value, fault);
}

static bool take_protocol(void *settings, const char *value, struct fault *fault)
{
    struct logon_options *logon = settings;
    bool kerberos = false;
    if (!choose(value, PROTOCOLS, &kerberos, fault)) {
        return false;
    }
    logon->request.protocol = kerberos ? PROTOCOL_KERBEROS : PROTOCOL_NTLM;
    return true;
}

static bool take_message(void *settings, const char *value, struct fault *fault)
{
    struct logon_options *logon = settings;
    return choose(value, MESSAGES, &logon->request.subauth_message, fault);
}

static bool take_caller(void *settings, const char *value, struct fault *fault)
{
    struct logon_options *logon = settings;
    bool service = false;
    if (!choose(value, CALLERS, &service, fault)) {
        return false;
    }
    logon->request.caller = service ? CALLER_NETWORK_SERVICE : CALLER_LOCAL_SYSTEM;
    return true;
}

static bool take_parameter_control(void *settings, const char *value, struct fault *fault)
{
    struct logon_options *logon = settings;
    unsigned long number;
    if (!parse_number(value, 0, 0xFFFFFF, &number)) {
        return fault_set(fault, "expected 0 to 0xFFFFFF, not \"%.60s\"", value);
    }
    logon->request.parameter_control = (uint32_t)number;
    return true;
}

static bool take_flags(void *settings, const char *value, struct fault *fault)
{
    struct logon_options *logon = settings;
    unsigned long number;
    if (!parse_number(value, 0, UINT32_MAX, &number)) {
        return fault_set(fault, "expected 0 to 0xFFFFFFFF, not \"%.60s\"", value);
    }
    logon->request.flags = (uint32_t)number;
    return true;
}

static bool take_stress(void *settings, const char *value, struct fault *fault)
{
    struct logon_options *logon = settings;
    unsigned long number;
    if (!parse_number(value, 1, STRESS_CALLS_MOST, &number)) {
        return fault_set(fault, "expected 1 to %u calls, not \"%.60s\"", STRESS_CALLS_MOST, value);
    }
    logon->stress = (unsigned)number;
    return true;
}

static bool take_ways(void *settings, const char *value, struct fault *fault)
{
    struct logon_options *logon = settings;
    char name[MUTATION_NAME];
    logon->mutations = value;
    for (size_t i = 0; i < mutation_count(); i++) {
        mutation_name(i, name);
        if (strncmp(name, value, strlen(value)) == 0) {
            return true;
        }
    }
    return fault_set(fault, "no way begins so");
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

static bool take_challenge(void *settings, const char *value, struct fault *fault)
{
    struct logon_options *logon = settings;
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

static bool take_nt_response(void *settings, const char *value, struct fault *fault)
{
    struct logon_options *logon = settings;
    struct client_response *response = &logon->request.response;
    return take_raw(logon, value, &response->raw_nt, &response->nt_size, fault);
}

static bool take_lm_response(void *settings, const char *value, struct fault *fault)
{
    struct logon_options *logon = settings;
    struct client_response *response = &logon->request.response;
    return take_raw(logon, value, &response->raw_lm, &response->lm_size, fault);
}

#define AT(member) offsetof(struct logon_options, member)

const struct option_row logon_option_rows[] = {
    {.name = "user",
     .argument = "NAME",
     .help = "who logs on",
     .kind = OPTION_TEXT,
     .at = AT(request.user)},
    {.name = "password",
     .argument = "PW",
     .help = "the password, which other processes can see; else no credential is presented",
     .kind = OPTION_TEXT,
     .at = AT(password)},
    {.name = "response",
     .argument = RESPONSE_FORMS,
     .help = "the form of the credential (ntlmv2)",
     .kind = OPTION_OTHER,
     .take = take_response},
    {.name = "challenge",
     .argument = "HEX",
     .help = "instead of a password: the challenge as it is",
     .kind = OPTION_OTHER,
     .take = take_challenge},
    {.name = "nt-response",
     .argument = "HEX",
     .help = "instead of a password: the NT response as it is",
     .kind = OPTION_OTHER,
     .take = take_nt_response},
    {.name = "lm-response",
     .argument = "HEX",
     .help = "instead of a password: the LM response as it is",
     .kind = OPTION_OTHER,
     .take = take_lm_response},
    {.name = "package-id",
     .argument = "N",
     .help = "the package's number, 0 to 255 (132, IIS's)",
     .kind = OPTION_OTHER,
     .take = take_package_id},
    {.name = "package",
     .argument = "FILE",
     .help = "this package, whatever the registry names",
     .kind = OPTION_PATH,
     .at = AT(request.package_file)},
    {.name = "no-subauth", .help = "SAM's own check", .at = AT(no_subauth)},
    {.name = "ex",
     .help = "ask Msv1_0SubAuthenticationRoutineEx",
     .kind = OPTION_OTHER,
     .take = take_ex},
    {.name = "filter",
     .help = "ask Msv1_0SubAuthenticationFilter, which Auth0 has",
     .kind = OPTION_OTHER,
     .take = take_filter},
    {.name = "type",
     .argument = LOGON_TYPES,
     .help = "the logon type (network; the others: SAM's own check)",
     .kind = OPTION_OTHER,
     .take = take_type},
    {.name = "protocol",
     .argument = PROTOCOLS,
     .help = "ntlm (the default); kerberos: SAM's own check, and the filter that Lsa\\Kerberos "
             "names",
     .kind = OPTION_OTHER,
     .take = take_protocol},
    {.name = "null-pointers",
     .help = "kerberos: the filter gets NULL for LogonInformation and the times",
     .at = AT(request.null_pointers)},
    {.name = "transitive",
     .help = "the package is asked at NetlogonNetworkTransitiveInformation",
     .at = AT(request.transitive)},
    {.name = "session-keys", .help = "--json has the session keys too", .at = AT(session_keys)},
    {.name = "workstation",
     .argument = "NAME",
     .help = "where the logon comes from",
     .kind = OPTION_TEXT,
     .at = AT(request.workstation)},
    {.name = "domain",
     .argument = "NAME",
     .help = "the domain that the logon names",
     .kind = OPTION_TEXT,
     .at = AT(request.domain)},
    {.name = "caller",
     .argument = CALLERS,
     .help = "who asks the LSA (LocalSystem)",
     .kind = OPTION_OTHER,
     .take = take_caller},
    {.name = "message",
     .argument = MESSAGES,
     .help = "MSV1_0_LM20_LOGON (lm20), whose ParameterControl names the package, or "
             "MSV1_0_SUBAUTH_LOGON",
     .kind = OPTION_OTHER,
     .take = take_message},
    {.name = "parameter-control",
     .argument = "N",
     .help = "further MSV1_0_... flags",
     .kind = OPTION_OTHER,
     .take = take_parameter_control},
    {.name = "flags",
     .argument = "N",
     .help = "further flags of the routine's own (MSV1_0_PASSTHRU, ...)",
     .kind = OPTION_OTHER,
     .take = take_flags},
    {.name = "hostile",
     .help = "ask the package in every way that is hard on it too, and say what it reads or writes "
             "beyond; 3 where it does",
     .at = AT(hostile)},
    {.name = "ways",
     .argument = "NAME",
     .help = "only those ways of hostile mode whose names begin so",
     .kind = OPTION_OTHER,
     .take = take_ways},
    {.name = "stress",
     .argument = "N",
     .help = "N calls in a row, and in four threads: what differs, what is left",
     .kind = OPTION_OTHER,
     .take = take_stress},
    {.name = NULL},
};

static bool is_named(const struct option_row *key, const char *name)
{
    size_t i = 0;
    while (key->name[i] != '\0' &&
           (key->name[i] == name[i] || (key->name[i] == '-' && name[i] == '_'))) {
        i++;
    }
    return key->name[i] == '\0' && name[i] == '\0';
}

const struct option_row *logon_option_named(const char *name)
{
    for (const struct option_row *row = logon_option_rows; row->name != NULL; row++) {
        if (is_named(row, name)) {
            return row;
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
    bool named = logon->package_named || request->package_file != NULL;
    logon->hostile = logon->hostile || logon->mutations != NULL;
    bool subauth = request->type == LOGON_TYPE_NETWORK && request->protocol == PROTOCOL_NTLM &&
                   !logon->no_subauth;
    if (request->user == NULL) {
        return fault_set(fault, "a logon needs a user");
    }
    bool filtered = request->protocol == PROTOCOL_KERBEROS && request->package_file != NULL;
    if (((named && !filtered) || logon->hostile || logon->stress > 0) && !subauth) {
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
