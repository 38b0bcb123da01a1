/*
 * toggle: password synchronization on or off, as IIS's own dialogue does it. The four states that a
 * node goes through (Q259353):
 *   1  on, with a password (as installed)      2  off, the password stays
 *   3  on again: the password is deleted       4  off again: no password, logons fail
 */
#include <stdio.h>
#include <string.h>

#include "metabase_source.h"
#include "options/command_table.h"
#include "show.h"

struct toggling {
    const struct metabase_source *source;
    char location[LOCATION_MAX];
    struct property_query sync;
    struct property_query password;
    bool on;           /* now */
    bool has_password; /* in force now */
    bool own_password; /* set at the node itself */
};

static bool look(struct toggling *toggling, struct fault *fault)
{
    struct lookup sync;
    struct lookup password;
    const struct schema *schema = &toggling->source->schema;
    const struct metabase_text *text = &toggling->source->text;
    if (!property_query_of(schema, "AnonymousPasswordSync", &toggling->sync, fault) ||
        !property_query_of(schema, "AnonymousUserPass", &toggling->password, fault) ||
        !metabase_lookup(text, toggling->location, &toggling->sync, &sync, fault)) {
        return false;
    }
    bool exists = sync.node_exists;
    toggling->on = sync.value == NULL || strcmp(sync.value, "TRUE") == 0;
    lookup_release(&sync);
    if (!exists) {
        return fault_set(fault, "%s: there is no node %s (0x80070003, the path does not exist)",
                         text->name, metabase_location_text(toggling->location));
    }
    if (!metabase_lookup(text, toggling->location, &toggling->password, &password, fault)) {
        return false;
    }
    toggling->has_password = password.value != NULL && *password.value != '\0';
    toggling->own_password = password.source == LOOKUP_HERE;
    lookup_release(&password);
    return true;
}

static unsigned state_of(bool on, bool has_password)
{
    return on ? (has_password ? 1 : 3) : (has_password ? 2 : 4);
}

static const char *state_text(unsigned state)
{
    static const char *const texts[] = {
        "", "on, with a password", "off, with a password", "on, without a password",
        "off, without a password: anonymous logon fails until one is entered"};
    return texts[state];
}

static json_t *toggle_json(const char *node, unsigned before, unsigned after, bool deletes,
                           bool changed)
{
    return json_pack("{s:s, s:{s:i, s:s}, s:{s:i, s:s}, s:b, s:b, s:b}", "node", node, "before",
                     "state", (int)before, "text", state_text(before), "after", "state", (int)after,
                     "text", state_text(after), "deletes_password", deletes, "differs",
                     before != after, "changed", changed);
}

static enum exit_code turn(const struct options *options, const struct toggling *toggling, bool on)
{
    const char *node = metabase_location_text(toggling->location);
    unsigned before = state_of(toggling->on, toggling->has_password);
    bool left = toggling->has_password && (!on || !toggling->own_password);
    unsigned after = state_of(on, left);
    if (toggling->on == on) {
        say(options,
            "%s: synchronization is %s already (state %u of Q259353: %s). Nothing is changed.\n",
            node, on ? "on" : "off", before, state_text(before));
        return options->json ? show_print(toggle_json(node, before, before, false, false))
                             : EXIT_DONE;
    }
    if (on && toggling->own_password) {
        say(options,
            "Warning: turning synchronization on deletes AnonymousUserPass at %s; turning it off "
            "again does not bring it back.\n",
            node);
    } else if (on && left) {
        say(options, "The password that %s inherits stays where it is.\n", node);
    }
    say(options, "%s: state %u (%s) -> state %u (%s)\n", node, before, state_text(before), after,
        state_text(after));
    struct metabase_edit edits[] = {
        {toggling->location, toggling->sync, on ? "TRUE" : "FALSE"},
        {toggling->location, toggling->password, NULL},
    };
    bool deletes = on && toggling->own_password;
    enum exit_code code = metabase_source_apply(options, toggling->source, edits, deletes ? 2 : 1);
    return code == EXIT_DONE && options->json
               ? show_print(toggle_json(node, before, after, deletes, options->apply))
               : code;
}

enum exit_code command_toggle(const struct options *options, int count, char **arguments)
{
    struct metabase_source source;
    struct toggling toggling = {.source = &source};
    struct fault fault;
    (void)count;
    bool on = strcmp(arguments[1], "on") == 0;
    if (!on && strcmp(arguments[1], "off") != 0) {
        option_word_refused("on|off", arguments[1], &fault);
        return complain(EXIT_USAGE, &fault);
    }
    if (!metabase_source_open(options, &source, &fault)) {
        return complain(EXIT_USAGE, &fault);
    }
    bool looked =
        metabase_location(arguments[0], toggling.location, &fault) && look(&toggling, &fault);
    enum exit_code code = looked ? turn(options, &toggling, on) : complain(EXIT_USAGE, &fault);
    metabase_source_close(&source);
    return code;
}
