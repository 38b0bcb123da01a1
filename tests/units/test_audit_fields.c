/*
 * Each event of the Security log, whole: its number, its type, and each field (audit.h; KB 174074,
 * KB 299475, KB 947226).
 */
#include "lsa_world.h"

#include "audit.h"

struct logged {
    const char *event; /* number and type */
    const char *text;
};

/* A logon that is in the log so: first what MSV1_0 reports, then the logon. */
struct audited {
    enum logon_type type;
    enum logon_protocol protocol;
    NTSTATUS status;
    const char *called;
    bool anonymous;
    bool locked_out;
    struct logged events[3]; /* the rest is NULL */
};

static void assert_line(const char *line, const struct logged *expected)
{
    char whole[1024];
    const char *text = strchr(line, '\t'); /* behind the time */
    assert_non_null(text);
    snprintf(whole, sizeof whole, "\tSecurity\t%s\t%s", expected->event, expected->text);
    assert_string_equal(text, whole);
}

static void audit_one(const struct lsa *lsa, const struct audited *logon)
{
    const struct logon_request request = {.user = "me",
                                          .domain = "HERE",
                                          .workstation = "WS1",
                                          .type = logon->type,
                                          .protocol = logon->protocol};
    const struct logon_result result = {.status = logon->status,
                                        .called = logon->called,
                                        .anonymous = logon->anonymous,
                                        .logon_id = UINT64_C(0x1A2B00003C4D)};
    audit(lsa, &request, &result, logon->locked_out);
}

static void each(enum audit_style style, const struct audited *logons, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        char folder[FOLDER_MAX];
        folder_new(folder);
        struct lsa lsa = {.events = {.folder = folder}, .audit = style};
        for (size_t category = 0; category < AUDIT_COUNT; category++) {
            lsa.machine.policy.audit[category] = AUDIT_SUCCESS | AUDIT_FAILURE;
        }
        audit_one(&lsa, &logons[i]);
        struct contents events = folder_read(folder, "events.log");
        size_t lines = 0;
        for (char *line = strtok(events.text, "\n"); line != NULL; line = strtok(NULL, "\n")) {
            assert_true(lines < 3 && logons[i].events[lines].event != NULL);
            assert_line(line, &logons[i].events[lines++]);
        }
        assert_true(lines == 3 || logons[i].events[lines].event == NULL);
        contents_release(&events);
        folder_remove(folder);
    }
}

#define MSV1_0 "MICROSOFT_AUTHENTICATION_PACKAGE_V1_0"
#define USED(who)                                                                            \
    {                                                                                        \
        "680\tSuccess Audit",                                                                \
            "Account Used for Logon by: " MSV1_0 "  Account Name: " who "  Workstation: WS1" \
    }
#define REFUSED(status)                                                                    \
    {                                                                                      \
        "681\tFailure Audit", "The logon to account: me by: " MSV1_0                       \
                              " from workstation: WS1 failed. The error code was: " status \
    }

static void a_logon_is_528_or_540_and_680(void **state)
{
    (void)state;
    static const struct audited logons[] = {
        {.type = LOGON_TYPE_NETWORK,
         .called = "none",
         .events = {USED("me"),
                    {"540\tSuccess Audit",
                     "Successful Network Logon: User Name: me  Domain: HERE  Logon ID: "
                     "(0x1A2B,0x3C4D)  Logon Type: 3  Logon Process: NtLmSsp  Authentication "
                     "Package: NTLM  Workstation Name: WS1  Checked By: SAM"}}},
        {.type = LOGON_TYPE_NETWORK,
         .called = "none",
         .anonymous = true,
         .events = {USED("ANONYMOUS LOGON"),
                    {"540\tSuccess Audit",
                     "Successful Network Logon: User Name: ANONYMOUS LOGON  Domain: HERE  Logon "
                     "ID: (0x1A2B,0x3C4D)  Logon Type: 3  Logon Process: NtLmSsp  Authentication "
                     "Package: NTLM  Workstation Name: WS1  Checked By: SAM"}}},
        {.type = LOGON_TYPE_INTERACTIVE,
         .called = "Msv1_0SubAuthenticationFilter",
         .events = {USED("me"),
                    {"528\tSuccess Audit",
                     "Successful Logon: User Name: me  Domain: HERE  Logon ID: (0x1A2B,0x3C4D)  "
                     "Logon Type: 2  Logon Process: Advapi  Authentication Package: Negotiate  "
                     "Workstation Name: WS1  Checked By: Msv1_0SubAuthenticationFilter"}}},
        {.type = LOGON_TYPE_NETWORK_CLEARTEXT,
         .called = "none",
         .events = {USED("me"),
                    {"528\tSuccess Audit",
                     "Successful Logon: User Name: me  Domain: HERE  Logon ID: (0x1A2B,0x3C4D)  "
                     "Logon Type: 8  Logon Process: Advapi  Authentication Package: Negotiate  "
                     "Workstation Name: WS1  Checked By: SAM"}}},
        {.type = LOGON_TYPE_NETWORK,
         .protocol = PROTOCOL_KERBEROS,
         .called = "none",
         .events = {{"540\tSuccess Audit",
                     "Successful Network Logon: User Name: me  Domain: HERE  Logon ID: "
                     "(0x1A2B,0x3C4D)  Logon Type: 3  Logon Process: Kerberos  Authentication "
                     "Package: Kerberos  Workstation Name: WS1  Checked By: the KDC"}}},
        {.type = LOGON_TYPE_INTERACTIVE,
         .protocol = PROTOCOL_KERBEROS,
         .called = "Msv1_0SubAuthenticationFilter",
         .events = {{"528\tSuccess Audit",
                     "Successful Logon: User Name: me  Domain: HERE  Logon ID: (0x1A2B,0x3C4D)  "
                     "Logon Type: 2  Logon Process: Kerberos  Authentication Package: Kerberos  "
                     "Workstation Name: WS1  Checked By: Msv1_0SubAuthenticationFilter"}}},
    };
    each(AUDIT_2003, logons, sizeof logons / sizeof logons[0]);
}

static void a_refusal_is_529_and_681_and_a_lockout_644_behind_them(void **state)
{
    (void)state;
    static const struct audited logons[] = {
        {.type = LOGON_TYPE_NETWORK,
         .status = STATUS_WRONG_PASSWORD,
         .called = "none",
         .locked_out = true,
         .events = {REFUSED("0xC000006A"),
                    {"529\tFailure Audit",
                     "Logon Failure: Reason: Unknown user name or bad password  User Name: me  "
                     "Domain: HERE  Logon Type: 3  Logon Process: NtLmSsp  Authentication Package: "
                     "NTLM  Workstation Name: WS1  Checked By: SAM"},
                    {"644\tSuccess Audit",
                     "User Account Locked Out: Target Account Name: me  Caller Machine Name: WS1  "
                     "Caller User Name: SYSTEM"}}},
        {.type = LOGON_TYPE_BATCH,
         .status = STATUS_LOGON_TYPE_NOT_GRANTED,
         .called = "none",
         .events = {REFUSED("0xC000015B"),
                    {"534\tFailure Audit",
                     "Logon Failure: Reason: The user has not been granted the requested logon "
                     "type at this machine  User Name: me  Domain: HERE  Logon Type: 4  Logon "
                     "Process: Advapi  Authentication Package: Negotiate  Workstation Name: WS1  "
                     "Checked By: SAM"}}},
        {.type = LOGON_TYPE_NETWORK,
         .protocol = PROTOCOL_KERBEROS,
         .status = STATUS_INVALID_WORKSTATION,
         .called = "none",
         .events = {{"533\tFailure Audit",
                     "Logon Failure: Reason: User not allowed to logon at this computer  User "
                     "Name: me  Domain: HERE  Logon Type: 3  Logon Process: Kerberos  "
                     "Authentication Package: Kerberos  Workstation Name: WS1  Checked By: the "
                     "KDC"}}},
    };
    each(AUDIT_2003, logons, sizeof logons / sizeof logons[0]);
}

static void from_2008_a_logon_is_4624_and_4776(void **state)
{
    (void)state;
    static const struct audited logons[] = {
        {.type = LOGON_TYPE_NETWORK,
         .called = "none",
         .events = {{"4776\tSuccess Audit",
                     "The computer attempted to validate the credentials for an account. "
                     "Authentication Package: " MSV1_0 "  Logon Account: me  Source Workstation: "
                     "WS1  Error Code: 0x00000000"},
                    {"4624\tSuccess Audit",
                     "An account was successfully logged on. Logon Type: 3  Account Name: me  "
                     "Account Domain: HERE  Logon ID: 0x1A2B00003C4D  Logon Process: NtLmSsp  "
                     "Authentication Package: NTLM  Workstation Name: WS1  Checked By: SAM"}}},
    };
    each(AUDIT_2008, logons, sizeof logons / sizeof logons[0]);
}

static void from_2008_a_refusal_is_4625_and_4776_and_a_lockout_4740_behind_them(void **state)
{
    (void)state;
    static const struct audited logons[] = {
        {.type = LOGON_TYPE_SERVICE,
         .status = STATUS_WRONG_PASSWORD,
         .called = "Msv1_0SubAuthenticationRoutine",
         .locked_out = true,
         .events = {{"4776\tFailure Audit",
                     "The computer attempted to validate the credentials for an account. "
                     "Authentication Package: " MSV1_0 "  Logon Account: me  Source Workstation: "
                     "WS1  Error Code: 0xC000006A"},
                    {"4625\tFailure Audit",
                     "An account failed to log on. Logon Type: 5  Account Name: me  Account "
                     "Domain: HERE  Failure Reason: Unknown user name or bad password.  Status: "
                     "0xC000006D  Sub Status: 0xC000006A  Logon Process: Advapi  Authentication "
                     "Package: Negotiate  Workstation Name: WS1  Checked By: "
                     "Msv1_0SubAuthenticationRoutine"},
                    {"4740\tSuccess Audit",
                     "A user account was locked out. Account Name: me  Caller Computer Name: "
                     "WS1"}}},
    };
    each(AUDIT_2008, logons, sizeof logons / sizeof logons[0]);
}

/* KB 174074 has the numbers of Windows NT to 2003, and the reasons. */
static void each_refusal_has_its_number_and_reason(void **state)
{
    (void)state;
    static const char unknown[] = "Unknown user name or bad password";
    static const char expired[] = "The specified account's password has expired";
    static const char other[] = "An unexpected error occurred during logon";
    static const struct {
        uint32_t status;
        int event;
        const char *reason;
    } cases[] = {
        {0xC0000064, 529, unknown},
        {0xC000006A, 529, unknown},
        {0xC000006F, 530, "Account logon time restriction violation"},
        {0xC0000072, 531, "Account currently disabled"},
        {0xC0000193, 532, "The specified user account has expired"},
        {0xC0000070, 533, "User not allowed to logon at this computer"},
        {0xC000015B, 534, "The user has not been granted the requested logon type at this machine"},
        {0xC0000071, 535, expired},
        {0xC0000224, 535, expired},
        {0xC0000234, 539, "Account locked out"},
        {0xC000006E, 537, other},
        {0xC0000135, 537, other},
        {0x00000001, 537, other},
    };
    for (size_t i = 0; i < 2 * sizeof cases / sizeof cases[0]; i++) {
        char source[48];
        char reason[128];
        struct world world = {.lsa = {.events = {.folder = world.folder},
                                      .audit = i % 2 == 1 ? AUDIT_2008 : AUDIT_2003}};
        const struct audited logon = {
            .type = LOGON_TYPE_NETWORK, .status = (NTSTATUS)cases[i / 2].status, .called = "none"};
        folder_new(world.folder);
        world.lsa.machine.policy.audit[AUDIT_LOGON] = AUDIT_FAILURE;
        audit_one(&world.lsa, &logon);
        snprintf(source, sizeof source, "\tSecurity\t%d\tFailure Audit\t",
                 i % 2 == 1 ? 4625 : cases[i / 2].event);
        snprintf(reason, sizeof reason, "Reason: %s%s", cases[i / 2].reason,
                 i % 2 == 1 ? ".  Status" : "  User Name");
        if (!world_has_event(&world, source, reason)) {
            fail_msg("0x%08X: no %s with %s", cases[i / 2].status, source, reason);
        }
        folder_remove(world.folder);
    }
}

/* Each category for itself, and of each success and failure. */
static void what_is_audited_is_written_and_nothing_else(void **state)
{
    (void)state;
    static const char *const sources[2][2] = {{"\t681\t", "\t680\t"}, {"\t529\t", "\t540\t"}};
    static const enum audit_category categories[] = {AUDIT_ACCOUNT_LOGON, AUDIT_LOGON};
    for (unsigned i = 0; i < 2 * 2 * 4; i++) {
        unsigned granted = i & 1;
        unsigned category = i >> 1 & 1;
        unsigned wanted = i >> 2; /* AUDIT_SUCCESS is 1, AUDIT_FAILURE 2 */
        struct world world = {.lsa = {.events = {.folder = world.folder}}};
        const struct audited logon = {.type = LOGON_TYPE_NETWORK,
                                      .status = granted != 0 ? 0 : STATUS_WRONG_PASSWORD,
                                      .called = "none",
                                      .locked_out = granted == 0};
        folder_new(world.folder);
        folder_write(world.folder, "events.log", "");
        world.lsa.machine.policy.audit[categories[category]] = wanted;
        audit_one(&world.lsa, &logon);
        bool is_wanted = (wanted >> (granted != 0 ? 0 : 1) & 1) != 0;
        assert_int_equal(world_has_event(&world, sources[category][granted], ""), is_wanted);
        assert_false(world_has_event(&world, sources[1 - category][granted], ""));
        assert_false(world_has_event(&world, "\t644\t", ""));
        /* A lockout is a success of account management. */
        world.lsa.machine.policy.audit[AUDIT_ACCOUNT_MANAGE] = wanted;
        audit_one(&world.lsa, &logon);
        assert_int_equal(world_has_event(&world, "\t644\t", ""), (wanted & 1) != 0 && !granted);
        folder_remove(world.folder);
    }
}

/* A name of any length leaves room for the fields behind it. */
static void a_long_name_is_cut_after_100_bytes(void **state)
{
    (void)state;
    for (int style = AUDIT_2003; style <= AUDIT_2008; style++) {
        char name[302];
        char cut[128];
        struct world world = {
            .lsa = {.events = {.folder = world.folder}, .audit = (enum audit_style)style}};
        memset(name, 'n', sizeof name);
        name[sizeof name - 1] = '\0';
        const struct logon_request request = {
            .user = name, .domain = name, .workstation = name, .type = LOGON_TYPE_NETWORK};
        struct logon_result result = {.called = "none", .logon_id = UINT64_MAX};
        folder_new(world.folder);
        world.lsa.machine.policy.audit[AUDIT_LOGON] = AUDIT_SUCCESS | AUDIT_FAILURE;
        snprintf(cut, sizeof cut, "Name: %.100s  ", name);
        audit(&world.lsa, &request, &result, false);
        assert_true(world_has_event(&world, cut, "Checked By: SAM"));
        assert_true(world_has_event(&world, cut,
                                    style == AUDIT_2003 ? "ID: (0xFFFFFFFF,0xFFFFFFFF)  "
                                                        : "ID: 0xFFFFFFFFFFFFFFFF  "));
        folder_remove(world.folder);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_logon_is_528_or_540_and_680),
        cmocka_unit_test(a_refusal_is_529_and_681_and_a_lockout_644_behind_them),
        cmocka_unit_test(from_2008_a_logon_is_4624_and_4776),
        cmocka_unit_test(from_2008_a_refusal_is_4625_and_4776_and_a_lockout_4740_behind_them),
        cmocka_unit_test(each_refusal_has_its_number_and_reason),
        cmocka_unit_test(what_is_audited_is_written_and_nothing_else),
        cmocka_unit_test(a_long_name_is_cut_after_100_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
