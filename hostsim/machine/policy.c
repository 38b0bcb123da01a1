/* Reading secpol.inf, and asking it. */
#include "policy.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "files/files.h"
#include "inf.h"
#include "lsass/clock.h"

#define DAY (24 * 60 * NT_MINUTE)

/* The sections that are read; of each, the first keys of its list. */
enum section { SECTION_ACCESS, SECTION_AUDIT, SECTION_RIGHTS, SECTION_VALUES };
#define SECTION_KEYED SECTION_VALUES /* those before it have keys that are known */

/* Where a text is among others, in either case; NOWHERE where it is not. */
#define NOWHERE (-1)

static int place_of(const char *text, const char *const *names)
{
    for (int i = 0; names[i] != NULL; i++) {
        if (strcasecmp(text, names[i]) == 0) {
            return i;
        }
    }
    return NOWHERE;
}

/* The sections that secedit writes. Those that a logon does not depend on are not read. */
static const char *const sections[] = {[SECTION_ACCESS] = "System Access",
                                       [SECTION_AUDIT] = "Event Audit",
                                       [SECTION_RIGHTS] = "Privilege Rights",
                                       [SECTION_VALUES] = "Registry Values",
                                       "Unicode",
                                       "Version",
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

enum access_key {
    LOCKOUT_BAD_COUNT,
    RESET_LOCKOUT_COUNT,
    LOCKOUT_DURATION,
    MAXIMUM_PASSWORD_AGE,
    FORCE_LOGOFF,
    ENABLE_GUEST,
    ADMINISTRATOR_LOCKOUT
};

static const char *const access_keys[] = {[LOCKOUT_BAD_COUNT] = "LockoutBadCount",
                                          [RESET_LOCKOUT_COUNT] = "ResetLockoutCount",
                                          [LOCKOUT_DURATION] = "LockoutDuration",
                                          [MAXIMUM_PASSWORD_AGE] = "MaximumPasswordAge",
                                          [FORCE_LOGOFF] = "ForceLogoffWhenHourExpire",
                                          [ENABLE_GUEST] = "EnableGuestAccount",
                                          [ADMINISTRATOR_LOCKOUT] = "AllowAdministratorLockout",
                                          "MinimumPasswordAge",
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

static const char *const audit_keys[] = {[AUDIT_LOGON] = "AuditLogonEvents",
                                         [AUDIT_ACCOUNT_LOGON] = "AuditAccountLogon",
                                         [AUDIT_ACCOUNT_MANAGE] = "AuditAccountManage",
                                         "AuditSystemEvents",
                                         "AuditObjectAccess",
                                         "AuditPrivilegeUse",
                                         "AuditPolicyChange",
                                         "AuditProcessTracking",
                                         "AuditDSAccess",
                                         NULL};

/* What secedit and ntsecapi.h call them. */
static const char *const right_keys[] = {[RIGHT_NETWORK] = "SeNetworkLogonRight",
                                         [RIGHT_DENY_NETWORK] = "SeDenyNetworkLogonRight",
                                         [RIGHT_INTERACTIVE] = "SeInteractiveLogonRight",
                                         [RIGHT_DENY_INTERACTIVE] = "SeDenyInteractiveLogonRight",
                                         [RIGHT_BATCH] = "SeBatchLogonRight",
                                         [RIGHT_DENY_BATCH] = "SeDenyBatchLogonRight",
                                         [RIGHT_SERVICE] = "SeServiceLogonRight",
                                         [RIGHT_DENY_SERVICE] = "SeDenyServiceLogonRight",
                                         [RIGHT_TCB] = "SeTcbPrivilege",
                                         "SeAssignPrimaryTokenPrivilege",
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

static const char *const *const keys_of[SECTION_KEYED] = {access_keys, audit_keys, right_keys};

struct reader {
    struct policy *policy;
    const struct inf_place *place;
    enum section section;
    bool seen[SECTION_KEYED][sizeof right_keys / sizeof right_keys[0]]; /* the longest list */
    unsigned unknown_at; /* the line of a section that secedit does not document; 0: none */
    char unknown[64];
};

static bool expected(const struct reader *reader, const char *what, const char *found)
{
    return inf_unexpected(reader->place, what, found);
}

/*
 * Of each right, whether it denies, and the group that a logon of that type is in (KB 243330).
 * SeTcbPrivilege is about no logon.
 */
static const struct {
    bool denies;
    const char *group;
    const char *group_name;
} known_rights[RIGHT_COUNT] = {
    [RIGHT_NETWORK] = {false, "S-1-5-2", "NETWORK"},
    [RIGHT_DENY_NETWORK] = {true, "S-1-5-2", "NETWORK"},
    [RIGHT_INTERACTIVE] = {false, "S-1-5-4", "INTERACTIVE"},
    [RIGHT_DENY_INTERACTIVE] = {true, "S-1-5-4", "INTERACTIVE"},
    [RIGHT_BATCH] = {false, "S-1-5-3", "BATCH"},
    [RIGHT_DENY_BATCH] = {true, "S-1-5-3", "BATCH"},
    [RIGHT_SERVICE] = {false, "S-1-5-6", "SERVICE"},
    [RIGHT_DENY_SERVICE] = {true, "S-1-5-6", "SERVICE"},
    [RIGHT_TCB] = {false, NULL, NULL},
};

const char *policy_right_name(enum right right)
{
    return right_keys[right];
}

const char *policy_right_group(enum right right)
{
    return known_rights[right].group;
}

static bool read_number(const struct reader *reader, const char *value, long *number)
{
    char *end;
    *number = strtol(value, &end, 10); /* the nearest, where it does not fit */
    return (end != value && *end == '\0' && *number >= -1 && *number <= 1000000) ||
           expected(reader, "a number (-1 or more)", value);
}

/* -1 and 0 stand for "never". */
static int64_t span(long number, int64_t unit)
{
    return number <= 0 ? NT_NEVER : number * unit;
}

static bool read_access(const struct reader *reader, int key, const char *value)
{
    struct policy *policy = reader->policy;
    long number;
    if (key > ADMINISTRATOR_LOCKOUT) {
        return true; /* no logon depends on it: it is anything */
    }
    if (!read_number(reader, value, &number)) {
        return false;
    }
    switch ((enum access_key)key) {
    case LOCKOUT_BAD_COUNT:
        policy->lockout_threshold = number == -1 ? 0 : (uint32_t)number;
        break;
    case RESET_LOCKOUT_COUNT:
        policy->lockout_window = number == -1 ? 0 : number * NT_MINUTE;
        break;
    case LOCKOUT_DURATION:
        policy->lockout_duration = span(number, NT_MINUTE);
        break;
    case MAXIMUM_PASSWORD_AGE:
        policy->maximum_age = span(number, DAY);
        break;
    case FORCE_LOGOFF:
        policy->force_logoff = number == 1 ? 0 : NT_NEVER;
        break;
    case ENABLE_GUEST:
        policy->guest_enabled = number == 1;
        break;
    case ADMINISTRATOR_LOCKOUT:
        policy->administrator_lockout = number == 1;
        break;
    }
    return true;
}

/* 0: nothing; 1: what succeeds; 2: what fails; 3: both. */
static bool read_audit(const struct reader *reader, int key, const char *value)
{
    long number;
    if (key >= AUDIT_COUNT) {
        return true;
    }
    if (!read_number(reader, value, &number)) {
        return false;
    }
    if (number < 0 || number > 3) {
        return expected(reader, "0 to 3", value);
    }
    reader->policy->audit[key] = (unsigned)number;
    return true;
}

/* No list has a name that next_of() would cut off. */
static bool has_short_holders(const struct reader *reader, const char *list)
{
    while (*list != '\0') {
        size_t length = strcspn(list, ",");
        if (length >= POLICY_HOLDER_MAX) {
            return expected(reader, "a holder of at most 255 bytes", list);
        }
        list += length;
        list += *list == ',';
    }
    return true;
}

static bool read_right(const struct reader *reader, int key, const char *value)
{
    if (!has_short_holders(reader, value)) {
        return false;
    }
    if (key >= RIGHT_COUNT) {
        return true;
    }
    reader->policy->rights[key] = strdup(value);
    return reader->policy->rights[key] != NULL || fault_set(reader->place->fault, "no memory");
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
    end_unknown(reader, place->line);
    int known = place_of(name, sections);
    *reading = known == NOWHERE || known > SECTION_VALUES ? INF_NOTHING
               : known == SECTION_VALUES                  ? INF_AS_IS
                                                          : INF_ENTRIES;
    reader->section = (enum section)known; /* which one counts only where its entries are read */
    reader->policy->has_rights |= known == SECTION_RIGHTS;
    if (known == NOWHERE && strncasecmp(name, "Strings.", 8) != 0) {
        reader->unknown_at = place->line;
        snprintf(reader->unknown, sizeof reader->unknown, "%s", name);
    }
    return true;
}

static bool read_entry(void *context, const struct inf_place *place, const char *key,
                       const char *value)
{
    static const char *const expectations[SECTION_KEYED] = {
        "a key of [System Access] that secedit writes",
        "a key of [Event Audit] that secedit writes", "a user right of ntsecapi.h"};
    static bool (*const reads[SECTION_KEYED])(const struct reader *, int,
                                              const char *) = {read_access, read_audit, read_right};
    struct reader *reader = context;
    (void)place;
    if (reader->section == SECTION_VALUES) {
        return policy_take_value(reader->policy, key, value) ||
               expected(reader, "4, and a number (REG_DWORD)", value);
    }
    int known = place_of(key, keys_of[reader->section]);
    if (known == NOWHERE) {
        return expected(reader, expectations[reader->section], key);
    }
    if (reader->seen[reader->section][known]) { /* which would hold is documented nowhere */
        return expected(reader, "each key once", key);
    }
    reader->seen[reader->section][known] = true;
    return reads[reader->section](reader, known, value);
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
    if (policy->notices.no_memory) {
        done = fault_set(fault, "%s: no memory", path);
    }
    if (!done) {
        policy_release(policy);
    }
    return done;
}

bool policy_read(const char *folder, struct policy *policy, struct fault *fault)
{
    char path[FILE_PATH_MAX];
    struct contents contents;
    without_policy(policy);
    if (!path_join_said(path, folder, "secpol.inf", fault)) {
        return false;
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
    const char *const everyone[] = {"S-1-1-0", "Everyone", known_rights[right].group,
                                    known_rights[right].group_name, NULL};
    static const char *const authenticated[] = {"S-1-5-11", "Authenticated Users", NULL};
    bool is_sid = *holder == '*' || strncasecmp(holder, "S-1-", 4) == 0;
    const char *backslash = strchr(holder, '\\');
    holder = backslash == NULL ? holder + (*holder == '*') : backslash + 1;
    if (place_of(holder, authenticated) != NOWHERE) {
        return account->rid != RID_GUEST; /* who is no authenticated user (KB 243330) */
    }
    return place_of(holder, everyone) != NOWHERE || is_member(account, holder, is_sid) ||
           (is_sid ? is_own_sid(holder, account->rid) : strcasecmp(holder, account->name) == 0);
}

/* Takes the next name off a list, into room; NULL at the list's end. */
static const char *next_of(const char **list, char room[POLICY_HOLDER_MAX])
{
    if (**list == '\0') {
        return NULL;
    }
    size_t length = strcspn(*list, ",");
    snprintf(room, POLICY_HOLDER_MAX, "%.*s", (int)length, *list);
    *list += length + ((*list)[length] == ',');
    return inf_trim(room);
}

bool policy_grants(const struct policy *policy, enum right right, const struct sam_account *account)
{
    const char *rest = policy->rights[right];
    char holder[POLICY_HOLDER_MAX];
    return policy->has_rights ? policy_next_holder(&rest, right, account, holder)
                              : !known_rights[right].denies;
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
    char room[POLICY_HOLDER_MAX];
    const char *one;
    while (*rest != NULL && (one = next_of(rest, room)) != NULL) {
        if (holder_is(one, right, account)) {
            snprintf(holder, POLICY_HOLDER_MAX, "%s", holder_name(one, right, account));
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
    char room[POLICY_HOLDER_MAX];
    const char *rest = policy->rights[right];
    const char *one;
    while (rest != NULL && (one = next_of(&rest, room)) != NULL) {
        if (strcasecmp(one + (*one == '*'), sid) == 0) {
            return true;
        }
    }
    return false;
}
