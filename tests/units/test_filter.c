/* The filter (Auth0 below Lsa\MSV1_0 and Lsa\Kerberos): when it is asked, with what, and what its
 * refusal comes to. */
#include "lsa_world.h"

#include "kdc.h"

static struct {
    unsigned calls;
    NETLOGON_LOGON_INFO_CLASS level;
    bool has_information;
    bool has_logoff;
    bool has_kickoff;
    ULONG logon_id;
    unsigned char nt_owf[OWF_SIZE]; /* at an interactive level */
    int64_t logoff;                 /* as it was found */
    ULONG user_flags;
    NTSTATUS answer;
    bool shortens; /* the logon to one tick */
} filter;

static NTSTATUS NTAPI filter_routine(NETLOGON_LOGON_INFO_CLASS level, PVOID information,
                                     ULONG flags, PUSER_ALL_INFORMATION user, PULONG which,
                                     PULONG user_flags, PBOOLEAN authoritative,
                                     PLARGE_INTEGER logoff, PLARGE_INTEGER kickoff)
{
    (void)flags;
    (void)user;
    (void)which;
    (void)authoritative;
    filter.calls++;
    filter.level = level;
    filter.has_information = information != NULL;
    filter.has_logoff = logoff != NULL;
    filter.has_kickoff = kickoff != NULL;
    filter.user_flags = *user_flags;
    if (information != NULL) {
        filter.logon_id = ((NETLOGON_LOGON_IDENTITY_INFO *)information)->LogonId.LowPart;
    }
    if (information != NULL && level != NetlogonNetworkInformation) {
        memcpy(filter.nt_owf, &((NETLOGON_INTERACTIVE_INFO *)information)->NtOwfPassword, OWF_SIZE);
    }
    if (logoff != NULL) {
        filter.logoff = logoff->QuadPart;
        logoff->QuadPart = filter.shortens ? 1 : logoff->QuadPart;
    }
    return filter.answer;
}

static const struct package package = {.filter = filter_routine};

static void begin(struct world *world, const char *members, const char *secpol)
{
    memset(&filter, 0, sizeof filter);
    world_begin(world, members, secpol);
    assert_true(packages_add(&world->lsa.packages, PROTOCOL_NTLM, 0, &package));
    assert_true(packages_add(&world->lsa.packages, PROTOCOL_KERBEROS, 0, &package));
}

static void every_type_of_logon_is_asked_about_at_its_level(void **state)
{
    (void)state;
    static const struct {
        enum logon_type type;
        NETLOGON_LOGON_INFO_CLASS level;
    } cases[] = {{LOGON_TYPE_INTERACTIVE, NetlogonInteractiveInformation},
                 {LOGON_TYPE_BATCH, NetlogonInteractiveInformation},
                 {LOGON_TYPE_NETWORK_CLEARTEXT, NetlogonInteractiveInformation},
                 {LOGON_TYPE_SERVICE, NetlogonServiceInformation}};
    struct world world;
    begin(&world, "", "");
    for (unsigned i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct logon_request request = request_of_type("user", PASSWORD, cases[i].type);
        struct logon_result result = log_on(&world, &request);
        assert_int_equal(result.status, STATUS_SUCCESS);
        assert_string_equal(result.called, "Msv1_0SubAuthenticationFilter");
        assert_int_equal(filter.calls, i + 1);
        assert_int_equal(filter.level, cases[i].level);
        assert_hex(filter.nt_owf, OWF_SIZE, "a4f49c406510bdcab6824ee7c30fd852");
        assert_int_equal(filter.logon_id, result.logon_id);
    }
    assert_int_equal(simple(&world, PASSWORD), STATUS_SUCCESS);
    assert_int_equal(filter.level, NetlogonNetworkInformation);
    world_end(&world);
}

static void whom_sam_refuses_the_filter_is_not_asked_about(void **state)
{
    (void)state;
    struct world world;
    begin(&world, "", "");
    assert_int_equal(simple(&world, "wrong"), STATUS_WRONG_PASSWORD);
    assert_int_equal(filter.calls, 0);
    world_end(&world);
}

static void a_filter_that_only_refuses_loses_nothing_that_sam_found(void **state)
{
    (void)state;
    struct world world;
    /* Allowed at every hour but Saturday's last. */
    begin(&world, ", \"logon_hours\": \"ffffffffffffffffffffffffffffffffffffffff7f\"", "");
    world.lsa.time = INT64_C(127000000000000000); /* a Tuesday of 2003 */
    struct logon_request request = request_of_type("user", PASSWORD, LOGON_TYPE_NETWORK);
    struct logon_result result = log_on(&world, &request);
    assert_int_equal(result.status, STATUS_SUCCESS);
    assert_int_equal(filter.calls, 1);
    assert_true(filter.logoff != NT_NEVER && result.logoff_time == filter.logoff);
    assert_int_equal(filter.user_flags, LOGON_NOENCRYPTION);
    assert_int_equal(result.user_flags, LOGON_NOENCRYPTION);
    assert_true(result.authoritative);
    world_end(&world);
}

static void a_refusal_of_the_filter_is_no_wrong_password(void **state)
{
    (void)state;
    static const NTSTATUS answers[] = {STATUS_WRONG_PASSWORD, STATUS_ACCOUNT_RESTRICTION,
                                       STATUS_NO_SUCH_USER, (NTSTATUS)0xC0000022};
    struct world world;
    begin(&world, ", \"bad_password_count\": 1",
          "[System Access]\nLockoutBadCount = 2\nLockoutDuration = -1\n");
    for (unsigned i = 0; i < sizeof answers / sizeof answers[0]; i++) {
        filter.answer = answers[i];
        struct logon_request request = request_of("user", PASSWORD, RESPONSE_NTLMV2);
        struct logon_result result = log_on(&world, &request);
        assert_int_equal(result.status, answers[i]);
        assert_true(result.refused_by_filter);
        const struct sam_account *account = sam_find(&world.lsa.machine.sam, "user");
        assert_int_equal(account->bad_password_count, 1);
        assert_true(account->lockout_time == 0);
    }
    assert_true(
        world_has_event(&world, "\tSecurity\t529\t", "Checked By: Msv1_0SubAuthenticationFilter"));
    filter.answer = STATUS_SUCCESS;
    assert_int_equal(simple(&world, PASSWORD), STATUS_SUCCESS);
    assert_int_equal(sam_find(&world.lsa.machine.sam, "user")->bad_password_count, 0);
    world_end(&world);
}

static void the_kdcs_filter_has_no_logon_id_and_its_refusal_is_a_policy_error(void **state)
{
    (void)state;
    struct world world;
    begin(&world, "", "");
    struct logon_request request = request_of_type("user", PASSWORD, LOGON_TYPE_NETWORK);
    request.protocol = PROTOCOL_KERBEROS;
    struct logon_result result = log_on(&world, &request);
    assert_int_equal(result.status, STATUS_SUCCESS);
    assert_int_equal(filter.level, NetlogonInteractiveInformation);
    assert_int_equal(filter.logon_id, 0);
    assert_true(filter.has_information && filter.has_logoff && filter.has_kickoff);
    assert_true(kdc_ticket_end(&result) == NT_NEVER);
    filter.shortens = true;
    result = log_on(&world, &request);
    assert_true(kdc_ticket_end(&result) == 1);
    filter.answer = STATUS_ACCOUNT_RESTRICTION;
    result = log_on(&world, &request);
    assert_string_equal(kdc_error(&result), "KDC_ERR_POLICY");
    struct logon_request wrong = request_of_type("user", "wrong", LOGON_TYPE_NETWORK);
    wrong.protocol = PROTOCOL_KERBEROS;
    result = log_on(&world, &wrong);
    assert_string_equal(kdc_error(&result), "KDC_ERR_PREAUTH_FAILED");
    world_end(&world);
}

static void the_kdcs_filter_can_be_given_null_pointers(void **state)
{
    (void)state;
    struct world world;
    begin(&world, "", "");
    struct logon_request request = request_of_type("user", PASSWORD, LOGON_TYPE_NETWORK);
    request.protocol = PROTOCOL_KERBEROS;
    request.null_pointers = true;
    struct logon_result result = log_on(&world, &request);
    assert_int_equal(result.status, STATUS_SUCCESS);
    assert_int_equal(filter.calls, 1);
    assert_false(filter.has_information);
    assert_false(filter.has_logoff);
    assert_false(filter.has_kickoff);
    assert_true(result.logoff_time == NT_NEVER);
    world_end(&world);
}

static void a_filter_that_is_named_and_not_there_is_an_event_once(void **state)
{
    (void)state;
    struct world world;
    static const uint16_t name[] = u"NOTTHERE";
    world_begin(&world, "", "");
    lsa_close(&world.lsa);
    struct fault fault = {""};
    folder_set(world.folder, KEY_MSV1_0, u"Auth0", REGISTRY_SZ, name, sizeof name);
    assert_true(lsa_open(world.folder, &world.lsa, &fault));
    assert_int_equal(simple(&world, PASSWORD), STATUS_SUCCESS);
    assert_true(world_has_event(&world, "\thostsim\t1\tWarning\t", "Lsa\\MSV1_0"));
    struct contents before = folder_read(world.folder, "events.log");
    assert_int_equal(simple(&world, PASSWORD), STATUS_SUCCESS);
    struct contents after = folder_read(world.folder, "events.log");
    assert_null(strstr(after.text + before.size, "\thostsim\t"));
    contents_release(&before);
    contents_release(&after);
    world_end(&world);
}

static void a_package_without_a_filter_is_an_event_once(void **state)
{
    (void)state;
    static const struct package routine_alone = {.routine = filter_routine};
    static const enum logon_protocol protocols[] = {PROTOCOL_NTLM, PROTOCOL_KERBEROS};
    static const char *const named[] = {"Lsa\\MSV1_0", "Lsa\\Kerberos"};
    for (size_t i = 0; i < 2; i++) {
        struct world world;
        memset(&filter, 0, sizeof filter);
        world_begin(&world, "", "");
        assert_true(packages_add(&world.lsa.packages, protocols[i], 0, &routine_alone));
        struct logon_request request = request_of_type("user", PASSWORD, LOGON_TYPE_NETWORK);
        request.protocol = protocols[i];
        assert_int_equal(log_on(&world, &request).status, STATUS_SUCCESS);
        assert_int_equal(filter.calls, 0);
        assert_true(world_has_event(&world, "\thostsim\t1\tWarning\t", named[i]));
        assert_true(world_has_event(&world, "\thostsim\t1\tWarning\t", "exports none"));
        struct contents before = folder_read(world.folder, "events.log");
        assert_int_equal(log_on(&world, &request).status, STATUS_SUCCESS);
        struct contents after = folder_read(world.folder, "events.log");
        assert_null(strstr(after.text + before.size, "\thostsim\t"));
        contents_release(&before);
        contents_release(&after);
        world_end(&world);
    }
}

/* By NTLM a file takes the place of the package that is asked in MSV1_0's place. */
static void a_file_takes_the_place_of_the_kdcs_filter_alone(void **state)
{
    (void)state;
    struct world world;
    begin(&world, "", "");
    struct logon_request request = request_of_type("user", PASSWORD, LOGON_TYPE_NETWORK);
    request.package_file = "there/is/no/such/file";
    assert_int_equal(log_on(&world, &request).status, STATUS_SUCCESS);
    assert_int_equal(filter.calls, 1);
    request.protocol = PROTOCOL_KERBEROS;
    struct logon_result result = log_on(&world, &request);
    assert_int_equal(result.status, STATUS_SUCCESS);
    assert_string_equal(result.called, "none");
    assert_int_equal(filter.calls, 1);
    assert_false(world_has_event(&world, "\thostsim\t", "")); /* it is not Auth0 that names it */
    world_end(&world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_type_of_logon_is_asked_about_at_its_level),
        cmocka_unit_test(whom_sam_refuses_the_filter_is_not_asked_about),
        cmocka_unit_test(a_filter_that_only_refuses_loses_nothing_that_sam_found),
        cmocka_unit_test(a_refusal_of_the_filter_is_no_wrong_password),
        cmocka_unit_test(the_kdcs_filter_has_no_logon_id_and_its_refusal_is_a_policy_error),
        cmocka_unit_test(the_kdcs_filter_can_be_given_null_pointers),
        cmocka_unit_test(a_filter_that_is_named_and_not_there_is_an_event_once),
        cmocka_unit_test(a_package_without_a_filter_is_an_event_once),
        cmocka_unit_test(a_file_takes_the_place_of_the_kdcs_filter_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
