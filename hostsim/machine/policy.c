/* Reading secpol.inf, and asking it. */
#include "policy.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "files/files.h"
#include "inf.h"
#include "lsass/clock.h"

#define DAY (24 * 60 * NT_MINUTE)

#define HOLDER_MAX 256
#define KEYS_MOST 128 /* more than the three sections have that are read */

/* The sections that are read. */
enum section { SECTION_OTHER, SECTION_ACCESS, SECTION_AUDIT, SECTION_VALUES, SECTION_RIGHTS };

struct reader {
    struct policy *policy;
    const struct inf_place *place;
    enum section section;
    char *keys[KEYS_MOST]; /* seen, each after its section's number */
    size_t key_count;
    unsigned unknown_at; /* the line of a section that secedit does not document; 0: none */
    char unknown[64];
};

static bool expected(const struct reader *reader, const char *what, const char *found)
{
    return inf_unexpected(reader->place, what, found);
}

static bool is_one_of(const char *text, const char *const *names)
{
    for (; *names != NULL; names++) {
        if (strcasecmp(text, *names) == 0) {
            return true;
        }
    }
    return false;
}

/* The sections that secedit writes. Those that a logon does not depend on are not read. */
static const char *const sections[] = {"Unicode",
                                       "Version",
                                       "System Access",
                                       "Event Audit",
                                       "Registry Values",
                                       "Privilege Rights",
                                       "Kerberos Policy",
                                       "Profile Description",
                                       "Group Membership",
                                       "Registry Keys",
                                       "File Security",
                                       "Service General Setting",
                                       "Application Log",
                                       "Security Log",
                                       "System Log",
                                       "Strings",
                                       NULL};

static const char *const access_keys[] = {"MinimumPasswordAge",
                                          "MinimumPasswordLength",
                                          "PasswordComplexity",
                                          "PasswordHistorySize",
                                          "RequireLogonToChangePassword",
                                          "NewAdministratorName",
                                          "NewGuestName",
                                          "ClearTextPassword",
                                          "LSAAnonymousNameLookup",
                                          "EnableAdminAccount",
                                          NULL};

static const char *const other_rights[] = {"SeAssignPrimaryTokenPrivilege",
                                           "SeAuditPrivilege",
                                           "SeBackupPrivilege",
                                           "SeChangeNotifyPrivilege",
                                           "SeCreateGlobalPrivilege",
                                           "SeCreatePagefilePrivilege",
                                           "SeCreatePermanentPrivilege",
                                           "SeCreateSymbolicLinkPrivilege",
                                           "SeCreateTokenPrivilege",
                                           "SeDebugPrivilege",
                                           "SeDelegateSessionUserImpersonatePrivilege",
                                           "SeDenyRemoteInteractiveLogonRight",
                                           "SeEnableDelegationPrivilege",
                                           "SeImpersonatePrivilege",
                                           "SeIncreaseBasePriorityPrivilege",
                                           "SeIncreaseQuotaPrivilege",
                                           "SeIncreaseWorkingSetPrivilege",
                                           "SeLoadDriverPrivilege",
                                           "SeLockMemoryPrivilege",
                                           "SeMachineAccountPrivilege",
                                           "SeManageVolumePrivilege",
                                           "SeProfileSingleProcessPrivilege",
                                           "SeRelabelPrivilege",
                                           "SeRemoteInteractiveLogonRight",
                                           "SeRemoteShutdownPrivilege",
                                           "SeRestorePrivilege",
                                           "SeSecurityPrivilege",
                                           "SeShutdownPrivilege",
                                           "SeSyncAgentPrivilege",
                                           "SeSystemEnvironmentPrivilege",
                                           "SeSystemProfilePrivilege",
                                           "SeSystemtimePrivilege",
                                           "SeTakeOwnershipPrivilege",
                                           "SeTimeZonePrivilege",
                                           "SeTrustedCredManAccessPrivilege",
                                           "SeUndockPrivilege",
                                           "SeUnsolicitedInputPrivilege",
                                           NULL};

/*
 * The rights: what secedit and ntsecapi.h call them, whether they deny, and the group that a logon
 * of that type is in (KB 243330). SeTcbPrivilege is about no logon.
 */
static const struct {
    const char *name;
    bool denies;
    const char *group;
    const char *group_name;
} known_rights[RIGHT_COUNT] = {
    [RIGHT_NETWORK] = {"SeNetworkLogonRight", false, "S-1-5-2", "NETWORK"},
    [RIGHT_DENY_NETWORK] = {"SeDenyNetworkLogonRight", true, "S-1-5-2", "NETWORK"},
    [RIGHT_INTERACTIVE] = {"SeInteractiveLogonRight", false, "S-1-5-4", "INTERACTIVE"},
    [RIGHT_DENY_INTERACTIVE] = {"SeDenyInteractiveLogonRight", true, "S-1-5-4", "INTERACTIVE"},
    [RIGHT_BATCH] = {"SeBatchLogonRight", false, "S-1-5-3", "BATCH"},
    [RIGHT_DENY_BATCH] = {"SeDenyBatchLogonRight", true, "S-1-5-3", "BATCH"},
    [RIGHT_SERVICE] = {"SeServiceLogonRight", false, "S-1-5-6", "SERVICE"},
    [RIGHT_DENY_SERVICE] = {"SeDenyServiceLogonRight", true, "S-1-5-6", "SERVICE"},
    [RIGHT_TCB] = {"SeTcbPrivilege", false, NULL, NULL},
};

const char *policy_right_name(enum right right)
{
    return known_rights[right].name;
}

const char *policy_right_group(enum right right)
{
    return known_rights[right].group;
}

static const char *const audit_keys[AUDIT_COUNT] = {
    [AUDIT_LOGON] = "AuditLogonEvents",
    [AUDIT_ACCOUNT_LOGON] = "AuditAccountLogon",
    [AUDIT_ACCOUNT_MANAGE] = "AuditAccountManage",
};

static const char *const other_audit_keys[] = {"AuditSystemEvents",
                                               "AuditObjectAccess",
                                               "AuditPrivilegeUse",
                                               "AuditPolicyChange",
                                               "AuditProcessTracking",
                                               "AuditDSAccess",
                                               NULL};

static bool read_number(const struct reader *reader, const char *value, long *number)
{
    char *end;
    errno = 0;
    *number = strtol(value, &end, 10);
    return (end != value && *end == '\0' && errno == 0 && *number >= -1 && *number <= 1000000) ||
           expected(reader, "a number (-1 or more)", value);
}

/* -1 and, where it says so, 0 stand for "never". */
static int64_t span(long number, int64_t unit, bool zero_is_never)
{
    return number < 0 || (zero_is_never && number == 0) ? NT_NEVER : number * unit;
}

static bool read_access(const struct reader *reader, const char *key, const char *value)
{
    struct policy *policy = reader->policy;
    long number;
    if (is_one_of(key, access_keys)) {
        return true;
    }
    if (strcasecmp(key, "LockoutBadCount") == 0) {
        bool read = read_number(reader, value, &number);
        policy->lockout_threshold = read && number > 0 ? (uint32_t)number : 0;
        return read;
    }
    if (strcasecmp(key, "ResetLockoutCount") == 0) {
        bool read = read_number(reader, value, &number);
        policy->lockout_window = read && number > 0 ? number * NT_MINUTE : 0;
        return read;
    }
    if (strcasecmp(key, "LockoutDuration") == 0) {
        bool read = read_number(reader, value, &number);
        policy->lockout_duration = read ? span(number, NT_MINUTE, true) : NT_NEVER;
        return read;
    }
    if (strcasecmp(key, "MaximumPasswordAge") == 0) {
        bool read = read_number(reader, value, &number);
        policy->maximum_age = read ? span(number, DAY, true) : NT_NEVER;
        return read;
    }
    if (strcasecmp(key, "ForceLogoffWhenHourExpire") == 0) {
        bool read = read_number(reader, value, &number);
        policy->force_logoff = read && number == 1 ? 0 : NT_NEVER;
        return read;
    }
    if (strcasecmp(key, "EnableGuestAccount") == 0) {
        bool read = read_number(reader, value, &number);
        policy->guest_enabled = read && number == 1;
        return read;
    }
    if (strcasecmp(key, "AllowAdministratorLockout") == 0) {
        bool read = read_number(reader, value, &number);
        policy->administrator_lockout = read && number == 1;
        return read;
    }
    return expected(reader, "a key of [System Access] that secedit writes", key);
}

/* 0: nothing; 1: what succeeds; 2: what fails; 3: both. */
static bool read_audit(const struct reader *reader, const char *key, const char *value)
{
    long number;
    for (int i = 0; i < AUDIT_COUNT; i++) {
        if (strcasecmp(key, audit_keys[i]) == 0) {
            bool read = read_number(reader, value, &number) &&
                        ((number >= 0 && number <= 3) || expected(reader, "0 to 3", value));
            reader->policy->audit[i] = read ? (unsigned)number : 0;
            return read;
        }
    }
    return is_one_of(key, other_audit_keys) ||
           expected(reader, "a key of [Event Audit] that secedit writes", key);
}

/* No list has a name that any_holder() would cut off. */
static bool has_short_holders(const struct reader *reader, const char *list)
{
    while (*list != '\0') {
        size_t length = strcspn(list, ",");
        if (length >= HOLDER_MAX) {
            return expected(reader, "a holder of at most 255 bytes", list);
        }
        list += length;
        list += *list == ',';
    }
    return true;
}

static bool read_right(const struct reader *reader, const char *key, const char *value)
{
    if (!has_short_holders(reader, value)) {
        return false;
    }
    for (int i = 0; i < RIGHT_COUNT; i++) {
        if (strcasecmp(key, known_rights[i].name) == 0) {
            free(reader->policy->rights[i]);
            reader->policy->rights[i] = strdup(value);
            return reader->policy->rights[i] != NULL ||
                   fault_set(reader->place->fault, "no memory");
        }
    }
    return is_one_of(key, other_rights) || expected(reader, "a user right of ntsecapi.h", key);
}

static char *trim(char *text)
{
    size_t length = strlen(text);
    while (length > 0 && strchr(" \t\r", text[length - 1]) != NULL) {
        text[--length] = '\0';
    }
    return text + strspn(text, " \t");
}

/* A section that is not documented may be another's, or a slip: it is passed over and named. */
static void end_unknown(struct reader *reader, unsigned next_line)
{
    if (reader->unknown_at != 0) {
        buffer_string(&reader->policy->notices, reader->place->path);
        buffer_print(&reader->policy->notices,
                     ":%u: [%s] is no section that secedit documents: lines %u to %u are passed "
                     "over\n",
                     reader->unknown_at, reader->unknown, reader->unknown_at, next_line - 1);
        reader->unknown_at = 0;
    }
}

static bool read_section(void *context, const struct inf_place *place, const char *name,
                         enum inf_reading *reading)
{
    struct reader *reader = context;
    reader->place = place;
    end_unknown(reader, place->line);
    reader->section = strcasecmp(name, "System Access") == 0      ? SECTION_ACCESS
                      : strcasecmp(name, "Event Audit") == 0      ? SECTION_AUDIT
                      : strcasecmp(name, "Registry Values") == 0  ? SECTION_VALUES
                      : strcasecmp(name, "Privilege Rights") == 0 ? SECTION_RIGHTS
                                                                  : SECTION_OTHER;
    *reading = reader->section == SECTION_OTHER    ? INF_NOTHING
               : reader->section == SECTION_VALUES ? INF_AS_IS
                                                   : INF_ENTRIES;
    reader->policy->has_rights |= reader->section == SECTION_RIGHTS;
    if (!is_one_of(name, sections) && strncasecmp(name, "Strings.", 8) != 0) {
        reader->unknown_at = place->line;
        snprintf(reader->unknown, sizeof reader->unknown, "%s", name);
    }
    return true;
}

/* Which of two lines would hold is documented nowhere. */
static bool is_new(struct reader *reader, const char *key)
{
    char seen[80];
    snprintf(seen, sizeof seen, "%u%s", (unsigned)reader->section, key);
    for (size_t i = 0; i < reader->key_count; i++) {
        if (strcasecmp(reader->keys[i], seen) == 0) {
            return expected(reader, "each key once", key);
        }
    }
    if (reader->key_count == KEYS_MOST) {
        return expected(reader, "fewer keys", key);
    }
    reader->keys[reader->key_count] = strdup(seen);
    return reader->keys[reader->key_count++] != NULL ||
           fault_set(reader->place->fault, "no memory");
}

static bool read_entry(void *context, const struct inf_place *place, const char *key,
                       const char *value)
{
    struct reader *reader = context;
    reader->place = place;
    if (reader->section == SECTION_VALUES) {
        return policy_take_value(reader->policy, key, value) ||
               expected(reader, "4, and a number (REG_DWORD)", value);
    }
    bool read = reader->section == SECTION_ACCESS  ? read_access(reader, key, value)
                : reader->section == SECTION_AUDIT ? read_audit(reader, key, value)
                                                   : read_right(reader, key, value);
    return read && is_new(reader, key);
}

static void without_policy(struct policy *policy)
{
    *policy =
        (struct policy){.lockout_duration = NT_NEVER,
                        .maximum_age = NT_NEVER,
                        .force_logoff = NT_NEVER,
                        .values = {POLICY_UNSAID, POLICY_UNSAID, POLICY_UNSAID},
                        .audit = {AUDIT_SUCCESS | AUDIT_FAILURE, AUDIT_SUCCESS | AUDIT_FAILURE,
                                  AUDIT_SUCCESS | AUDIT_FAILURE},
                        .guest_enabled = true};
}

bool policy_parse(const char *path, const struct contents *contents, struct policy *policy,
                  struct fault *fault)
{
    struct inf_place place = {.path = path, .fault = fault};
    struct reader reader = {.policy = policy, .place = &place};
    struct inf_handler handler = {&reader, read_section, read_entry};
    without_policy(policy);
    bool done = inf_read(contents, &handler, &place);
    end_unknown(&reader, place.line);
    for (size_t i = 0; i < reader.key_count; i++) {
        free(reader.keys[i]);
    }
    if (!done) {
        policy_release(policy);
    }
    return done;
}

bool policy_read(const char *folder, struct policy *policy, struct fault *fault)
{
    char path[4096];
    struct contents contents;
    without_policy(policy);
    if (!path_join(path, sizeof path, folder, "secpol.inf")) {
        return fault_set(fault, "%.60s...: the path is too long", folder);
    }
    enum file_found found = file_read(path, &contents, fault);
    if (found != FILE_READ) {
        return found == FILE_ABSENT;
    }
    bool done = policy_parse(path, &contents, policy, fault);
    contents_release(&contents);
    return done;
}

void policy_release(struct policy *policy)
{
    for (int i = 0; i < RIGHT_COUNT; i++) {
        free(policy->rights[i]);
        policy->rights[i] = NULL;
    }
    buffer_release(&policy->notices);
}

/* The well-known groups by name and SID (KB 243330). */
static const struct {
    const char *name;
    const char *sid;
} well_known[] = {
    {"Administrators", "S-1-5-32-544"},   {"Users", "S-1-5-32-545"},
    {"Guests", "S-1-5-32-546"},           {"Power Users", "S-1-5-32-547"},
    {"Backup Operators", "S-1-5-32-551"},
};

static bool is_member(const struct sam_account *account, const char *holder, bool is_sid)
{
    size_t at;
    const json_t *item;
    json_array_foreach(account->groups, at, item)
    {
        const char *group = json_string_value(item);
        if (strcasecmp(group + (*group == '*'), holder) == 0) {
            return true;
        }
        for (size_t i = 0; i < sizeof well_known / sizeof well_known[0]; i++) {
            const char *other = is_sid ? well_known[i].sid : well_known[i].name;
            const char *own = is_sid ? well_known[i].name : well_known[i].sid;
            if (strcasecmp(other, holder) == 0 && strcasecmp(own, group + (*group == '*')) == 0) {
                return true;
            }
        }
    }
    return false;
}

bool policy_member_of(const struct sam_account *account, const char *group)
{
    return is_member(account, group, false);
}

bool policy_is_administrator(const struct sam_account *account)
{
    return account->rid == RID_ADMINISTRATOR || policy_member_of(account, "Administrators");
}

/*
 * Whether a SID is the account's. The machine's own SID is not known, so its last part, the rid,
 * decides.
 */
static bool is_own_sid(const char *sid, uint32_t rid)
{
    const char *last = strrchr(sid, '-');
    return strncasecmp(sid, "S-1-5-21-", 9) == 0 && strtoul(last + 1, NULL, 10) == rid;
}

static bool holder_is(const char *holder, enum right right, const struct sam_account *account)
{
    bool is_sid = *holder == '*';
    holder += is_sid;
    if (!is_sid && strncasecmp(holder, "S-1-", 4) == 0) {
        is_sid = true;
    }
    const char *backslash = strchr(holder, '\\');
    holder = backslash == NULL ? holder : backslash + 1;
    const char *const everyone[] = {"S-1-1-0", "Everyone", known_rights[right].group,
                                    known_rights[right].group_name, NULL};
    static const char *const authenticated[] = {"S-1-5-11", "Authenticated Users", NULL};
    if (is_one_of(holder, authenticated)) {
        return account->rid != RID_GUEST; /* who is no authenticated user (KB 243330) */
    }
    return is_one_of(holder, everyone) || is_member(account, holder, is_sid) ||
           (is_sid ? is_own_sid(holder, account->rid) : strcasecmp(holder, account->name) == 0);
}

/* Calls back for each name of the list until one answers true. */
static bool any_holder(const char *list, bool (*is)(const char *holder, const void *context),
                       const void *context)
{
    char holder[HOLDER_MAX];
    while (*list != '\0') {
        size_t length = strcspn(list, ",");
        snprintf(holder, sizeof holder, "%.*s", (int)length, list);
        if (is(trim(holder), context)) {
            return true;
        }
        list += length;
        list += *list == ',';
    }
    return false;
}

struct question {
    enum right right;
    const struct sam_account *account;
};

static bool is_account(const char *holder, const void *context)
{
    const struct question *question = context;
    return holder_is(holder, question->right, question->account);
}

static bool is_sid(const char *holder, const void *context)
{
    return strcasecmp(holder + (*holder == '*'), context) == 0;
}

bool policy_grants(const struct policy *policy, enum right right, const struct sam_account *account)
{
    struct question question = {right, account};
    if (!policy->has_rights) {
        return !known_rights[right].denies;
    }
    return policy->rights[right] != NULL &&
           any_holder(policy->rights[right], is_account, &question);
}

/* The name of a holder that may be a SID; what has none that is known stays as it is. */
static const char *holder_name(const char *holder, enum right right,
                               const struct sam_account *account)
{
    const char *sid = holder + (*holder == '*');
    for (size_t i = 0; i < sizeof well_known / sizeof well_known[0]; i++) {
        if (strcasecmp(well_known[i].sid, sid) == 0) {
            return well_known[i].name;
        }
    }
    if (known_rights[right].group != NULL && strcasecmp(known_rights[right].group, sid) == 0) {
        return known_rights[right].group_name;
    }
    return strcasecmp(sid, "S-1-1-0") == 0    ? "Everyone"
           : strcasecmp(sid, "S-1-5-11") == 0 ? "Authenticated Users"
           : is_own_sid(sid, account->rid)    ? account->name
                                              : holder;
}

bool policy_next_holder(const char **rest, enum right right, const struct sam_account *account,
                        char holder[POLICY_HOLDER_MAX])
{
    while (*rest != NULL && **rest != '\0') {
        char one[POLICY_HOLDER_MAX];
        size_t length = strcspn(*rest, ",");
        snprintf(one, sizeof one, "%.*s", (int)length, *rest);
        *rest += length + ((*rest)[length] == ',');
        const char *trimmed = trim(one);
        if (holder_is(trimmed, right, account)) {
            snprintf(holder, POLICY_HOLDER_MAX, "%s", holder_name(trimmed, right, account));
            return true;
        }
    }
    return false;
}

int64_t policy_password_must_change(const struct policy *policy, const struct sam_account *account)
{
    if ((account->flags & USER_DONT_EXPIRE_PASSWORD) != 0) {
        return NT_NEVER;
    }
    if (account->password_last_set == 0) {
        return 0;
    }
    return policy->maximum_age == NT_NEVER ? NT_NEVER
                                           : account->password_last_set + policy->maximum_age;
}

bool policy_grants_sid(const struct policy *policy, enum right right, const char *sid)
{
    return policy->rights[right] != NULL && any_holder(policy->rights[right], is_sid, sid);
}
