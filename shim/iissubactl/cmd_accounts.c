/* set, remove, list: single accounts. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "account_password.h"
#include "enrolment/enrolment.h"
#include "files/buffer.h"
#include "files/table.h"
#include "lsass/clock.h"
#include "secret.h"
#include "show.h"
#include "text/utf.h"

static bool fill_record(const struct options *options, const char *account, struct record *record,
                        struct fault *fault)
{
    char secret[SECRET_MAX];
    *record = (struct record){.sync = !options->sync_off, .stored_at = clock_now().utc};
    if (options->no_secret) {
        return true;
    }
    bool done =
        secret_read(account, secret, fault) && enrolment_secret(secret, &record->secret, fault);
    wipe(secret, sizeof secret);
    return done;
}

/* An account that SAM does not have cannot log on; it may be made later. */
static bool warn_if_unknown(const struct options *options, const char *account)
{
    struct fault fault;
    bool known = account_password_check(options->machine, account, &fault);
    if (!known) {
        fprintf(stderr, "iissubactl: warning: %s; it is enrolled all the same\n", fault.text);
    }
    return known;
}

static json_t *set_json(const struct options *options, const char *account, bool known)
{
    return json_pack("{s:s, s:b, s:s, s:b}", "account", account, "sync", !options->sync_off,
                     "secret", options->no_secret ? "none" : "stored", "in_sam", known);
}

enum exit_code command_set(const struct options *options, int count, char **arguments)
{
    struct record record;
    struct fault fault;
    enum exit_code code;
    (void)count;
    if (!fill_record(options, arguments[0], &record, &fault)) {
        return complain(EXIT_USAGE, &fault);
    }
    struct registry *registry = open_registry(options, REGISTRY_WRITE, &code);
    if (registry == NULL) {
        return code;
    }
    bool put = enrolment_put(registry, arguments[0], &record, &fault);
    wipe(&record, sizeof record);
    if (!put) {
        registry_close(registry);
        return complain(EXIT_USAGE, &fault);
    }
    warn_if_wider(registry);
    code = commit_registry(registry, NULL);
    if (code != EXIT_DONE) {
        return code;
    }
    bool known = warn_if_unknown(options, arguments[0]);
    say(options, "%s is enrolled, synchronization %s, %s.\n", arguments[0],
        options->sync_off ? "off" : "on",
        options->no_secret ? "without a secret" : "with the secret given");
    return options->json ? show_print(set_json(options, arguments[0], known)) : code;
}

enum exit_code command_remove(const struct options *options, int count, char **arguments)
{
    struct fault fault;
    enum exit_code code;
    bool was_there;
    (void)count;
    struct registry *registry = open_registry(options, REGISTRY_WRITE, &code);
    if (registry == NULL) {
        return code;
    }
    if (!enrolment_remove(registry, arguments[0], &was_there, &fault)) {
        registry_close(registry);
        return complain(EXIT_FAILED, &fault);
    }
    if (!was_there) {
        registry_close(registry);
        fault_set(&fault, "%s is not enrolled; nothing was changed", arguments[0]);
        return complain(EXIT_LEFT, &fault);
    }
    code = commit_registry(registry, NULL);
    if (code != EXIT_DONE) {
        return code;
    }
    say(options, "%s is removed.\n", arguments[0]);
    return options->json
               ? show_print(json_pack("{s:s, s:b}", "account", arguments[0], "removed", 1))
               : code;
}

struct listing {
    struct mend_place place;
    struct table table; /* a heading and a row an account; without --json */
    json_t *accounts;   /* with --json */
};

#define LISTING_COLUMNS 3

static void add_account(void *context, const char *account, bool readable,
                        const struct record *record)
{
    struct listing *listing = context;
    bool secret = readable && (record->secret.has_nt || record->secret.has_lm);
    struct mend set;
    mend_set(&set, &listing->place, account);
    json_array_append_new(
        listing->accounts,
        json_pack("{s:s, s:b, s:o, s:o, s:o}", "account", account, "readable", readable, "sync",
                  readable ? json_boolean(record->sync) : json_null(), "secret",
                  readable ? json_string(secret ? "stored" : "none") : json_null(), "mend",
                  readable ? json_null() : show_mend(&set)));
}

static void add_row(struct table *table, const char *account, const char *sync, const char *secret)
{
    table_add(table, account, NULL);
    table_add(table, sync, NULL);
    table_add(table, secret, NULL);
}

static void print_account(void *context, const char *account, bool readable,
                          const struct record *record)
{
    struct listing *listing = context;
    if (readable) {
        add_row(&listing->table, account, record->sync ? "on" : "off",
                record->secret.has_nt || record->secret.has_lm ? "stored" : "none");
        return;
    }
    struct mend set;
    struct buffer damaged = {.text = NULL};
    mend_set(&set, &listing->place, account);
    buffer_string(&damaged, "damaged; store it again: ");
    buffer_string(&damaged, mend_text(&set));
    add_row(&listing->table, account, "-", damaged.text == NULL ? "damaged" : damaged.text);
    buffer_release(&damaged);
}

/* What list shows for people, once all is there: a column is as wide as its widest cell. */
static enum exit_code print_listing(const struct listing *listing)
{
    struct fault fault;
    if (listing->table.count == LISTING_COLUMNS) { /* the heading alone */
        struct mend import;
        mend_tool(&import, &listing->place, MEND_WORDS("import"), MEND_NO_OPTIONS);
        printf("No account is enrolled. Enrol with: %s, or set ACCOUNT\n", mend_text(&import));
    } else if (!table_print(&listing->table, stdout, 0, 0, false)) {
        fault_set(&fault, "no memory");
        return complain(EXIT_FAILED, &fault);
    }
    return EXIT_DONE;
}

static enum exit_code finish_listing(const struct listing *listing, bool json)
{
    return json ? show_print(json_pack("{s:O}", "accounts", listing->accounts))
                : print_listing(listing);
}

enum exit_code command_list(const struct options *options, int count, char **arguments)
{
    struct fault fault;
    enum exit_code code;
    struct listing listing = {.place = {.machine = options->place.machine},
                              .accounts = options->json ? json_array() : NULL};
    (void)count;
    (void)arguments;
    struct registry *registry = open_registry(options, REGISTRY_READ, &code);
    if (registry == NULL) {
        json_decref(listing.accounts);
        return code;
    }
    table_begin(&listing.table, LISTING_COLUMNS);
    add_row(&listing.table, "Account", "Sync", "Secret");
    bool done =
        enrolment_each(registry, options->json ? add_account : print_account, &listing, &fault);
    registry_close(registry);
    code = done ? finish_listing(&listing, options->json) : complain(EXIT_FAILED, &fault);
    table_release(&listing.table);
    json_decref(listing.accounts);
    return code;
}
