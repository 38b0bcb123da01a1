/* import: enrols the anonymous accounts of a metabase. */
#include <stdio.h>
#include <string.h>

#include "enrolment/enrolment.h"
#include "enrolment/import_plan.h"
#include "lsass/clock.h"
#include "metabase_source.h"

static const char *secret_kind(const struct import_node *node)
{
    return *node->secret == '\0'              ? "no password"
           : metabase_encrypted(node->secret) ? "password encrypted"
                                              : "password readable";
}

static const char *verdict_text(const struct import_account *account)
{
    switch (account->verdict) {
    case IMPORT_SECRET:
        return "enrolled with its secret";
    case IMPORT_NO_SECRET:
        return "enrolled without a secret: none is in the metabase";
    case IMPORT_ENCRYPTED:
        return "not enrolled: only the server that wrote this metabase can read its password";
    case IMPORT_DISAGREE:
        return "not enrolled: its nodes hold different passwords, and which is right cannot be "
               "told";
    case IMPORT_DOMAIN:
        return "not enrolled: synchronization is for accounts of this computer alone (Q190005)";
    }
    return "";
}

static bool enrols(const struct import_account *account)
{
    return account->verdict == IMPORT_SECRET || account->verdict == IMPORT_NO_SECRET;
}

static bool enrol(struct registry *registry, const struct import_account *account,
                  struct fault *fault)
{
    struct record record = {.sync = account->sync, .stored_at = clock_now().utc};
    bool put = (account->verdict != IMPORT_SECRET ||
                enrolment_secret(account->secret, &record.secret, fault)) &&
               enrolment_put(registry, account->name, &record, fault);
    wipe(&record, sizeof record);
    return put;
}

static void print_account(const struct import_account *account)
{
    printf("%s: %s\n", account->name, verdict_text(account));
    for (size_t i = 0; i < account->count; i++) {
        const struct import_node *node = &account->nodes[i];
        printf("    %s: synchronization %s, %s\n",
               *node->node->location == '\0' ? "/" : node->node->location,
               node->sync ? "on" : "off", secret_kind(node));
    }
}

static void print_others(const struct metabase *metabase)
{
    static const enum property names[] = {WAM_USER_NAME, UNC_USER_NAME};
    for (size_t i = 0; i < metabase->count; i++) {
        const struct metabase_node *node = &metabase->nodes[i];
        for (size_t p = 0; p < sizeof names / sizeof names[0]; p++) {
            const char *user = node->values[names[p]];
            if (user != NULL && *user != '\0') {
                printf("%s: left out: %s at %s is logged on with its password, not by "
                       "subauthentication\n",
                       user, property_schema[names[p]].name, node->location);
            }
        }
    }
}

static void print_next_steps(const struct import_plan *plan)
{
    for (size_t i = 0; i < plan->count; i++) {
        const struct import_account *account = &plan->accounts[i];
        switch (account->verdict) {
        case IMPORT_SECRET:
            break;
        case IMPORT_NO_SECRET:
            if (account->sync) {
                printf("Next: iissubactl set %s (or, with Microsoft's own services: iissubactl "
                       "stack \"sufficient metabase\" \"sufficient caller\")\n",
                       account->name);
            }
            break;
        case IMPORT_ENCRYPTED:
            printf("Next: iissubactl set %s, with the password that the metabase holds (on its own "
                   "server: cscript adsutil.vbs, IsSecureProperty off)\n",
                   account->name);
            break;
        case IMPORT_DISAGREE:
            printf("Next: give %s one password at all its nodes and import again, or: iissubactl "
                   "set %s\n",
                   account->name, account->name);
            break;
        case IMPORT_DOMAIN:
            printf("Next: give IIS an account of this computer; or, if %s is one: iissubactl set "
                   "%s\n",
                   account->name, strrchr(account->name, '\\') + 1);
            break;
        }
    }
}

/* Enrols all that can be, or changes nothing. */
static enum exit_code apply(const struct options *options, const struct import_plan *plan,
                            size_t *enrolled)
{
    struct fault fault;
    enum exit_code code;
    struct registry *registry = open_registry(options, REGISTRY_WRITE, &code);
    if (registry == NULL) {
        return code;
    }
    for (size_t i = 0; i < plan->count; i++) {
        if (!enrols(&plan->accounts[i])) {
            continue;
        }
        if (!enrol(registry, &plan->accounts[i], &fault)) {
            registry_close(registry);
            return complain(EXIT_USAGE, &fault);
        }
        (*enrolled)++;
    }
    if (*enrolled == 0) {
        registry_close(registry);
        return EXIT_DONE;
    }
    return commit_registry(registry);
}

static enum exit_code import(const struct options *options, const struct metabase *metabase,
                             const struct import_plan *plan)
{
    size_t enrolled = 0;
    enum exit_code code = apply(options, plan, &enrolled);
    if (code != EXIT_DONE) {
        return code;
    }
    for (size_t i = 0; i < plan->count; i++) {
        print_account(&plan->accounts[i]);
    }
    print_others(metabase);
    if (plan->count == 0) {
        puts("No node names an anonymous account.");
    }
    printf("%zu of %zu anonymous account%s enrolled.\n", enrolled, plan->count,
           plan->count == 1 ? "" : "s");
    print_next_steps(plan);
    return enrolled == plan->count && plan->count > 0 ? EXIT_DONE : EXIT_LEFT;
}

static enum exit_code import_text(const struct options *options, const struct metabase_text *text)
{
    struct metabase metabase;
    struct import_plan plan;
    struct fault fault;
    if (!metabase_read(text, &metabase, &fault)) {
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
