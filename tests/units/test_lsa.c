/* The host's rules (design, section 6), row by row, over machine folders. */
#include "lsa_world.h"

#include <stdlib.h>

#include "folder_platform.h"
#include "parameter_control.h"
#include "text/nt_time.h"

static const char *dll;

/* A number of Lsa's, 4 bytes; NULL: none. The machine is opened anew. */
static void world_set(struct world *world, const uint16_t *name, const unsigned char *number)
{
    struct fault fault = {""};
    lsa_close(&world->lsa);
    folder_set(world->folder, u"", name, REGISTRY_DWORD, number, number == NULL ? 0 : 4);
    assert_true(lsa_open(world->folder, &world->lsa, &fault));
}

static void sam_takes_all_six_forms(void **state)
{
    (void)state;
    struct world world;
    world_begin(&world, "", "");
    for (int form = RESPONSE_NTLMV2; form <= RESPONSE_LMV2; form++) {
        struct logon_request request = request_of("USER", PASSWORD, (enum response_form)form);
        struct logon_result result = log_on(&world, &request);
        assert_int_equal(result.status, STATUS_SUCCESS);
        assert_int_equal(result.user_flags, form == RESPONSE_CLEARTEXT ? LOGON_NOENCRYPTION : 0);
        assert_string_equal(result.called, "none");
    }
    struct logon_request none = request_of("user", "", RESPONSE_NONE);
    assert_int_equal(log_on(&world, &none).status, STATUS_WRONG_PASSWORD);
    world_end(&world);
}

/* A machine that stays open follows its registry: it is read again where it has changed. */
static void sam_s_check_follows_a_registry_that_changes(void **state)
{
    (void)state;
    static const unsigned char ntlmv2_only[] = {5, 0, 0, 0};
    static const unsigned char all[] = {0, 0, 0, 0};
    struct world world;
    world_begin(&world, "", "");
    struct logon_request request = request_of("user", PASSWORD, RESPONSE_NTLMV1);
    for (int round = 0; round < 3; round++) {
        assert_int_equal(log_on(&world, &request).status, STATUS_SUCCESS);
        folder_set(world.folder, u"", VALUE_LM_LEVEL, REGISTRY_DWORD, ntlmv2_only, 4);
        assert_int_equal(log_on(&world, &request).status, STATUS_WRONG_PASSWORD);
        folder_set(world.folder, u"", VALUE_LM_LEVEL, REGISTRY_DWORD, all, 4);
    }
    assert_string_equal(log_on(&world, &request).called, "none");
    folder_set(world.folder, KEY_MSV1_0, u"Auth0", REGISTRY_SZ, u"ABSENT", 14);
    assert_int_equal(log_on(&world, &request).status, STATUS_SUCCESS);
    assert_true(world_has_event(&world, "\thostsim\t1\tWarning\t", "cannot be loaded"));
    world_end(&world);
}

/* LM knows no case, and counts where there is no NT response alone. */
static void sam_takes_a_password_in_another_case_as_lm_alone(void **state)
{
    (void)state;
    struct world world;
    world_begin(&world, "", "");
    for (int form = RESPONSE_NTLMV2; form <= RESPONSE_LMV2; form++) {
        NTSTATUS expected = form == RESPONSE_LM ? STATUS_SUCCESS : STATUS_WRONG_PASSWORD;
        struct logon_request request = request_of("user", "pASSWORD", (enum response_form)form);
        assert_int_equal(log_on(&world, &request).status, expected);
    }
    struct logon_request request = request_of("user", "pASSWORD", RESPONSE_CLEARTEXT);
    request.response.lm_size = strlen(PASSWORD);
    memcpy(request.response.lm, "PASSWORD", strlen(PASSWORD));
    assert_int_equal(log_on(&world, &request).status, STATUS_WRONG_PASSWORD);
    request.type = LOGON_TYPE_INTERACTIVE;
    assert_int_equal(log_on(&world, &request).status, STATUS_WRONG_PASSWORD);
    world_end(&world);
}

static void each_restriction_of_sam_has_its_status(void **state)
{
    (void)state;
    static const struct {
        const char *members;
        const char *secpol;
        NTSTATUS status;
        bool authoritative;
    } cases[] = {
        {"", "", STATUS_SUCCESS, true},
        {", \"flags\": [\"USER_ACCOUNT_DISABLED\"]", "", STATUS_ACCOUNT_DISABLED, false},
        {", \"flags\": [\"USER_WORKSTATION_TRUST_ACCOUNT\"]", "",
         STATUS_NOLOGON_WORKSTATION_TRUST_ACCOUNT, false},
        {", \"account_expires\": \"2000-01-01\"", "", STATUS_ACCOUNT_EXPIRED, true},
        {", \"account_expires\": \"2999-01-01\"", "", STATUS_SUCCESS, true},
        {", \"password_last_set\": \"never\"", "", STATUS_PASSWORD_MUST_CHANGE, true},
        {", \"password_last_set\": \"2000-01-01\"", "[System Access]\nMaximumPasswordAge = 42\n",
         STATUS_PASSWORD_EXPIRED, true},
        {", \"password_last_set\": \"2000-01-01\"", "[System Access]\nMaximumPasswordAge = -1\n",
         STATUS_SUCCESS, true},
        {", \"password_last_set\": \"2000-01-01\", \"flags\": [\"USER_DONT_EXPIRE_PASSWORD\"]",
         "[System Access]\nMaximumPasswordAge = 42\n", STATUS_SUCCESS, true},
        {", \"account_expires\": 1", "", STATUS_ACCOUNT_EXPIRED, true},
        {", \"account_expires\": 0", "", STATUS_SUCCESS, true},
        {", \"password_last_set\": 0", "", STATUS_PASSWORD_MUST_CHANGE, true},
        {", \"flags\": [\"USER_PASSWORD_EXPIRED\"]", "", STATUS_PASSWORD_EXPIRED, true},
        {", \"flags\": [\"USER_ACCOUNT_AUTO_LOCKED\"]", "", STATUS_ACCOUNT_LOCKED_OUT, true},
        {", \"workstations\": \"WS2,WS3\"", "", STATUS_INVALID_WORKSTATION, true},
        {", \"workstations\": [\"ws1\"]", "", STATUS_SUCCESS, true},
        {", \"logon_hours\": \"000000000000000000000000000000000000000000\"", "",
         STATUS_INVALID_LOGON_HOURS, true},
        {", \"logon_hours\": \"7F\"", "", STATUS_SUCCESS, true},
        {", \"logon_hours\": \"00\"", "", STATUS_INVALID_LOGON_HOURS, true},
        {", \"lockout_time\": \"2000-01-01\"", "[System Access]\nLockoutDuration = -1\n",
         STATUS_ACCOUNT_LOCKED_OUT, true},
        {", \"lockout_time\": \"2000-01-01\"", "[System Access]\nLockoutDuration = 30\n",
         STATUS_SUCCESS, true},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct world world;
        world_begin(&world, cases[i].members, cases[i].secpol);
        struct logon_request request = request_of("user", PASSWORD, RESPONSE_NTLMV2);
        struct logon_result result = log_on(&world, &request);
        if (result.status != cases[i].status || result.authoritative != cases[i].authoritative) {
            fail_msg("%s %s: 0x%08X, authoritative %d", cases[i].members, cases[i].secpol,
                     (unsigned)result.status, result.authoritative);
        }
        world_end(&world);
    }
}

static void the_administrator_is_not_restricted_but_needs_the_password(void **state)
{
    (void)state;
    struct world world;
    world_begin(&world, "", "[System Access]\nLockoutBadCount = 1\n");
    struct logon_request wrong = request_of("administrator", "wrong", RESPONSE_NTLMV2);
    struct logon_request right = request_of("administrator", PASSWORD, RESPONSE_NTLMV2);
    assert_int_equal(log_on(&world, &wrong).status, STATUS_WRONG_PASSWORD);
    assert_int_equal(log_on(&world, &wrong).status, STATUS_WRONG_PASSWORD);
    assert_int_equal(log_on(&world, &right).status, STATUS_SUCCESS);
    world_end(&world);
}

static void user_rights_follow_the_logon_type(void **state)
{
    (void)state;
    static const struct {
        const char *rights;
        bool network;
        bool interactive;
    } cases[] = {
        {"", false, false},
        {"SeNetworkLogonRight = *S-1-1-0\n", true, false},
        {"SeNetworkLogonRight = Everyone\n", true, false},
        {"SeNetworkLogonRight = *S-1-5-2\n", true, false},
        {"SeNetworkLogonRight = *S-1-5-4\n", false, false},
        {"SeNetworkLogonRight = *S-1-5-11\n", true, false},
        {"SeNetworkLogonRight = Authenticated Users\n", true, false},
        {"SeInteractiveLogonRight = *S-1-5-4\n", false, true},
        {"SeInteractiveLogonRight = *S-1-5-32-544,user\n", false, true},
        {"SeNetworkLogonRight = *S-1-5-32-546\n", true, false},
        {"SeNetworkLogonRight = Guests\n", true, false},
        {"SeNetworkLogonRight = SERVERNAME\\user\n", true, false},
        {"SeNetworkLogonRight = *S-1-5-21-1-2-3-1001\n", true, false},
        {"SeNetworkLogonRight = *S-1-5-21-1-2-3-1002\n", false, false},
        {"SeNetworkLogonRight = *S-1-1-0\nSeDenyNetworkLogonRight = *S-1-5-32-546\n", false, false},
        {"SeInteractiveLogonRight = *S-1-1-0\nSeDenyInteractiveLogonRight = user\n", false, false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char secpol[512];
        struct world world;
        snprintf(secpol, sizeof secpol, "[Privilege Rights]\n%s", cases[i].rights);
        world_begin(&world, ", \"groups\": [\"Guests\"]", secpol);
        struct logon_request request = request_of("user", PASSWORD, RESPONSE_CLEARTEXT);
        NTSTATUS network = log_on(&world, &request).status;
        request.type = LOGON_TYPE_INTERACTIVE;
        NTSTATUS interactive = log_on(&world, &request).status;
        if (network != (cases[i].network ? STATUS_SUCCESS : STATUS_LOGON_TYPE_NOT_GRANTED) ||
            interactive !=
                (cases[i].interactive ? STATUS_SUCCESS : STATUS_LOGON_TYPE_NOT_GRANTED)) {
            fail_msg("%s: network 0x%08X, interactive 0x%08X", cases[i].rights, (unsigned)network,
                     (unsigned)interactive);
        }
        world_end(&world);
    }
}

/* KB 243330: Everyone and NETWORK he is, whatever they are called. */
static void guest_is_no_authenticated_user(void **state)
{
    (void)state;
    static const struct {
        const char *rights;
        bool granted;
    } cases[] = {
        {"SeNetworkLogonRight = *S-1-1-0\n", true},
        {"SeNetworkLogonRight = NETWORK\n", true},
        {"SeNetworkLogonRight = *S-1-5-11\n", false},
        {"SeNetworkLogonRight = S-1-5-11\n", false},
        {"SeNetworkLogonRight = Authenticated Users\n", false},
        {"SeNetworkLogonRight = NT AUTHORITY\\authenticated users\n", false},
        {"SeNetworkLogonRight = *S-1-1-0\nSeDenyNetworkLogonRight = *S-1-5-11\n", true},
        {"SeNetworkLogonRight = *S-1-1-0\nSeDenyNetworkLogonRight = Authenticated Users\n", true},
        {"SeNetworkLogonRight = *S-1-1-0\nSeDenyNetworkLogonRight = Guest\n", false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char secpol[512];
        struct world world;
        snprintf(secpol, sizeof secpol, "[Privilege Rights]\n%s", cases[i].rights);
        world_begin(&world, "", secpol);
        struct logon_request request = request_of("nobody", "x", RESPONSE_NTLMV2);
        NTSTATUS status = log_on(&world, &request).status;
        if (status != (cases[i].granted ? STATUS_SUCCESS : STATUS_LOGON_TYPE_NOT_GRANTED)) {
            fail_msg("%s: 0x%08X", cases[i].rights, (unsigned)status);
        }
        world_end(&world);
    }
}

static void without_secpol_everyone_has_every_right(void **state)
{
    (void)state;
    struct world world;
    world_begin(&world, "", "");
    struct logon_request request = request_of("user", PASSWORD, RESPONSE_CLEARTEXT);
    request.type = LOGON_TYPE_INTERACTIVE;
    struct logon_result result = log_on(&world, &request);
    assert_int_equal(result.status, STATUS_SUCCESS);
    assert_int_equal(result.user_flags, 0);
    world_end(&world);
}

static void a_package_needs_a_caller_with_tcb(void **state)
{
    (void)state;
    struct world world;
    world_begin(&world, "", "");
    struct logon_request request = request_of("user", PASSWORD, RESPONSE_NTLMV2);
    request.caller = CALLER_NETWORK_SERVICE;
    assert_int_equal(log_on(&world, &request).status, STATUS_SUCCESS);
    request.subauth = true;
    request.package_file = dll;
    assert_int_equal(log_on(&world, &request).status, STATUS_PRIVILEGE_NOT_HELD);
    world_end(&world);
    world_begin(&world, "", "[Privilege Rights]\nSeTcbPrivilege = *S-1-5-20\n");
    assert_int_equal(log_on(&world, &request).status, STATUS_NO_SUCH_USER);
    world_end(&world);
}

static void an_absent_package_is_126_and_an_absent_export_127(void **state)
{
    (void)state;
    struct world world;
    world_begin(&world, "", "");
    struct logon_request request = request_of("user", PASSWORD, RESPONSE_NTLMV2);
    request.subauth = true;
    request.package_id = 77; /* no Auth77 */
    struct logon_result result = log_on(&world, &request);
    assert_int_equal(result.status, STATUS_DLL_NOT_FOUND);
    assert_string_equal(result.called, "none");
    request.package_file = "there/is/no/such/file";
    assert_int_equal(log_on(&world, &request).status, STATUS_DLL_NOT_FOUND);
    request.package_file = folder_some_library();
    assert_int_equal(log_on(&world, &request).status, STATUS_PROCEDURE_NOT_FOUND);
    request.export = EXPORT_ROUTINE_EX;
    assert_int_equal(log_on(&world, &request).status, STATUS_PROCEDURE_NOT_FOUND);
    world_end(&world);
}

/* A filter's DLL, which no registry names; by NTLM a file stands for another package. */
static void a_file_is_the_kdcs_filter(void **state)
{
    (void)state;
    char filter[1024];
    struct world world;
    const char *name = dll + strlen(dll);
    while (name > dll && name[-1] != '/' && name[-1] != '\\') {
        name--;
    }
    snprintf(filter, sizeof filter, "%.*spackages/wrong_filter%s", (int)(name - dll), dll,
             strrchr(name, '.'));
    world_begin(&world, "", "");
    struct logon_request request = request_of_type("user", PASSWORD, LOGON_TYPE_NETWORK);
    request.package_file = filter;
    assert_string_equal(log_on(&world, &request).called, "none");
    request.protocol = PROTOCOL_KERBEROS;
    struct logon_result result = log_on(&world, &request);
    assert_int_equal(result.status, STATUS_SUCCESS);
    assert_string_equal(result.called, "Msv1_0SubAuthenticationFilter");
    world_end(&world);
}

static void the_lockout_counts_and_ends(void **state)
{
    (void)state;
    struct world world;
    world_begin(&world, "",
                "[System Access]\nLockoutBadCount = 3\nResetLockoutCount = 30\n"
                "LockoutDuration = 30\n");
    struct sam_account *user = sam_find(&world.lsa.machine.sam, "user");
    assert_int_equal(simple(&world, "wrong"), STATUS_WRONG_PASSWORD);
    assert_int_equal(simple(&world, "wrong"), STATUS_WRONG_PASSWORD);
    assert_int_equal(user->bad_password_count, 2);
    assert_int_equal(simple(&world, PASSWORD), STATUS_SUCCESS);
    assert_int_equal(user->bad_password_count, 0);

    for (int i = 0; i < 3; i++) {
        assert_int_equal(simple(&world, "wrong"), STATUS_WRONG_PASSWORD);
    }
    assert_int_equal(simple(&world, PASSWORD), STATUS_ACCOUNT_LOCKED_OUT);
    user->lockout_time -= 31 * NT_MINUTE; /* the duration is over */
    assert_int_equal(simple(&world, PASSWORD), STATUS_SUCCESS);
    assert_true(user->lockout_time == 0);

    assert_int_equal(simple(&world, "wrong"), STATUS_WRONG_PASSWORD);
    assert_int_equal(simple(&world, "wrong"), STATUS_WRONG_PASSWORD);
    user->bad_password_time -= 31 * NT_MINUTE; /* the window is over */
    assert_int_equal(simple(&world, "wrong"), STATUS_WRONG_PASSWORD);
    assert_int_equal(user->bad_password_count, 1);
    assert_int_equal(simple(&world, PASSWORD), STATUS_SUCCESS);
    world_end(&world);
}

static void what_a_logon_changes_is_written_back(void **state)
{
    (void)state;
    struct world world;
    struct fault fault = {""};
    world_begin(&world, "", "[System Access]\nLockoutBadCount = 1\nLockoutDuration = -1\n");
    assert_int_equal(simple(&world, "wrong"), STATUS_WRONG_PASSWORD);
    assert_true(lsa_save(&world.lsa, &fault));
    lsa_close(&world.lsa);
    assert_true(lsa_open(world.folder, &world.lsa, &fault));
    assert_int_equal(sam_find(&world.lsa.machine.sam, "user")->bad_password_count, 1);
    assert_int_equal(simple(&world, PASSWORD), STATUS_ACCOUNT_LOCKED_OUT);
    struct contents events = folder_read(world.folder, "events.log");
    assert_non_null(strstr(events.text, "\tSecurity\t529\tFailure Audit\t"));
    assert_non_null(strstr(events.text, "\tSecurity\t539\tFailure Audit\t"));
    assert_null(strstr(events.text, PASSWORD));
    contents_release(&events);
    world_end(&world);
}

static void guest_stands_in_as_parameter_control_says(void **state)
{
    (void)state;
    struct world world;
    world_begin(&world, "", "");
    struct logon_request request = request_of("nobody", "x", RESPONSE_NTLMV2);
    struct logon_result result = log_on(&world, &request);
    assert_int_equal(result.status, STATUS_SUCCESS);
    assert_int_equal(result.user_flags, LOGON_GUEST);
    request.parameter_control = MSV1_0_DONT_TRY_GUEST_ACCOUNT;
    assert_int_equal(log_on(&world, &request).status, STATUS_NO_SUCH_USER);
    request.parameter_control = MSV1_0_TRY_GUEST_ACCOUNT_ONLY;
    request.user = "user";
    assert_int_equal(log_on(&world, &request).user_flags, LOGON_GUEST);
    sam_find(&world.lsa.machine.sam, "Guest")->flags |= USER_ACCOUNT_DISABLED;
    assert_int_equal(log_on(&world, &request).status, STATUS_NO_SUCH_USER);
    world_end(&world);
    world_begin(&world, "", "[System Access]\nEnableGuestAccount = 0\n");
    request.parameter_control = 0;
    request.user = "nobody";
    assert_int_equal(log_on(&world, &request).status, STATUS_NO_SUCH_USER);
    world_end(&world);
}

static void a_guest_retry_reaches_the_package_and_is_refused(void **state)
{
    (void)state;
    struct world world;
    world_begin(&world, "", "");
    struct logon_request request = request_of("nobody", "x", RESPONSE_NTLMV2);
    request.subauth = true;
    request.package_file = dll;
    struct logon_result result = log_on(&world, &request);
    assert_int_equal(result.status, STATUS_NO_SUCH_USER);
    assert_false(result.authoritative);
    assert_string_equal(result.called, "Msv1_0SubAuthenticationRoutine");
    request.export = EXPORT_ROUTINE_EX;
    assert_string_equal(log_on(&world, &request).called, "Msv1_0SubAuthenticationRoutineEx");
    world_end(&world);
}

static void hashes_come_from_pwdump_and_smbpasswd(void **state)
{
    (void)state;
    static const char *const files[][2] = {
        {"pwdump.txt",
         "user:1001:E52CAC67419A9A224A3B108F3FA6CB6D:A4F49C406510BDCAB6824EE7C30FD852:::\r\n"},
        {"smbpasswd", "# comment\nUSER:1001:XXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX:"
                      "A4F49C406510BDCAB6824EE7C30FD852:[U          ]:LCT-00000000:\n"},
    };
    for (size_t i = 0; i < 2; i++) {
        struct world world;
        struct fault fault = {""};
        folder_new(world.folder);
        folder_write(world.folder, "sam.json",
                     "{\"accounts\": [{\"name\": \"user\", \"rid\": 1}]}");
        folder_write(world.folder, files[i][0], files[i][1]);
        assert_true(lsa_open(world.folder, &world.lsa, &fault));
        assert_int_equal(simple(&world, PASSWORD), STATUS_SUCCESS);
        assert_int_equal(sam_find(&world.lsa.machine.sam, "user")->owfs.has_lm, i == 0);
        world_end(&world);
    }
}

#define EMPTY_LM "AAD3B435B51404EEAAD3B435B51404EE"
#define EMPTY_NT "31D6CFE0D16AE931B73C59D7E0C089C0"
#define SOME_LM "E52CAC67419A9A224A3B108F3FA6CB6D"
#define SOME_NT "A4F49C406510BDCAB6824EE7C30FD852"
#define NO_PASSWORD "NO PASSWORD*********************"
#define NO_PASSWORD_X "NO PASSWORDXXXXXXXXXXXXXXXXXXXXX" /* smbpasswd(5) */
#define DISABLED_X "XXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX"

#define BLANK ", \"lm_hash\": \"" EMPTY_LM "\", \"nt_hash\": \"" EMPTY_NT "\""

/* Which of the forms a password is let in by: one bit each, RESPONSE_...'s. */
static unsigned forms_admitted(struct world *world, const char *password)
{
    unsigned admitted = 0;
    for (int form = RESPONSE_NTLMV2; form <= RESPONSE_LMV2; form++) {
        struct logon_request request = request_of("user", password, (enum response_form)form);
        if (log_on(world, &request).status == STATUS_SUCCESS) {
            admitted |= 1u << form;
        }
    }
    return admitted;
}

/* A machine of one account, whose hashes are in a file beside sam.json. */
static void world_with_line(struct world *world, const char *file, const char *line)
{
    struct fault fault = {""};
    folder_new(world->folder);
    folder_write(world->folder, "sam.json", "[{\"name\": \"user\", \"rid\": 1}]");
    folder_write(world->folder, file, line);
    assert_true(lsa_open(world->folder, &world->lsa, &fault));
}

static void hashes_of_no_password_are_told_from_no_hashes(void **state)
{
    (void)state;
    enum { ALL = 0x3F, NONE = 0, LM = 1 << RESPONSE_LM, BUT_LM = ALL & ~LM };
    static const char *const files[] = {"pwdump.txt", "smbpasswd"};
    static const struct {
        const char *lm;
        const char *nt;
        unsigned empty; /* what the empty password is let in by, and PASSWORD */
        unsigned password;
    } cases[] = {
        {SOME_LM, SOME_NT, NONE, ALL},           {EMPTY_LM, SOME_NT, NONE, BUT_LM},
        {NO_PASSWORD, SOME_NT, NONE, BUT_LM},    {DISABLED_X, SOME_NT, NONE, BUT_LM},
        {EMPTY_LM, EMPTY_NT, ALL, NONE},         {NO_PASSWORD, EMPTY_NT, ALL, NONE},
        {NO_PASSWORD, NO_PASSWORD, ALL, NONE},   {NO_PASSWORD_X, NO_PASSWORD_X, ALL, NONE},
        {NO_PASSWORD, DISABLED_X, ALL, NONE},    {NO_PASSWORD_X, DISABLED_X, ALL, NONE},
        {DISABLED_X, DISABLED_X, NONE, NONE},    {EMPTY_LM, DISABLED_X, NONE, NONE},
        {SOME_LM, NO_PASSWORD, NONE, LM},        {SOME_LM, DISABLED_X, NONE, LM},
        {DISABLED_X, NO_PASSWORD, BUT_LM, NONE},
    };
    for (size_t i = 0; i < 2 * sizeof cases / sizeof cases[0]; i++) {
        struct world world;
        char line[256];
        snprintf(line, sizeof line, "user:1:%s:%s:::\n", cases[i / 2].lm, cases[i / 2].nt);
        world_with_line(&world, files[i % 2], line);
        unsigned empty = forms_admitted(&world, "");
        unsigned password = forms_admitted(&world, PASSWORD);
        if (empty != cases[i / 2].empty || password != cases[i / 2].password) {
            fail_msg("%s: %s empty 0x%02X, password 0x%02X", files[i % 2], line, empty, password);
        }
        /* What a package is handed says the same. */
        assert_int_equal(sam_find(&world.lsa.machine.sam, "user")->owfs.has_lm,
                         ((empty | password) & LM) != 0);
        world_end(&world);
    }
}

static void hashes_in_sam_json_are_read_alike(void **state)
{
    (void)state;
    enum { ALL = 0x3F, BUT_LM = ALL & ~(1 << RESPONSE_LM) };
    struct world world;
    world_begin(&world, ", \"lm_hash\": \"" EMPTY_LM "\"", "");
    assert_int_equal(forms_admitted(&world, ""), 0);
    assert_int_equal(forms_admitted(&world, PASSWORD), BUT_LM);
    world_end(&world);
    world_begin(&world, BLANK, "");
    assert_int_equal(forms_admitted(&world, ""), ALL);
    world_end(&world);
}

static void an_empty_password_works_at_the_console_and_no_credential_nowhere(void **state)
{
    (void)state;
    struct world world;
    world_begin(&world, BLANK, "");
    struct logon_request empty = request_of("user", "", RESPONSE_CLEARTEXT);
    struct logon_request none = request_of("user", "", RESPONSE_NONE);
    assert_int_equal(log_on(&world, &none).status, STATUS_WRONG_PASSWORD);
    empty.type = LOGON_TYPE_INTERACTIVE;
    assert_int_equal(log_on(&world, &empty).status, STATUS_SUCCESS);
    world_end(&world);
}

/* LimitBlankPasswordUse: then at the console alone, the built-in administrator too. */
static void a_blank_password_is_limited_to_the_console_where_the_registry_says_so(void **state)
{
    (void)state;
    static const unsigned char numbers[][4] = {{1}, {0}};
    for (size_t i = 0; i < 2; i++) {
        bool limited = numbers[i][0] == 1;
        NTSTATUS expected = limited ? STATUS_ACCOUNT_RESTRICTION : STATUS_SUCCESS;
        struct world world;
        world_begin(&world, BLANK, "");
        world_set(&world, VALUE_LIMIT_BLANK, numbers[i]);
        for (int form = RESPONSE_NTLMV2; form <= RESPONSE_LMV2; form++) {
            struct logon_request request = request_of("user", "", (enum response_form)form);
            struct logon_request wrong = request_of("user", "wrong", (enum response_form)form);
            struct logon_result result = log_on(&world, &request);
            assert_int_equal(result.status, expected);
            assert_true(result.authoritative);
            assert_int_equal(log_on(&world, &wrong).status, STATUS_WRONG_PASSWORD);
        }
        /* Neither a bad password nor a success. */
        assert_int_equal(sam_find(&world.lsa.machine.sam, "user")->bad_password_count,
                         limited ? 6 : 1);
        sam_find(&world.lsa.machine.sam, "user")->rid = RID_ADMINISTRATOR;
        sam_find(&world.lsa.machine.sam, "Administrator")->rid = 1001;
        sam_index(&world.lsa.machine.sam);
        assert_int_equal(simple(&world, ""), expected);
        struct logon_request console = request_of("user", "", RESPONSE_CLEARTEXT);
        console.type = LOGON_TYPE_INTERACTIVE;
        assert_int_equal(log_on(&world, &console).status, STATUS_SUCCESS);
        struct logon_request other = request_of("Administrator", PASSWORD, RESPONSE_NTLMV2);
        assert_int_equal(log_on(&world, &other).status, STATUS_SUCCESS);
        struct logon_request guest = request_of("nobody", "x", RESPONSE_NTLMV2);
        assert_int_equal(log_on(&world, &guest).status, STATUS_SUCCESS); /* Guest has no password */
        world_set(&world, VALUE_LIMIT_BLANK, NULL);
        world_end(&world);
    }
}

/* A package that admits everyone and says of nothing that it is the last word. */
static NTSTATUS NTAPI unsure(NETLOGON_LOGON_INFO_CLASS level, PVOID information, ULONG flags,
                             PUSER_ALL_INFORMATION user, PULONG which, PULONG user_flags,
                             PBOOLEAN authoritative, PLARGE_INTEGER logoff, PLARGE_INTEGER kickoff)
{
    (void)level;
    (void)information;
    (void)flags;
    (void)user;
    (void)logoff;
    (void)kickoff;
    *which = 0;
    *user_flags = 0;
    *authoritative = FALSE;
    return STATUS_SUCCESS;
}

/* What the LSA itself refuses or grants, no other server knows better. */
static void what_the_lsa_says_is_the_last_word(void **state)
{
    (void)state;
    static const struct package package = {.routine = unsure};
    static const struct {
        const char *secpol;
        bool audit_failed;
        NTSTATUS status;
        bool authoritative;
    } cases[] = {
        {"", false, STATUS_SUCCESS, false},
        {"[Privilege Rights]\nSeBatchLogonRight = *S-1-1-0\n", false, STATUS_LOGON_TYPE_NOT_GRANTED,
         true},
        {"[Privilege Rights]\nSeNetworkLogonRight = *S-1-1-0\n", true, STATUS_AUDIT_FAILED, true},
        {"[Privilege Rights]\nSeBatchLogonRight = *S-1-1-0\n", true, STATUS_LOGON_TYPE_NOT_GRANTED,
         true},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct world world;
        world_begin(&world, "", cases[i].secpol);
        world.lsa.audit_failed = cases[i].audit_failed;
        assert_true(packages_add(&world.lsa.packages, PROTOCOL_NTLM, 132, &package));
        struct logon_request request = request_of("user", PASSWORD, RESPONSE_NTLMV2);
        request.subauth = true;
        struct logon_result result = log_on(&world, &request);
        assert_int_equal(result.status, cases[i].status);
        assert_int_equal(result.authoritative, cases[i].authoritative);
        world_end(&world);
    }
}

/* CrashOnAuditFail at 2 (Q140058): a refusal stays what it was, and administrators are let in. */
static void after_a_full_log_administrators_alone_log_on(void **state)
{
    (void)state;
    struct world world;
    world_begin(&world, ", \"groups\": [\"Users\"]", "");
    for (int failed = 0; failed < 2; failed++) {
        world.lsa.audit_failed = failed != 0;
        struct logon_request administrator = request_of("Administrator", PASSWORD, RESPONSE_NTLMV2);
        assert_int_equal(log_on(&world, &administrator).status, STATUS_SUCCESS);
        assert_int_equal(simple(&world, PASSWORD), failed ? STATUS_AUDIT_FAILED : STATUS_SUCCESS);
        assert_int_equal(simple(&world, "wrong"), STATUS_WRONG_PASSWORD);
        struct logon_request nobody = request_of("nobody", "x", RESPONSE_NTLMV2);
        assert_int_equal(log_on(&world, &nobody).status,
                         failed ? STATUS_AUDIT_FAILED : STATUS_SUCCESS);
    }
    /* What was refused so neither counts as a bad password nor forgets one. */
    assert_int_equal(sam_find(&world.lsa.machine.sam, "user")->bad_password_count, 2);
    assert_int_equal(simple(&world, PASSWORD), STATUS_AUDIT_FAILED);
    assert_int_equal(sam_find(&world.lsa.machine.sam, "user")->bad_password_count, 2);
    world_end(&world);
}

static void guest_that_was_forced_is_admitted_for_good(void **state)
{
    (void)state;
    struct world world;
    world_begin(&world, ", \"flags\": [\"USER_ACCOUNT_DISABLED\"]", "");
    struct logon_request request = request_of("user", "wrong", RESPONSE_NTLMV2);
    struct logon_result result = log_on(&world, &request);
    assert_int_equal(result.status, STATUS_WRONG_PASSWORD);
    assert_false(result.authoritative);
    request.parameter_control = MSV1_0_ALLOW_FORCE_GUEST;
    result = log_on(&world, &request);
    assert_int_equal(result.status, STATUS_SUCCESS);
    assert_true(result.authoritative);
    assert_true(result.elapsed_ns > 0 && result.elapsed_ns < 60000000000u);
    world_end(&world);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sam_takes_all_six_forms),
        cmocka_unit_test(sam_s_check_follows_a_registry_that_changes),
        cmocka_unit_test(sam_takes_a_password_in_another_case_as_lm_alone),
        cmocka_unit_test(each_restriction_of_sam_has_its_status),
        cmocka_unit_test(the_administrator_is_not_restricted_but_needs_the_password),
        cmocka_unit_test(user_rights_follow_the_logon_type),
        cmocka_unit_test(guest_is_no_authenticated_user),
        cmocka_unit_test(without_secpol_everyone_has_every_right),
        cmocka_unit_test(a_package_needs_a_caller_with_tcb),
        cmocka_unit_test(an_absent_package_is_126_and_an_absent_export_127),
        cmocka_unit_test(a_file_is_the_kdcs_filter),
        cmocka_unit_test(what_the_lsa_says_is_the_last_word),
        cmocka_unit_test(after_a_full_log_administrators_alone_log_on),
        cmocka_unit_test(guest_that_was_forced_is_admitted_for_good),
        cmocka_unit_test(the_lockout_counts_and_ends),
        cmocka_unit_test(what_a_logon_changes_is_written_back),
        cmocka_unit_test(guest_stands_in_as_parameter_control_says),
        cmocka_unit_test(a_guest_retry_reaches_the_package_and_is_refused),
        cmocka_unit_test(hashes_come_from_pwdump_and_smbpasswd),
        cmocka_unit_test(hashes_of_no_password_are_told_from_no_hashes),
        cmocka_unit_test(hashes_in_sam_json_are_read_alike),
        cmocka_unit_test(an_empty_password_works_at_the_console_and_no_credential_nowhere),
        cmocka_unit_test(a_blank_password_is_limited_to_the_console_where_the_registry_says_so),
    };
    if (argc != 2) {
        fprintf(stderr, "usage: test_lsa DLL\n");
        return 2;
    }
    dll = argv[1];
    return cmocka_run_group_tests(tests, NULL, NULL);
}
