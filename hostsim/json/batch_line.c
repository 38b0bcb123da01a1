#include "batch_line.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "logon_options.h"
#include "sam_override.h"

/* Takes one key of a line as the option of that name. */
static bool take_key(struct logon_options *logon, const char *name, json_t *value,
                     struct fault *fault)
{
    const struct option_row *key = logon_option_named(name);
    char number[32];
    struct fault why = {""};
    if (key == NULL) {
        return fault_set(fault, "no such key: %.60s", name);
    }
    const char *text = json_string_value(value);
    if (json_is_integer(value)) {
        snprintf(number, sizeof number, "%lld", (long long)json_integer_value(value));
        text = number;
    }
    bool is_switch = key->argument == NULL;
    if (is_switch ? !json_is_boolean(value) : text == NULL) {
        return fault_set(fault, "%s: expected %s", name,
                         is_switch ? "true or false" : "text or a whole number");
    }
    if (is_switch && json_is_false(value)) {
        return true;
    }
    /* A key that keeps its text is not to be given a number's: that is gone after this. */
    if (text == number && strcmp(key->argument, "N") != 0) {
        return fault_set(fault, "%s: expected text", name);
    }
    return option_take_value(key, logon, text, &why) ||
           fault_set(fault, "%s: %.400s", name, why.text);
}

static bool take_line(json_t *line, struct logon_options *logon, json_t **account,
                      struct fault *fault)
{
    const char *name;
    json_t *value;
    *account = NULL;
    if (!json_is_object(line)) {
        return fault_set(fault, "expected a JSON object on a line of its own");
    }
    json_object_foreach(line, name, value)
    {
        if (strcmp(name, "account") == 0) {
            *account = value;
        } else if (!take_key(logon, name, value, fault)) {
            return false;
        }
    }
    return logon_options_check(logon, fault);
}

enum batch_outcome batch_line_answer(struct lsa *lsa, const struct batch_line_options *options,
                                     json_t *line, struct logon_answer *answer, struct fault *fault)
{
    struct logon_options logon = logon_options_none();
    struct sam_override override = {.place = NULL};
    enum batch_outcome outcome = BATCH_BROKEN;
    json_t *account;
    bool taken = take_line(line, &logon, &account, fault);
    /* Not before: a logon that goes through no package names none, and is no mistake. */
    if (logon.request.package_file == NULL) {
        logon.request.package_file = options->package;
    }
    if (taken && logon_options_respond(&logon, fault) &&
        (account == NULL ||
         sam_override_apply(&lsa->machine.sam, logon.request.user, account, &override, fault))) {
        answer->hostile = logon.request.subauth && (options->hostile || logon.hostile);
        outcome = answer_logon(lsa, &logon, answer, fault) ? BATCH_ANSWERED : BATCH_FAILED;
    }
    sam_override_undo(&lsa->machine.sam, &override);
    logon_options_release(&logon);
    return outcome;
}

bool batch_line_is_generic(const json_t *line)
{
    return json_object_get(line, "generic") != NULL;
}

/*
 * Reads SubmitBuffer's bytes into memory that the caller frees. NULL, with the fault set, where the
 * value is not hex digits.
 */
static unsigned char *submitted(const json_t *value, size_t *size, struct fault *fault)
{
    const char *text = json_string_value(value);
    unsigned char *bytes = malloc(GENERIC_MOST);
    struct fault why = {""};
    if (text == NULL || bytes == NULL ||
        !logon_option_hex(text, 0, GENERIC_MOST, bytes, size, &why)) {
        fault_set(fault, "generic: %.400s", text == NULL ? "expected hex digits" : why.text);
        free(bytes);
        return NULL;
    }
    return bytes;
}

static bool take_form(const json_t *value, enum generic_form *form, struct fault *fault)
{
    const char *text = json_string_value(value);
    bool request = text != NULL && strcmp(text, "request") == 0;
    *form = request ? GENERIC_REQUEST : GENERIC_BYTES;
    return request || (text != NULL && strcmp(text, "bytes") == 0) ||
           fault_set(fault, "generic_as: expected bytes or request");
}

/* Takes one key of a generic call: those of a logon that name the package, and its own. */
static bool take_generic_key(struct generic_request *request, struct logon_options *logon,
                             const char *name, json_t *value, struct fault *fault)
{
    if (strcmp(name, "generic") == 0) {
        return true; /* read on its own: it has memory */
    }
    if (strcmp(name, "generic_as") == 0) {
        return take_form(value, &request->form, fault);
    }
    if (strcmp(name, "package") == 0 || strcmp(name, "package_id") == 0 ||
        strcmp(name, "caller") == 0) {
        return take_key(logon, name, value, fault);
    }
    return fault_set(
        fault, "a generic call takes generic_as, package, package_id and caller, not %s", name);
}

/* Reads a call, but for its bytes. Its texts are the line's and the options'. */
static bool take_generic(json_t *line, const struct batch_line_options *options,
                         struct generic_request *request, struct fault *fault)
{
    struct logon_options logon = logon_options_none();
    const char *name;
    json_t *value;
    logon.request.package_file = options->package;
    *request = (struct generic_request){.form = GENERIC_BYTES};
    json_object_foreach(line, name, value)
    {
        if (!take_generic_key(request, &logon, name, value, fault)) {
            return false;
        }
    }
    request->caller = logon.request.caller;
    request->package_id = logon.request.package_id;
    request->package_file = logon.request.package_file;
    return true;
}

enum batch_outcome batch_line_answer_generic(struct lsa *lsa,
                                             const struct batch_line_options *options, json_t *line,
                                             struct generic_answer *answer, struct fault *fault)
{
    struct generic_request request;
    *answer = (struct generic_answer){.returned = NULL};
    if (!take_generic(line, options, &request, fault)) {
        return BATCH_BROKEN;
    }
    unsigned char *bytes = submitted(json_object_get(line, "generic"), &request.size, fault);
    if (bytes == NULL) {
        return BATCH_BROKEN;
    }
    request.submit = bytes;
    bool done = generic_ask(lsa, &request, answer, fault);
    free(bytes);
    return done ? BATCH_ANSWERED : BATCH_FAILED;
}
