#include "sam_account.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "lsass/clock.h"
#include "lsass/record.h"
#include "text/hex.h"
#include "text/nt_time.h"
#include "text/utf.h"

#define PRIMARY_GROUP_USERS 513 /* DOMAIN_GROUP_RID_USERS, ntsam.h */

bool sam_expected(const struct sam_place *place, const char *member, const char *what)
{
    const char *name = member == NULL ? "" : member;
    const char *to_be = member == NULL ? "" : " to be ";
    if (place->text == NULL) {
        return fault_set(place->fault, "%s: expected %s%s%s", place->path, name, to_be, what);
    }
    return fault_set(place->fault, "%s:%u: expected %s%s%s", place->path,
                     sam_line(place->text, place->index, member), name, to_be, what);
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

static bool read_flags(const struct sam_place *place, const json_t *value,
                       struct sam_account *account)
{
    size_t at;
    const json_t *item;
    if (!json_is_array(value)) {
        return sam_expected(place, "flags", "an array of USER_... names");
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
            return sam_expected(place, "flags", "an array of USER_... names of ntsam.h");
        }
        account->flags |= flag_names[known].flag;
    }
    return true;
}

static bool read_time(const struct sam_place *place, const char *member, const json_t *value,
                      int64_t *time)
{
    const char *text = json_string_value(value);
    *time = json_integer_value(value);
    if ((json_is_integer(value) && *time >= 0) || (text != NULL && nt_time_parse(text, time))) {
        return true;
    }
    return sam_expected(place, member,
                        "a time as 2003-07-01T12:00:00Z, \"never\", or 100 ns units since 1601");
}

static bool read_count(const struct sam_place *place, const char *member, const json_t *value,
                       uint32_t most, uint32_t *count)
{
    json_int_t number = json_integer_value(value);
    if (!json_is_integer(value) || number < 0 || number > most) {
        return sam_expected(place, member,
                            most == UINT32_MAX ? "a whole number, not negative"
                                               : "a whole number, 0 to 65535");
    }
    *count = (uint32_t)number;
    return true;
}

static bool read_hash(const struct sam_place *place, const char *member, const json_t *value,
                      unsigned char owf[OWF_SIZE], bool *has)
{
    const char *text = json_string_value(value);
    *has = text != NULL && sam_parse_owf(text, strlen(text), owf);
    return *has || sam_expected(place, member, "32 hex digits");
}

static bool read_password(const struct sam_place *place, const json_t *value,
                          struct sam_account *account)
{
    const char *text = json_string_value(value);
    if (text == NULL) {
        return sam_expected(place, "password", "text");
    }
    size_t length = json_string_length(value);
    uint16_t *wide = malloc((length + 1) * sizeof *wide);
    if (wide == NULL) {
        return fault_set(place->fault, "no memory");
    }
    size_t units = utf8_to_utf16(text, length, wide, length);
    account->owfs = secret_of_password((struct wide){(const unsigned char *)wide, units});
    wipe(wide, (length + 1) * sizeof *wide);
    free(wide);
    return true;
}

static bool read_hours(const struct sam_place *place, const json_t *value,
                       struct sam_account *account)
{
    const char *text = json_string_value(value);
    size_t digits = text == NULL ? 0 : strlen(text);
    if (text != NULL && strcmp(text, "all") == 0) {
        return true;
    }
    if (digits != 2 && digits != 42 && digits != 252 && digits != 2520) {
        return sam_expected(place, "logon_hours", "2, 42, 252 or 2520 hex digits, or \"all\"");
    }
    account->hours = calloc(1, digits / 2);
    account->units_per_week = digits == 2 ? 7 : (unsigned)digits * 4; /* 7 days, of 8 bits */
    if (account->hours == NULL) {
        return fault_set(place->fault, "no memory");
    }
    return hex_read(text, account->hours, digits / 2) ||
           sam_expected(place, "logon_hours", "hex digits");
}

/* SAM's own form is one text with commas; an array is easier to write. */
static bool read_workstations(const struct sam_place *place, const json_t *value,
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
        return sam_expected(place, "workstations", "text or an array of text");
    }
    json_array_foreach(value, at, item)
    {
        if (!json_is_string(item)) {
            return sam_expected(place, "workstations", "text or an array of text");
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

static bool read_groups(const struct sam_place *place, const json_t *value,
                        struct sam_account *account)
{
    size_t at;
    const json_t *item;
    if (!json_is_array(value)) {
        return sam_expected(place, "groups", "an array of text");
    }
    json_array_foreach(value, at, item)
    {
        if (!json_is_string(item)) {
            return sam_expected(place, "groups", "an array of text");
        }
    }
    account->groups = value;
    return true;
}

static void *at_offset(struct sam_account *account, size_t offset)
{
    return (char *)account + offset;
}

/* Members that are times or counts, and where they go. */
static const struct {
    const char *name;
    size_t offset;
} times[] =
    {
        {"account_expires", offsetof(struct sam_account, expires)},
        {"password_last_set", offsetof(struct sam_account, password_last_set)},
        {"bad_password_time", offsetof(struct sam_account, bad_password_time)},
        {"lockout_time", offsetof(struct sam_account, lockout_time)},
        {"last_logon", offsetof(struct sam_account, last_logon)},
        {"last_logoff", offsetof(struct sam_account, last_logoff)},
        {"password_can_change", offsetof(struct sam_account, password_can_change)},
},
  counts[] =
      {
          {"rid", offsetof(struct sam_account, rid)},
          {"bad_password_count", offsetof(struct sam_account, bad_password_count)},
          {"primary_group_id", offsetof(struct sam_account, primary_group_id)},
},
  small_counts[] = {
      {"logon_count", offsetof(struct sam_account, logon_count)},
      {"country_code", offsetof(struct sam_account, country_code)},
      {"code_page", offsetof(struct sam_account, code_page)},
};

static const char *const text_keys[SAM_TEXT_COUNT] = {
    [SAM_FULL_NAME] = "full_name",
    [SAM_HOME_DIRECTORY] = "home_directory",
    [SAM_HOME_DIRECTORY_DRIVE] = "home_directory_drive",
    [SAM_SCRIPT_PATH] = "script_path",
    [SAM_PROFILE_PATH] = "profile_path",
    [SAM_ADMIN_COMMENT] = "admin_comment",
    [SAM_USER_COMMENT] = "user_comment",
};

static bool read_text(const struct sam_place *place, const char *member, json_t *value,
                      struct sam_account *account)
{
    if (strcmp(member, "name") == 0) {
        account->name = json_string_value(value);
        return (account->name != NULL && *account->name != '\0') ||
               sam_expected(place, member, "text that is not empty");
    }
    for (int i = 0; i < SAM_TEXT_COUNT; i++) {
        if (strcmp(member, text_keys[i]) == 0) {
            account->texts[i] = json_string_value(value);
            return account->texts[i] != NULL || sam_expected(place, member, "text");
        }
    }
    if (strcmp(member, "parameters") != 0) {
        return sam_expected(place, member, "a key that is known here");
    }
    if (!json_is_string(value)) {
        return sam_expected(place, member, "text");
    }
    free(account->parameters);
    account->parameters = strdup(json_string_value(value));
    return account->parameters != NULL || fault_set(place->fault, "no memory");
}

static bool read_member(const struct sam_place *place, const char *member, json_t *value,
                        struct sam_account *account)
{
    for (size_t i = 0; i < sizeof times / sizeof times[0]; i++) {
        if (strcmp(member, times[i].name) == 0) {
            return read_time(place, member, value, at_offset(account, times[i].offset));
        }
    }
    for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++) {
        if (strcmp(member, counts[i].name) == 0) {
            return read_count(place, member, value, UINT32_MAX,
                              at_offset(account, counts[i].offset));
        }
    }
    for (size_t i = 0; i < sizeof small_counts / sizeof small_counts[0]; i++) {
        if (strcmp(member, small_counts[i].name) == 0) {
            return read_count(place, member, value, UINT16_MAX,
                              at_offset(account, small_counts[i].offset));
        }
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
    if (strcmp(member, "logon_hours") == 0) {
        return read_hours(place, value, account);
    }
    if (strcmp(member, "workstations") == 0) {
        return read_workstations(place, value, account);
    }
    return strcmp(member, "groups") == 0 ? read_groups(place, value, account)
                                         : read_text(place, member, value, account);
}

/* The time of something past. "never" means there that it has not happened, which is 0. */
static int64_t past(int64_t time)
{
    return time == NT_NEVER ? 0 : time;
}

bool sam_account_read(const struct sam_place *place, json_t *json, struct sam_account *account)
{
    const char *member;
    json_t *value;
    *account = (struct sam_account){.json = json,
                                    .expires = NT_NEVER,
                                    .password_last_set = clock_now().utc,
                                    .primary_group_id = PRIMARY_GROUP_USERS,
                                    .workstations = strdup(""),
                                    .parameters = strdup("")};
    if (!json_is_object(json)) {
        return sam_expected(place, NULL, "an object for each account");
    }
    json_object_foreach(json, member, value)
    {
        if (!read_member(place, member, value, account)) {
            return false;
        }
    }
    if (account->name == NULL || json_object_get(json, "rid") == NULL) {
        return sam_expected(place, NULL, "a name and a rid in each account");
    }
    owf_pair_settle(&account->owfs);
    if ((account->flags & TYPE_FLAGS) == 0) {
        account->flags |= USER_NORMAL_ACCOUNT;
    }
    account->password_last_set = past(account->password_last_set);
    account->lockout_time = past(account->lockout_time);
    account->bad_password_time = past(account->bad_password_time);
    account->last_logon = past(account->last_logon);
    account->last_logoff = past(account->last_logoff);
    return true;
}

void sam_account_release(struct sam_account *account)
{
    wipe(&account->owfs, sizeof account->owfs);
    free(account->hours);
    free(account->workstations);
    free(account->parameters);
}
