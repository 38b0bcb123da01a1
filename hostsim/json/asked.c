#include "asked.h"

#include <string.h>

#include "stress.h"
#include "text/hex.h"
#include "text/number.h"

static bool take_user(struct asked *asked, const char *value, struct fault *fault)
{
    (void)fault;
    asked->request.user = value;
    return true;
}

static bool take_domain(struct asked *asked, const char *value, struct fault *fault)
{
    (void)fault;
    asked->request.domain = value;
    return true;
}

static bool take_workstation(struct asked *asked, const char *value, struct fault *fault)
{
    (void)fault;
    asked->request.workstation = value;
    return true;
}

static bool take_password(struct asked *asked, const char *value, struct fault *fault)
{
    (void)fault;
    asked->password = value;
    return true;
}

static bool take_response(struct asked *asked, const char *value, struct fault *fault)
{
    return response_form_named(value, &asked->form) || fault_set(fault, "no such form: %s", value);
}

static bool take_package_id(struct asked *asked, const char *value, struct fault *fault)
{
    unsigned long number;
    if (!parse_number(value, 0, 255, &number)) {
        return fault_set(fault, "expected 0 to 255, not %s", value);
    }
    asked->request.package_id = (unsigned)number;
    asked->package_named = true;
    return true;
}

static bool take_package(struct asked *asked, const char *value, struct fault *fault)
{
    (void)fault;
    asked->request.package_file = value;
    asked->package_named = true;
    return true;
}

static bool take_no_subauth(struct asked *asked, const char *value, struct fault *fault)
{
    (void)value;
    (void)fault;
    asked->no_subauth = true;
    return true;
}

static bool take_ex(struct asked *asked, const char *value, struct fault *fault)
{
    (void)value;
    (void)fault;
    asked->request.export = EXPORT_ROUTINE_EX;
    return true;
}

static bool take_filter(struct asked *asked, const char *value, struct fault *fault)
{
    (void)value;
    (void)fault;
    asked->request.export = EXPORT_FILTER;
    return true;
}

static bool take_hostile(struct asked *asked, const char *value, struct fault *fault)
{
    (void)value;
    (void)fault;
    asked->hostile = true;
    return true;
}

/* One of two words. */
static bool choose(const char *value, const char *first, const char *second, bool *is_second,
                   struct fault *fault)
{
    *is_second = strcmp(value, second) == 0;
    return *is_second || strcmp(value, first) == 0 ||
           fault_set(fault, "expected %s or %s, not %s", first, second, value);
}

static bool take_type(struct asked *asked, const char *value, struct fault *fault)
{
    bool interactive;
    if (!choose(value, "network", "interactive", &interactive, fault)) {
        return false;
    }
    asked->request.type = interactive ? LOGON_TYPE_INTERACTIVE : LOGON_TYPE_NETWORK;
    return true;
}

static bool take_message(struct asked *asked, const char *value, struct fault *fault)
{
    return choose(value, "lm20", "subauth", &asked->request.subauth_message, fault);
}

static bool take_caller(struct asked *asked, const char *value, struct fault *fault)
{
    bool service;
    if (!choose(value, "LocalSystem", "NetworkService", &service, fault)) {
        return false;
    }
    asked->request.caller = service ? CALLER_NETWORK_SERVICE : CALLER_LOCAL_SYSTEM;
    return true;
}

static bool take_parameter_control(struct asked *asked, const char *value, struct fault *fault)
{
    unsigned long number;
    if (!parse_number(value, 0, 0xFFFFFF, &number)) {
        return fault_set(fault, "expected 0 to 0xFFFFFF, not %s", value);
    }
    asked->request.parameter_control = (uint32_t)number;
    return true;
}

static bool take_flags(struct asked *asked, const char *value, struct fault *fault)
{
    unsigned long number;
    if (!parse_number(value, 0, UINT32_MAX, &number)) {
        return fault_set(fault, "expected 0 to 0xFFFFFFFF, not %s", value);
    }
    asked->request.flags = (uint32_t)number;
    return true;
}

static bool take_stress(struct asked *asked, const char *value, struct fault *fault)
{
    unsigned long number;
    if (!parse_number(value, 1, STRESS_CALLS_MOST, &number)) {
        return fault_set(fault, "expected 1 to %u calls, not %s", STRESS_CALLS_MOST, value);
    }
    asked->stress = (unsigned)number;
    return true;
}

static bool take_ways(struct asked *asked, const char *value, struct fault *fault)
{
    (void)fault;
    asked->ways = value;
    asked->hostile = true;
    return true;
}

bool asked_take_hex(const char *value, size_t least, size_t most, unsigned char *bytes,
                    size_t *size, struct fault *fault)
{
    size_t digits = strlen(value);
    *size = digits / 2;
    if (digits % 2 != 0 || *size < least || *size > most) {
        return fault_set(fault, "expected %u to %u bytes in hex digits", (unsigned)least,
                         (unsigned)most);
    }
    for (size_t i = 0; i < *size; i++) {
        int high = hex_digit(value[2 * i]);
        int low = hex_digit(value[2 * i + 1]);
        if (high < 0 || low < 0) {
            return fault_set(fault, "expected hex digits");
        }
        bytes[i] = (unsigned char)(high << 4 | low);
    }
    return true;
}

static bool take_challenge(struct asked *asked, const char *value, struct fault *fault)
{
    size_t size;
    asked->raw = true;
    return asked_take_hex(value, CHALLENGE_SIZE, CHALLENGE_SIZE, asked->request.presented.challenge,
                          &size, fault);
}

static bool take_nt_response(struct asked *asked, const char *value, struct fault *fault)
{
    struct presented *presented = &asked->request.presented;
    asked->raw = true;
    return asked_take_hex(value, 0, sizeof presented->nt, presented->nt, &presented->nt_size,
                          fault);
}

static bool take_lm_response(struct asked *asked, const char *value, struct fault *fault)
{
    struct presented *presented = &asked->request.presented;
    asked->raw = true;
    return asked_take_hex(value, 0, sizeof presented->lm, presented->lm, &presented->lm_size,
                          fault);
}

static const struct asked_key keys[] = {
    {"user", false, false, take_user},
    {"password", false, false, take_password},
    {"response", false, false, take_response},
    {"package-id", false, true, take_package_id},
    {"package", false, false, take_package},
    {"no-subauth", true, false, take_no_subauth},
    {"ex", true, false, take_ex},
    {"filter", true, false, take_filter},
    {"type", false, false, take_type},
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
    {"ways", false, false, take_ways},
};

size_t asked_key_count(void)
{
    return sizeof keys / sizeof keys[0];
}

const struct asked_key *asked_key_at(size_t index)
{
    return &keys[index];
}

static bool is_named(const struct asked_key *key, const char *name)
{
    size_t i = 0;
    while (key->name[i] != '\0' &&
           (key->name[i] == name[i] || (key->name[i] == '-' && name[i] == '_'))) {
        i++;
    }
    return key->name[i] == '\0' && name[i] == '\0';
}

const struct asked_key *asked_key_named(const char *name)
{
    for (size_t i = 0; i < asked_key_count(); i++) {
        if (is_named(&keys[i], name)) {
            return &keys[i];
        }
    }
    return NULL;
}

struct asked asked_nothing(void)
{
    return (struct asked){.request = {.domain = "",
                                      .workstation = "",
                                      .type = LOGON_TYPE_NETWORK,
                                      .package_id = MSV1_0_SUBAUTHENTICATION_DLL_IIS}};
}

bool asked_settle(struct asked *asked, struct fault *fault)
{
    bool interactive = asked->request.type == LOGON_TYPE_INTERACTIVE;
    if (asked->request.user == NULL) {
        return fault_set(fault, "a logon needs a user");
    }
    if ((asked->package_named || asked->hostile || asked->stress > 0) &&
        (interactive || asked->no_subauth)) {
        return fault_set(fault, "subauthentication is for network logons, and not with no-subauth");
    }
    if (asked->raw && asked->password != NULL) {
        return fault_set(fault, "a password and raw responses exclude each other");
    }
    asked->request.subauth = !interactive && !asked->no_subauth;
    return true;
}

bool asked_present(struct asked *asked, struct fault *fault)
{
    enum response_form form = asked->form;
    if (asked->raw) {
        return true;
    }
    if (asked->password == NULL) {
        form = RESPONSE_NONE;
    } else if (asked->request.type == LOGON_TYPE_INTERACTIVE) {
        form = RESPONSE_CLEARTEXT; /* LogonUser is given the password itself */
    }
    return present(form, asked->password == NULL ? "" : asked->password, asked->request.user,
                   asked->request.domain, &asked->request.presented, fault);
}
