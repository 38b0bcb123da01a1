#include "line.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "asked.h"
#include "sam_override.h"

/* One key of a line, as the option of that name would be taken. */
static bool take_key(struct asked *asked, const char *name, json_t *value, struct fault *fault)
{
    const struct asked_key *key = asked_key_named(name);
    char number[32];
    struct fault why = {""};
    if (key == NULL) {
        return fault_set(fault, "no such key: %s", name);
    }
    const char *text = json_string_value(value);
    if (json_is_integer(value)) {
        snprintf(number, sizeof number, "%lld", (long long)json_integer_value(value));
        text = number;
    }
    if (key->is_switch ? !json_is_boolean(value) : text == NULL) {
        return fault_set(fault, "%s: expected %s", name,
                         key->is_switch ? "true or false" : "text or a whole number");
    }
    if (key->is_switch && json_is_false(value)) {
        return true;
    }
    /* A key that keeps its text is not to be given a number's: that is gone after this. */
    if (text == number && !key->is_number) {
        return fault_set(fault, "%s: expected text", name);
    }
    return key->take(asked, text, &why) || fault_set(fault, "%s: %.400s", name, why.text);
}

static bool take_line(json_t *line, struct asked *asked, json_t **account, struct fault *fault)
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
        } else if (!take_key(asked, name, value, fault)) {
            return false;
        }
    }
    return asked_settle(asked, fault);
}

enum line_outcome line_answer(struct lsa *lsa, const struct line_options *options, json_t *line,
                              struct answer_given *answer, struct fault *fault)
{
    struct asked asked = asked_nothing();
    struct sam_override override = {.place = NULL};
    enum line_outcome outcome = LINE_BROKEN;
    json_t *account;
    asked.request.package_file = options->package;
    if (take_line(line, &asked, &account, fault) && asked_present(&asked, fault) &&
        (account == NULL ||
         sam_override_apply(&lsa->machine.sam, asked.request.user, account, &override, fault))) {
        answer->hostile = asked.request.subauth && (options->hostile || asked.hostile);
        outcome = answer_logon(lsa, &asked, answer, fault) ? LINE_ANSWERED : LINE_FAILED;
    }
    sam_override_undo(&lsa->machine.sam, &override);
    wipe(&asked, sizeof asked);
    return outcome;
}

bool line_is_generic(const json_t *line)
{
    return json_object_get(line, "generic") != NULL;
}

/* SubmitBuffer's bytes, in memory of their own; NULL, with the fault, where they are none. */
static unsigned char *submitted(const json_t *value, size_t *size, struct fault *fault)
{
    const char *text = json_string_value(value);
    unsigned char *bytes = malloc(GENERIC_MOST);
    struct fault why = {""};
    if (text == NULL || bytes == NULL ||
        !asked_take_hex(text, 0, GENERIC_MOST, bytes, size, &why)) {
        fault_set(fault, "generic: %.400s", text == NULL ? "expected hex digits" : why.text);
        free(bytes);
        return NULL;
    }
    return bytes;
}

static bool is_of_generic(const char *name)
{
    return strcmp(name, "generic") == 0 || strcmp(name, "package") == 0 ||
           strcmp(name, "package_id") == 0 || strcmp(name, "caller") == 0;
}

static bool take_generic(json_t *line, struct asked *asked, struct fault *fault)
{
    const char *name;
    json_t *value;
    json_object_foreach(line, name, value)
    {
        if (!is_of_generic(name)) {
            return fault_set(fault, "a generic call takes package, package_id and caller, not %s",
                             name);
        }
        if (strcmp(name, "generic") != 0 && !take_key(asked, name, value, fault)) {
            return false;
        }
    }
    return true;
}

enum line_outcome line_answer_generic(struct lsa *lsa, const struct line_options *options,
                                      json_t *line, struct generic_answer *answer,
                                      struct fault *fault)
{
    struct asked asked = asked_nothing();
    size_t size = 0;
    *answer = (struct generic_answer){.returned = NULL};
    asked.request.package_file = options->package;
    unsigned char *bytes = take_generic(line, &asked, fault)
                               ? submitted(json_object_get(line, "generic"), &size, fault)
                               : NULL;
    if (bytes == NULL) {
        return LINE_BROKEN;
    }
    struct generic_request request = {.caller = asked.request.caller,
                                      .package_id = asked.request.package_id,
                                      .package_file = asked.request.package_file,
                                      .submit = bytes,
                                      .size = size};
    bool done = generic_ask(lsa, &request, answer, fault);
    free(bytes);
    return done ? LINE_ANSWERED : LINE_FAILED;
}
