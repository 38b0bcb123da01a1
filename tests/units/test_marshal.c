/* What a package is handed (subauth.h; MS-SAMR 2.2.6): every documented field, as lsass has it. */
#include "lsa_world.h"

#include "parameter_control.h"
#include "profile.h"

static USER_ALL_INFORMATION seen;
static NETLOGON_NETWORK_INFO seen_info;
static unsigned char seen_hours[32];
static NETLOGON_LOGON_INFO_CLASS seen_level;
static SAM_HANDLE seen_handle;
static char seen_comment[64];

static void copy_ascii(const UNICODE_STRING *string, char text[64])
{
    for (unsigned i = 0; i < string->Length / 2u && i < 63; i++) {
        text[i] = (char)string->Buffer[i];
        text[i + 1] = '\0';
    }
}

static void see(NETLOGON_LOGON_INFO_CLASS level, void *information,
                const USER_ALL_INFORMATION *user)
{
    seen = *user;
    seen_info = *(NETLOGON_NETWORK_INFO *)information;
    seen_level = level;
    memset(seen_hours, 0, sizeof seen_hours);
    memcpy(seen_hours, user->LogonHours.LogonHours, (user->LogonHours.UnitsPerWeek + 7) / 8);
    *seen_comment = '\0';
    copy_ascii(&user->UserComment, seen_comment);
}

static NTSTATUS NTAPI routine(NETLOGON_LOGON_INFO_CLASS level, PVOID information, ULONG flags,
                              PUSER_ALL_INFORMATION user, PULONG which, PULONG user_flags,
                              PBOOLEAN authoritative, PLARGE_INTEGER logoff, PLARGE_INTEGER kickoff)
{
    (void)flags;
    (void)authoritative;
    (void)logoff;
    (void)kickoff;
    *which = 0;
    *user_flags = 0;
    see(level, information, user);
    return STATUS_SUCCESS;
}

static NTSTATUS NTAPI routine_ex(NETLOGON_LOGON_INFO_CLASS level, PVOID information, ULONG flags,
                                 PUSER_ALL_INFORMATION user, SAM_HANDLE handle,
                                 PMSV1_0_VALIDATION_INFO validation, PULONG actions)
{
    static uint16_t server[] = u"OTHER";
    (void)flags;
    see(level, information, user);
    seen_handle = handle;
    *actions = MSV1_0_SUBAUTH_PASSWORD;
    validation->Authoritative = TRUE;
    validation->WhichFields = MSV1_0_VALIDATION_LOGON_SERVER | MSV1_0_VALIDATION_LOGON_DOMAIN |
                              MSV1_0_VALIDATION_SESSION_KEY | MSV1_0_VALIDATION_USER_ID;
    validation->LogonServer = (UNICODE_STRING){10, 10, (PWSTR)server};
    validation->LogonDomainName = (UNICODE_STRING){4, 4, (PWSTR)server};
    validation->UserId = 4711;
    memset(&validation->SessionKey, 0x5C, sizeof validation->SessionKey);
    return STATUS_SUCCESS;
}

static const struct package package = {.routine = routine, .routine_ex = routine_ex};

static struct logon_result ask(struct world *world, struct logon_request *request)
{
    if (world->lsa.packages.count == 0) {
        assert_true(packages_add(&world->lsa.packages, PROTOCOL_NTLM, 132, &package));
    }
    request->subauth = true;
    return log_on(world, request);
}

static void every_documented_field_of_the_account_is_there(void **state)
{
    (void)state;
    struct world world;
    world_begin(&world,
                ", \"full_name\": \"a\", \"home_directory\": \"bb\", \"home_directory_drive\": "
                "\"ccc\", \"script_path\": \"dddd\", \"profile_path\": \"eeeee\", "
                "\"admin_comment\": \"ffffff\", \"user_comment\": \"a second factor\", "
                "\"primary_group_id\": 514, \"logon_count\": 7, \"country_code\": 49, "
                "\"code_page\": 437, \"last_logon\": \"2003-07-01\", \"last_logoff\": "
                "\"2003-07-02\", \"password_can_change\": \"2003-07-03\"",
                "");
    struct logon_request request = request_of("user", PASSWORD, RESPONSE_NTLMV2);
    assert_int_equal(ask(&world, &request).status, STATUS_SUCCESS);
    const UNICODE_STRING *texts[] = {&seen.FullName,           &seen.HomeDirectory,
                                     &seen.HomeDirectoryDrive, &seen.ScriptPath,
                                     &seen.ProfilePath,        &seen.AdminComment};
    for (unsigned i = 0; i < 6; i++) {
        assert_int_equal(texts[i]->Length, 2 * (i + 1));
        assert_int_equal(texts[i]->MaximumLength, 2 * (i + 1));
    }
    assert_string_equal(seen_comment, "a second factor");
    assert_int_equal(seen.PrimaryGroupId, 514);
    assert_int_equal(seen.LogonCount, 7);
    assert_int_equal(seen.CountryCode, 49);
    assert_int_equal(seen.CodePage, 437);
    assert_true(seen.LastLogon.QuadPart + 24 * 60 * NT_MINUTE == seen.LastLogoff.QuadPart);
    assert_true(seen.LastLogoff.QuadPart + 24 * 60 * NT_MINUTE == seen.PasswordCanChange.QuadPart);
    assert_int_equal(seen.WhichFields, 0x0BFFFFFF);
    assert_null(seen.PrivateData.Buffer);
    world_end(&world);
}

static void an_account_without_restriction_has_every_hour_of_the_week(void **state)
{
    (void)state;
    struct world world;
    world_begin(&world, "", "");
    struct logon_request request = request_of("user", PASSWORD, RESPONSE_NTLMV2);
    ask(&world, &request);
    assert_int_equal(seen.LogonHours.UnitsPerWeek, 168);
    for (int i = 0; i < 21; i++) {
        assert_int_equal(seen_hours[i], 0xFF);
    }
    assert_int_equal(seen_hours[21], 0);
    world_end(&world);
}

static void each_logon_has_an_id_of_its_own(void **state)
{
    (void)state;
    struct world world;
    ULONG last = 0;
    world_begin(&world, "", "");
    for (int i = 0; i < 3; i++) {
        struct logon_request request = request_of("user", PASSWORD, RESPONSE_NTLMV2);
        struct logon_result result = ask(&world, &request);
        assert_int_equal(seen_info.Identity.LogonId.LowPart, result.logon_id);
        assert_int_not_equal(seen_info.Identity.LogonId.LowPart, 0);
        assert_int_not_equal(seen_info.Identity.LogonId.LowPart, last);
        last = seen_info.Identity.LogonId.LowPart;
    }
    world_end(&world);
}

static void a_logons_id_has_64_bits(void **state)
{
    (void)state;
    struct world world;
    world_begin(&world, "", "");
    world.lsa.logon_id = UINT64_C(0x12345678FFFFFFFF);
    struct logon_request request = request_of("user", PASSWORD, RESPONSE_NTLMV2);
    struct logon_result result = ask(&world, &request);
    assert_true(result.logon_id == UINT64_C(0x1234567900000000));
    assert_int_equal(seen_info.Identity.LogonId.HighPart, 0x12345679);
    assert_int_equal(seen_info.Identity.LogonId.LowPart, 0);
    world_end(&world);
}

/* MSV1_0_SUBAUTH_LOGON names the package elsewhere: the high byte is then nothing's. */
static void parameter_control_names_the_package_and_ex(void **state)
{
    (void)state;
    static const struct {
        bool subauth_message;
        enum package_export export;
        ULONG seen;
    } cases[] = {
        {false, EXPORT_ROUTINE, 0x84000010},
        {false, EXPORT_ROUTINE_EX, 0x84100010},
        {true, EXPORT_ROUTINE, 0x00000010},
        {true, EXPORT_ROUTINE_EX, 0x00100010},
    };
    struct world world;
    world_begin(&world, "", "");
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct logon_request request = request_of("user", PASSWORD, RESPONSE_NTLMV2);
        request.parameter_control = MSV1_0_DONT_TRY_GUEST_ACCOUNT;
        request.subauth_message = cases[i].subauth_message;
        request.export = cases[i].export;
        assert_int_equal(ask(&world, &request).status, STATUS_SUCCESS);
        assert_int_equal(seen_info.Identity.ParameterControl, cases[i].seen);
    }
    world_end(&world);
}

static void an_empty_name_has_no_buffer_whether_it_is_watched_or_not(void **state)
{
    (void)state;
    struct world world;
    struct marshalled marshalled;
    struct fault fault = {""};
    world_begin(&world, "", "");
    struct logon_request request = request_of("user", PASSWORD, RESPONSE_NTLMV2);
    request.workstation = "";
    for (int side = GUARD_OFF; side <= GUARD_BEFORE; side++) {
        struct logon_subject subject = {&request, sam_find(&world.lsa.machine.sam, "user"),
                                        &world.lsa.machine.policy, clock_now(), 1};
        assert_true(marshal_build(&marshalled, (enum guard_side)side, &subject, &fault));
        assert_null(marshalled.info->Identity.Workstation.Buffer);
        assert_int_equal(marshalled.info->Identity.Workstation.Length, 0);
        assert_null(marshalled.user->FullName.Buffer);
        assert_non_null(marshalled.info->Identity.UserName.Buffer);
        marshal_release(&marshalled);
    }
    world_end(&world);
}

/* A byte more would let a package read beyond what lsass hands over. */
static void the_hours_take_a_bit_each_and_no_byte_more(void **state)
{
    (void)state;
    static const unsigned units[] = {1, 7, 8, 9, 24, SAM_HOURS_PER_WEEK};
    unsigned char own[SAM_HOURS_PER_WEEK / 8] = {0x55};
    struct world world;
    struct marshalled marshalled;
    struct fault fault = {""};
    world_begin(&world, "", "");
    struct logon_request request = request_of("user", PASSWORD, RESPONSE_NTLMV2);
    for (size_t i = 0; i <= sizeof units / sizeof units[0]; i++) {
        struct sam_account account = *sam_find(&world.lsa.machine.sam, "user");
        bool all = i == sizeof units / sizeof units[0];
        account.hours = all ? NULL : own;
        account.units_per_week = all ? 0 : units[i];
        struct logon_subject subject = {&request, &account, &world.lsa.machine.policy, clock_now(),
                                        1};
        assert_true(marshal_build(&marshalled, GUARD_AFTER, &subject, &fault));
        size_t size = 0;
        for (size_t b = 0; b < marshalled.guard.count; b++) {
            const struct guard_block *block = &marshalled.guard.blocks[b];
            size = strcmp(block->name, MARSHAL_HOURS) == 0 ? block->size : size;
        }
        unsigned expected = all ? SAM_HOURS_PER_WEEK : units[i];
        assert_int_equal(size, expected / 8 + (expected % 8 > 0));
        assert_int_equal(marshalled.user->LogonHours.UnitsPerWeek, expected);
        assert_int_equal(marshalled.user->LogonHours.LogonHours[0], all ? 0xFF : 0x55);
        marshal_release(&marshalled);
    }
    world_end(&world);
}

static void a_transitive_trusts_logon_has_its_level(void **state)
{
    (void)state;
    struct world world;
    world_begin(&world, "", "");
    struct logon_request request = request_of("user", PASSWORD, RESPONSE_NTLMV2);
    ask(&world, &request);
    assert_int_equal(seen_level, NetlogonNetworkInformation);
    request.transitive = true;
    ask(&world, &request);
    assert_int_equal(seen_level, NetlogonNetworkTransitiveInformation);
    world_end(&world);
}

static void what_ex_gives_back_is_taken(void **state)
{
    (void)state;
    struct world world;
    world_begin(&world, "", "");
    struct logon_request request = request_of("user", PASSWORD, RESPONSE_NTLMV2);
    request.export = EXPORT_ROUTINE_EX;
    struct logon_result result = ask(&world, &request);
    assert_non_null(seen_handle);
    assert_string_equal(result.validation.logon_server, "OTHER");
    assert_string_equal(result.validation.domain, "OT");
    assert_int_equal(result.validation.user_id, 4711);
    assert_int_equal(result.validation.actions, MSV1_0_SUBAUTH_PASSWORD);
    assert_int_equal(result.validation.session_key[15], 0x5C);
    world_end(&world);
}

/* subauth.h: MSV1_0_VALIDATION_INFO goes into the profile where WhichFields says so. */
static void what_ex_gives_back_is_in_the_profile(void **state)
{
    (void)state;
    struct world world;
    struct logon_profile profile;
    world_begin(&world, "", "");
    for (int ex = 0; ex < 2; ex++) {
        struct logon_request request = request_of("user", PASSWORD, RESPONSE_NTLMV2);
        request.export = ex == 1 ? EXPORT_ROUTINE_EX : EXPORT_ROUTINE;
        struct logon_result result = ask(&world, &request);
        profile_of(&world.lsa, &request, &result, &profile);
        assert_string_equal(profile.logon_server, ex == 1 ? "OTHER" : SAM_DEFAULT_COMPUTER);
        assert_string_equal(profile.logon_domain, ex == 1 ? "OT" : SAM_DEFAULT_COMPUTER);
        assert_int_equal(profile.user_flags, ex == 1 ? LOGON_SUBAUTH_SESSION_KEY : 0);
        for (size_t i = 0; i < sizeof profile.keys.user; i++) {
            assert_int_equal(profile.keys.user[i], ex == 1 ? 0x5C : 0);
        }
        profile_release(&profile);
    }
    world_end(&world);
}

static void a_count_beyond_16_bits_does_not_wrap(void **state)
{
    (void)state;
    struct world world;
    world_begin(&world, ", \"bad_password_count\": 65536", "");
    struct logon_request request = request_of("user", PASSWORD, RESPONSE_NTLMV2);
    ask(&world, &request);
    assert_int_equal(seen.BadPasswordCount, 65535);
    world_end(&world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_documented_field_of_the_account_is_there),
        cmocka_unit_test(an_account_without_restriction_has_every_hour_of_the_week),
        cmocka_unit_test(each_logon_has_an_id_of_its_own),
        cmocka_unit_test(a_logons_id_has_64_bits),
        cmocka_unit_test(parameter_control_names_the_package_and_ex),
        cmocka_unit_test(an_empty_name_has_no_buffer_whether_it_is_watched_or_not),
        cmocka_unit_test(the_hours_take_a_bit_each_and_no_byte_more),
        cmocka_unit_test(a_transitive_trusts_logon_has_its_level),
        cmocka_unit_test(what_ex_gives_back_is_taken),
        cmocka_unit_test(what_ex_gives_back_is_in_the_profile),
        cmocka_unit_test(a_count_beyond_16_bits_does_not_wrap),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
