#include "line.h"

#include <stdio.h>
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

enum line_outcome line_answer(struct machine *machine, const struct line_options *options,
                              json_t *line, struct answer_given *answer, struct fault *fault)
{
    struct asked asked = asked_nothing();
    struct sam_override override = {.place = NULL};
    enum line_outcome outcome = LINE_BROKEN;
    json_t *account;
    asked.request.package_file = options->package;
    if (take_line(line, &asked, &account, fault) && asked_present(&asked, fault) &&
        (account == NULL ||
         sam_override_apply(&machine->sam, asked.request.user, account, &override, fault))) {
        answer->hostile = asked.request.subauth && (options->hostile || asked.hostile);
        asked.request.hostile = answer->hostile ? &answer->report : NULL;
        answer->stress.calls = asked.stress;
        asked.request.stress = answer->stress.calls > 0 ? &answer->stress : NULL;
        outcome = lsa_logon(machine, &asked.request, &answer->result, fault) ? LINE_ANSWERED
                                                                             : LINE_FAILED;
    }
    sam_override_undo(&machine->sam, &override);
    ntlm_wipe(&asked, sizeof asked);
    return outcome;
}
