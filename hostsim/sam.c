/* sam.json: read into accounts, and written back. */
#include "sam.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "enrolment/enrolment.h"
#include "files/files.h"
#include "lsass/clock.h"
#include "lsass/record.h"
#include "nt_time.h"
#include "text/hex.h"
#include "text/utf.h"

/* What reading one account needs to say where it stands. */
struct place {
    const struct sam *sam;
    const char *text;
    size_t index;
    struct fault *fault;
};

static bool expected(const struct place *place, const char *member, const char *what)
{
    return fault_set(place->fault, "%s:%u: expected %s%s%s", place->sam->path,
                     sam_line(place->text, place->index, member), member == NULL ? "" : member,
                     member == NULL ? "" : " to be ", what);
}

struct flag_name {
    const char *name;
    uint32_t flag;
};

#define FLAG(name)  \
    {               \
#name, name \
    }

static const struct flag_name flag_names[] = {
    FLAG(USER_ACCOUNT_DISABLED),
    FLAG(USER_HOME_DIRECTORY_REQUIRED),
    FLAG(USER_PASSWORD_NOT_REQUIRED),
    FLAG(USER_TEMP_DUPLICATE_ACCOUNT),
    FLAG(USER_NORMAL_ACCOUNT),
    FLAG(USER_MNS_LOGON_ACCOUNT),
    FLAG(USER_INTERDOMAIN_TRUST_ACCOUNT),
    FLAG(USER_WORKSTATION_TRUST_ACCOUNT),
    FLAG(USER_SERVER_TRUST_ACCOUNT),
    FLAG(USER_DONT_EXPIRE_PASSWORD),
    FLAG(USER_ACCOUNT_AUTO_LOCKED),
    FLAG(USER_ENCRYPTED_TEXT_PASSWORD_ALLOWED),
    FLAG(USER_SMARTCARD_REQUIRED),
    FLAG(USER_TRUSTED_FOR_DELEGATION),
    FLAG(USER_NOT_DELEGATED),
    FLAG(USER_USE_DES_KEY_ONLY),
    FLAG(USER_DONT_REQUIRE_PREAUTH),
    FLAG(USER_PASSWORD_EXPIRED),
    FLAG(USER_TRUSTED_TO_AUTHENTICATE_FOR_DELEGATION),
    FLAG(USER_NO_AUTH_DATA_REQUIRED),
};

#define TYPE_FLAGS                                                                        \
    (USER_TEMP_DUPLICATE_ACCOUNT | USER_NORMAL_ACCOUNT | USER_INTERDOMAIN_TRUST_ACCOUNT | \
     USER_WORKSTATION_TRUST_ACCOUNT | USER_SERVER_TRUST_ACCOUNT)

static bool read_flags(const struct place *place, const json_t *value, struct sam_account *account)
{
    size_t at;
    const json_t *item;
    if (!json_is_array(value)) {
        return expected(place, "flags", "an array of USER_... names");
    }
    json_array_foreach(value, at, item)
    {
        const char *name = json_string_value(item);
        size_t known = 0;
        while (name != NULL && known < sizeof flag_names / sizeof flag_names[0] &&
               strcmp(flag_names[known].name, name) != 0) {
            known++;
        }
        if (name == NULL || known == sizeof flag_names / sizeof flag_names[0]) {
            return expected(place, "flags", "an array of USER_... names of ntsam.h");
        }
        account->flags |= flag_names[known].flag;
    }
    return true;
}

static bool read_time(const struct place *place, const char *member, const json_t *value,
                      int64_t *time)
{
    const char *text = json_string_value(value);
    *time = json_integer_value(value);
    if ((json_is_integer(value) && *time >= 0) || (text != NULL && nt_time_parse(text, time))) {
        return true;
    }
    return expected(place, member,
                    "a time as 2003-07-01T12:00:00Z, \"never\", or 100 ns units since 1601");
}

static bool read_count(const struct place *place, const char *member, const json_t *value,
                       uint32_t *count)
{
    json_int_t number = json_integer_value(value);
    if (!json_is_integer(value) || number < 0 || number > UINT32_MAX) {
        return expected(place, member, "a whole number, not negative");
    }
    *count = (uint32_t)number;
    return true;
}

static bool read_hash(const struct place *place, const char *member, const json_t *value,
                      unsigned char owf[OWF_SIZE], bool *has)
{
    const char *text = json_string_value(value);
    *has = text != NULL && sam_parse_owf(text, strlen(text), owf);
    return *has || expected(place, member, "32 hex digits");
}

static bool read_password(const struct place *place, const json_t *value,
                          struct sam_account *account)
{
    const char *text = json_string_value(value);
    if (text == NULL) {
        return expected(place, "password", "text");
    }
    size_t length = json_string_length(value);
    uint16_t *wide = malloc((length + 1) * sizeof *wide);
    if (wide == NULL) {
        return fault_set(place->fault, "no memory");
    }
    size_t units = utf8_to_utf16(text, length, wide, length);
    account->owfs = secret_of_password((struct wide){(const unsigned char *)wide, units});
    ntlm_wipe(wide, (length + 1) * sizeof *wide);
    free(wide);
    return true;
}

static bool read_hours(const struct place *place, const json_t *value, struct sam_account *account)
{
    const char *text = json_string_value(value);
    size_t digits = text == NULL ? 0 : strlen(text);
    if (text != NULL && strcmp(text, "all") == 0) {
        return true;
    }
    if (digits != 42 && digits != 252 && digits != 2520) {
        return expected(place, "logon_hours", "42, 252 or 2520 hex digits, or \"all\"");
    }
    account->hours = calloc(1, digits / 2);
    account->units_per_week = (unsigned)digits * 4;
    for (size_t i = 0; account->hours != NULL && i < digits / 2; i++) {
        int high = hex_digit(text[2 * i]);
        int low = hex_digit(text[2 * i + 1]);
        if (high < 0 || low < 0) {
            return expected(place, "logon_hours", "hex digits");
        }
        account->hours[i] = (unsigned char)(high << 4 | low);
    }
    return account->hours != NULL || fault_set(place->fault, "no memory");
}

/* SAM's own form is one text with commas; an array is easier to write. */
static bool read_workstations(const struct place *place, const json_t *value,
                              struct sam_account *account)
{
    size_t at;
    const json_t *item;
    size_t size = 1;
    if (json_is_string(value)) {
        free(account->workstations);
        account->workstations = strdup(json_string_value(value));
        return account->workstations != NULL || fault_set(place->fault, "no memory");
    }
    if (!json_is_array(value)) {
        return expected(place, "workstations", "text or an array of text");
    }
    json_array_foreach(value, at, item)
    {
        if (!json_is_string(item)) {
            return expected(place, "workstations", "text or an array of text");
        }
        size += json_string_length(item) + 1;
    }
    char *list = calloc(1, size);
    if (list == NULL) {
        return fault_set(place->fault, "no memory");
    }
    json_array_foreach(value, at, item)
    {
        strcat(strcat(list, at == 0 ? "" : ","), json_string_value(item));
    }
    free(account->workstations);
    account->workstations = list;
    return true;
}

static bool read_groups(const struct place *place, const json_t *value, struct sam_account *account)
{
    size_t at;
    const json_t *item;
    if (!json_is_array(value)) {
        return expected(place, "groups", "an array of text");
    }
    json_array_foreach(value, at, item)
    {
        if (!json_is_string(item)) {
            return expected(place, "groups", "an array of text");
        }
    }
    account->groups = value;
    return true;
}

static bool read_member(const struct place *place, const char *member, json_t *value,
                        struct sam_account *account)
{
    if (strcmp(member, "name") == 0) {
        account->name = json_string_value(value);
        return (account->name != NULL && *account->name != '\0') ||
               expected(place, member, "text that is not empty");
    }
    if (strcmp(member, "rid") == 0) {
        return read_count(place, member, value, &account->rid);
    }
    if (strcmp(member, "password") == 0) {
        return read_password(place, value, account);
    }
    if (strcmp(member, "nt_hash") == 0) {
        return read_hash(place, member, value, account->owfs.nt, &account->owfs.has_nt);
    }
    if (strcmp(member, "lm_hash") == 0) {
        return read_hash(place, member, value, account->owfs.lm, &account->owfs.has_lm);
    }
    if (strcmp(member, "flags") == 0) {
        return read_flags(place, value, account);
    }
    if (strcmp(member, "account_expires") == 0) {
        return read_time(place, member, value, &account->expires);
    }
    if (strcmp(member, "password_last_set") == 0) {
        bool read = read_time(place, member, value, &account->password_last_set);
        if (account->password_last_set == NT_NEVER) {
            account->password_last_set = 0;
        }
        return read;
    }
    if (strcmp(member, "logon_hours") == 0) {
        return read_hours(place, value, account);
    }
    if (strcmp(member, "workstations") == 0) {
        return read_workstations(place, value, account);
    }
    if (strcmp(member, "groups") == 0) {
        return read_groups(place, value, account);
    }
    if (strcmp(member, "bad_password_count") == 0) {
        return read_count(place, member, value, &account->bad_password_count);
    }
    if (strcmp(member, "bad_password_time") == 0) {
        return read_time(place, member, value, &account->bad_password_time);
    }
    if (strcmp(member, "lockout_time") == 0) {
        return read_time(place, member, value, &account->lockout_time);
    }
    if (strcmp(member, "parameters") == 0 && json_is_string(value)) {
        free(account->parameters);
        account->parameters = strdup(json_string_value(value));
        return account->parameters != NULL || fault_set(place->fault, "no memory");
    }
    return expected(place, member,
                    strcmp(member, "parameters") == 0 ? "text" : "a key that is known here");
}

static bool read_account(const struct place *place, json_t *json, struct sam_account *account)
{
    const char *member;
    json_t *value;
    *account = (struct sam_account){.json = json,
                                    .expires = NT_NEVER,
                                    .password_last_set = clock_now().utc,
                                    .workstations = strdup(""),
                                    .parameters = strdup("")};
    if (!json_is_object(json)) {
        return expected(place, NULL, "an object for each account");
    }
    json_object_foreach(json, member, value)
    {
        if (!read_member(place, member, value, account)) {
            return false;
        }
    }
    if (account->name == NULL || json_object_get(json, "rid") == NULL) {
        return expected(place, NULL, "a name and a rid in each account");
    }
    if ((account->flags & TYPE_FLAGS) == 0) {
        account->flags |= USER_NORMAL_ACCOUNT;
    }
    /* "never" in a time that tells of something past: it did not happen. */
    account->lockout_time = account->lockout_time == NT_NEVER ? 0 : account->lockout_time;
    account->bad_password_time =
        account->bad_password_time == NT_NEVER ? 0 : account->bad_password_time;
    return true;
}

static bool read_accounts(struct sam *sam, const char *text, json_t *array, struct fault *fault)
{
    struct place place = {.sam = sam, .text = text, .fault = fault};
    sam->accounts = calloc(json_array_size(array) + 1, sizeof *sam->accounts);
    if (sam->accounts == NULL) {
        return fault_set(fault, "no memory");
    }
    for (; place.index < json_array_size(array); place.index++) {
        struct sam_account *account = &sam->accounts[sam->count];
        sam->count++;
        if (!read_account(&place, json_array_get(array, place.index), account)) {
            return false;
        }
        if (sam_find(sam, account->name) != account) {
            return expected(&place, "name", "another account's: it is there already");
        }
        if (sam_find_rid(sam, account->rid) != account) {
            return expected(&place, "rid", "another account's: it is there already");
        }
    }
    return true;
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
    if (json_is_object(sam->root)) {
        json_object_foreach(sam->root, member, value)
        {
            bool computer = strcmp(member, "computer") == 0 && json_is_string(value);
            if (!computer && strcmp(member, "accounts") != 0) {
                return fault_set(fault,
                                 "%s:1: expected \"computer\" (text) or \"accounts\", not \"%s\"",
                                 sam->path, member);
            }
            sam->computer = computer ? json_string_value(value) : sam->computer;
        }
    }
    return read_accounts(sam, text, accounts, fault);
}

/* Not jansson's own text: that repeats what stands there, which may be a password. */
static const char *json_fault(const json_error_t *error)
{
    switch (json_error_code(error)) {
    case json_error_invalid_utf8:
        return "UTF-8 text";
    case json_error_premature_end_of_input:
        return "JSON, and it ends too early";
    case json_error_duplicate_key:
        return "each JSON key once in an object";
    case json_error_stack_overflow:
        return "JSON that is nested less deeply";
    case json_error_out_of_memory:
        return "more memory";
    default:
        return "JSON";
    }
}

bool sam_parse(const struct contents *contents, struct sam *sam, struct fault *fault)
{
    json_error_t error;
    sam->root = json_loadb(contents->text, contents->size, JSON_REJECT_DUPLICATES, &error);
    return sam->root == NULL
               ? fault_set(fault, "%s:%d: expected %s", sam->path, error.line, json_fault(&error))
               : read_root(sam, contents->text, fault);
}

static bool read_json(struct sam *sam, struct fault *fault)
{
    struct contents contents;
    switch (file_read(sam->path, &contents, fault)) {
    case FILE_ABSENT:
        return fault_set(fault, "%s: there is no such file; a machine folder needs it", sam->path);
    case FILE_UNREADABLE:
        return false;
    case FILE_READ:
        break;
    }
    bool done = sam_parse(&contents, sam, fault);
    contents_release(&contents);
    return done;
}

bool sam_read(const char *folder, struct sam *sam, struct fault *fault)
{
    char path[4096];
    *sam = (struct sam){.root = NULL};
    bool done = path_join(sam->path, sizeof sam->path, folder, "sam.json") && read_json(sam, fault);
    static const char *const hashes[] = {"pwdump.txt", "smbpasswd"};
    for (size_t i = 0; done && i < 2; i++) {
        done = path_join(path, sizeof path, folder, hashes[i]) && sam_read_hashes(sam, path, fault);
    }
    if (!done) {
        sam_release(sam);
    }
    return done;
}

void sam_release(struct sam *sam)
{
    for (size_t i = 0; i < sam->count; i++) {
        struct sam_account *account = &sam->accounts[i];
        ntlm_wipe(&account->owfs, sizeof account->owfs);
        free(account->hours);
        free(account->workstations);
        free(account->parameters);
    }
    free(sam->accounts);
    json_decref(sam->root);
    sam->accounts = NULL;
    sam->root = NULL;
    sam->count = 0;
}

static int lower(char c)
{
    return c >= 'A' && c <= 'Z' ? c + 32 : (unsigned char)c;
}

/* Without case: ASCII quickly, and all else as Windows compares names. */
static bool same_name(const char *a, const char *b)
{
    while (*a != '\0' && (unsigned char)*a < 0x80 && lower(*a) == lower(*b)) {
        a++;
        b++;
    }
    if (*a == '\0' || *b == '\0' || ((unsigned char)*a < 0x80 && (unsigned char)*b < 0x80)) {
        return *a == *b;
    }
    uint16_t left[256];
    uint16_t right[256];
    size_t units_a = utf8_to_utf16(a, strlen(a), left, 256);
    size_t units_b = utf8_to_utf16(b, strlen(b), right, 256);
    return units_a <= 256 && units_b <= 256 &&
           wide_same((struct wide){(const unsigned char *)left, units_a},
                     (struct wide){(const unsigned char *)right, units_b});
}

struct sam_account *sam_find(const struct sam *sam, const char *name)
{
    for (size_t i = 0; i < sam->count; i++) {
        if (sam->accounts[i].name != NULL && same_name(sam->accounts[i].name, name)) {
            return &sam->accounts[i];
        }
    }
    return NULL;
}

struct sam_account *sam_find_rid(const struct sam *sam, uint32_t rid)
{
    for (size_t i = 0; i < sam->count; i++) {
        if (sam->accounts[i].rid == rid) {
            return &sam->accounts[i];
        }
    }
    return NULL;
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

void sam_note(struct sam *sam, struct sam_account *account)
{
    if (account->bad_password_count != 0 ||
        json_object_get(account->json, "bad_password_count") != NULL) {
        json_object_set_new(account->json, "bad_password_count",
                            json_integer(account->bad_password_count));
    }
    note_time(account->json, "bad_password_time", account->bad_password_time);
    note_time(account->json, "lockout_time", account->lockout_time);
    if (*account->parameters != '\0' || json_object_get(account->json, "parameters") != NULL) {
        json_object_set_new(account->json, "parameters", json_string(account->parameters));
    }
    sam->changed = true;
}

bool sam_prepare(struct sam *sam, struct file_change *change, struct fault *fault)
{
    char *text = json_dumps(sam->root, JSON_INDENT(2));
    if (text == NULL) {
        return fault_set(fault, "%s: no memory; it is unchanged", sam->path);
    }
    size_t size = strlen(text);
    text[size] = '\n'; /* in the place of the NUL */
    bool prepared = file_prepare(sam->path, text, size + 1, change, fault);
    ntlm_wipe(text, size);
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
