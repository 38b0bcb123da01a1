/*
 * secpol.inf, key by key: what each number comes to at its boundaries, what is refused and where it
 * says that it stands; and who holds a right (policy.h; secedit's template format, KB 243330).
 */
#include "support.h"

#include <stdlib.h>

#include "policy.h"

#define DAY (24 * 60 * NT_MINUTE)

static bool parse(const char *text, struct policy *policy, struct fault *fault)
{
    struct contents contents = {(char *)(uintptr_t)text, strlen(text)};
    *fault = (struct fault){""};
    return policy_parse("secpol.inf", &contents, policy, fault);
}

static struct policy policy_of(const char *text)
{
    struct policy policy;
    struct fault fault;
    if (!parse(text, &policy, &fault)) {
        fail_msg("%s: %s", text, fault.text);
    }
    return policy;
}

static void without_a_line_nothing_is_restricted(void **state)
{
    (void)state;
    struct policy policy = policy_of("");
    struct sam_account account = {.name = "user", .rid = 1001};
    assert_int_equal(policy.lockout_threshold, 0);
    assert_true(policy.lockout_window == 0);
    assert_true(policy.lockout_duration == NT_NEVER);
    assert_true(policy.maximum_age == NT_NEVER);
    assert_true(policy.force_logoff == NT_NEVER);
    assert_true(policy.guest_enabled);
    assert_false(policy.administrator_lockout);
    assert_false(policy.has_rights);
    for (int i = 0; i < AUDIT_COUNT; i++) {
        assert_int_equal(policy.audit[i], AUDIT_SUCCESS | AUDIT_FAILURE);
    }
    for (int i = 0; i < POLICY_VALUE_COUNT; i++) {
        assert_true(policy.values[i] == POLICY_UNSAID);
    }
    for (int right = 0; right < RIGHT_COUNT; right++) {
        bool denies = strstr(policy_right_name((enum right)right), "SeDeny") != NULL;
        assert_int_equal(policy_grants(&policy, (enum right)right, &account), !denies);
        assert_false(policy_grants_sid(&policy, (enum right)right, "S-1-5-20"));
    }
    policy_release(&policy);
}

static int64_t threshold_of(const struct policy *policy)
{
    return policy->lockout_threshold;
}

static int64_t window_of(const struct policy *policy)
{
    return policy->lockout_window;
}

static int64_t duration_of(const struct policy *policy)
{
    return policy->lockout_duration;
}

static int64_t age_of(const struct policy *policy)
{
    return policy->maximum_age;
}

static int64_t logoff_of(const struct policy *policy)
{
    return policy->force_logoff;
}

static int64_t guest_of(const struct policy *policy)
{
    return policy->guest_enabled;
}

static int64_t administrator_of(const struct policy *policy)
{
    return policy->administrator_lockout;
}

static void each_number_of_system_access_is_taken(void **state)
{
    (void)state;
    const struct policy without = policy_of("");
    static const struct {
        const char *key;
        int64_t (*of)(const struct policy *policy);
        int64_t minus_one;
        int64_t zero;
        int64_t one;
        int64_t two;
        int64_t million;
    } cases[] = {
        {"LockoutBadCount", threshold_of, 0, 0, 1, 2, 1000000},
        {"ResetLockoutCount", window_of, 0, 0, NT_MINUTE, 2 * NT_MINUTE, 1000000 * NT_MINUTE},
        {"LockoutDuration", duration_of, NT_NEVER, NT_NEVER, NT_MINUTE, 2 * NT_MINUTE,
         1000000 * NT_MINUTE},
        {"MaximumPasswordAge", age_of, NT_NEVER, NT_NEVER, DAY, 2 * DAY, 1000000 * DAY},
        {"ForceLogoffWhenHourExpire", logoff_of, NT_NEVER, NT_NEVER, 0, NT_NEVER, NT_NEVER},
        {"EnableGuestAccount", guest_of, 0, 0, 1, 0, 0},
        {"AllowAdministratorLockout", administrator_of, 0, 0, 1, 0, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const struct {
            const char *text;
            int64_t expected;
        } numbers[] = {{"-1", cases[i].minus_one},
                       {"0", cases[i].zero},
                       {"1", cases[i].one},
                       {"2", cases[i].two},
                       {"1000000", cases[i].million}};
        for (size_t n = 0; n < sizeof numbers / sizeof numbers[0]; n++) {
            char text[128];
            snprintf(text, sizeof text, "[system access]\n%s = %s\n", cases[i].key,
                     numbers[n].text);
            struct policy policy = policy_of(text);
            for (size_t of = 0; of < sizeof cases / sizeof cases[0]; of++) {
                /* All others are as they are without a line. */
                if (cases[of].of(&policy) !=
                    (of == i ? numbers[n].expected : cases[of].of(&without))) {
                    fail_msg("%s: %s", text, cases[of].key);
                }
            }
            assert_false(policy.has_rights);
            policy_release(&policy);
        }
    }
}

/* Numbers are decimal; what a logon does not depend on is anything. */
static void what_else_secedit_writes_is_no_error(void **state)
{
    (void)state;
    struct policy policy = policy_of("[System Access]\nMinimumPasswordAge = x\n"
                                     "LockoutBadCount = 010\nNewGuestName = \"Guest\"\n"
                                     "[Registry Values]\nMACHINE\\Software\\A=7,\"b,c\n"
                                     "[Privilege Rights]\nSeBackupPrivilege = *S-1-5-32-551\n");
    assert_int_equal(policy.lockout_threshold, 10);
    assert_true(policy.has_rights);
    assert_null(policy.notices.text);
    policy_release(&policy);
}

static void a_folder_without_the_file_has_no_policy(void **state)
{
    (void)state;
    struct policy policy = {.lockout_threshold = 7};
    struct fault fault = {""};
    static char folder[5000];
    assert_true(policy_read("there/is/no/such", &policy, &fault));
    assert_int_equal(policy.lockout_threshold, 0);
    assert_true(policy.lockout_duration == NT_NEVER && policy.guest_enabled);
    memset(folder, 'x', sizeof folder - 1);
    assert_false(policy_read(folder, &policy, &fault));
    assert_non_null(strstr(fault.text, "the path is too long"));
}

#define ACCESS "[System Access]\n"
#define AUDIT "[Event Audit]\n"
#define RIGHTS "[Privilege Rights]\n"
#define LSA "MACHINE\\System\\CurrentControlSet\\Control\\Lsa\\"
#define IN_ACCESS "a key of [System Access] that secedit writes"
#define IN_AUDIT "a key of [Event Audit] that secedit writes"

static void each_line_that_is_refused_says_where_and_what_was_expected(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        unsigned line;
        const char *expected;
        const char *found;
    } cases[] = {
        {ACCESS "LockoutBadCount = -2\n", 2, "a number (-1 or more)", "-2"},
        {ACCESS "LockoutBadCount = 1000001\n", 2, "a number (-1 or more)", "1000001"},
        {ACCESS "ResetLockoutCount = 1x\n", 2, "a number (-1 or more)", "1x"},
        {ACCESS "LockoutDuration = x\n", 2, "a number (-1 or more)", "x"},
        {ACCESS "LockoutBadCount = 0x10\n", 2, "a number (-1 or more)", "0x10"},
        {ACCESS "MaximumPasswordAge = 99999999999999999999\n", 2, "a number (-1 or more)",
         "99999999999999999999"},
        {ACCESS "MaximumPasswordAge = -99999999999999999999\n", 2, "a number (-1 or more)",
         "-99999999999999999999"},
        {ACCESS "\nForceLogoffWhenHourExpire = yes\n", 3, "a number (-1 or more)", "yes"},
        {ACCESS "EnableGuestAccount = \"\"\n", 2, "a number (-1 or more)", ""},
        {ACCESS "AllowAdministratorLockout = 1 1\n", 2, "a number (-1 or more)", "1 1"},
        {ACCESS "NoSuchKey = 1\n", 2, IN_ACCESS, "NoSuchKey"},
        {ACCESS "AuditLogonEvents = 1\n", 2, IN_ACCESS, "AuditLogonEvents"},
        {ACCESS "LockoutBadCount = 1\nlockoutbadcount = 1\n", 3, "each key once",
         "lockoutbadcount"},
        {ACCESS "NewGuestName = 1\n" AUDIT "[SYSTEM ACCESS]\nNewGuestName = 1\n", 5,
         "each key once", "NewGuestName"},
        {AUDIT "AuditLogonEvents = 4\n", 2, "0 to 3", "4"},
        {AUDIT "AuditAccountLogon = -1\n", 2, "0 to 3", "-1"},
        {AUDIT "AuditAccountManage = x\n", 2, "a number (-1 or more)", "x"},
        {AUDIT "NoSuchKey = 1\n", 2, IN_AUDIT, "NoSuchKey"},
        {AUDIT "LockoutBadCount = 1\n", 2, IN_AUDIT, "LockoutBadCount"},
        {AUDIT "AuditDSAccess = 1\nAuditDSAccess = 1\n", 3, "each key once", "AuditDSAccess"},
        {RIGHTS "SeNoSuchRight = *S-1-1-0\n", 2, "a user right of ntsecapi.h", "SeNoSuchRight"},
        {RIGHTS "SeNetworkLogonRight = a\nSeNetworkLogonRight = b\n", 3, "each key once",
         "SeNetworkLogonRight"},
        {RIGHTS "SeBackupPrivilege = a\nSeBackupPrivilege =\n", 3, "each key once",
         "SeBackupPrivilege"},
        {"[Registry Values]\n" LSA "LmCompatibilityLevel=1,5\n", 2, "4, and a number (REG_DWORD)",
         "1,5"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char expected[512];
        struct policy policy;
        struct fault fault;
        assert_false(parse(cases[i].text, &policy, &fault));
        snprintf(expected, sizeof expected, "secpol.inf:%u: expected %s, found \"%s\"",
                 cases[i].line, cases[i].expected, cases[i].found);
        assert_string_equal(fault.text, expected);
        for (int right = 0; right < RIGHT_COUNT; right++) {
            assert_null(policy.rights[right]);
        }
        assert_null(policy.notices.text);
    }
}

/* secedit's keys and ntsecapi.h's rights, written down here once more. */
static void each_key_that_secedit_writes_is_taken(void **state)
{
    (void)state;
    static const char access[] = "LockoutBadCount ResetLockoutCount LockoutDuration "
                                 "MaximumPasswordAge ForceLogoffWhenHourExpire EnableGuestAccount "
                                 "AllowAdministratorLockout MinimumPasswordAge "
                                 "MinimumPasswordLength PasswordComplexity PasswordHistorySize "
                                 "RequireLogonToChangePassword NewAdministratorName NewGuestName "
                                 "ClearTextPassword LSAAnonymousNameLookup EnableAdminAccount";
    static const char audit[] = "AuditLogonEvents AuditAccountLogon AuditAccountManage "
                                "AuditSystemEvents AuditObjectAccess AuditPrivilegeUse "
                                "AuditPolicyChange AuditProcessTracking AuditDSAccess";
    static const char rights[] =
        "SeNetworkLogonRight SeDenyNetworkLogonRight SeInteractiveLogonRight "
        "SeDenyInteractiveLogonRight SeBatchLogonRight SeDenyBatchLogonRight SeServiceLogonRight "
        "SeDenyServiceLogonRight SeRemoteInteractiveLogonRight SeDenyRemoteInteractiveLogonRight "
        "SeTcbPrivilege SeAssignPrimaryTokenPrivilege SeAuditPrivilege SeBackupPrivilege "
        "SeChangeNotifyPrivilege SeCreateGlobalPrivilege SeCreatePagefilePrivilege "
        "SeCreatePermanentPrivilege SeCreateSymbolicLinkPrivilege SeCreateTokenPrivilege "
        "SeDebugPrivilege SeDelegateSessionUserImpersonatePrivilege SeEnableDelegationPrivilege "
        "SeImpersonatePrivilege SeIncreaseBasePriorityPrivilege SeIncreaseQuotaPrivilege "
        "SeIncreaseWorkingSetPrivilege SeLoadDriverPrivilege SeLockMemoryPrivilege "
        "SeMachineAccountPrivilege SeManageVolumePrivilege SeProfileSingleProcessPrivilege "
        "SeRelabelPrivilege SeRemoteShutdownPrivilege SeRestorePrivilege SeSecurityPrivilege "
        "SeShutdownPrivilege SeSyncAgentPrivilege SeSystemEnvironmentPrivilege "
        "SeSystemProfilePrivilege SeSystemtimePrivilege SeTakeOwnershipPrivilege "
        "SeTimeZonePrivilege SeTrustedCredManAccessPrivilege SeUndockPrivilege "
        "SeUnsolicitedInputPrivilege";
    static const struct {
        const char *section;
        const char *keys;
    } sections[] = {{ACCESS, access}, {AUDIT, audit}, {RIGHTS, rights}};
    char text[4096] = "";
    for (size_t i = 0; i < 3; i++) {
        strcat(text, sections[i].section);
        for (const char *key = sections[i].keys; *key != '\0';) {
            size_t length = strcspn(key, " ");
            strcat(strncat(text, key, length), " = 1\n");
            key += length + (key[length] == ' ');
        }
    }
    struct policy policy = policy_of(text);
    assert_null(policy.notices.text);
    assert_int_equal(policy.lockout_threshold, 1);
    for (int right = 0; right < RIGHT_COUNT; right++) {
        assert_string_equal(policy.rights[right], "1");
    }
    policy_release(&policy);
}

static void each_category_is_audited_as_its_own_line_says(void **state)
{
    (void)state;
    static const char *const keys[] = {"AuditLogonEvents", "auditaccountlogon",
                                       "AuditAccountManage"};
    for (int which = 0; which < AUDIT_COUNT; which++) {
        for (unsigned number = 0; number <= 3; number++) {
            char text[128];
            snprintf(text, sizeof text, "[Event Audit]\nAuditSystemEvents = 9\n%s = %u\n",
                     keys[which], number);
            struct policy policy = policy_of(text);
            for (int i = 0; i < AUDIT_COUNT; i++) {
                assert_int_equal(policy.audit[i], i == which ? number : 3);
            }
            policy_release(&policy);
        }
    }
}

static void the_values_of_lsa_are_taken_and_others_passed_over(void **state)
{
    (void)state;
    static const char *const heads[] = {LSA, "machine\\SYSTEM\\CurrentControlSet\\Control\\LSA\\"};
    static const struct {
        const char *key;
        const char *value;
        bool sound;
        int which; /* -1: none of them */
        int64_t number;
    } cases[] = {
        {"LmCompatibilityLevel", "4,5", true, POLICY_LM_LEVEL, 5},
        {"limitblankpassworduse", "4,0", true, POLICY_LIMIT_BLANK, 0},
        {"CrashOnAuditFail", "4,2", true, POLICY_CRASH_ON_AUDIT_FAIL, 2},
        {"CrashOnAuditFail", "4,999999999", true, POLICY_CRASH_ON_AUDIT_FAIL, 999999999},
        {"CrashOnAuditFail", "4,1000000000", false, POLICY_CRASH_ON_AUDIT_FAIL, POLICY_UNSAID},
        {"CrashOnAuditFail", "4,", false, POLICY_CRASH_ON_AUDIT_FAIL, POLICY_UNSAID},
        {"CrashOnAuditFail", "4", false, POLICY_CRASH_ON_AUDIT_FAIL, POLICY_UNSAID},
        {"CrashOnAuditFail", "4,-1", false, POLICY_CRASH_ON_AUDIT_FAIL, POLICY_UNSAID},
        {"CrashOnAuditFail", "4,1x", false, POLICY_CRASH_ON_AUDIT_FAIL, POLICY_UNSAID},
        {"CrashOnAuditFail", "4,010", true, POLICY_CRASH_ON_AUDIT_FAIL, 10},
        {"CrashOnAuditFail", "4x1", false, POLICY_CRASH_ON_AUDIT_FAIL, POLICY_UNSAID},
        {"CrashOnAuditFail", "7,1", false, POLICY_CRASH_ON_AUDIT_FAIL, POLICY_UNSAID},
        {"CrashOnAuditFailed", "7,x", true, -1, 0},
        {"MSV1_0\\NtlmMinClientSec", "7,x", true, -1, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct policy policy = policy_of("");
        char key[256];
        snprintf(key, sizeof key, "%s%s", heads[i % 2], cases[i].key);
        assert_int_equal(policy_take_value(&policy, key, cases[i].value), cases[i].sound);
        for (int which = 0; which < POLICY_VALUE_COUNT; which++) {
            assert_true(policy.values[which] ==
                        (which == cases[i].which ? cases[i].number : POLICY_UNSAID));
        }
        policy_release(&policy);
    }
    struct policy policy = policy_of("");
    assert_true(policy_take_value(&policy, "MACHINE\\Software\\LmCompatibilityLevel", "1,x"));
    assert_true(policy_take_value(&policy, LSA, "1,x"));
    assert_true(policy_take_value(
        &policy, "MACHINE\\System\\CurrentControlSet\\Control\\Lsa_LmCompatibilityLevel", "1,x"));
    policy_release(&policy);
}

static void a_section_that_is_not_documented_is_named_with_its_lines(void **state)
{
    (void)state;
    struct policy policy = policy_of("[Access]\nLockoutBadCount = 3\nx = y\n"
                                     "[Strings.0407]\na = b\n[Kerberos Policy]\nc = d\n[Odd]\n");
    assert_int_equal(policy.lockout_threshold, 0);
    static const char is[] = "is no section that secedit documents: lines";
    char expected[256];
    snprintf(expected, sizeof expected,
             "secpol.inf:1: [Access] %s 1 to 3 are passed over\n"
             "secpol.inf:8: [Odd] %s 8 to 8 are passed over\n",
             is, is);
    assert_string_equal(policy.notices.text, expected);
    policy_release(&policy);
}

/* In either case; those that no logon depends on are not looked into. */
static void each_section_that_secedit_writes_is_known(void **state)
{
    (void)state;
    static const char *const names[] = {
        "Unicode",          "VERSION",          "System access",   "Event Audit",
        "registry values",  "Privilege Rights", "Kerberos Policy", "Profile Description",
        "Group Membership", "Registry Keys",    "File Security",   "Service General Setting",
        "Application Log",  "Security Log",     "System Log",      "Strings",
        "strings.0409",     "Strings."};
    static const char *const odd[] = {"String", "Strings0409", "Unicod", "Unicode ", ""};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        char text[64];
        snprintf(text, sizeof text, "[%s]\n", names[i]);
        struct policy policy = policy_of(text);
        assert_null(policy.notices.text);
        assert_int_equal(policy.has_rights, i == 5);
        policy_release(&policy);
        bool looked_into = i >= 2 && i <= 5 && i != 4;
        struct fault fault;
        strcat(text, "NoSuchKey = 1\n");
        assert_int_equal(parse(text, &policy, &fault), !looked_into);
        policy_release(&policy);
    }
    for (size_t i = 0; i < sizeof odd / sizeof odd[0]; i++) {
        char text[64];
        char expected[128];
        snprintf(text, sizeof text, "\n[%s]\nx\n\n", odd[i]);
        snprintf(expected, sizeof expected,
                 "secpol.inf:2: [%s] is no section that secedit documents: lines 2 to 4 are passed "
                 "over\n",
                 odd[i]);
        struct policy policy = policy_of(text);
        assert_string_equal(policy.notices.text, expected);
        policy_release(&policy);
    }
}

static void a_sections_name_is_told_with_63_bytes_at_most(void **state)
{
    (void)state;
    for (int length = 62; length <= 70; length++) {
        char text[128];
        char expected[256];
        snprintf(text, sizeof text, "[%0*d]", length, 0);
        snprintf(expected, sizeof expected,
                 "secpol.inf:1: [%0*d] is no section that secedit documents: lines 1 to 1 are "
                 "passed over\n",
                 length < 63 ? length : 63, 0);
        struct policy policy = policy_of(text);
        assert_string_equal(policy.notices.text, expected);
        policy_release(&policy);
    }
}

static void a_holder_has_at_most_255_bytes(void **state)
{
    (void)state;
    for (size_t length = 254; length <= 257; length++) {
        char text[600];
        struct policy policy;
        struct fault fault;
        int used = snprintf(text, sizeof text, "[Privilege Rights]\nSeBatchLogonRight = a,");
        memset(text + used, 'x', length);
        strcpy(text + used + length, ",b\n");
        assert_int_equal(parse(text, &policy, &fault), length <= 255);
        if (length <= 255) {
            char holder[POLICY_HOLDER_MAX];
            char *name = strchr(text, 'x');
            name[length] = '\0';
            struct sam_account account = {.name = name, .rid = 1001};
            const char *rest = policy.rights[RIGHT_BATCH];
            assert_true(policy_next_holder(&rest, RIGHT_BATCH, &account, holder));
            assert_string_equal(holder, name);
            assert_string_equal(rest, "b");
            account.name = "b";
            assert_true(policy_grants(&policy, RIGHT_BATCH, &account));
            policy_release(&policy);
        } else {
            static const char expected[] =
                "secpol.inf:2: expected a holder of at most 255 bytes, found \"xxx";
            assert_memory_equal(fault.text, expected, strlen(expected));
        }
    }
}

/* An account of that name and rid, in groups as JSON has them. */
struct holder_case {
    const char *holders;
    const char *name;
    uint32_t rid;
    const char *groups;
    bool holds;
    const char *shown; /* as whom */
};

static void a_right_is_held_by_name_by_sid_and_through_groups(void **state)
{
    (void)state;
    static const struct holder_case cases[] = {
        {"user", "user", 1001, "[]", true, "user"},
        {"USER", "user", 1001, "[]", true, "USER"},
        {"users", "user", 1001, "[]", false, NULL},
        {"SERVERNAME\\user", "user", 1001, "[]", true, "SERVERNAME\\user"},
        {" other , user ", "user", 1001, "[]", true, "user"},
        {"other,,user", "user", 1001, "[]", true, "user"},
        {"", "user", 1001, "[]", false, NULL},
        {"*S-1-5-21-1-2-3-1001", "user", 1001, "[]", true, "user"},
        {"S-1-5-21-1-2-3-1001", "user", 1001, "[]", true, "user"},
        {"*S-1-5-21-1-2-3-1002", "user", 1001, "[]", false, NULL},
        {"*S-1-5-22-1-2-3-1001", "user", 1001, "[]", false, NULL},
        {"*S-1-5-211-1-2-3-1001", "user", 1001, "[]", false, NULL},
        {"*S-1-5-21-1-2-3-11001", "user", 1001, "[]", false, NULL},
        {"*S-1-5-21-1-2-3-01001", "user", 1001, "[]", true, "user"}, /* decimal */
        {"*s-1-5-21-1-2-3-1001", "user", 1001, "[]", true, "user"},
        {"s-1-5-21-1-2-3-1001", "user", 1001, "[]", true, "user"},
        {"S-1x", "S-1x", 1001, "[]", true, "S-1x"},
        {"S-1-x", "S-1-x", 1001, "[]", false, NULL},
        {"*s-1-1-0", "user", 1001, "[]", true, "Everyone"},
        {"S-1-1-0", "user", 1001, "[]", true, "Everyone"},
        {"everyone", "user", 1001, "[]", true, "everyone"},
        {"BUILTIN\\Users", "user", 1001, "[\"*S-1-5-32-545\"]", true, "BUILTIN\\Users"},
        {"NT AUTHORITY\\Authenticated Users", "Guest", 501, "[]", false, NULL},
        {"NT AUTHORITY\\NETWORK", "user", 1001, "[]", true, "NT AUTHORITY\\NETWORK"},
        {"a,\tuser\t", "user", 1001, "[]", true, "user"},
        {",user", "user", 1001, "[]", true, "user"},
        {" ", "user", 1001, "[]", false, NULL},
        {"a,b,", "user", 1001, "[]", false, NULL},
        {"Users", "user", 1001, "[\"Use\", \"Userss\"]", false, NULL},
        {"*S-1-5-32-545", "user", 1001, "[\"*Users\"]", true, "Users"},
        {"Users", "user", 1001, "[\"S-1-5-32-545\"]", true, "Users"},
        {"*Users", "user", 1001, "[\"S-1-5-32-545\"]", false, NULL},
        {"S-1-5-32-999", "user", 1001, "[\"*S-1-5-32-999\"]", true, "S-1-5-32-999"},
        {"*user", "user", 1001, "[]", false, NULL},
        {"*S-1-1-0", "user", 1001, "[]", true, "Everyone"},
        {"Everyone", "Guest", 501, "[]", true, "Everyone"},
        {"*S-1-5-11", "user", 1001, "[]", true, "Authenticated Users"},
        {"*S-1-5-11", "Guest", 501, "[]", false, NULL},
        {"Authenticated Users", "Guest", 501, "[]", false, NULL},
        {"*S-1-5-11,Guest", "Guest", 501, "[]", true, "Guest"},
        {"NETWORK", "user", 1001, "[]", true, "NETWORK"},
        {"*S-1-5-2", "user", 1001, "[]", true, "NETWORK"},
        {"*S-1-5-4", "user", 1001, "[]", false, NULL},
        {"INTERACTIVE", "user", 1001, "[]", false, NULL},
        {"*S-1-5-32-545", "user", 1001, "[\"Users\"]", true, "Users"},
        {"*S-1-5-32-545", "user", 1001, "[\"*S-1-5-32-545\"]", true, "Users"},
        {"users", "user", 1001, "[\"*S-1-5-32-545\"]", true, "users"},
        {"*S-1-5-32-545", "user", 1001, "[\"Guests\"]", false, NULL},
        {"*S-1-5-32-546", "user", 1001, "[\"guests\"]", true, "Guests"},
        {"*S-1-5-32-547", "user", 1001, "[\"Power Users\"]", true, "Power Users"},
        {"*S-1-5-32-551", "user", 1001, "[\"Backup Operators\"]", true, "Backup Operators"},
        {"*S-1-5-32-544", "user", 1001, "[\"Users\", \"Administrators\"]", true, "Administrators"},
        {"WEB\\Editors", "user", 1001, "[\"editors\"]", true, "WEB\\Editors"},
        {"*S-1-5-21-9-9-9-2001", "user", 1001, "[\"*S-1-5-21-9-9-9-2001\"]", true,
         "*S-1-5-21-9-9-9-2001"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char text[256];
        char holder[POLICY_HOLDER_MAX];
        json_t *groups = json_loads(cases[i].groups, 0, NULL);
        struct sam_account account = {.name = cases[i].name, .rid = cases[i].rid, .groups = groups};
        snprintf(text, sizeof text, "[Privilege Rights]\nSeNetworkLogonRight = %s\n",
                 cases[i].holders);
        struct policy policy = policy_of(text);
        const char *rest = policy.rights[RIGHT_NETWORK];
        bool found = policy_next_holder(&rest, RIGHT_NETWORK, &account, holder);
        if (policy_grants(&policy, RIGHT_NETWORK, &account) != cases[i].holds ||
            found != cases[i].holds || (found && strcmp(holder, cases[i].shown) != 0)) {
            fail_msg("%s: %d, as %s", text, found, found ? holder : "nobody");
        }
        /* Who is not named has no right, and is not denied any. */
        assert_false(policy_grants(&policy, RIGHT_BATCH, &account));
        assert_false(policy_grants(&policy, RIGHT_DENY_NETWORK, &account));
        policy_release(&policy);
        json_decref(groups);
    }
}

static void holders_are_found_one_after_the_other(void **state)
{
    (void)state;
    struct sam_account account = {.name = "user", .rid = 1001};
    const char *rest = "nobody,user,*S-1-1-0,nobody";
    const char *none = NULL;
    char holder[POLICY_HOLDER_MAX];
    assert_true(policy_next_holder(&rest, RIGHT_BATCH, &account, holder));
    assert_string_equal(holder, "user");
    assert_true(policy_next_holder(&rest, RIGHT_BATCH, &account, holder));
    assert_string_equal(holder, "Everyone");
    assert_false(policy_next_holder(&rest, RIGHT_BATCH, &account, holder));
    assert_string_equal(rest, "");
    assert_false(policy_next_holder(&none, RIGHT_BATCH, &account, holder));
    /* SeTcbPrivilege is no way to log on: no group comes with it. */
    rest = "*S-1-5-2,NETWORK,*S-1-1-0";
    assert_true(policy_next_holder(&rest, RIGHT_TCB, &account, holder));
    assert_string_equal(holder, "Everyone");
    assert_string_equal(rest, "");
    /* The group of another way to log on is a group like any other. */
    json_t *groups = json_loads("[\"*S-1-5-4\", \"BATCH\"]", 0, NULL);
    account.groups = groups;
    rest = "*S-1-5-4,BATCH,*S-1-5-3";
    assert_true(policy_next_holder(&rest, RIGHT_NETWORK, &account, holder));
    assert_string_equal(holder, "*S-1-5-4");
    assert_true(policy_next_holder(&rest, RIGHT_NETWORK, &account, holder));
    assert_string_equal(holder, "BATCH");
    assert_false(policy_next_holder(&rest, RIGHT_NETWORK, &account, holder));
    json_decref(groups);
}

static void each_right_has_its_name_and_its_logons_group(void **state)
{
    (void)state;
    static const struct {
        enum right right;
        const char *name;
        const char *group;
    } cases[] = {
        {RIGHT_NETWORK, "SeNetworkLogonRight", "S-1-5-2"},
        {RIGHT_DENY_NETWORK, "SeDenyNetworkLogonRight", "S-1-5-2"},
        {RIGHT_INTERACTIVE, "SeInteractiveLogonRight", "S-1-5-4"},
        {RIGHT_DENY_INTERACTIVE, "SeDenyInteractiveLogonRight", "S-1-5-4"},
        {RIGHT_BATCH, "SeBatchLogonRight", "S-1-5-3"},
        {RIGHT_DENY_BATCH, "SeDenyBatchLogonRight", "S-1-5-3"},
        {RIGHT_SERVICE, "SeServiceLogonRight", "S-1-5-6"},
        {RIGHT_DENY_SERVICE, "SeDenyServiceLogonRight", "S-1-5-6"},
    };
    struct sam_account account = {.name = "user", .rid = 1001};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char text[128];
        assert_string_equal(policy_right_name(cases[i].right), cases[i].name);
        assert_string_equal(policy_right_group(cases[i].right), cases[i].group);
        snprintf(text, sizeof text, "[Privilege Rights]\n%s = *%s\n", cases[i].name,
                 cases[i].group);
        struct policy policy = policy_of(text);
        for (int right = 0; right < RIGHT_COUNT; right++) {
            assert_int_equal(policy_grants(&policy, (enum right)right, &account),
                             right == (int)cases[i].right);
        }
        policy_release(&policy);
    }
    assert_string_equal(policy_right_name(RIGHT_TCB), "SeTcbPrivilege");
    struct policy policy = policy_of("[Privilege Rights]\nSeTcbPrivilege = *S-1-5-19, s-1-5-20\n");
    assert_true(policy_grants_sid(&policy, RIGHT_TCB, "S-1-5-19"));
    assert_true(policy_grants_sid(&policy, RIGHT_TCB, "S-1-5-20"));
    assert_false(policy_grants_sid(&policy, RIGHT_TCB, "S-1-5-2"));
    assert_false(policy_grants_sid(&policy, RIGHT_BATCH, "S-1-5-19"));
    policy_release(&policy);
}

static void administrators_are_the_built_in_one_and_the_groups_members(void **state)
{
    (void)state;
    static const struct {
        uint32_t rid;
        const char *groups;
        bool is;
    } cases[] = {
        {500, "[]", true},
        {501, "[]", false},
        {499, "[]", false},
        {1001, "[\"Administrators\"]", true},
        {1001, "[\"*S-1-5-32-544\"]", true},
        {1001, "[\"Users\"]", false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        json_t *groups = json_loads(cases[i].groups, 0, NULL);
        struct sam_account account = {.name = "a", .rid = cases[i].rid, .groups = groups};
        assert_int_equal(policy_is_administrator(&account), cases[i].is);
        assert_int_equal(policy_member_of(&account, "Administrators"),
                         cases[i].is && cases[i].rid != 500);
        json_decref(groups);
    }
}

static void a_passwords_end_is_its_age_after_it_was_set(void **state)
{
    (void)state;
    static const struct {
        uint32_t flags;
        int64_t set;
        int64_t age;
        int64_t expected;
    } cases[] = {
        {0, 1000, 42, 1042},
        {0, 1000, NT_NEVER, NT_NEVER},
        {0, 0, 42, 0},
        {0, 0, NT_NEVER, 0},
        {USER_DONT_EXPIRE_PASSWORD, 1000, 42, NT_NEVER},
        {USER_DONT_EXPIRE_PASSWORD, 0, 42, NT_NEVER},
        {USER_ACCOUNT_DISABLED, 1000, 42, 1042},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct policy policy = {.maximum_age = cases[i].age};
        struct sam_account account = {.flags = cases[i].flags, .password_last_set = cases[i].set};
        assert_true(policy_password_must_change(&policy, &account) == cases[i].expected);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_a_line_nothing_is_restricted),
        cmocka_unit_test(each_number_of_system_access_is_taken),
        cmocka_unit_test(what_else_secedit_writes_is_no_error),
        cmocka_unit_test(a_folder_without_the_file_has_no_policy),
        cmocka_unit_test(each_line_that_is_refused_says_where_and_what_was_expected),
        cmocka_unit_test(each_key_that_secedit_writes_is_taken),
        cmocka_unit_test(each_category_is_audited_as_its_own_line_says),
        cmocka_unit_test(the_values_of_lsa_are_taken_and_others_passed_over),
        cmocka_unit_test(a_section_that_is_not_documented_is_named_with_its_lines),
        cmocka_unit_test(each_section_that_secedit_writes_is_known),
        cmocka_unit_test(a_sections_name_is_told_with_63_bytes_at_most),
        cmocka_unit_test(a_holder_has_at_most_255_bytes),
        cmocka_unit_test(a_right_is_held_by_name_by_sid_and_through_groups),
        cmocka_unit_test(holders_are_found_one_after_the_other),
        cmocka_unit_test(each_right_has_its_name_and_its_logons_group),
        cmocka_unit_test(administrators_are_the_built_in_one_and_the_groups_members),
        cmocka_unit_test(a_passwords_end_is_its_age_after_it_was_set),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
