/* What ParameterControl asks for, and what LsaLogonUser's caller sees. */
#include "lsa_world.h"

#include "caller_status.h"
#include "logon_type.h"
#include "parameter_control.h"
#include "profile.h"

static struct sam_account *user_of(const struct world *world)
{
    return sam_find(&world->lsa.machine.sam, "user");
}

/* Admits everyone, but where it is handed a flag. */
static NTSTATUS NTAPI agreeable(NETLOGON_LOGON_INFO_CLASS level, PVOID information, ULONG flags,
                                PUSER_ALL_INFORMATION user, PULONG which, PULONG user_flags,
                                PBOOLEAN authoritative, PLARGE_INTEGER logoff,
                                PLARGE_INTEGER kickoff)
{
    (void)level;
    (void)information;
    (void)user;
    (void)authoritative;
    (void)logoff;
    (void)kickoff;
    *which = 0;
    *user_flags = 0;
    return flags == 0 ? STATUS_SUCCESS : STATUS_WRONG_PASSWORD;
}

static void restrictions_are_told_by_the_sub_status(void **state)
{
    (void)state;
    static const struct {
        NTSTATUS judged;
        NTSTATUS status;
        NTSTATUS sub_status;
    } cases[] = {
        {STATUS_SUCCESS, STATUS_SUCCESS, STATUS_SUCCESS},
        {STATUS_NO_SUCH_USER, STATUS_LOGON_FAILURE, STATUS_SUCCESS},
        {STATUS_WRONG_PASSWORD, STATUS_LOGON_FAILURE, STATUS_SUCCESS},
        {STATUS_INVALID_LOGON_HOURS, STATUS_ACCOUNT_RESTRICTION, STATUS_INVALID_LOGON_HOURS},
        {STATUS_INVALID_WORKSTATION, STATUS_ACCOUNT_RESTRICTION, STATUS_INVALID_WORKSTATION},
        {STATUS_PASSWORD_EXPIRED, STATUS_ACCOUNT_RESTRICTION, STATUS_PASSWORD_EXPIRED},
        {STATUS_ACCOUNT_DISABLED, STATUS_ACCOUNT_RESTRICTION, STATUS_ACCOUNT_DISABLED},
        {STATUS_ACCOUNT_LOCKED_OUT, STATUS_ACCOUNT_LOCKED_OUT, STATUS_SUCCESS},
        {STATUS_LOGON_TYPE_NOT_GRANTED, STATUS_LOGON_TYPE_NOT_GRANTED, STATUS_SUCCESS},
        {STATUS_DLL_NOT_FOUND, STATUS_DLL_NOT_FOUND, STATUS_SUCCESS},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct caller_status told = caller_status_of(cases[i].judged);
        assert_int_equal(told.status, cases[i].status);
        assert_int_equal(told.sub_status, cases[i].sub_status);
        /* In event 4625 it tells a wrong name from a wrong password as well. */
        struct caller_status audited = caller_status_audited(cases[i].judged);
        assert_int_equal(audited.status, cases[i].status);
        assert_int_equal(audited.sub_status, cases[i].status == STATUS_LOGON_FAILURE
                                                 ? cases[i].judged
                                                 : cases[i].sub_status);
    }
}

/* Names of ntstatus.h, and errors as RtlNtStatusToDosError or LogonUser has them. */
static void every_status_of_ntstatus_h_has_its_name(void **state)
{
    (void)state;
    static const struct {
        uint32_t status;
        const char *name;
        uint32_t win32;
    } cases[] = {
        {0x00000000, "STATUS_SUCCESS", 0},
        {0xC0000022, "STATUS_ACCESS_DENIED", 5},
        {0xC000006A, "STATUS_WRONG_PASSWORD", 1326},
        {0xC000006B, "STATUS_ILL_FORMED_PASSWORD", 1324},
        {0xC00000DF, "STATUS_NO_SUCH_DOMAIN", 1355},
        {0xC0000106, "STATUS_NAME_TOO_LONG", 206},
        {0xC0000199, "STATUS_NOLOGON_WORKSTATION_TRUST_ACCOUNT", 1808},
        {0xC0000413, "STATUS_AUTHENTICATION_FIREWALL_FAILED", 1935},
        {0xC0000001, "STATUS_UNSUCCESSFUL", 31},
        {0xDEADBEEF, "unknown", 317},
        {0xFFFFFFFF, "unknown", 317},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const struct status_text *text = status_text((NTSTATUS)cases[i].status);
        assert_string_equal(text->name, cases[i].name);
        assert_int_equal(text->win32, cases[i].win32);
    }
}

/* SECURITY_LOGON_TYPE */
static void the_types_of_logon_have_ntsecapi_hs_numbers(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        int number;
    } cases[] = {
        {"interactive", 2}, {"network", 3}, {"batch", 4}, {"service", 5}, {"network-cleartext", 8}};
    enum logon_type type;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_true(logon_type_named(cases[i].name, &type));
        assert_int_equal(type, cases[i].number);
        assert_string_equal(logon_type_name(type), cases[i].name);
    }
    assert_false(logon_type_named("unlock", &type));
}

static void the_profile_says_which_response_it_was(void **state)
{
    (void)state;
    static const struct {
        enum response_form form;
        uint32_t user_flags;
    } cases[] = {{RESPONSE_NTLMV1, 0},
                 {RESPONSE_NTLM2_SESSION, 0},
                 {RESPONSE_NTLMV2, LOGON_NTLMV2_ENABLED | LOGON_NT_V2},
                 {RESPONSE_LMV2, LOGON_NTLMV2_ENABLED | LOGON_LM_V2},
                 {RESPONSE_LM, LOGON_USED_LM_PASSWORD},
                 {RESPONSE_CLEARTEXT, LOGON_NOENCRYPTION}};
    struct world world;
    struct logon_profile profile;
    world_begin(&world, "", "");
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct logon_request request = request_of("user", PASSWORD, cases[i].form);
        struct logon_result result = log_on(&world, &request);
        assert_int_equal(result.status, STATUS_SUCCESS);
        profile_of(&world.lsa, &request, &result, &profile);
        assert_false(profile.interactive);
        assert_int_equal(profile.user_flags, cases[i].user_flags);
        assert_string_equal(profile.logon_server, SAM_DEFAULT_COMPUTER);
        profile_release(&profile);
    }
    world_end(&world);
}

static void an_interactive_profile_has_the_accounts_texts(void **state)
{
    (void)state;
    struct world world;
    struct logon_profile profile;
    world_begin(&world,
                ", \"full_name\": \"Anonymous\", \"script_path\": \"logon.cmd\", "
                "\"logon_count\": 3, \"groups\": [\"Guests\"]",
                "");
    struct logon_request request = request_of_type("user", PASSWORD, LOGON_TYPE_INTERACTIVE);
    struct logon_result result = log_on(&world, &request);
    profile_of(&world.lsa, &request, &result, &profile);
    assert_true(profile.interactive);
    assert_string_equal(profile.texts[SAM_FULL_NAME], "Anonymous");
    assert_string_equal(profile.texts[SAM_SCRIPT_PATH], "logon.cmd");
    assert_string_equal(profile.texts[SAM_HOME_DIRECTORY], "");
    assert_int_equal(profile.logon_count, 3);
    assert_string_equal(profile.groups[0], "Guests");
    assert_string_equal(profile.groups[1], "S-1-1-0");
    assert_string_equal(profile.groups[2], "S-1-5-4");
    assert_string_equal(profile.groups[3], "S-1-5-11");
    assert_int_equal(profile.group_count, 4);
    profile_release(&profile);
    world_end(&world);
}

static void an_interactive_profile_has_the_accounts_count_and_times(void **state)
{
    (void)state;
    struct world world;
    struct logon_profile profile;
    world_begin(&world,
                ", \"bad_password_count\": 2, \"password_last_set\": \"2003-07-01\", "
                "\"password_can_change\": \"2003-07-02\"",
                "[System Access]\nMaximumPasswordAge = 42\n");
    world.lsa.time = user_of(&world)->password_last_set + 10 * 24 * 60 * NT_MINUTE;
    struct logon_request request = request_of_type("user", PASSWORD, LOGON_TYPE_INTERACTIVE);
    /* The logon itself is counted, and wrong passwords before it are not forgotten. */
    request.parameter_control = MSV1_0_UPDATE_LOGON_STATISTICS;
    struct logon_result result = log_on(&world, &request);
    profile_of(&world.lsa, &request, &result, &profile);
    int64_t set = profile.password_last_set;
    assert_true(set == user_of(&world)->password_last_set);
    assert_true(profile.password_can_change == set + 24 * 60 * NT_MINUTE);
    assert_true(profile.password_must_change == set + 42 * 24 * 60 * NT_MINUTE);
    assert_true(profile.logon_time == world.lsa.time);
    assert_int_equal(profile.bad_password_count, 2);
    assert_int_equal(profile.logon_count, 1);
    profile_release(&profile);
    world_end(&world);
}

/* KB 243330 */
static void the_token_has_the_group_of_the_logons_type(void **state)
{
    (void)state;
    static const struct {
        enum logon_type type;
        const char *group;
    } cases[] = {{LOGON_TYPE_NETWORK, "S-1-5-2"},
                 {LOGON_TYPE_NETWORK_CLEARTEXT, "S-1-5-2"},
                 {LOGON_TYPE_BATCH, "S-1-5-3"},
                 {LOGON_TYPE_INTERACTIVE, "S-1-5-4"},
                 {LOGON_TYPE_SERVICE, "S-1-5-6"}};
    struct world world;
    struct logon_profile profile;
    world_begin(&world, "", "");
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct logon_request request = request_of_type("user", PASSWORD, cases[i].type);
        struct logon_result result = log_on(&world, &request);
        profile_of(&world.lsa, &request, &result, &profile);
        assert_int_equal(profile.group_count, 3);
        assert_string_equal(profile.groups[0], "S-1-1-0");
        assert_string_equal(profile.groups[1], cases[i].group);
        assert_string_equal(profile.groups[2], "S-1-5-11");
        profile_release(&profile);
    }
    /* Guest is not an authenticated user. */
    struct logon_request guest = request_of("nobody", "x", RESPONSE_NTLMV2);
    struct logon_result result = log_on(&world, &guest);
    profile_of(&world.lsa, &guest, &result, &profile);
    assert_int_equal(profile.group_count, 2);
    assert_string_equal(profile.groups[0], "S-1-1-0");
    assert_string_equal(profile.groups[1], "S-1-5-2");
    profile_release(&profile);
    world_end(&world);
}

static void parameters_or_the_profiles_path_come_where_they_are_asked_for(void **state)
{
    (void)state;
    static const struct {
        uint32_t control;
        const char *parameters;
        uint32_t flags;
    } cases[] = {{0, "", 0},
                 {MSV1_0_RETURN_USER_PARAMETERS, "mine", 0},
                 {MSV1_0_RETURN_PROFILE_PATH, "\\\\server\\path", LOGON_PROFILE_PATH_RETURNED}};
    struct world world;
    struct logon_profile profile;
    world_begin(&world, ", \"parameters\": \"mine\", \"profile_path\": \"\\\\\\\\server\\\\path\"",
                "");
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct logon_request request = request_of("user", PASSWORD, RESPONSE_NTLMV1);
        request.parameter_control = cases[i].control;
        struct logon_result result = log_on(&world, &request);
        profile_of(&world.lsa, &request, &result, &profile);
        assert_string_equal(profile.user_parameters, cases[i].parameters);
        assert_int_equal(profile.user_flags, cases[i].flags);
        for (int text = 0; text < SAM_TEXT_COUNT; text++) {
            assert_string_equal(profile.texts[text], ""); /* an interactive profile's alone */
        }
        profile_release(&profile);
    }
    world_end(&world);
}

static void the_passwords_end_is_the_logoff_time_where_it_is_asked_for(void **state)
{
    (void)state;
    struct world world;
    world_begin(&world, "", "[System Access]\nMaximumPasswordAge = 42\n");
    struct logon_request request = request_of("user", PASSWORD, RESPONSE_NTLMV2);
    assert_true(log_on(&world, &request).logoff_time == NT_NEVER);
    request.parameter_control = MSV1_0_RETURN_PASSWORD_EXPIRY;
    int64_t expected = user_of(&world)->password_last_set + 42 * 24 * 60 * NT_MINUTE;
    assert_true(log_on(&world, &request).logoff_time == expected);
    struct logon_request refused = request_of("user", "wrong", RESPONSE_NTLMV2);
    refused.parameter_control = MSV1_0_RETURN_PASSWORD_EXPIRY;
    assert_true(log_on(&world, &refused).logoff_time == NT_NEVER);
    world_end(&world);
}

static void machines_accounts_log_on_where_they_are_allowed(void **state)
{
    (void)state;
    static const struct {
        const char *members;
        uint32_t control;
        NTSTATUS status;
    } cases[] = {
        {", \"flags\": [\"USER_WORKSTATION_TRUST_ACCOUNT\"]", 0,
         STATUS_NOLOGON_WORKSTATION_TRUST_ACCOUNT},
        {", \"flags\": [\"USER_WORKSTATION_TRUST_ACCOUNT\"]", MSV1_0_ALLOW_SERVER_TRUST_ACCOUNT,
         STATUS_NOLOGON_WORKSTATION_TRUST_ACCOUNT},
        {", \"flags\": [\"USER_WORKSTATION_TRUST_ACCOUNT\"]",
         MSV1_0_ALLOW_WORKSTATION_TRUST_ACCOUNT, STATUS_SUCCESS},
        {", \"flags\": [\"USER_SERVER_TRUST_ACCOUNT\"]", MSV1_0_ALLOW_WORKSTATION_TRUST_ACCOUNT,
         STATUS_NOLOGON_SERVER_TRUST_ACCOUNT},
        {", \"flags\": [\"USER_SERVER_TRUST_ACCOUNT\"]", MSV1_0_ALLOW_SERVER_TRUST_ACCOUNT,
         STATUS_SUCCESS},
        {", \"flags\": [\"USER_INTERDOMAIN_TRUST_ACCOUNT\"]",
         MSV1_0_ALLOW_SERVER_TRUST_ACCOUNT | MSV1_0_ALLOW_WORKSTATION_TRUST_ACCOUNT,
         STATUS_NOLOGON_INTERDOMAIN_TRUST_ACCOUNT},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct world world;
        world_begin(&world, cases[i].members, "");
        struct logon_request request = request_of("user", PASSWORD, RESPONSE_NTLMV2);
        request.parameter_control = cases[i].control;
        assert_int_equal(log_on(&world, &request).status, cases[i].status);
        world_end(&world);
    }
}

static void machines_accounts_log_on_over_the_network_alone(void **state)
{
    (void)state;
    static const struct {
        const char *members;
        uint32_t control;
        NTSTATUS status;
    } cases[] = {
        {", \"flags\": [\"USER_WORKSTATION_TRUST_ACCOUNT\"]",
         MSV1_0_ALLOW_WORKSTATION_TRUST_ACCOUNT, STATUS_NOLOGON_WORKSTATION_TRUST_ACCOUNT},
        {", \"flags\": [\"USER_SERVER_TRUST_ACCOUNT\"]", MSV1_0_ALLOW_SERVER_TRUST_ACCOUNT,
         STATUS_NOLOGON_SERVER_TRUST_ACCOUNT},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct world world;
        world_begin(&world, cases[i].members, "");
        struct logon_request request = request_of_type("user", PASSWORD, LOGON_TYPE_INTERACTIVE);
        request.parameter_control = cases[i].control;
        assert_int_equal(log_on(&world, &request).status, cases[i].status);
        request.type = LOGON_TYPE_NETWORK;
        assert_int_equal(log_on(&world, &request).status, STATUS_SUCCESS);
        world_end(&world);
    }
}

static void nobody_without_a_response_is_anonymous_and_not_guest(void **state)
{
    (void)state;
    struct world world;
    struct logon_profile profile;
    world_begin(&world, "", "");
    struct logon_request request = request_of("", "", RESPONSE_NONE);
    struct logon_result result = log_on(&world, &request);
    assert_int_equal(result.status, STATUS_SUCCESS);
    assert_true(result.anonymous);
    assert_null(result.account);
    assert_int_equal(result.user_flags, 0);
    profile_of(&world.lsa, &request, &result, &profile);
    assert_string_equal(profile.groups[0], "S-1-5-7");
    profile_release(&profile);
    struct logon_request named = request_of("", "x", RESPONSE_NTLMV2);
    assert_false(log_on(&world, &named).anonymous);
    /* The empty password in clear text is one that was given. */
    named = request_of("", "", RESPONSE_CLEARTEXT);
    assert_false(log_on(&world, &named).anonymous);
    /* A package is never passed over: there is none here. */
    request.subauth = true;
    assert_int_equal(log_on(&world, &request).status, STATUS_DLL_NOT_FOUND);
    static const struct package package = {.routine = agreeable};
    assert_true(packages_add(&world.lsa.packages, PROTOCOL_NTLM, 132, &package));
    request.parameter_control = MSV1_0_DONT_TRY_GUEST_ACCOUNT;
    assert_int_equal(log_on(&world, &request).status, STATUS_NO_SUCH_USER);
    world_end(&world);
}

static void the_specified_domain_alone_needs_a_domain(void **state)
{
    (void)state;
    struct world world;
    world_begin(&world, "", "");
    struct logon_request request = request_of("user", PASSWORD, RESPONSE_NTLMV1);
    request.parameter_control = MSV1_0_TRY_SPECIFIED_DOMAIN_ONLY;
    assert_int_equal(log_on(&world, &request).status, STATUS_NO_SUCH_DOMAIN);
    request.domain = "SERVERNAME";
    assert_int_equal(log_on(&world, &request).status, STATUS_SUCCESS);
    world_end(&world);
}

static void a_wrong_password_is_guests_logon_where_that_is_forced(void **state)
{
    (void)state;
    struct world world;
    world_begin(&world, "", "");
    struct logon_request request = request_of("user", "wrong", RESPONSE_NTLMV2);
    assert_int_equal(log_on(&world, &request).status, STATUS_WRONG_PASSWORD);
    request.parameter_control = MSV1_0_ALLOW_FORCE_GUEST;
    struct logon_result result = log_on(&world, &request);
    assert_int_equal(result.status, STATUS_SUCCESS);
    assert_int_equal(result.user_flags, LOGON_GUEST);
    assert_int_equal(result.account->rid, RID_GUEST);
    world_end(&world);
}

/* It was tried all the same; the logon that was granted is Guest's. */
static void a_password_that_guest_stood_in_for_is_counted(void **state)
{
    (void)state;
    struct world world;
    world_begin(&world, "", "");
    struct logon_request request = request_of("user", "wrong", RESPONSE_NTLMV2);
    for (uint32_t i = 1; i <= 2; i++) {
        request.parameter_control =
            MSV1_0_ALLOW_FORCE_GUEST | (i == 1 ? 0 : MSV1_0_UPDATE_LOGON_STATISTICS);
        struct logon_result result = log_on(&world, &request);
        assert_int_equal(result.status, STATUS_SUCCESS);
        assert_int_equal(result.proven_by, PROVEN_BY_NOTHING);
        assert_int_equal(user_of(&world)->bad_password_count, i);
        assert_int_equal(user_of(&world)->logon_count, 0);
        assert_true(user_of(&world)->last_logon == 0);
    }
    world_end(&world);
}

/* Nor where an interactive logon has the password wrong. */
static void whom_a_package_refuses_guest_is_not_forced_for(void **state)
{
    (void)state;
    static const struct package package = {.routine = agreeable};
    struct world world;
    world_begin(&world, "", "");
    assert_true(packages_add(&world.lsa.packages, PROTOCOL_NTLM, 132, &package));
    struct logon_request request = request_of("user", "wrong", RESPONSE_NTLMV2);
    request.subauth = true;
    request.flags = MSV1_0_PASSTHRU;
    struct logon_request console = request_of_type("user", "wrong", LOGON_TYPE_INTERACTIVE);
    request.parameter_control = console.parameter_control = MSV1_0_ALLOW_FORCE_GUEST;
    assert_int_equal(log_on(&world, &request).status, STATUS_WRONG_PASSWORD);
    assert_int_equal(log_on(&world, &console).status, STATUS_WRONG_PASSWORD);
    world_end(&world);
}

static void a_name_or_password_of_an_interactive_logon_has_255_characters(void **state)
{
    (void)state;
    char text[257];
    struct world world;
    memset(text, 'x', sizeof text);
    world_begin(&world, "", "");
    text[256] = '\0';
    struct logon_request request = request_of_type(text, PASSWORD, LOGON_TYPE_INTERACTIVE);
    assert_int_equal(log_on(&world, &request).status, STATUS_NAME_TOO_LONG);
    request = request_of_type("user", text, LOGON_TYPE_INTERACTIVE);
    assert_int_equal(log_on(&world, &request).status, STATUS_ILL_FORMED_PASSWORD);
    text[255] = '\0';
    request = request_of_type(text, PASSWORD, LOGON_TYPE_INTERACTIVE);
    assert_int_equal(log_on(&world, &request).status, STATUS_NO_SUCH_USER);
    request = request_of_type("user", text, LOGON_TYPE_INTERACTIVE);
    assert_int_equal(log_on(&world, &request).status, STATUS_WRONG_PASSWORD);
    world_end(&world);
}

/* The client's blob has the present time; the server's is set. */
static void an_ntlmv2_response_may_be_as_old_as_the_machine_says(void **state)
{
    (void)state;
    static const struct {
        int64_t lifetime_hours;
        int64_t off_hours;
        NTSTATUS status;
    } cases[] = {{0, 100000, STATUS_SUCCESS},    {36, 0, STATUS_SUCCESS},
                 {36, 35, STATUS_SUCCESS},       {36, -35, STATUS_SUCCESS},
                 {36, 37, STATUS_LOGON_FAILURE}, {36, -37, STATUS_LOGON_FAILURE}};
    struct world world;
    world_begin(&world, "", "");
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        world.lsa.machine.sam.ntlmv2_lifetime = cases[i].lifetime_hours * 60 * NT_MINUTE;
        world.lsa.time = clock_now().utc + cases[i].off_hours * 60 * NT_MINUTE;
        assert_int_equal(simple(&world, PASSWORD), cases[i].status);
        /* Where clear text is allowed, it is a response all the same. */
        struct logon_request allowed = request_of("user", PASSWORD, RESPONSE_NTLMV2);
        allowed.response.cleartext = true;
        assert_int_equal(log_on(&world, &allowed).status, cases[i].status);
        struct logon_request other = request_of("user", PASSWORD, RESPONSE_NTLMV1);
        assert_int_equal(log_on(&world, &other).status, STATUS_SUCCESS);
    }
    assert_int_equal(user_of(&world)->bad_password_count, 0);
    world_end(&world);
}

#define LONG_PASSWORD "a password of more than 22 characters, as long as a response"

/* Only a response that proves something has a time. */
static void what_is_no_ntlmv2_response_has_no_time(void **state)
{
    (void)state;
    struct world world;
    struct fault fault = {""};
    world_begin(&world, "", "");
    assert_true(sam_set_password(&world.lsa.machine.sam, sam_find(&world.lsa.machine.sam, "user"),
                                 LONG_PASSWORD, &fault));
    world.lsa.machine.sam.ntlmv2_lifetime = 36 * 60 * NT_MINUTE;
    struct logon_request cleartext = request_of("user", LONG_PASSWORD, RESPONSE_CLEARTEXT);
    struct logon_request guest = request_of("nobody", LONG_PASSWORD, RESPONSE_CLEARTEXT);
    assert_int_equal(log_on(&world, &cleartext).status, STATUS_SUCCESS);
    assert_int_equal(log_on(&world, &guest).status, STATUS_SUCCESS); /* Guest has no password */
    world.lsa.time = clock_now().utc + 1000 * 60 * NT_MINUTE;
    guest = request_of("nobody", "x", RESPONSE_NTLMV2);
    struct logon_request wrong = request_of("user", "wrong", RESPONSE_NTLMV2);
    assert_int_equal(log_on(&world, &guest).status, STATUS_SUCCESS);
    assert_int_equal(log_on(&world, &wrong).status, STATUS_WRONG_PASSWORD);
    world_end(&world);
}

static void each_flag_is_followed_or_refused_by_name(void **state)
{
    (void)state;
    static const uint32_t refused[] = {0x1000, 0x4000, 0x8000, 0x20000, 0x40000, 0x80000};
    static const uint32_t unknown[] = {0x1, 0x200000, 0x400000, 0x800000};
    struct fault fault = {""};
    uint32_t all = 0x84FFFFFF;
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
        assert_false(parameter_control_check(refused[i], &fault));
        assert_non_null(strstr(fault.text, "MSV1_0_"));
        all &= ~refused[i];
    }
    for (size_t i = 0; i < sizeof unknown / sizeof unknown[0]; i++) {
        assert_false(parameter_control_check(unknown[i], &fault));
        all &= ~unknown[i];
    }
    assert_true(parameter_control_check(all, &fault));
}

static void a_success_forgets_wrong_passwords_or_counts_the_logon(void **state)
{
    (void)state;
    static const struct package package = {.routine = agreeable};
    for (int subauth = 0; subauth < 2; subauth++) {
        struct world world;
        world_begin(&world, ", \"bad_password_count\": 2, \"logon_count\": 5", "");
        assert_true(packages_add(&world.lsa.packages, PROTOCOL_NTLM, 132, &package));
        struct logon_request request = request_of("user", PASSWORD, RESPONSE_NTLMV2);
        request.subauth = subauth == 1;
        request.parameter_control = MSV1_0_UPDATE_LOGON_STATISTICS;
        assert_int_equal(log_on(&world, &request).status, STATUS_SUCCESS);
        assert_int_equal(user_of(&world)->bad_password_count, 2);
        assert_int_equal(user_of(&world)->logon_count, 6);
        assert_true(user_of(&world)->last_logon != 0);
        request.parameter_control = 0;
        assert_int_equal(log_on(&world, &request).status, STATUS_SUCCESS);
        assert_int_equal(user_of(&world)->bad_password_count, 0);
        assert_int_equal(user_of(&world)->logon_count, 6);
        world_end(&world);
    }
}

/* USER_ALL_INFORMATION's LogonCount has 16 bits. */
static void the_count_of_logons_does_not_wrap(void **state)
{
    (void)state;
    struct world world;
    world_begin(&world, ", \"logon_count\": 65534", "");
    struct logon_request request = request_of("user", PASSWORD, RESPONSE_NTLMV2);
    request.parameter_control = MSV1_0_UPDATE_LOGON_STATISTICS;
    for (int i = 0; i < 2; i++) {
        assert_int_equal(log_on(&world, &request).status, STATUS_SUCCESS);
        assert_int_equal(user_of(&world)->logon_count, 65535);
    }
    world_end(&world);
}

static void a_packages_refusal_counts_where_the_machine_says_so(void **state)
{
    (void)state;
    static const struct package package = {.routine = agreeable};
    for (int counts = 0; counts < 2; counts++) {
        struct world world;
        world_begin(&world, "", "[System Access]\nLockoutBadCount = 1\n");
        world.lsa.machine.sam.package_refusals_count = counts == 1;
        assert_true(packages_add(&world.lsa.packages, PROTOCOL_NTLM, 132, &package));
        struct logon_request request = request_of("user", "x", RESPONSE_NTLMV2);
        request.subauth = true;
        request.flags = MSV1_0_PASSTHRU;
        assert_int_equal(log_on(&world, &request).status, STATUS_WRONG_PASSWORD);
        assert_int_equal(user_of(&world)->bad_password_count, counts);
        assert_int_equal(user_of(&world)->lockout_time != 0, counts);
        world_end(&world);
    }
}

static void the_administrator_is_locked_out_where_the_policy_says_so(void **state)
{
    (void)state;
    static const struct {
        const char *secpol;
        NTSTATUS status;
    } cases[] = {
        {"[System Access]\nLockoutBadCount = 1\n", STATUS_SUCCESS},
        {"[System Access]\nLockoutBadCount = 1\nAllowAdministratorLockout = 0\n", STATUS_SUCCESS},
        {"[System Access]\nLockoutBadCount = 1\nAllowAdministratorLockout = 1\n",
         STATUS_ACCOUNT_LOCKED_OUT},
        {"[System Access]\nLockoutBadCount = 0\nAllowAdministratorLockout = 1\n", STATUS_SUCCESS},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct world world;
        world_begin(&world, "", cases[i].secpol);
        struct logon_request wrong = request_of("Administrator", "wrong", RESPONSE_NTLMV2);
        log_on(&world, &wrong);
        /* SAM and the log say the same. */
        bool locked = cases[i].status == STATUS_ACCOUNT_LOCKED_OUT;
        const struct sam_account *administrator =
            sam_find_rid(&world.lsa.machine.sam, RID_ADMINISTRATOR);
        assert_int_equal(administrator->lockout_time != 0, locked);
        assert_int_equal(world_has_event(&world, "\tSecurity\t644\t", "Administrator"), locked);
        struct logon_request right = request_of("Administrator", PASSWORD, RESPONSE_NTLMV2);
        assert_int_equal(log_on(&world, &right).status, cases[i].status);
        world_end(&world);
    }
}

static void batch_and_service_logons_need_their_own_rights(void **state)
{
    (void)state;
    static const struct {
        const char *secpol;
        enum logon_type type;
        NTSTATUS status;
    } cases[] = {
        {"[Privilege Rights]\nSeBatchLogonRight = user\n", LOGON_TYPE_BATCH, STATUS_SUCCESS},
        {"[Privilege Rights]\nSeBatchLogonRight = *S-1-5-3\n", LOGON_TYPE_BATCH, STATUS_SUCCESS},
        {"[Privilege Rights]\nSeBatchLogonRight = *S-1-5-4\n", LOGON_TYPE_BATCH,
         STATUS_LOGON_TYPE_NOT_GRANTED},
        {"[Privilege Rights]\nSeServiceLogonRight = user\n", LOGON_TYPE_BATCH,
         STATUS_LOGON_TYPE_NOT_GRANTED},
        {"[Privilege Rights]\nSeServiceLogonRight = *S-1-5-6\n", LOGON_TYPE_SERVICE,
         STATUS_SUCCESS},
        {"[Privilege Rights]\nSeServiceLogonRight = *S-1-1-0\nSeDenyServiceLogonRight = user\n",
         LOGON_TYPE_SERVICE, STATUS_LOGON_TYPE_NOT_GRANTED},
        {"[Privilege Rights]\nSeBatchLogonRight = *S-1-5-3\nSeDenyBatchLogonRight = *S-1-5-3\n",
         LOGON_TYPE_BATCH, STATUS_LOGON_TYPE_NOT_GRANTED},
        {"[Privilege Rights]\nSeNetworkLogonRight = user\n", LOGON_TYPE_NETWORK_CLEARTEXT,
         STATUS_SUCCESS},
        {"[Privilege Rights]\nSeInteractiveLogonRight = user\n", LOGON_TYPE_NETWORK_CLEARTEXT,
         STATUS_LOGON_TYPE_NOT_GRANTED},
        {"", LOGON_TYPE_SERVICE, STATUS_SUCCESS},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct world world;
        world_begin(&world, "", cases[i].secpol);
        struct logon_request request = request_of_type("user", PASSWORD, cases[i].type);
        assert_int_equal(log_on(&world, &request).status, cases[i].status);
        world_end(&world);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(restrictions_are_told_by_the_sub_status),
        cmocka_unit_test(every_status_of_ntstatus_h_has_its_name),
        cmocka_unit_test(the_types_of_logon_have_ntsecapi_hs_numbers),
        cmocka_unit_test(the_profile_says_which_response_it_was),
        cmocka_unit_test(an_interactive_profile_has_the_accounts_texts),
        cmocka_unit_test(an_interactive_profile_has_the_accounts_count_and_times),
        cmocka_unit_test(the_token_has_the_group_of_the_logons_type),
        cmocka_unit_test(parameters_or_the_profiles_path_come_where_they_are_asked_for),
        cmocka_unit_test(the_passwords_end_is_the_logoff_time_where_it_is_asked_for),
        cmocka_unit_test(machines_accounts_log_on_where_they_are_allowed),
        cmocka_unit_test(machines_accounts_log_on_over_the_network_alone),
        cmocka_unit_test(nobody_without_a_response_is_anonymous_and_not_guest),
        cmocka_unit_test(the_specified_domain_alone_needs_a_domain),
        cmocka_unit_test(a_wrong_password_is_guests_logon_where_that_is_forced),
        cmocka_unit_test(a_password_that_guest_stood_in_for_is_counted),
        cmocka_unit_test(whom_a_package_refuses_guest_is_not_forced_for),
        cmocka_unit_test(a_name_or_password_of_an_interactive_logon_has_255_characters),
        cmocka_unit_test(an_ntlmv2_response_may_be_as_old_as_the_machine_says),
        cmocka_unit_test(what_is_no_ntlmv2_response_has_no_time),
        cmocka_unit_test(each_flag_is_followed_or_refused_by_name),
        cmocka_unit_test(a_success_forgets_wrong_passwords_or_counts_the_logon),
        cmocka_unit_test(the_count_of_logons_does_not_wrap),
        cmocka_unit_test(a_packages_refusal_counts_where_the_machine_says_so),
        cmocka_unit_test(the_administrator_is_locked_out_where_the_policy_says_so),
        cmocka_unit_test(batch_and_service_logons_need_their_own_rights),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
