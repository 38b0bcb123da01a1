#include "sam_account.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "enrolment/enrolment.h"
#include "lsass/clock.h"
#include "text/hex.h"
#include "text/nt_time.h"

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
    {NULL, 0},
};

/* A key of an account: what reads its value, and where that goes. */
struct member {
    const char *name;
    bool (*read)(const struct sam_place *place, const struct member *member, json_t *value,
                 struct sam_account *account);
    size_t offset;
};

static void *place_in(struct sam_account *account, const struct member *member)
{
    return (char *)account + member->offset;
}

#define TYPE_FLAGS                                                                        \
    (USER_TEMP_DUPLICATE_ACCOUNT | USER_NORMAL_ACCOUNT | USER_INTERDOMAIN_TRUST_ACCOUNT | \
     USER_WORKSTATION_TRUST_ACCOUNT | USER_SERVER_TRUST_ACCOUNT)

static bool read_flags(const struct sam_place *place, const struct member *member, json_t *value,
                       struct sam_account *account)
{
    size_t at;
    const json_t *item;
    if (!json_is_array(value)) {
        return sam_expected(place, member->name, "an array of USER_... names");
    }
    json_array_foreach(value, at, item)
    {
        const char *name = json_is_string(item) ? json_string_value(item) : "";
        const struct flag_name *known = flag_names;
        while (known->name != NULL && strcmp(known->name, name) != 0) {
            known++;
        }
        if (known->name == NULL) {
            return sam_expected(place, member->name, "an array of USER_... names of ntsam.h");
        }
        account->flags |= known->flag;
    }
    return true;
}

static bool read_time(const struct sam_place *place, const struct member *member, json_t *value,
                      struct sam_account *account)
{
    const char *text = json_string_value(value);
    int64_t *time = place_in(account, member);
    *time = json_integer_value(value);
    if ((json_is_integer(value) && *time >= 0) || (text != NULL && nt_time_parse(text, time))) {
        return true;
    }
    return sam_expected(place, member->name,
                        "a time as 2003-07-01T12:00:00Z, \"never\", or 100 ns units since 1601");
}

static bool is_count(const json_t *value, uint32_t most)
{
    json_int_t number = json_integer_value(value);
    return json_is_integer(value) && number >= 0 && number <= most;
}

static bool read_count(const struct sam_place *place, const struct member *member, json_t *value,
                       struct sam_account *account)
{
    uint32_t *count = place_in(account, member);
    *count = (uint32_t)json_integer_value(value);
    return is_count(value, UINT32_MAX) ||
           sam_expected(place, member->name, "a whole number, not negative");
}

static bool read_small_count(const struct sam_place *place, const struct member *member,
                             json_t *value, struct sam_account *account)
{
    uint32_t *count = place_in(account, member);
    *count = (uint32_t)json_integer_value(value);
    return is_count(value, UINT16_MAX) ||
           sam_expected(place, member->name, "a whole number, 0 to 65535");
}

static bool read_hash(const struct sam_place *place, const struct member *member,
                      const json_t *value, unsigned char owf[OWF_SIZE], bool *has)
{
    const char *text = json_string_value(value);
    *has = text != NULL && sam_parse_owf(text, strlen(text), owf);
    return *has || sam_expected(place, member->name, "32 hex digits");
}

static bool read_nt(const struct sam_place *place, const struct member *member, json_t *value,
                    struct sam_account *account)
{
    return read_hash(place, member, value, account->owfs.nt, &account->owfs.has_nt);
}

static bool read_lm(const struct sam_place *place, const struct member *member, json_t *value,
                    struct sam_account *account)
{
    return read_hash(place, member, value, account->owfs.lm, &account->owfs.has_lm);
}

static bool read_password(const struct sam_place *place, const struct member *member, json_t *value,
                          struct sam_account *account)
{
    const char *text = json_string_value(value);
    if (text == NULL) {
        return sam_expected(place, member->name, "text");
    }
    return enrolment_secret(text, &account->owfs, place->fault) ||
           sam_expected(place, member->name, "text of at most 1024 UTF-16 units");
}

static bool read_hours(const struct sam_place *place, const struct member *member, json_t *value,
                       struct sam_account *account)
{
    const char *text = json_string_value(value);
    size_t digits = text == NULL ? 0 : strlen(text);
    if (text != NULL && strcmp(text, "all") == 0) {
        return true;
    }
    if (digits != 2 && digits != 42 && digits != 252 && digits != 2520) {
        return sam_expected(place, member->name, "2, 42, 252 or 2520 hex digits, or \"all\"");
    }
    account->hours = calloc(1, digits / 2);
    account->units_per_week = digits == 2 ? 7 : (unsigned)digits * 4; /* 7 days, of 8 bits */
    if (account->hours == NULL) {
        return fault_set(place->fault, "no memory");
    }
    return hex_read(text, account->hours, digits / 2) ||
           sam_expected(place, member->name, "hex digits");
}

/* SAM's own form is one text with commas; an array is easier to write. */
static bool read_workstations(const struct sam_place *place, const struct member *member,
                              json_t *value, struct sam_account *account)
{
    size_t at;
    const json_t *item;
    struct buffer list = {.text = NULL};
    bool sound = json_is_string(value) || json_is_array(value);
    buffer_string(&list, json_is_string(value) ? json_string_value(value) : "");
    json_array_foreach(value, at, item)
    {
        sound = sound && json_is_string(item);
        buffer_string(&list, at == 0 ? "" : ",");
        buffer_string(&list, sound ? json_string_value(item) : "");
    }
    free(account->workstations);
    account->workstations = list.text;
    return sound ? !list.no_memory || fault_set(place->fault, "no memory")
                 : sam_expected(place, member->name, "text or an array of text");
}

static bool read_groups(const struct sam_place *place, const struct member *member, json_t *value,
                        struct sam_account *account)
{
    size_t at;
    const json_t *item;
    if (!json_is_array(value)) {
        return sam_expected(place, member->name, "an array of text");
    }
    json_array_foreach(value, at, item)
    {
        if (!json_is_string(item)) {
            return sam_expected(place, member->name, "an array of text");
        }
    }
    account->groups = value;
    return true;
}

static bool read_name(const struct sam_place *place, const struct member *member, json_t *value,
                      struct sam_account *account)
{
    account->name = json_string_value(value);
    return (account->name != NULL && *account->name != '\0') ||
           sam_expected(place, member->name, "text that is not empty");
}

static bool read_text(const struct sam_place *place, const struct member *member, json_t *value,
                      struct sam_account *account)
{
    const char **text = place_in(account, member);
    *text = json_string_value(value);
    return *text != NULL || sam_expected(place, member->name, "text");
}

static bool read_parameters(const struct sam_place *place, const struct member *member,
                            json_t *value, struct sam_account *account)
{
    if (!json_is_string(value)) {
        return sam_expected(place, member->name, "text");
    }
    free(account->parameters);
    account->parameters = strdup(json_string_value(value));
    return account->parameters != NULL || fault_set(place->fault, "no memory");
}

#define PLACE(member) offsetof(struct sam_account, member)

static const struct member members[] = {
    {"name", read_name, 0},
    {"rid", read_count, PLACE(rid)},
    {"password", read_password, 0},
    {"nt_hash", read_nt, 0},
    {"lm_hash", read_lm, 0},
    {"flags", read_flags, 0},
    {"account_expires", read_time, PLACE(expires)},
    {"password_last_set", read_time, PLACE(password_last_set)},
    {"logon_hours", read_hours, 0},
    {"workstations", read_workstations, 0},
    {"groups", read_groups, 0},
    {"bad_password_count", read_count, PLACE(bad_password_count)},
    {"bad_password_time", read_time, PLACE(bad_password_time)},
    {"lockout_time", read_time, PLACE(lockout_time)},
    {"parameters", read_parameters, 0},
    {"last_logon", read_time, PLACE(last_logon)},
    {"logon_count", read_small_count, PLACE(logon_count)},
    {"full_name", read_text, PLACE(texts[SAM_FULL_NAME])},
    {"home_directory", read_text, PLACE(texts[SAM_HOME_DIRECTORY])},
    {"home_directory_drive", read_text, PLACE(texts[SAM_HOME_DIRECTORY_DRIVE])},
    {"script_path", read_text, PLACE(texts[SAM_SCRIPT_PATH])},
    {"profile_path", read_text, PLACE(texts[SAM_PROFILE_PATH])},
    {"admin_comment", read_text, PLACE(texts[SAM_ADMIN_COMMENT])},
    {"user_comment", read_text, PLACE(texts[SAM_USER_COMMENT])},
    {"primary_group_id", read_count, PLACE(primary_group_id)},
    {"last_logoff", read_time, PLACE(last_logoff)},
    {"password_can_change", read_time, PLACE(password_can_change)},
    {"country_code", read_small_count, PLACE(country_code)},
    {"code_page", read_small_count, PLACE(code_page)},
    {NULL, NULL, 0},
};

static bool read_member(const struct sam_place *place, const char *name, json_t *value,
                        struct sam_account *account)
{
    for (const struct member *member = members; member->name != NULL; member++) {
        if (strcmp(name, member->name) == 0) {
            return member->read(place, member, value, account);
        }
    }
    return sam_expected(place, name, "a key that is known here");
}

/* The time of something past. "never" means there that it has not happened, which is 0. */
static int64_t past(int64_t time)
{
    return time == NT_NEVER ? 0 : time;
}

bool sam_account_read(const struct sam_place *place, json_t *json, struct sam_account *account)
{
    const char *name;
    json_t *value;
    *account = (struct sam_account){.json = json,
                                    .expires = NT_NEVER,
                                    .password_last_set = clock_now().utc,
                                    .primary_group_id = PRIMARY_GROUP_USERS,
                                    .workstations = strdup(""),
                                    .parameters = strdup("")};
    if (account->workstations == NULL || account->parameters == NULL) {
        return fault_set(place->fault, "no memory");
    }
    if (!json_is_object(json)) {
        return sam_expected(place, NULL, "an object for each account");
    }
    json_object_foreach(json, name, value)
    {
        if (!read_member(place, name, value, account)) {
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
