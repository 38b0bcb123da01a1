/* The Security log of one logon: which events, of which type, with which fields, and when not. */
#include "lsa_world.h"

static void no_events(const struct world *world)
{
    char path[FOLDER_MAX + 16];
    snprintf(path, sizeof path, "%s/events.log", world->folder);
    remove(path);
}

struct expected {
    const char *user;
    const char *password;
    const char *members;
    const char *events[2][2]; /* "\tSecurity\t540\tSuccess Audit\t", and a field */
};

static void each(const struct expected *cases, size_t count, enum audit_style style)
{
    for (size_t i = 0; i < count; i++) {
        struct world world;
        world_begin(&world, cases[i].members, "");
        world.lsa.audit = style;
        struct logon_request request =
            request_of(cases[i].user, cases[i].password, RESPONSE_NTLMV2);
        request.parameter_control = MSV1_0_DONT_TRY_GUEST_ACCOUNT;
        log_on(&world, &request);
        for (int event = 0; event < 2; event++) {
            if (!world_has_event(&world, cases[i].events[event][0], cases[i].events[event][1])) {
                fail_msg("%s %s: no %s %s", cases[i].user, cases[i].members,
                         cases[i].events[event][0], cases[i].events[event][1]);
            }
        }
        world_end(&world);
    }
}

static void windows_to_2003_has_528_to_540_and_680_681(void **state)
{
    (void)state;
    static const struct expected cases[] = {
        {"user",
         PASSWORD,
         "",
         {{"\tSecurity\t540\tSuccess Audit\t", "Logon Type: 3"},
          {"\tSecurity\t680\tSuccess Audit\t", "Account Name: user"}}},
        {"user",
         "wrong",
         "",
         {{"\tSecurity\t529\tFailure Audit\t", "Reason: Unknown user name or bad password"},
          {"\tSecurity\t681\tFailure Audit\t", "0xC000006A"}}},
        {"nobody",
         "x",
         "",
         {{"\tSecurity\t529\tFailure Audit\t", "User Name: nobody"},
          {"\tSecurity\t681\tFailure Audit\t", "0xC0000064"}}},
        {"user",
         PASSWORD,
         ", \"flags\": [\"USER_ACCOUNT_DISABLED\"]",
         {{"\tSecurity\t531\tFailure Audit\t", "Reason: Account currently disabled"},
          {"\tSecurity\t681\tFailure Audit\t", "0xC0000072"}}},
        {"user",
         PASSWORD,
         ", \"account_expires\": \"2000-01-01\"",
         {{"\tSecurity\t532\tFailure Audit\t", "has expired"},
          {"\tSecurity\t681\tFailure Audit\t", "0xC0000193"}}},
        {"user",
         PASSWORD,
         ", \"workstations\": \"OTHER\"",
         {{"\tSecurity\t533\tFailure Audit\t", "Workstation Name: WS1"},
          {"\tSecurity\t681\tFailure Audit\t", "0xC0000070"}}},
        {"user",
         PASSWORD,
         ", \"logon_hours\": \"000000000000000000000000000000000000000000\"",
         {{"\tSecurity\t530\tFailure Audit\t", "time restriction"},
          {"\tSecurity\t681\tFailure Audit\t", "0xC000006F"}}},
        {"user",
         PASSWORD,
         ", \"password_last_set\": \"never\"",
         {{"\tSecurity\t535\tFailure Audit\t", "password has expired"},
          {"\tSecurity\t681\tFailure Audit\t", "0xC0000224"}}},
        {"user",
         PASSWORD,
         ", \"flags\": [\"USER_ACCOUNT_AUTO_LOCKED\"]",
         {{"\tSecurity\t539\tFailure Audit\t", "Account locked out"},
          {"\tSecurity\t681\tFailure Audit\t", "0xC0000234"}}},
    };
    each(cases, sizeof cases / sizeof cases[0], AUDIT_2003);
}

static void windows_from_2008_has_4624_4625_and_4776(void **state)
{
    (void)state;
    static const struct expected cases[] = {
        {"user",
         PASSWORD,
         "",
         {{"\tSecurity\t4624\tSuccess Audit\t", "Logon Type: 3"},
          {"\tSecurity\t4776\tSuccess Audit\t", "Error Code: 0x00000000"}}},
        {"user",
         "wrong",
         "",
         {{"\tSecurity\t4625\tFailure Audit\t", "Status: 0xC000006D  Sub Status: 0xC000006A"},
          {"\tSecurity\t4776\tFailure Audit\t", "Error Code: 0xC000006A"}}},
        {"nobody",
         "x",
         "",
         {{"\tSecurity\t4625\tFailure Audit\t", "Status: 0xC000006D  Sub Status: 0xC0000064"},
          {"\tSecurity\t4776\tFailure Audit\t", "Error Code: 0xC0000064"}}},
        {"user",
         PASSWORD,
         ", \"flags\": [\"USER_ACCOUNT_DISABLED\"]",
         {{"\tSecurity\t4625\tFailure Audit\t", "Status: 0xC000006E  Sub Status: 0xC0000072"},
          {"\tSecurity\t4625\tFailure Audit\t", "Failure Reason: Account currently disabled"}}},
        {"user",
         PASSWORD,
         ", \"workstations\": \"OTHER\"",
         {{"\tSecurity\t4625\tFailure Audit\t", "Status: 0xC000006E  Sub Status: 0xC0000070"},
          {"\tSecurity\t4776\tFailure Audit\t", "Error Code: 0xC0000070"}}},
    };
    each(cases, sizeof cases / sizeof cases[0], AUDIT_2008);
}

static void interactive_and_refused_rights_have_their_numbers(void **state)
{
    (void)state;
    struct world world;
    world_begin(&world, "", "[Privilege Rights]\nSeInteractiveLogonRight = *S-1-1-0\n");
    struct logon_request request = request_of_type("user", PASSWORD, LOGON_TYPE_INTERACTIVE);
    log_on(&world, &request);
    assert_true(world_has_event(&world, "\tSecurity\t528\tSuccess Audit\t", "Logon Type: 2"));
    struct logon_request batch = request_of_type("user", PASSWORD, LOGON_TYPE_BATCH);
    assert_int_equal(log_on(&world, &batch).status, STATUS_LOGON_TYPE_NOT_GRANTED);
    assert_true(world_has_event(&world, "\tSecurity\t534\tFailure Audit\t", "Logon Type: 4"));
    world_end(&world);
}

static void a_lockout_is_644_or_4740(void **state)
{
    (void)state;
    for (int style = AUDIT_2003; style <= AUDIT_2008; style++) {
        struct world world;
        world_begin(&world, "", "[System Access]\nLockoutBadCount = 2\n");
        world.lsa.audit = (enum audit_style)style;
        const char *event = style == AUDIT_2003 ? "\tSecurity\t644\tSuccess Audit\t"
                                                : "\tSecurity\t4740\tSuccess Audit\t";
        simple(&world, "wrong");
        assert_false(world_has_event(&world, event, "user"));
        simple(&world, "wrong");
        assert_true(world_has_event(&world, event, "user"));
        world_end(&world);
    }
}

static void secpols_event_audit_is_followed(void **state)
{
    (void)state;
    for (int wanted = 0; wanted <= 3; wanted++) {
        struct world world;
        char secpol[160];
        snprintf(secpol, sizeof secpol,
                 "[Event Audit]\nAuditSystemEvents = 3\nAuditLogonEvents = %d\nAuditAccountLogon = "
                 "%d\nAuditAccountManage = 0\n[System Access]\nLockoutBadCount = 1\n",
                 wanted, 3 - wanted);
        world_begin(&world, "", secpol);
        simple(&world, PASSWORD);
        assert_int_equal(world_has_event(&world, "\tSecurity\t540\t", "user"), (wanted & 1) != 0);
        assert_int_equal(world_has_event(&world, "\tSecurity\t680\t", "user"), (wanted & 1) == 0);
        no_events(&world);
        folder_write(world.folder, "events.log", "");
        simple(&world, "wrong");
        assert_int_equal(world_has_event(&world, "\tSecurity\t529\t", "user"), (wanted & 2) != 0);
        assert_int_equal(world_has_event(&world, "\tSecurity\t681\t", "user"), (wanted & 2) == 0);
        assert_false(world_has_event(&world, "\tSecurity\t644\t", "user"));
        world_end(&world);
    }
}

/* 680 and 4776 are MSV1_0's; a KDC writes events of its own, which are not written here. */
static void a_ticket_is_not_reported_as_msv1_0s_own(void **state)
{
    (void)state;
    static const struct {
        enum audit_style style;
        const char *password;
        const char *logon;
        const char *others[2];
    } cases[] = {
        {AUDIT_2003, PASSWORD, "\tSecurity\t540\t", {"\tSecurity\t680\t", "\tSecurity\t681\t"}},
        {AUDIT_2003, "wrong", "\tSecurity\t529\t", {"\tSecurity\t680\t", "\tSecurity\t681\t"}},
        {AUDIT_2008, PASSWORD, "\tSecurity\t4624\t", {"\tSecurity\t4776\t", "\tSecurity\t68"}},
        {AUDIT_2008, "wrong", "\tSecurity\t4625\t", {"\tSecurity\t4776\t", "\tSecurity\t68"}},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct world world;
        world_begin(&world, "", "");
        world.lsa.audit = cases[i].style;
        struct logon_request request =
            request_of_type("user", cases[i].password, LOGON_TYPE_NETWORK);
        request.protocol = PROTOCOL_KERBEROS;
        log_on(&world, &request);
        assert_true(world_has_event(&world, cases[i].logon, "Authentication Package: Kerberos"));
        assert_false(world_has_event(&world, cases[i].others[0], ""));
        assert_false(world_has_event(&world, cases[i].others[1], ""));
        world_end(&world);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(windows_to_2003_has_528_to_540_and_680_681),
        cmocka_unit_test(windows_from_2008_has_4624_4625_and_4776),
        cmocka_unit_test(interactive_and_refused_rights_have_their_numbers),
        cmocka_unit_test(a_lockout_is_644_or_4740),
        cmocka_unit_test(secpols_event_audit_is_followed),
        cmocka_unit_test(a_ticket_is_not_reported_as_msv1_0s_own),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
