/*
 * The built DLL, through its exports: every status that it can give, its outputs on every path, and
 * both signatures. argv[1] is the DLL.
 */
#include "machine_folder.h"

#include "package.h"

static const char *dll;

struct fixture {
    char folder[FOLDER_MAX];
    struct package package;
};

static int set_up(void **state)
{
    static struct fixture fixture;
    folder_new(fixture.folder);
    struct wide password = WIDE(NLMP_PASSWORD);
    folder_enrol(fixture.folder, true, &password);
    assert_int_equal(package_open_file(dll, &fixture.package), STATUS_SUCCESS);
    assert_non_null(fixture.package.routine);
    assert_non_null(fixture.package.routine_ex);
    *state = &fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    package_close(&fixture->package);
    folder_set(fixture->folder, KEY_ACCOUNTS, u"IUSR_SERVERNAME", 0, NULL, 0);
    folder_remove(fixture->folder);
    return 0;
}

struct outputs {
    ULONG which_fields;
    ULONG user_flags;
    BOOLEAN authoritative;
    LARGE_INTEGER logoff;
    LARGE_INTEGER kickoff;
};

/* Outputs begin as rubbish: a path that forgets one is seen. */
static struct outputs rubbish(void)
{
    struct outputs outputs = {0xDEADBEEF, 0xDEADBEEF, 0x5A, {.QuadPart = 42}, {.QuadPart = 42}};
    return outputs;
}

static NTSTATUS call(struct fixture *fixture, struct made_request *made,
                     struct made_account *account, ULONG flags, struct outputs *outputs)
{
    *outputs = rubbish();
    return fixture->package.routine(NetlogonNetworkInformation, &made->info, flags, &account->user,
                                    &outputs->which_fields, &outputs->user_flags,
                                    &outputs->authoritative, &outputs->logoff, &outputs->kickoff);
}

static void ordinary(struct made_request *made, struct made_account *account, struct wide password)
{
    make_request(made, FORM_NTLMV2, password, WIDE(u"IUSR_SERVERNAME"), WIDE(u""), NULL);
    make_account(account);
}

static void every_status_of_the_routine_is_reached(void **state)
{
    struct fixture *fixture = *state;
    static const struct {
        NTSTATUS status;
        ULONG control;
        int64_t expires;
        bool wrong;
        bool stations;
        bool hours;
        ULONG rid;
        BOOLEAN authoritative;
    } cases[] = {
        {STATUS_SUCCESS, USER_NORMAL_ACCOUNT, 0, 0, 0, 0, 1001, TRUE},
        {STATUS_WRONG_PASSWORD, USER_NORMAL_ACCOUNT, 0, 1, 0, 0, 1001, TRUE},
        {STATUS_NO_SUCH_USER, USER_NORMAL_ACCOUNT, 0, 0, 0, 0, 500, FALSE},
        {STATUS_NO_SUCH_USER, USER_SERVER_TRUST_ACCOUNT, 0, 0, 0, 0, 1001, FALSE},
        {STATUS_ACCOUNT_LOCKED_OUT, USER_NORMAL_ACCOUNT | USER_ACCOUNT_AUTO_LOCKED, 0, 0, 0, 0,
         1001, TRUE},
        {STATUS_ACCOUNT_DISABLED, USER_NORMAL_ACCOUNT | USER_ACCOUNT_DISABLED, 0, 0, 0, 0, 1001,
         FALSE},
        {STATUS_ACCOUNT_EXPIRED, USER_NORMAL_ACCOUNT, 1, 0, 0, 0, 1001, TRUE},
        {STATUS_INVALID_WORKSTATION, USER_NORMAL_ACCOUNT, 0, 0, 1, 0, 1001, TRUE},
        {STATUS_INVALID_LOGON_HOURS, USER_NORMAL_ACCOUNT, 0, 0, 0, 1, 1001, TRUE},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct made_request made;
        struct made_account account;
        struct outputs outputs;
        ordinary(&made, &account, cases[i].wrong ? WIDE(u"wrong") : WIDE(NLMP_PASSWORD));
        made.info.Identity.Workstation = counted(WIDE(u"WS1"));
        account.user.UserAccountControl = cases[i].control;
        account.user.UserId = cases[i].rid;
        account.user.AccountExpires.QuadPart = cases[i].expires;
        if (cases[i].stations) {
            account.user.WorkStations = counted(WIDE(u"WS2"));
        }
        if (cases[i].hours) {
            account.user.LogonHours.UnitsPerWeek = 168;
            account.user.LogonHours.LogonHours = account.hours;
        }
        USER_ALL_INFORMATION before = account.user;
        NTSTATUS status = call(fixture, &made, &account, 0, &outputs);
        if (status != cases[i].status || outputs.authoritative != cases[i].authoritative) {
            fail_msg("case %u: 0x%08X, authoritative %u", (unsigned)i, (unsigned)status,
                     outputs.authoritative);
        }
        assert_int_equal(outputs.which_fields, 0);
        assert_int_equal(outputs.user_flags, 0);
        assert_true(outputs.logoff.QuadPart == NT_NEVER);
        assert_true(outputs.kickoff.QuadPart == NT_NEVER);
        assert_memory_equal(&before, &account.user, sizeof before);
    }
}

static void every_level_but_network_is_invalid_info_class(void **state)
{
    struct fixture *fixture = *state;
    struct made_request made;
    struct made_account account;
    ordinary(&made, &account, WIDE(NLMP_PASSWORD));
    for (int level = -1; level < 12; level++) {
        struct outputs outputs = rubbish();
        bool network =
            level == NetlogonNetworkInformation || level == NetlogonNetworkTransitiveInformation;
        NTSTATUS status = fixture->package.routine(
            (NETLOGON_LOGON_INFO_CLASS)level, &made.info, 0, &account.user, &outputs.which_fields,
            &outputs.user_flags, &outputs.authoritative, &outputs.logoff, &outputs.kickoff);
        assert_int_equal(status, network ? STATUS_SUCCESS : STATUS_INVALID_INFO_CLASS);
        assert_int_equal(outputs.authoritative, TRUE);
    }
}

static void a_guest_retry_is_not_authoritative(void **state)
{
    struct fixture *fixture = *state;
    struct made_request made;
    struct made_account account;
    struct outputs outputs;
    ordinary(&made, &account, WIDE(NLMP_PASSWORD));
    assert_int_equal(call(fixture, &made, &account, MSV1_0_GUEST_LOGON, &outputs),
                     STATUS_NO_SUCH_USER);
    assert_int_equal(outputs.authoritative, FALSE);
    assert_int_equal(call(fixture, &made, &account, MSV1_0_PASSTHRU, &outputs), STATUS_SUCCESS);
}

static void each_null_pointer_is_an_invalid_parameter_and_the_others_are_set(void **state)
{
    struct fixture *fixture = *state;
    struct made_request made;
    struct made_account account;
    ordinary(&made, &account, WIDE(NLMP_PASSWORD));
    for (int missing = 0; missing < 7; missing++) {
        struct outputs o = rubbish();
        NTSTATUS status = fixture->package.routine(
            NetlogonNetworkInformation, missing == 0 ? NULL : &made.info, 0,
            missing == 1 ? NULL : &account.user, missing == 2 ? NULL : &o.which_fields,
            missing == 3 ? NULL : &o.user_flags, missing == 4 ? NULL : &o.authoritative,
            missing == 5 ? NULL : &o.logoff, missing == 6 ? NULL : &o.kickoff);
        assert_int_equal(status, STATUS_INVALID_PARAMETER);
        assert_true(missing == 2 || o.which_fields == 0);
        assert_true(missing == 3 || o.user_flags == 0);
        assert_true(missing == 4 || o.authoritative == TRUE);
        assert_true(missing == 5 || o.logoff.QuadPart == NT_NEVER);
        assert_true(missing == 6 || o.kickoff.QuadPart == NT_NEVER);
    }
}

/* Every counted string that is read, by its number; the last two are STRINGs. */
#define COUNTED_STRINGS 9
static void spoil(struct made_request *made, struct made_account *account, int field, USHORT length,
                  USHORT maximum, bool buffer)
{
    static WCHAR some[32];
    UNICODE_STRING *const texts[] = {
        &made->info.Identity.UserName,    &made->info.Identity.LogonDomainName,
        &made->info.Identity.Workstation, &account->user.UserName,
        &account->user.WorkStations,      &account->user.NtPassword,
        &account->user.LmPassword};
    STRING bytes = {length, maximum, buffer ? (char *)some : NULL};
    if (field < 7) {
        *texts[field] = (UNICODE_STRING){length, maximum, buffer ? some : NULL};
    } else if (field == 7) {
        made->info.NtChallengeResponse = bytes;
    } else {
        made->info.LmChallengeResponse = bytes;
    }
}

static void a_counted_string_that_is_not_sound_is_an_invalid_parameter(void **state)
{
    struct fixture *fixture = *state;
    for (int field = 0; field < COUNTED_STRINGS; field++) {
        struct made_request made;
        struct made_account account;
        struct outputs outputs;
        ordinary(&made, &account, WIDE(NLMP_PASSWORD));
        spoil(&made, &account, field, 24, 24, false);
        assert_int_equal(call(fixture, &made, &account, 0, &outputs), STATUS_INVALID_PARAMETER);
        ordinary(&made, &account, WIDE(NLMP_PASSWORD));
        spoil(&made, &account, field, 24, 22, true);
        assert_int_equal(call(fixture, &made, &account, 0, &outputs), STATUS_INVALID_PARAMETER);
        ordinary(&made, &account, WIDE(NLMP_PASSWORD));
        spoil(&made, &account, field, 0, 0, false);
        assert_int_not_equal(call(fixture, &made, &account, 0, &outputs), STATUS_INVALID_PARAMETER);
    }
}

/* To an odd address behind what was moved before. */
static void *move_to_odd(unsigned char **room, const void *from, size_t size)
{
    unsigned char *to = *room + (((uintptr_t)*room & 1) == 0);
    if (size > 0) {
        memcpy(to, from, size);
    }
    *room = to + size;
    return to;
}

static void move_text(unsigned char **room, UNICODE_STRING *text)
{
    if (text->Length > 0) {
        text->Buffer = move_to_odd(room, text->Buffer, text->Length);
    }
}

static void buffers_at_odd_addresses_are_read_like_others(void **state)
{
    struct fixture *fixture = *state;
    static unsigned char memory[4096];
    for (int form = 0; form < FORM_COUNT; form++) {
        for (int wrong = 0; wrong < 2; wrong++) {
            unsigned char *room = memory;
            struct made_request made;
            struct made_account account;
            struct outputs outputs;
            make_account(&account);
            make_request(&made, (enum form)form, wrong ? WIDE(u"wrong") : WIDE(NLMP_PASSWORD),
                         WIDE(u"IUSR_SERVERNAME"), WIDE(u"DOMAIN"), NULL);
            made.info.Identity.Workstation = counted(WIDE(u"WS1"));
            account.user.WorkStations = counted(WIDE(u"WS2,WS1"));
            memset(account.hours, 0xFF, sizeof account.hours);
            account.user.LogonHours.UnitsPerWeek = 1008;
            account.user.LogonHours.LogonHours = move_to_odd(&room, account.hours, 126);
            move_text(&room, &made.info.Identity.UserName);
            move_text(&room, &made.info.Identity.LogonDomainName);
            move_text(&room, &made.info.Identity.Workstation);
            move_text(&room, &account.user.UserName);
            move_text(&room, &account.user.WorkStations);
            STRING *nt = &made.info.NtChallengeResponse;
            STRING *lm = &made.info.LmChallengeResponse;
            nt->Buffer = move_to_odd(&room, nt->Buffer, nt->Length);
            lm->Buffer = move_to_odd(&room, lm->Buffer, lm->Length);
            assert_int_equal(call(fixture, &made, &account, 0, &outputs),
                             wrong ? STATUS_WRONG_PASSWORD : STATUS_SUCCESS);
        }
    }
}

static void cleartext_says_no_encryption(void **state)
{
    struct fixture *fixture = *state;
    struct made_request made;
    struct made_account account;
    struct outputs outputs;
    ordinary(&made, &account, WIDE(NLMP_PASSWORD));
    make_request(&made, FORM_CLEARTEXT, WIDE(NLMP_PASSWORD), WIDE(u"x"), WIDE(u""), NULL);
    assert_int_equal(call(fixture, &made, &account, 0, &outputs), STATUS_SUCCESS);
    assert_int_equal(outputs.user_flags, LOGON_NOENCRYPTION);
}

struct answer_ex {
    MSV1_0_VALIDATION_INFO validation;
    ULONG actions;
};

/* Field by field: what is between them is nobody's. */
static void assert_same_validation(const MSV1_0_VALIDATION_INFO *found,
                                   const MSV1_0_VALIDATION_INFO *expected)
{
    static const USER_SESSION_KEY none;
    assert_true(found->LogoffTime.QuadPart == expected->LogoffTime.QuadPart);
    assert_true(found->KickoffTime.QuadPart == expected->KickoffTime.QuadPart);
    assert_int_equal(found->Authoritative, expected->Authoritative);
    assert_int_equal(found->WhichFields, expected->WhichFields);
    assert_int_equal(found->UserFlags, expected->UserFlags);
    assert_int_equal(found->UserId, expected->UserId);
    assert_true(found->LogonServer.Length == 0 && found->LogonServer.Buffer == NULL);
    assert_true(found->LogonDomainName.Length == 0 && found->LogonDomainName.Buffer == NULL);
    assert_memory_equal(&found->SessionKey, &none, sizeof none);
}

static void the_ex_routine_decides_the_same(void **state)
{
    struct fixture *fixture = *state;
    for (int wrong = 0; wrong < 2; wrong++) {
        for (ULONG control = 0; control < 4; control++) {
            struct made_request made;
            struct made_account account;
            struct outputs outputs;
            MSV1_0_VALIDATION_INFO validation;
            ULONG actions = 0xDEADBEEF;
            memset(&validation, 0x5A, sizeof validation);
            ordinary(&made, &account, wrong ? WIDE(u"wrong") : WIDE(NLMP_PASSWORD));
            account.user.UserAccountControl |= (control & 1 ? USER_ACCOUNT_DISABLED : 0) |
                                               (control & 2 ? USER_ACCOUNT_AUTO_LOCKED : 0);
            NTSTATUS status = call(fixture, &made, &account, 0, &outputs);
            assert_int_equal(fixture->package.routine_ex(NetlogonNetworkInformation, &made.info, 0,
                                                         &account.user, NULL, &validation,
                                                         &actions),
                             status);
            assert_int_equal(validation.Authoritative, outputs.authoritative);
            assert_int_equal(validation.UserFlags, outputs.user_flags);
            assert_true(validation.LogoffTime.QuadPart == outputs.logoff.QuadPart);
            assert_true((actions & MSV1_0_SUBAUTH_ACCOUNT_TYPE) != 0 && actions < 0x100);
        }
    }
}

/* bend may be NULL, and is what makes the account restricted. Returns the status. */
static NTSTATUS ask_ex(struct fixture *fixture, struct wide password, ULONG flags, ULONG control,
                       void (*bend)(struct made_account *account, struct made_request *made),
                       struct answer_ex *answer)
{
    struct made_request made;
    struct made_account account;
    struct answer_ex unused;
    answer = answer == NULL ? &unused : answer;
    memset(answer, 0x5A, sizeof *answer);
    make_request(&made, FORM_CLEARTEXT, password, WIDE(u"IUSR_SERVERNAME"), WIDE(u""), NULL);
    make_account(&account);
    account.user.UserAccountControl |= control;
    account.user.UserId = 1234;
    if (bend != NULL) {
        bend(&account, &made);
    }
    return fixture->package.routine_ex(NetlogonNetworkInformation, &made.info, flags, &account.user,
                                       NULL, &answer->validation, &answer->actions);
}

static void let_expire(struct made_account *account, struct made_request *made)
{
    (void)made;
    account->user.AccountExpires.QuadPart = 1;
}

static void bar_workstation(struct made_account *account, struct made_request *made)
{
    made->info.Identity.Workstation = counted(WIDE(u"WS1"));
    account->user.WorkStations = counted(WIDE(u"WS2"));
}

static void allow_no_hour(struct made_account *account, struct made_request *made)
{
    (void)made;
    account->user.LogonHours.UnitsPerWeek = 168;
    account->user.LogonHours.LogonHours = account->hours;
}

static void be_administrator(struct made_account *account, struct made_request *made)
{
    (void)made;
    account->user.UserId = 500;
}

static void be_duplicate(struct made_account *account, struct made_request *made)
{
    (void)made;
    account->user.UserAccountControl = USER_TEMP_DUPLICATE_ACCOUNT;
}

/* subauth.h: what was looked at, by the row that ended it. */
#define LOOKED_AT_TYPE MSV1_0_SUBAUTH_ACCOUNT_TYPE
#define LOOKED_AT_LOCKOUT (LOOKED_AT_TYPE | MSV1_0_SUBAUTH_LOCKOUT)
#define LOOKED_AT_PASSWORD (LOOKED_AT_LOCKOUT | MSV1_0_SUBAUTH_PASSWORD)
#define LOOKED_AT_ALL                                                                       \
    (LOOKED_AT_PASSWORD | MSV1_0_SUBAUTH_ACCOUNT_DISABLED | MSV1_0_SUBAUTH_ACCOUNT_EXPIRY | \
     MSV1_0_SUBAUTH_WORKSTATIONS | MSV1_0_SUBAUTH_LOGON_HOURS | MSV1_0_SUBAUTH_PASSWORD_EXPIRY)

static void the_ex_routine_says_what_it_did_and_which_fields_it_filled(void **state)
{
    struct fixture *fixture = *state;
    static const struct {
        NTSTATUS status;
        ULONG flags;
        ULONG control;
        void (*bend)(struct made_account *account, struct made_request *made);
        bool wrong;
        BOOLEAN authoritative;
        ULONG actions;
    } cases[] = {
        {STATUS_SUCCESS, 0, 0, NULL, false, TRUE, LOOKED_AT_ALL},
        {STATUS_SUCCESS, MSV1_0_PASSTHRU, 0, NULL, false, TRUE, LOOKED_AT_ALL},
        {STATUS_SUCCESS, 0, 0, be_duplicate, false, TRUE, LOOKED_AT_ALL},
        {STATUS_NO_SUCH_USER, MSV1_0_PASSTHRU, 0, be_duplicate, false, FALSE, LOOKED_AT_TYPE},
        {STATUS_NO_SUCH_USER, MSV1_0_GUEST_LOGON, 0, NULL, false, FALSE, LOOKED_AT_TYPE},
        {STATUS_NO_SUCH_USER, 0, 0, be_administrator, false, FALSE, LOOKED_AT_PASSWORD},
        {STATUS_ACCOUNT_LOCKED_OUT, 0, USER_ACCOUNT_AUTO_LOCKED, NULL, false, TRUE,
         LOOKED_AT_LOCKOUT},
        {STATUS_ACCOUNT_LOCKED_OUT, 0, USER_ACCOUNT_AUTO_LOCKED | USER_ACCOUNT_DISABLED, NULL,
         false, FALSE, LOOKED_AT_LOCKOUT},
        {STATUS_WRONG_PASSWORD, 0, 0, NULL, true, TRUE, LOOKED_AT_PASSWORD},
        {STATUS_WRONG_PASSWORD, 0, USER_ACCOUNT_DISABLED, NULL, true, FALSE, LOOKED_AT_PASSWORD},
        {STATUS_ACCOUNT_DISABLED, 0, USER_ACCOUNT_DISABLED, NULL, false, FALSE, LOOKED_AT_ALL},
        {STATUS_ACCOUNT_EXPIRED, 0, 0, let_expire, false, TRUE, LOOKED_AT_ALL},
        {STATUS_INVALID_WORKSTATION, 0, 0, bar_workstation, false, TRUE, LOOKED_AT_ALL},
        {STATUS_INVALID_LOGON_HOURS, 0, 0, allow_no_hour, false, TRUE, LOOKED_AT_ALL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct answer_ex answer;
        MSV1_0_VALIDATION_INFO expected = {.Authoritative = cases[i].authoritative};
        expected.LogoffTime.QuadPart = NT_NEVER;
        expected.KickoffTime.QuadPart = NT_NEVER;
        if (cases[i].status == STATUS_SUCCESS) {
            expected.WhichFields = MSV1_0_VALIDATION_LOGOFF_TIME | MSV1_0_VALIDATION_KICKOFF_TIME |
                                   MSV1_0_VALIDATION_USER_FLAGS | MSV1_0_VALIDATION_USER_ID;
            expected.UserFlags = LOGON_NOENCRYPTION; /* it was clear text */
            expected.UserId = 1234;
        }
        struct wide password = cases[i].wrong ? WIDE(u"wrong") : WIDE(NLMP_PASSWORD);
        assert_int_equal(
            ask_ex(fixture, password, cases[i].flags, cases[i].control, cases[i].bend, &answer),
            cases[i].status);
        if (answer.actions != cases[i].actions) {
            fail_msg("case %u: actions 0x%lX", (unsigned)i, (unsigned long)answer.actions);
        }
        assert_same_validation(&answer.validation, &expected);
    }
}

#define HOUR (INT64_C(36000000000))
#define WEEK (168 * HOUR)
#define SUNDAY (6 * 24 * HOUR) /* 1601-01-01, when NT's time begins, was a Monday */

/* Both routines say the same of the times. */
static void assert_times_of_ex(struct fixture *fixture, struct made_request *made,
                               struct made_account *account, const struct outputs *outputs)
{
    struct answer_ex answer;
    assert_int_equal(fixture->package.routine_ex(NetlogonNetworkInformation, &made->info, 0,
                                                 &account->user, NULL, &answer.validation,
                                                 &answer.actions),
                     STATUS_SUCCESS);
    assert_true(answer.validation.LogoffTime.QuadPart == outputs->logoff.QuadPart);
    assert_true(answer.validation.KickoffTime.QuadPart == outputs->kickoff.QuadPart);
}

/* Only the hours that begin so many hours from now on are allowed. */
static NTSTATUS ask_with_hours(struct fixture *fixture, int from, int to, struct outputs *outputs,
                               int64_t *hour)
{
    struct made_request made;
    struct made_account account;
    ordinary(&made, &account, WIDE(NLMP_PASSWORD));
    struct moment now = clock_now();
    *hour = now.utc / HOUR * HOUR;
    memset(account.hours, 0, sizeof account.hours);
    for (int i = from; i < to; i++) {
        int64_t unit = (*hour - now.hours_bias + i * HOUR - SUNDAY) % WEEK / HOUR;
        account.hours[unit / 8] |= (unsigned char)(1 << unit % 8);
    }
    account.user.LogonHours.UnitsPerWeek = 168;
    account.user.LogonHours.LogonHours = account.hours;
    NTSTATUS status = call(fixture, &made, &account, 0, outputs);
    if (status == STATUS_SUCCESS && outputs->kickoff.QuadPart != NT_NEVER) {
        assert_times_of_ex(fixture, &made, &account, outputs);
    }
    return status;
}

/* Through the export, by the time that it is: a quarter of the week is tried. */
static void logon_hours_are_the_present_s_and_give_the_logoff_time(void **state)
{
    struct fixture *fixture = *state;
    struct outputs outputs;
    int64_t hour;
    uint32_t delay = 300;
    folder_set(fixture->folder, KEY_IISSUBA, VALUE_FORCE_LOGOFF, REGISTRY_DWORD, &delay,
               sizeof delay);
    for (int length = 2; length < 42; length++) {
        /* From now on, the next hour too: the hour may end while this runs. */
        assert_int_equal(ask_with_hours(fixture, 0, length, &outputs, &hour), STATUS_SUCCESS);
        assert_true(outputs.logoff.QuadPart == hour + length * HOUR);
        assert_true(outputs.kickoff.QuadPart == NT_NEVER ||
                    outputs.kickoff.QuadPart == outputs.logoff.QuadPart + delay * 10000000);
        assert_int_equal(ask_with_hours(fixture, length, 168 - 1, &outputs, &hour),
                         STATUS_INVALID_LOGON_HOURS);
        assert_true(outputs.logoff.QuadPart == NT_NEVER);
    }
    assert_int_equal(ask_with_hours(fixture, 0, 168, &outputs, &hour), STATUS_SUCCESS);
    assert_true(outputs.logoff.QuadPart == NT_NEVER && outputs.kickoff.QuadPart == NT_NEVER);
    uint32_t began = clock_ticks();
    do { /* the delay is in force soon */
        assert_int_equal(ask_with_hours(fixture, 0, 9, &outputs, &hour), STATUS_SUCCESS);
    } while (outputs.kickoff.QuadPart == NT_NEVER && clock_ticks() - began < 10000);
    assert_true(outputs.kickoff.QuadPart == hour + 9 * HOUR + delay * 10000000);
    folder_set(fixture->folder, KEY_IISSUBA, VALUE_FORCE_LOGOFF, 0, NULL, 0);
}

static void the_ex_routine_refuses_null_pointers(void **state)
{
    struct fixture *fixture = *state;
    struct made_request made;
    struct made_account account;
    MSV1_0_VALIDATION_INFO validation;
    ULONG actions = 1;
    ordinary(&made, &account, WIDE(NLMP_PASSWORD));
    subauth_routine_ex ex = fixture->package.routine_ex;
    assert_int_equal(
        ex(NetlogonNetworkInformation, NULL, 0, &account.user, NULL, &validation, &actions),
        STATUS_INVALID_PARAMETER);
    assert_int_equal(actions, 0);
    assert_int_equal(validation.Authoritative, TRUE);
    assert_int_equal(
        ex(NetlogonNetworkInformation, &made.info, 0, NULL, NULL, &validation, &actions),
        STATUS_INVALID_PARAMETER);
    assert_int_equal(
        ex(NetlogonNetworkInformation, &made.info, 0, NULL, NULL, &validation, &actions),
        STATUS_INVALID_PARAMETER);
    /* What there is, is set all the same. */
    actions = 0xDEADBEEF;
    assert_int_equal(
        ex(NetlogonNetworkInformation, &made.info, 0, &account.user, NULL, NULL, &actions),
        STATUS_INVALID_PARAMETER);
    assert_int_equal(actions, 0);
    MSV1_0_VALIDATION_INFO expected = {.Authoritative = TRUE};
    expected.LogoffTime.QuadPart = NT_NEVER;
    expected.KickoffTime.QuadPart = NT_NEVER;
    memset(&validation, 0x5A, sizeof validation);
    assert_int_equal(
        ex(NetlogonNetworkInformation, &made.info, 0, &account.user, NULL, &validation, NULL),
        STATUS_INVALID_PARAMETER);
    assert_same_validation(&validation, &expected);
}

static void assert_change_in_force(struct fixture *fixture, struct wide old, struct wide changed)
{
    struct made_request old_request;
    struct made_request new_request;
    struct made_account account;
    struct outputs outputs;
    ordinary(&old_request, &account, old);
    ordinary(&new_request, &account, changed);
    assert_int_equal(call(fixture, &old_request, &account, 0, &outputs), STATUS_SUCCESS);
    folder_enrol(fixture->folder, true, &changed);
    uint32_t began = clock_ticks();
    NTSTATUS status;
    do {
        status = call(fixture, &new_request, &account, 0, &outputs);
        assert_true(status == STATUS_SUCCESS || status == STATUS_WRONG_PASSWORD);
    } while (status != STATUS_SUCCESS && clock_ticks() - began < 1000);
    assert_int_equal(status, STATUS_SUCCESS);
    assert_int_equal(call(fixture, &old_request, &account, 0, &outputs), STATUS_WRONG_PASSWORD);
}

/*
 * The new secret is in force soon, and in between no answer is wrong for both. One change after the
 * other, and both routines: a logon that kept the snapshot it was judged by would keep the place
 * that the second change needs.
 */
static void a_changed_secret_is_in_force_within_a_second_each_time(void **state)
{
    struct fixture *fixture = *state;
    static const uint16_t *const secrets[] = {NLMP_PASSWORD, u"second", u"third", u"fourth"};
    for (size_t i = 0; i + 1 < sizeof secrets / sizeof secrets[0]; i++) {
        assert_change_in_force(fixture, wide_of(secrets[i]), wide_of(secrets[i + 1]));
        ask_ex(fixture, wide_of(secrets[i + 1]), 0, 0, NULL, NULL);
    }
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(every_status_of_the_routine_is_reached, set_up, tear_down),
        cmocka_unit_test_setup_teardown(every_level_but_network_is_invalid_info_class, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(a_guest_retry_is_not_authoritative, set_up, tear_down),
        cmocka_unit_test_setup_teardown(
            each_null_pointer_is_an_invalid_parameter_and_the_others_are_set, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_counted_string_that_is_not_sound_is_an_invalid_parameter,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(buffers_at_odd_addresses_are_read_like_others, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(cleartext_says_no_encryption, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_ex_routine_decides_the_same, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_ex_routine_refuses_null_pointers, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_ex_routine_says_what_it_did_and_which_fields_it_filled,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(logon_hours_are_the_present_s_and_give_the_logoff_time,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_changed_secret_is_in_force_within_a_second_each_time,
                                        set_up, tear_down),
    };
    if (argc != 2) {
        fprintf(stderr, "usage: test_routine DLL\n");
        return 2;
    }
    dll = argv[1];
    return cmocka_run_group_tests(tests, NULL, NULL);
}
