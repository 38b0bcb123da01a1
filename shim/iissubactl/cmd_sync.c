/*
 * sync: one password for an account at all its nodes, in the package's store and in SAM, as
 * SyncIISUser.bat did for the nodes alone. What can fail is prepared first: all of it or nothing,
 * but for a rename or a server's SAM that fails after that, which is said.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "account_password.h"
#include "enrolment/enrolment.h"
#include "files/lock.h"
#include "lsass/clock.h"
#include "metabase/metabase_words.h"
#include "metabase_source.h"
#include "options/command_table.h"
#include "secret.h"
#include "show.h"
#include "sync_plan.h"

struct syncing {
    const struct options *options;
    const char *account;
    struct metabase_source metabase;
    struct sync_plan plan;
    char secret[SECRET_MAX];
};

static const char *node_text(const struct sync_node *node)
{
    return metabase_location_text(node->node->location);
}

static void print_plan(const struct syncing *syncing)
{
    const struct sync_plan *plan = &syncing->plan;
    const char *name = property_schema[plan->password].name;
    for (size_t i = 0; i < plan->count; i++) {
        const char *held = plan->nodes[i].node->values[plan->password];
        printf("%s: set %s%s\n", node_text(&plan->nodes[i]), name,
               held == NULL || *held == '\0' ? ", which is not set"
               : plan->nodes[i].encrypted    ? " in the place of an encrypted one"
                                             : "");
    }
    if (plan->synchronized) {
        printf("the package's store: set the secret of %s, synchronization on\n", syncing->account);
    }
    printf("SAM: set the password of %s\n", syncing->account);
}

static json_t *sync_json(const struct syncing *syncing)
{
    const struct sync_plan *plan = &syncing->plan;
    json_t *nodes = json_array();
    for (size_t i = 0; i < plan->count; i++) {
        const char *held = plan->nodes[i].node->values[plan->password];
        json_array_append_new(nodes, json_pack("{s:s, s:s}", "node", node_text(&plan->nodes[i]),
                                               "password",
                                               held == NULL || *held == '\0' ? "none"
                                               : plan->nodes[i].encrypted    ? "encrypted"
                                                                             : "readable"));
    }
    return json_pack("{s:s, s:s, s:o, s:b, s:b}", "account", syncing->account, "property",
                     property_schema[plan->password].name, "nodes", nodes, "store",
                     plan->synchronized, "changed", syncing->options->apply);
}

/* What stands in the way is said before a password is asked for. */
static bool may_go_on(const struct syncing *syncing, struct fault *fault)
{
    const struct sync_plan *plan = &syncing->plan;
    if (plan->count == 0) {
        return fault_set(fault, "%s: no node names %s as its %s", syncing->metabase.text.name,
                         syncing->account, property_schema[plan->user].name);
    }
    for (size_t i = 0; i < plan->count; i++) {
        if (plan->nodes[i].encrypted && !syncing->options->force) {
            return fault_set(
                fault,
                "%s at %s is encrypted by its own server, which would not understand a "
                "clear one; nothing is changed: set it with IIS's own tools, or use "
                "--force",
                property_schema[plan->password].name, node_text(&plan->nodes[i]));
        }
    }
    return account_password_check(syncing->options->machine, syncing->account, fault);
}

static bool prepare_metabase(const struct syncing *syncing, struct metabase_change *change,
                             struct fault *fault)
{
    const struct sync_plan *plan = &syncing->plan;
    struct metabase_edit *edits = calloc(plan->count, sizeof *edits);
    bool done = edits != NULL || fault_set(fault, "no memory");
    for (size_t i = 0; i < plan->count && done && edits != NULL; i++) {
        edits[i].location = plan->nodes[i].node->location;
        edits[i].value = syncing->secret;
        done = property_query_of(&syncing->metabase.schema, property_schema[plan->password].name,
                                 &edits[i].query, fault);
    }
    done = done && metabase_source_prepare(&syncing->metabase, edits, plan->count, change, fault) ==
                       EXIT_DONE;
    free(edits);
    return done;
}

static bool store(const struct syncing *syncing, struct registry *registry, struct fault *fault)
{
    struct record record = {.sync = true, .stored_at = clock_now().utc};
    bool done =
        !syncing->plan.synchronized || (enrolment_secret(syncing->secret, &record.secret, fault) &&
                                        enrolment_put(registry, syncing->account, &record, fault));
    wipe(&record, sizeof record);
    return done;
}

/* The three changes, made together. */
struct changes {
    struct registry *registry;
    struct metabase_change metabase;
    struct file_change sam;
};

/* All that can fail for want of room or rights: until here nothing is changed. */
static bool prepare(const struct syncing *syncing, struct changes *changes, struct fault *fault)
{
    const char *machine = syncing->options->machine;
    bool done =
        prepare_metabase(syncing, &changes->metabase, fault) &&
        account_password_prepare(machine, syncing->account, syncing->secret, &changes->sam, fault);
    /* Where the registry is a file, what is put in it is not in force before it is committed. */
    return done &&
           (!registry_needs_machine || (store(syncing, changes->registry, fault) &&
                                        registry_prepare(changes->registry, fault) == REGISTRY_OK));
}

static void say_done(const char *what)
{
    if (what != NULL) {
        fprintf(stderr,
                "iissubactl: %s the new password already, the rest has not; mend what is said "
                "next, and run sync again\n",
                what);
    }
}

static long commit_store(const struct syncing *syncing, struct changes *changes,
                         struct fault *fault)
{
    bool stored = registry_needs_machine || store(syncing, changes->registry, fault);
    return stored ? registry_commit(changes->registry, fault) : REGISTRY_WRITE_FAULT;
}

/*
 * SAM goes first: on a server its policy may refuse the password. What was put in its place, and
 * may not be on the disk, counts as done.
 */
static bool commit(const struct syncing *syncing, struct changes *changes, struct fault *fault)
{
    if (!account_password_commit(syncing->options->machine, syncing->account, syncing->secret,
                                 &changes->sam, fault)) {
        say_done(changes->sam.in_place ? "SAM has" : NULL);
        return false;
    }
    long error = commit_store(syncing, changes, fault);
    if (error != REGISTRY_OK) {
        say_done(error == REGISTRY_UNSURE ? "SAM and the package's store have" : "SAM has");
        return false;
    }
    say_form_given_up(changes->registry);
    bool done = metabase_source_commit(&changes->metabase, fault);
    if (!done && !changes->metabase.file.in_place) {
        say_done("SAM and the package's store have");
    }
    return done;
}

static enum exit_code apply(struct syncing *syncing, struct registry *registry)
{
    struct changes changes = {.registry = registry};
    struct fault fault = {""};
    bool done = prepare(syncing, &changes, &fault) && commit(syncing, &changes, &fault);
    metabase_source_discard(&changes.metabase);
    file_discard(&changes.sam);
    if (!done) {
        return complain(EXIT_FAILED, &fault);
    }
    say(syncing->options, "Done: %u node%s%s and SAM have the same password.\n",
        (unsigned)syncing->plan.count, syncing->plan.count == 1 ? "" : "s",
        syncing->plan.synchronized ? ", the package's store" : "");
    return EXIT_DONE;
}

/* The folders of all that is written, before any of it is read again to be changed. */
static bool lock(const struct syncing *syncing, struct file_locks *locks, struct fault *fault)
{
    static const char *const names[] = {"registry.reg", "sam.json"};
    const char *machine = syncing->options->machine;
    char paths[2][FILE_PATH_MAX];
    const char *all[3];
    size_t count = 0;
    for (size_t i = 0; machine != NULL && i < 2; i++) {
        if (!path_join(paths[i], sizeof paths[i], machine, names[i])) {
            return fault_set(fault, "%.60s...: the path is too long", machine);
        }
        all[count++] = paths[i];
    }
    if (*syncing->metabase.path != '\0') {
        all[count++] = syncing->metabase.path;
    }
    return files_lock(all, count, locks, fault);
}

/* Writes all of it. */
static enum exit_code write_locked(struct syncing *syncing)
{
    struct file_locks locks;
    struct fault fault;
    enum exit_code code;
    if (!lock(syncing, &locks, &fault)) {
        return complain(EXIT_FAILED, &fault);
    }
    struct registry *registry = open_registry(syncing->options, REGISTRY_WRITE, &code);
    if (registry != NULL) {
        code = apply(syncing, registry);
        registry_close(registry);
    }
    files_unlock(&locks);
    return code;
}

static bool read_secret(struct syncing *syncing, struct fault *fault)
{
    return secret_read(syncing->account, syncing->secret, fault) &&
           (metabase_value_fits(syncing->secret) ||
            fault_set(fault, "the password holds what MetaBase.xml cannot: a control character, "
                             "U+FFFE, U+FFFF, or what is not UTF-8; nothing is changed"));
}

static enum exit_code sync_planned(struct syncing *syncing)
{
    struct fault fault;
    if (!may_go_on(syncing, &fault)) {
        return complain(EXIT_USAGE, &fault);
    }
    if (!syncing->options->json) {
        print_plan(syncing);
    }
    enum exit_code code = EXIT_DONE;
    if (syncing->options->apply) {
        code = read_secret(syncing, &fault) ? write_locked(syncing) : complain(EXIT_USAGE, &fault);
        wipe(syncing->secret, sizeof syncing->secret);
    } else {
        say(syncing->options, "Nothing is changed yet: --apply does it, and reads the password.\n");
    }
    return code == EXIT_DONE && syncing->options->json ? show_print(sync_json(syncing)) : code;
}

enum exit_code command_sync(const struct options *options, int count, char **arguments)
{
    struct syncing syncing = {.options = options, .account = arguments[1]};
    struct metabase metabase;
    struct fault fault;
    (void)count;
    if (!sync_kind(arguments[0], &syncing.plan)) {
        option_word_refused("Anonymous|WAM|UNC", arguments[0], &fault);
        return complain(EXIT_USAGE, &fault);
    }
    if (!metabase_source_open(options, &syncing.metabase, &fault)) {
        return complain(EXIT_USAGE, &fault);
    }
    enum exit_code code = EXIT_USAGE;
    if (!metabase_read(&syncing.metabase.text, METABASE_ACCOUNTS, &metabase, &fault)) {
        complain(code, &fault);
    } else {
        fault_set(&fault, "no memory");
        code = sync_plan_make(&metabase, syncing.account, &syncing.plan)
                   ? sync_planned(&syncing)
                   : complain(EXIT_FAILED, &fault);
        sync_plan_release(&syncing.plan);
        metabase_release(&metabase);
    }
    metabase_source_close(&syncing.metabase);
    return code;
}
