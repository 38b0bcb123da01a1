/* sam.json: read into accounts, and written back. */
#include "sam.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "enrolment/enrolment.h"
#include "json_fault.h"
#include "lsass/clock.h"
#include "sam_account.h"
#include "text/nt_time.h"

#define HOURS_MOST 1000000

static bool read_accounts(struct sam *sam, const char *text, json_t *array, struct fault *fault)
{
    struct sam_place place = {.path = sam->path, .text = text, .fault = fault};
    sam->capacity = json_array_size(array) + 1;
    sam->accounts = calloc(sam->capacity, sizeof *sam->accounts);
    if (sam->accounts == NULL || !sam_index_reserve(sam, sam->capacity)) {
        return fault_set(fault, "no memory");
    }
    for (; place.index < json_array_size(array); place.index++) {
        struct sam_account *account = &sam->accounts[sam->count];
        sam->count++;
        if (!sam_account_read(&place, json_array_get(array, place.index), account)) {
            return false;
        }
        if (sam_find(sam, account->name) != NULL) {
            return sam_expected(&place, "name", "another account's: it is there already");
        }
        if (sam_find_rid(sam, account->rid) != NULL) {
            return sam_expected(&place, "rid", "another account's: it is there already");
        }
        sam_index_account(sam, place.index);
    }
    return true;
}

/* What is said of the server, beside its accounts. */
static bool read_computer(struct sam *sam, const json_t *value)
{
    sam->computer = json_string_value(value);
    return json_is_string(value);
}

static bool read_refusals(struct sam *sam, const json_t *value)
{
    sam->package_refusals_count = json_is_true(value);
    return json_is_boolean(value);
}

static bool read_lifetime(struct sam *sam, const json_t *value)
{
    json_int_t hours = json_integer_value(value);
    if (!json_is_integer(value) || hours < 0 || hours > HOURS_MOST) {
        return false;
    }
    sam->ntlmv2_lifetime = hours * 60 * NT_MINUTE;
    return true;
}

static bool read_no_setting(struct sam *sam, const json_t *value)
{
    (void)sam;
    (void)value;
    return true;
}

static const struct {
    const char *name;
    bool (*read)(struct sam *sam, const json_t *value);
} settings[] = {{"computer", read_computer},
                {"package_refusals_count", read_refusals},
                {"ntlmv2_lifetime_hours", read_lifetime},
                {"accounts", read_no_setting},
                {NULL, NULL}};

static bool read_setting(struct sam *sam, const char *name, const json_t *value)
{
    for (size_t i = 0; settings[i].name != NULL; i++) {
        if (strcmp(settings[i].name, name) == 0) {
            return settings[i].read(sam, value);
        }
    }
    return false;
}

static bool read_root(struct sam *sam, const char *text, struct fault *fault)
{
    const char *member;
    json_t *value;
    json_t *accounts =
        json_is_array(sam->root) ? sam->root : json_object_get(sam->root, "accounts");
    sam->computer = SAM_DEFAULT_COMPUTER;
    if (!json_is_array(accounts)) {
        return fault_set(fault,
                         "%s:1: expected an array of accounts, or an object with \"accounts\"",
                         sam->path);
    }
    json_object_foreach(sam->root, member, value) /* of an array: nothing */
    {
        if (!read_setting(sam, member, value)) {
            return fault_set(fault,
                             "%s:1: expected \"computer\" (text), \"package_refusals_count\" "
                             "(true or false), \"ntlmv2_lifetime_hours\" (a whole number) or "
                             "\"accounts\", not \"%s\"",
                             sam->path, member);
        }
    }
    return read_accounts(sam, text, accounts, fault);
}

bool sam_parse(const struct contents *contents, struct sam *sam, struct fault *fault)
{
    json_error_t error;
    struct decoded json;
    if (!text_file_decode(sam->path, contents, &json, fault)) {
        return false;
    }
    sam->form = json.form;
    sam->root = json_loadb(json.text, json.size, JSON_REJECT_DUPLICATES, &error);
    bool done = sam->root == NULL ? fault_set(fault, "%s:%d: expected %s", sam->path, error.line,
                                              json_fault(&error))
                                  : read_root(sam, json.text, fault);
    decoded_release(&json);
    return done;
}

bool sam_take(json_t *root, struct sam *sam, struct fault *fault)
{
    sam->form = TEXT_UTF8;
    sam->root = json_incref(root);
    return read_root(sam, NULL, fault);
}

static bool read_json(struct sam *sam, struct fault *fault)
{
    struct contents contents;
    enum file_found found = file_read(sam->path, &contents, fault);
    if (found == FILE_ABSENT) {
        return fault_set(fault, "%s: there is no such file; a machine folder needs it", sam->path);
    }
    if (found != FILE_READ) {
        return false;
    }
    bool done = sam_parse(&contents, sam, fault);
    contents_release(&contents);
    return done;
}

bool sam_read(const char *folder, struct sam *sam, struct fault *fault)
{
    static const char *const dumps[] = {"pwdump.txt", "smbpasswd", NULL};
    char path[FILE_PATH_MAX];
    *sam = (struct sam){.root = NULL};
    bool done = path_join_said(sam->path, folder, "sam.json", fault) && read_json(sam, fault);
    for (const char *const *dump = dumps; done && *dump != NULL; dump++) {
        done = path_join_said(path, folder, *dump, fault) && sam_read_hashes(sam, path, fault);
    }
    if (!done) {
        sam_release(sam);
    }
    return done;
}

void sam_release(struct sam *sam)
{
    for (size_t i = 0; i < sam->count; i++) {
        sam_account_release(&sam->accounts[i]);
    }
    free(sam->accounts);
    sam_index_release(sam);
    json_decref(sam->root);
    buffer_release(&sam->notices);
    sam->accounts = NULL;
    sam->root = NULL;
    sam->count = 0;
}

static void note_time(json_t *json, const char *member, int64_t time)
{
    char text[NT_TIME_TEXT];
    if (time == 0) {
        json_object_del(json, member);
        return;
    }
    nt_time_format(time - time % NT_SECOND, text);
    json_object_set_new(json, member, json_string(text));
}

bool sam_set_password(struct sam *sam, struct sam_account *account, const char *password,
                      struct fault *fault)
{
    if (!enrolment_secret(password, &account->owfs, fault)) {
        return false;
    }
    account->password_last_set = clock_now().utc;
    json_object_del(account->json, "nt_hash");
    json_object_del(account->json, "lm_hash");
    json_object_set_new(account->json, "password", json_string(password));
    note_time(account->json, "password_last_set", account->password_last_set);
    sam->changed = true;
    return true;
}

void sam_mark_changed(struct sam *sam, struct sam_account *account)
{
    if (account->bad_password_count != 0 ||
        json_object_get(account->json, "bad_password_count") != NULL) {
        json_object_set_new(account->json, "bad_password_count",
                            json_integer(account->bad_password_count));
    }
    note_time(account->json, "bad_password_time", account->bad_password_time);
    note_time(account->json, "lockout_time", account->lockout_time);
    note_time(account->json, "last_logon", account->last_logon);
    if (account->logon_count != 0) {
        json_object_set_new(account->json, "logon_count", json_integer(account->logon_count));
    }
    if (*account->parameters != '\0' || json_object_get(account->json, "parameters") != NULL) {
        json_object_set_new(account->json, "parameters", json_string(account->parameters));
    }
    sam->changed = true;
}

void sam_touch(struct sam *sam)
{
    sam->changed = true;
}

bool sam_prepare(struct sam *sam, struct file_change *change, struct fault *fault)
{
    char *text = json_dumps(sam->root, JSON_INDENT(2));
    if (text == NULL) {
        return fault_set(fault, "%s: no memory; it is unchanged", sam->path);
    }
    size_t size = strlen(text);
    struct contents encoded;
    text[size] = '\n'; /* in the place of the NUL */
    file_clear_leftovers(sam->path);
    bool prepared = text_file_encode(text, size + 1, sam->form, &encoded)
                        ? file_prepare(sam->path, encoded.text, encoded.size, change, fault)
                        : fault_set(fault, "%s: no memory; it is unchanged", sam->path);
    contents_release(&encoded);
    wipe(text, size);
    free(text);
    return prepared;
}

bool sam_save(struct sam *sam, struct fault *fault)
{
    struct file_change change;
    if (!sam->changed) {
        return true;
    }
    bool saved = sam_prepare(sam, &change, fault) && file_commit(&change, fault);
    sam->changed = !saved;
    return saved;
}
