/* observe: has each form of credential told that is new for an account, for an hour. */
#include <stdio.h>
#include <string.h>

#include "enrolment/enrolment.h"
#include "lsass/clock.h"
#include "lsass/observe.h"
#include "lsass/snapshot_load.h"
#include "options/command_table.h"
#include "show.h"

static long set_until(struct registry *registry, int64_t until)
{
    unsigned char data[8];
    struct registry_key *key;
    for (size_t i = 0; i < sizeof data; i++) {
        data[i] = (unsigned char)((uint64_t)until >> 8 * i);
    }
    long error = registry_key_create(registry, KEY_IISSUBA, true, NULL, &key);
    if (error == REGISTRY_OK) {
        error = registry_value_set(key, VALUE_OBSERVE_UNTIL, REGISTRY_BINARY, data, sizeof data);
        registry_key_close(key);
    }
    return error;
}

static long set_off(struct registry *registry)
{
    struct registry_key *key;
    long error = registry_key_edit(registry, KEY_IISSUBA, &key);
    if (error == REGISTRY_OK) {
        error = registry_value_delete(key, VALUE_OBSERVE_UNTIL);
        registry_key_close(key);
    }
    return error == REGISTRY_NOT_FOUND ? REGISTRY_OK : error;
}

static enum exit_code switch_it(const struct options *options, bool on)
{
    struct fault fault;
    enum exit_code code;
    struct registry *registry = open_registry(options, REGISTRY_WRITE, &code);
    if (registry == NULL) {
        return code;
    }
    long error = on ? set_until(registry, clock_utc() + OBSERVE_LONGEST) : set_off(registry);
    if (error != REGISTRY_OK) {
        registry_close(registry);
        fault_set(&fault, "the registry: %s (%ld)", registry_error_text(error), error);
        return complain(EXIT_FAILED, &fault);
    }
    return commit_registry(registry, NULL);
}

static enum exit_code show(const struct options *options)
{
    char end[NT_TIME_TEXT];
    struct fault fault;
    enum exit_code code;
    struct snapshot *snapshot;
    struct registry *registry = open_registry(options, REGISTRY_READ, &code);
    if (registry == NULL) {
        return code;
    }
    long error = snapshot_load_from(registry, &snapshot);
    registry_close(registry);
    if (error != REGISTRY_OK) {
        fault_set(&fault, "the registry: %s (%ld)", registry_error_text(error), error);
        return complain(EXIT_FAILED, &fault);
    }
    bool on = observe_is_on(snapshot->observe_until, clock_utc());
    if (on) {
        nt_time_format(snapshot->observe_until / NT_SECOND * NT_SECOND, end);
        say(options,
            "Observing is on until %s. Each form of credential that is new for an account is "
            "event %d of %s: its form and its lengths, and no byte of it.\n",
            end, (int)EVENT_OBSERVED, EVENT_SOURCE);
    } else {
        say(options, "Observing is off.\n");
    }
    snapshot_free(snapshot);
    return options->json ? show_print(json_pack("{s:b, s:o}", "on", on, "until",
                                                on ? json_string(end) : json_null()))
                         : EXIT_DONE;
}

enum exit_code command_observe(const struct options *options, int count, char **arguments)
{
    bool on = count > 0 && strcmp(arguments[0], "on") == 0;
    if (count > 0 && !on && strcmp(arguments[0], "off") != 0) {
        struct fault fault;
        option_word_refused("on|off", arguments[0], &fault);
        return complain(EXIT_USAGE, &fault);
    }
    enum exit_code code = count > 0 ? switch_it(options, on) : EXIT_DONE;
    return code == EXIT_DONE ? show(options) : code;
}
