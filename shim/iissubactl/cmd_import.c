/* import: enrols the anonymous accounts of a metabase. */
#include <stdio.h>
#include <string.h>

#include "enrolment/import_apply.h"
#include "files/buffer.h"
#include "lsass/clock.h"
#include "metabase_source.h"
#include "show.h"

static const char *secret_kind(const struct import_node *node)
{
    return *node->secret == '\0'              ? "no password"
           : metabase_encrypted(node->secret) ? "password encrypted"
                                              : "password readable";
}

static const char *unusable_text(const struct import_account *account)
{
    switch (account->verdict) {
    case IMPORT_ENCRYPTED:
        return "only the server that wrote this metabase can read its password";
    case IMPORT_DISAGREE:
        return "its nodes hold different passwords, and which is right cannot be told";
    case IMPORT_DOMAIN:
        return "synchronization is for accounts of this computer alone (Q190005)";
    case IMPORT_SECRET:
    case IMPORT_NO_SECRET:
        break;
    }
    return "";
}

static const char *action_text(enum import_action action, const struct import_account *account)
{
    bool secret = account != NULL && account->verdict == IMPORT_SECRET;
    bool sync = account != NULL && account->sync;
    switch (action) {
    case IMPORT_ADDED:
    case IMPORT_REPLACED:
        return secret ? "enrolled with its secret"
                      : "enrolled without a secret: none is in the metabase";
    case IMPORT_UNCHANGED:
        return secret ? "enrolled with its secret already"
                      : "enrolled already, without a secret: none is in the metabase";
    case IMPORT_KEPT:
        return sync ? "enrolled; its last secret is kept, for the metabase has none with "
                      "synchronization on (state 3 of Q259353); import --forget clears it"
                    : "enrolled; its last secret is kept, for the metabase has none (state 4 of "
                      "Q259353); import --forget clears it";
    case IMPORT_FORGOTTEN:
        return "enrolled without a secret: none is in the metabase, and the last one is cleared";
    case IMPORT_REMOVED:
        return "removed: the metabase names it no more";
    case IMPORT_FOREIGN:
        return "stays: the metabase does not name it, and it was not enrolled by an import";
    case IMPORT_LEFT_ALONE:
        break;
    }
    return "";
}

/* Printed once all of it is in force. */
struct report {
    struct buffer text;
    json_t *accounts; /* the same with --json */
    size_t enrolled;
};

static const char *action_word(enum import_action action)
{
    static const char *const words[] = {
        [IMPORT_ADDED] = "added",         [IMPORT_REPLACED] = "replaced",
        [IMPORT_UNCHANGED] = "unchanged", [IMPORT_KEPT] = "kept",
        [IMPORT_FORGOTTEN] = "forgotten", [IMPORT_LEFT_ALONE] = "left alone",
        [IMPORT_REMOVED] = "removed",     [IMPORT_FOREIGN] = "not an import's"};
    return words[action];
}

static json_t *account_json(const char *name, const struct import_account *account,
                            enum import_action action, bool enrolled)
{
    json_t *nodes = json_array();
    for (size_t i = 0; account != NULL && i < account->count; i++) {
        const struct import_node *node = &account->nodes[i];
        json_array_append_new(nodes, json_pack("{s:s, s:b, s:s}", "node",
                                               metabase_location_text(node->node->location), "sync",
                                               node->sync, "password",
                                               *node->secret == '\0'              ? "none"
                                               : metabase_encrypted(node->secret) ? "encrypted"
                                                                                  : "readable"));
    }
    bool alone = account != NULL && action == IMPORT_LEFT_ALONE;
    return json_pack(
        "{s:s, s:s, s:s, s:b, s:b, s:o}", "account", name, "action", action_word(action), "text",
        alone ? unusable_text(account) : action_text(action, account), "was_enrolled", enrolled,
        "enrolled", alone ? enrolled : action != IMPORT_REMOVED, "nodes", nodes);
}

static void report_account(void *context, const char *name, const struct import_account *account,
                           enum import_action action, bool enrolled)
{
    struct report *report = context;
    if (report->accounts != NULL) {
        json_array_append_new(report->accounts, account_json(name, account, action, enrolled));
    }
    buffer_print(&report->text, "%s: ", name);
    if (action == IMPORT_LEFT_ALONE) {
        buffer_print(&report->text, "%s: %s\n", enrolled ? "left as it is" : "not enrolled",
                     unusable_text(account));
    } else {
        buffer_print(&report->text, "%s\n", action_text(action, account));
        report->enrolled += account != NULL;
    }
    for (size_t i = 0; account != NULL && i < account->count; i++) {
        const struct import_node *node = &account->nodes[i];
        buffer_print(&report->text, "    %s: synchronization %s, %s\n",
                     metabase_location_text(node->node->location), node->sync ? "on" : "off",
                     secret_kind(node));
    }
}

/* Those that are logged on by their password; left_out NULL: they are printed. */
static void tell_others(const struct metabase *metabase, json_t *left_out)
{
    static const enum property names[] = {WAM_USER_NAME, UNC_USER_NAME};
    for (size_t i = 0; i < metabase->count; i++) {
        const struct metabase_node *node = &metabase->nodes[i];
        for (size_t p = 0; p < sizeof names / sizeof names[0]; p++) {
            const char *user = node->values[names[p]];
            if (user != NULL && *user != '\0' && left_out != NULL) {
                json_array_append_new(left_out,
                                      json_pack("{s:s, s:s, s:s}", "account", user, "property",
                                                property_schema[names[p]].name, "node",
                                                metabase_location_text(node->location)));
            } else if (user != NULL && *user != '\0') {
                printf("%s: left out: %s at %s is logged on with its password, not by "
                       "subauthentication\n",
                       user, property_schema[names[p]].name, node->location);
            }
        }
    }
}

/* What is left to do about an account that has no secret now. */
static void print_next_step(const struct mend_place *place, const struct import_account *account)
{
    const char *backslash = strrchr(account->name, '\\');
    struct mend set;
    struct mend stack;
    mend_set(&set, place, backslash == NULL ? account->name : backslash + 1);
    switch (account->verdict) {
    case IMPORT_SECRET:
        break;
    case IMPORT_NO_SECRET:
        if (account->sync) {
            mend_believe_caller(&stack, place);
            printf("Next: %s\n  or, with Microsoft's own services: %s\n", mend_text(&set),
                   mend_text(&stack));
        }
        break;
    case IMPORT_ENCRYPTED:
        printf("Next, with the password that the metabase holds (on its own server: cscript "
               "adsutil.vbs, IsSecureProperty off): %s\n",
               mend_text(&set));
        break;
    case IMPORT_DISAGREE:
        printf("Next: give %s one password at all its nodes and import again, or: %s\n",
               account->name, mend_text(&set));
        break;
    case IMPORT_DOMAIN:
        printf("Next: give IIS an account of this computer; or, if %s is one: %s\n", account->name,
               mend_text(&set));
        break;
    }
}

static void print_next_steps(const struct options *options, const struct import_plan *plan)
{
    struct mend_place place = {.machine = options->place.machine};
    for (size_t i = 0; i < plan->count; i++) {
        print_next_step(&place, &plan->accounts[i]);
    }
}

/* Enrols all that can be, or changes nothing. */
static enum exit_code apply(const struct options *options, const struct import_plan *plan,
                            struct report *report)
{
    struct fault fault;
    enum exit_code code;
    size_t changes;
    struct registry *registry = open_registry(options, REGISTRY_WRITE, &code);
    if (registry == NULL) {
        return code;
    }
    if (!import_apply(registry, plan, options->forget, clock_now().utc, report_account, report,
                      &changes, &fault)) {
        registry_close(registry);
        return complain(EXIT_USAGE, &fault);
    }
    warn_if_wider(registry);
    if (changes > 0) {
        return commit_registry(registry, NULL);
    }
    registry_close(registry);
    return EXIT_DONE;
}

static void print_report(const struct options *options, const struct metabase *metabase,
                         const struct import_plan *plan, const struct report *report)
{
    fputs(report->text.text == NULL ? "" : report->text.text, stdout);
    tell_others(metabase, NULL);
    if (plan->count == 0) {
        puts("No node names an anonymous account.");
    }
    printf("%zu of %zu anonymous account%s enrolled.\n", report->enrolled, plan->count,
           plan->count == 1 ? "" : "s");
    print_next_steps(options, plan);
}

static json_t *report_json(const struct metabase *metabase, const struct import_plan *plan,
                           const struct report *report)
{
    json_t *left_out = json_array();
    tell_others(metabase, left_out);
    return json_pack("{s:I, s:I, s:O, s:o}", "enrolled", (json_int_t)report->enrolled, "named",
                     (json_int_t)plan->count, "accounts", report->accounts, "left_out", left_out);
}

static enum exit_code import(const struct options *options, const struct metabase *metabase,
                             const struct import_plan *plan)
{
    struct report report = {.accounts = options->json ? json_array() : NULL};
    enum exit_code code = apply(options, plan, &report);
    if (code == EXIT_DONE) {
        code = report.enrolled == plan->count && plan->count > 0 ? EXIT_DONE : EXIT_LEFT;
        if (options->json) {
            code = show_answer(report_json(metabase, plan, &report), code);
        } else {
            print_report(options, metabase, plan, &report);
        }
    }
    json_decref(report.accounts);
    buffer_release(&report.text);
    return code;
}

static enum exit_code import_text(const struct options *options, const struct metabase_text *text)
{
    struct metabase metabase;
    struct import_plan plan;
    struct fault fault;
    if (!metabase_read(text, METABASE_ACCOUNTS, &metabase, &fault)) {
        return complain(EXIT_USAGE, &fault);
    }
    enum exit_code code = EXIT_FAILED;
    if (import_plan_make(&metabase, &plan)) {
        code = import(options, &metabase, &plan);
        import_plan_release(&plan);
    } else {
        fault_set(&fault, "no memory");
        complain(code, &fault);
    }
    metabase_release(&metabase);
    return code;
}

enum exit_code command_import(const struct options *options, int count, char **arguments)
{
    struct metabase_source source;
    struct options named = *options;
    struct fault fault;
    named.metabase = count > 0 ? arguments[0] : options->metabase;
    if (!metabase_source_open(&named, &source, &fault)) {
        return complain(EXIT_USAGE, &fault);
    }
    enum exit_code code = import_text(options, &source.text);
    metabase_source_close(&source);
    return code;
}
