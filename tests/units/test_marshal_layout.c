/*
 * How a logon and its account are laid out for a package (marshal.h): each buffer with its name,
 * its size and what of it may be written, each field with what it is of, for each export and each
 * way of watching, and for a filter at each level.
 */
#include "support.h"

#include <stdlib.h>

#include "marshal.h"

#define NOW INT64_C(1000000)
#define LONGEST 32767 /* UTF-16 units of a counted string: an even number of bytes below 64 KiB */

/* A subject of which each field has a value of its own. */
struct made {
    struct logon_request request;
    struct sam_account account;
    struct policy policy;
    struct logon_subject subject;
};

static char workstations[] = "PC1,PC2";
static char parameters[] = "dial";
static unsigned char hours[21] = {1, 2, 3};

static void make(struct made *made)
{
    static const char *const texts[SAM_TEXT_COUNT] = {
        [SAM_FULL_NAME] = "f",          [SAM_HOME_DIRECTORY] = "ho",
        [SAM_SCRIPT_PATH] = "scr",      [SAM_HOME_DIRECTORY_DRIVE] = "d:ri",
        [SAM_PROFILE_PATH] = "profi",   [SAM_ADMIN_COMMENT] = "acomme",
        [SAM_USER_COMMENT] = "ucommen",
    };
    memset(made, 0, sizeof *made);
    made->request = (struct logon_request){.user = "us",
                                           .domain = "domain",
                                           .workstation = "ws",
                                           .type = LOGON_TYPE_NETWORK,
                                           .parameter_control = 0x10,
                                           .response = {.nt = "the NT response",
                                                        .nt_size = 15,
                                                        .lm = "the LM response, longer",
                                                        .lm_size = 23}};
    memcpy(made->request.response.challenge, "CHALLENG", CHALLENGE_SIZE);
    made->account = (struct sam_account){.name = "account",
                                         .rid = 1001,
                                         .flags = USER_NORMAL_ACCOUNT,
                                         .expires = 21,
                                         .password_last_set = 22,
                                         .hours = hours,
                                         .units_per_week = 168,
                                         .workstations = workstations,
                                         .bad_password_count = 3,
                                         .parameters = parameters,
                                         .primary_group_id = 513,
                                         .last_logon = 23,
                                         .last_logoff = 24,
                                         .password_can_change = 25,
                                         .logon_count = 4,
                                         .country_code = 5,
                                         .code_page = 6,
                                         .owfs = {.has_nt = true, .has_lm = true}};
    memcpy(made->account.owfs.nt, "sixteen bytes NT", OWF_SIZE);
    memcpy(made->account.owfs.lm, "sixteen bytes LM", OWF_SIZE);
    memcpy(made->account.texts, texts, sizeof texts);
    made->policy = (struct policy){.maximum_age = NT_NEVER};
    made->subject = (struct logon_subject){.request = &made->request,
                                           .account = &made->account,
                                           .policy = &made->policy,
                                           .now = {.utc = NOW},
                                           .logon_id = UINT64_C(0x123456789ABCDEF0)};
}

static void build(const struct made *made, enum guard_side side, struct marshalled *marshalled)
{
    struct fault fault = {""};
    if (!marshal_build(marshalled, side, &made->subject, &fault)) {
        fail_msg("%s", fault.text);
    }
}

static const struct guard_block *block_named(const struct marshalled *marshalled, const char *name)
{
    const struct guard_block *found = NULL;
    for (size_t i = 0; i < marshalled->guard.count; i++) {
        if (strcmp(marshalled->guard.blocks[i].name, name) == 0) {
            assert_null(found); /* each name once */
            found = &marshalled->guard.blocks[i];
        }
    }
    if (found == NULL) {
        fail_msg("no buffer is called %s", name);
    }
    return found;
}

/* That a counted string has this text, in ASCII, and a read-only buffer of exactly its size. */
static void assert_text(const struct marshalled *marshalled, const UNICODE_STRING *string,
                        const char *name, const char *expected)
{
    const struct guard_block *block = block_named(marshalled, name);
    const void *buffer = string->Buffer;
    assert_int_equal(string->Length, 2 * strlen(expected));
    assert_int_equal(string->MaximumLength, string->Length);
    assert_ptr_equal(buffer, block->memory);
    assert_int_equal(block->size, string->Length);
    for (size_t i = 0; i < strlen(expected); i++) {
        assert_int_equal(block->memory[2 * i], expected[i]);
        assert_int_equal(block->memory[2 * i + 1], 0);
    }
}

static void assert_writable(const struct marshalled *marshalled, const char *name, size_t from,
                            size_t to)
{
    const struct guard_block *block = block_named(marshalled, name);
    assert_int_equal(block->writable.from, from);
    assert_int_equal(block->writable.to, to);
}

/* A buffer of bytes, as a response or an owf is one. */
static void assert_bytes(const struct marshalled *marshalled, const void *buffer, size_t length,
                         size_t most, const char *name, const char *expected)
{
    const struct guard_block *block = block_named(marshalled, name);
    assert_ptr_equal(buffer, block->memory);
    assert_int_equal(length, strlen(expected));
    assert_int_equal(most, strlen(expected));
    assert_int_equal(block->size, strlen(expected));
    assert_memory_equal(buffer, expected, strlen(expected));
    assert_writable(marshalled, name, 0, 0);
}

static void assert_identity(const struct marshalled *marshalled,
                            const NETLOGON_LOGON_IDENTITY_INFO *identity)
{
    assert_int_equal(identity->ParameterControl, 0x10);
    assert_int_equal(identity->LogonId.LowPart, 0x9ABCDEF0);
    assert_int_equal(identity->LogonId.HighPart, 0x12345678);
    assert_text(marshalled, &identity->UserName, "LogonInformation->Identity.UserName.Buffer",
                "us");
    assert_text(marshalled, &identity->LogonDomainName,
                "LogonInformation->Identity.LogonDomainName.Buffer", "domain");
    assert_text(marshalled, &identity->Workstation, "LogonInformation->Identity.Workstation.Buffer",
                "ws");
    assert_writable(marshalled, "LogonInformation->Identity.UserName.Buffer", 0, 0);
    assert_writable(marshalled, "LogonInformation->Identity.LogonDomainName.Buffer", 0, 0);
    assert_writable(marshalled, "LogonInformation->Identity.Workstation.Buffer", 0, 0);
}

static void assert_network(const struct marshalled *marshalled)
{
    const NETLOGON_NETWORK_INFO *info = marshalled->info;
    const struct guard_block *block = block_named(marshalled, "LogonInformation");
    assert_ptr_equal(info, block->memory);
    assert_ptr_equal(marshalled->information, info);
    assert_int_equal(block->size, sizeof *info);
    assert_writable(marshalled, "LogonInformation", 0, 0);
    assert_identity(marshalled, &info->Identity);
    assert_memory_equal(info->LmChallenge.data, "CHALLENG", CHALLENGE_SIZE);
    assert_bytes(marshalled, info->NtChallengeResponse.Buffer, info->NtChallengeResponse.Length,
                 info->NtChallengeResponse.MaximumLength,
                 "LogonInformation->NtChallengeResponse.Buffer", "the NT response");
    assert_bytes(marshalled, info->LmChallengeResponse.Buffer, info->LmChallengeResponse.Length,
                 info->LmChallengeResponse.MaximumLength,
                 "LogonInformation->LmChallengeResponse.Buffer", "the LM response, longer");
}

static void a_network_logon_is_laid_out_whole_however_it_is_watched(void **state)
{
    (void)state;
    for (int side = GUARD_OFF; side <= GUARD_BEFORE; side++) {
        struct made made;
        struct marshalled marshalled;
        make(&made);
        build(&made, (enum guard_side)side, &marshalled);
        assert_int_equal(marshalled.guard.side, side);
        assert_int_equal(marshalled.level, 2); /* NetlogonNetworkInformation */
        assert_network(&marshalled);
        assert_int_equal((uintptr_t)marshalled.info % sizeof(void *), 0);
        assert_int_equal((uintptr_t)marshalled.user % sizeof(void *), 0);
        marshal_release(&marshalled);
        assert_int_equal(marshalled.guard.count, 0);
        made.request.transitive = true;
        build(&made, (enum guard_side)side, &marshalled);
        assert_int_equal(marshalled.level, 6);
        assert_network(&marshalled);
        marshal_release(&marshalled);
    }
}

static void each_text_of_the_account_is_in_its_place(void **state)
{
    (void)state;
    for (int side = GUARD_OFF; side <= GUARD_BEFORE; side++) {
        struct made made;
        struct marshalled marshalled;
        make(&made);
        build(&made, (enum guard_side)side, &marshalled);
        const USER_ALL_INFORMATION *user = marshalled.user;
        const struct {
            const UNICODE_STRING *string;
            const char *name;
            const char *text;
        } texts[] = {
            {&user->UserName, "UserAll->UserName.Buffer", "account"},
            {&user->WorkStations, "UserAll->WorkStations.Buffer", "PC1,PC2"},
            {&user->FullName, "UserAll->FullName.Buffer", "f"},
            {&user->HomeDirectory, "UserAll->HomeDirectory.Buffer", "ho"},
            {&user->ScriptPath, "UserAll->ScriptPath.Buffer", "scr"},
            {&user->HomeDirectoryDrive, "UserAll->HomeDirectoryDrive.Buffer", "d:ri"},
            {&user->ProfilePath, "UserAll->ProfilePath.Buffer", "profi"},
            {&user->AdminComment, "UserAll->AdminComment.Buffer", "acomme"},
            {&user->UserComment, "UserAll->UserComment.Buffer", "ucommen"},
        };
        for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
            assert_text(&marshalled, texts[i].string, texts[i].name, texts[i].text);
            assert_writable(&marshalled, texts[i].name, 0, 0);
        }
        assert_text(&marshalled, &user->Parameters, "UserAll->Parameters.Buffer", "dial");
        assert_writable(&marshalled, "UserAll->Parameters.Buffer", 0, SIZE_MAX);
        assert_null(user->PrivateData.Buffer);
        assert_null(user->SecurityDescriptor.SecurityDescriptor);
        assert_int_equal(user->PrivateDataSensitive, 0);
        /* Of the structure itself, Parameters alone may be changed (subauth.h). */
        const struct guard_block *all = block_named(&marshalled, "UserAll");
        size_t at = offsetof(USER_ALL_INFORMATION, Parameters);
        assert_ptr_equal(all->memory, user);
        assert_int_equal(all->size, sizeof *user);
        assert_writable(&marshalled, "UserAll", at, at + sizeof(UNICODE_STRING));
        marshal_release(&marshalled);
    }
}

static void each_number_of_the_account_is_in_its_field(void **state)
{
    (void)state;
    struct made made;
    struct marshalled marshalled;
    make(&made);
    build(&made, GUARD_OFF, &marshalled);
    const USER_ALL_INFORMATION *user = marshalled.user;
    assert_int_equal(user->UserId, 1001);
    assert_int_equal(user->PrimaryGroupId, 513);
    assert_int_equal(user->UserAccountControl, USER_NORMAL_ACCOUNT);
    assert_int_equal(user->WhichFields, 0x0BFFFFFF); /* MS-SAMR 2.2.1.8 */
    assert_int_equal(user->AccountExpires.QuadPart, 21);
    assert_int_equal(user->PasswordLastSet.QuadPart, 22);
    assert_int_equal(user->LastLogon.QuadPart, 23);
    assert_int_equal(user->LastLogoff.QuadPart, 24);
    assert_int_equal(user->PasswordCanChange.QuadPart, 25);
    assert_true(user->PasswordMustChange.QuadPart == NT_NEVER);
    assert_int_equal(user->BadPasswordCount, 3);
    assert_int_equal(user->LogonCount, 4);
    assert_int_equal(user->CountryCode, 5);
    assert_int_equal(user->CodePage, 6);
    assert_int_equal(user->PasswordExpired, 0);
    assert_int_equal(user->LogonHours.UnitsPerWeek, 168);
    assert_memory_equal(user->LogonHours.LogonHours, hours, sizeof hours);
    assert_ptr_equal(user->LogonHours.LogonHours,
                     block_named(&marshalled, "UserAll->LogonHours.LogonHours")->memory);
    assert_writable(&marshalled, "UserAll->LogonHours.LogonHours", 0, 0);
    marshal_release(&marshalled);
}

/* Each owf is there or not by itself. */
static void an_owf_that_the_account_has_not_is_not_there(void **state)
{
    (void)state;
    for (int has = 0; has < 4; has++) {
        struct made made;
        struct marshalled marshalled;
        make(&made);
        made.account.owfs.has_nt = (has & 1) != 0;
        made.account.owfs.has_lm = (has & 2) != 0;
        build(&made, GUARD_AFTER, &marshalled);
        const USER_ALL_INFORMATION *user = marshalled.user;
        assert_int_equal(user->NtPasswordPresent, (has & 1) != 0);
        assert_int_equal(user->LmPasswordPresent, (has & 2) != 0);
        if (user->NtPasswordPresent) {
            assert_bytes(&marshalled, user->NtPassword.Buffer, user->NtPassword.Length,
                         user->NtPassword.MaximumLength, "UserAll->NtPassword.Buffer",
                         "sixteen bytes NT");
        } else {
            assert_null(user->NtPassword.Buffer);
            assert_int_equal(user->NtPassword.Length + user->NtPassword.MaximumLength, 0);
        }
        if (user->LmPasswordPresent) {
            assert_bytes(&marshalled, user->LmPassword.Buffer, user->LmPassword.Length,
                         user->LmPassword.MaximumLength, "UserAll->LmPassword.Buffer",
                         "sixteen bytes LM");
        } else {
            assert_null(user->LmPassword.Buffer);
            assert_int_equal(user->LmPassword.Length + user->LmPassword.MaximumLength, 0);
        }
        marshal_release(&marshalled);
    }
}

/* What an account has nothing of has no buffer, however the memory is watched. */
static void what_is_empty_has_no_buffer(void **state)
{
    (void)state;
    for (int side = GUARD_OFF; side <= GUARD_BEFORE; side++) {
        struct made made;
        struct marshalled marshalled;
        char none[] = "";
        make(&made);
        made.request.user = made.request.domain = made.request.workstation = none;
        made.request.response.nt_size = made.request.response.lm_size = 0;
        made.account.workstations = made.account.parameters = none;
        memset(made.account.texts, 0, sizeof made.account.texts);
        made.account.owfs = (struct owf_pair){.has_nt = false};
        build(&made, (enum guard_side)side, &marshalled);
        const USER_ALL_INFORMATION *user = marshalled.user;
        const NETLOGON_NETWORK_INFO *info = marshalled.info;
        const UNICODE_STRING *strings[] = {
            &info->Identity.UserName,    &info->Identity.LogonDomainName,
            &info->Identity.Workstation, &user->WorkStations,
            &user->Parameters,           &user->FullName,
            &user->HomeDirectory,        &user->HomeDirectoryDrive,
            &user->ScriptPath,           &user->ProfilePath,
            &user->AdminComment,         &user->UserComment};
        for (size_t i = 0; i < sizeof strings / sizeof strings[0]; i++) {
            assert_null(strings[i]->Buffer);
            assert_int_equal(strings[i]->Length, 0);
            assert_int_equal(strings[i]->MaximumLength, 0);
        }
        assert_null(info->NtChallengeResponse.Buffer);
        assert_int_equal(info->NtChallengeResponse.Length, 0);
        assert_null(info->LmChallengeResponse.Buffer);
        assert_int_equal(info->LmChallengeResponse.MaximumLength, 0);
        marshal_release(&marshalled);
    }
}

static void the_password_has_expired_when_its_time_has_come(void **state)
{
    (void)state;
    static const struct {
        int64_t last_set;
        uint32_t flags;
        int64_t must_change;
        bool expired;
    } cases[] = {
        {NOW - 10, 0, NOW, true}, /* its age is ten */
        {NOW - 9, 0, NOW + 1, false},
        {NOW - 11, 0, NOW - 1, true},
        {0, 0, 0, true}, /* at the next logon */
        {NOW - 11, USER_DONT_EXPIRE_PASSWORD, NT_NEVER, false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct made made;
        struct marshalled marshalled;
        make(&made);
        made.policy.maximum_age = 10;
        made.account.password_last_set = cases[i].last_set;
        made.account.flags |= cases[i].flags;
        build(&made, GUARD_OFF, &marshalled);
        assert_true(marshalled.user->PasswordMustChange.QuadPart == cases[i].must_change);
        assert_int_equal(marshalled.user->PasswordExpired, cases[i].expired);
        assert_int_equal(marshalled.user->UserAccountControl, USER_NORMAL_ACCOUNT | cases[i].flags);
        marshal_release(&marshalled);
    }
}

/* ntsam.h: it is computed, and not of the account's own flags. */
static void an_account_that_is_locked_out_now_says_so(void **state)
{
    (void)state;
    static const struct {
        int64_t since;
        bool locked;
    } cases[] = {{0, false}, {NOW - 10, false}, {NOW - 9, true}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct made made;
        struct marshalled marshalled;
        make(&made);
        made.policy.lockout_duration = 10;
        made.account.lockout_time = cases[i].since;
        build(&made, GUARD_OFF, &marshalled);
        assert_int_equal(marshalled.user->UserAccountControl,
                         0x10 | (cases[i].locked ? 0x400 : 0)); /* USER_ACCOUNT_AUTO_LOCKED */
        marshal_release(&marshalled);
    }
}

static void a_count_is_cut_to_16_bits(void **state)
{
    (void)state;
    static const uint32_t counts[][2] = {
        {0, 0}, {65534, 65534}, {65535, 65535}, {65536, 65535}, {UINT32_MAX, 65535}};
    for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++) {
        struct made made;
        struct marshalled marshalled;
        make(&made);
        made.account.bad_password_count = counts[i][0];
        build(&made, GUARD_OFF, &marshalled);
        assert_int_equal(marshalled.user->BadPasswordCount, counts[i][1]);
        marshal_release(&marshalled);
    }
}

enum { ANSWERED = -1, ELSEWHERE = -2 };

static void assert_room(const struct marshalled *marshalled, const char *name, const void *room,
                        size_t size, int unset)
{
    const struct guard_block *block = block_named(marshalled, name);
    assert_ptr_equal(room, block->memory);
    assert_int_equal(block->size, size);
    assert_int_equal((uintptr_t)room % (size < 8 ? size : 8), 0);
    assert_writable(marshalled, name, 0, SIZE_MAX);
    if (marshalled->guard.side == GUARD_AFTER) { /* a byte too far is seen */
        assert_ptr_equal(block->memory + size, block->pages + block->pages_size);
    }
    for (size_t i = 0; i < size && unset >= 0; i++) {
        assert_int_equal(block->memory[i], unset);
    }
}

/* What a byte of the answer is before the call: no likely answer where it is watched. */
static const int unset_bytes[] = {[GUARD_OFF] = 0, [GUARD_AFTER] = 0xA5, [GUARD_BEFORE] = 0x5A};

/*
 * unset: what each byte is; ANSWERED: there is the answer that holds where nothing is set;
 * ELSEWHERE: what is in them is not looked at here.
 */
static void assert_rooms(const struct marshalled *marshalled, int unset)
{
    assert_room(marshalled, "WhichFields", marshalled->which_fields, 4, unset);
    assert_room(marshalled, "UserFlags", marshalled->user_flags, 4, unset);
    assert_room(marshalled, "Authoritative", marshalled->authoritative, 1, unset);
    assert_room(marshalled, "LogoffTime", marshalled->logoff, 8, unset);
    assert_room(marshalled, "KickoffTime", marshalled->kickoff, 8, unset);
    assert_null(marshalled->validation);
    assert_null(marshalled->actions);
    if (unset == ANSWERED) {
        assert_int_equal(*marshalled->which_fields, 0);
        assert_int_equal(*marshalled->user_flags, 0);
        assert_int_equal(*marshalled->authoritative, 1);
        assert_true(marshalled->logoff->QuadPart == NT_NEVER);
        assert_true(marshalled->kickoff->QuadPart == NT_NEVER);
    }
}

static void there_is_room_for_the_answer_of_the_export_that_is_asked(void **state)
{
    (void)state;
    for (int side = GUARD_OFF; side <= GUARD_BEFORE; side++) {
        struct made made;
        struct marshalled marshalled;
        make(&made);
        made.request.export = EXPORT_ROUTINE;
        build(&made, (enum guard_side)side, &marshalled);
        assert_rooms(&marshalled, side == GUARD_OFF ? ANSWERED : unset_bytes[side]);
        marshal_release(&marshalled);
        made.request.export = EXPORT_FILTER;
        build(&made, (enum guard_side)side, &marshalled);
        assert_rooms(&marshalled, ANSWERED);
        marshal_release(&marshalled);
        made.request.export = EXPORT_ROUTINE_EX;
        build(&made, (enum guard_side)side, &marshalled);
        assert_room(&marshalled, "ValidationInformation", marshalled.validation,
                    sizeof(MSV1_0_VALIDATION_INFO), unset_bytes[side]);
        assert_room(&marshalled, "ActionsPerformed", marshalled.actions, 4, unset_bytes[side]);
        assert_null(marshalled.which_fields);
        assert_null(marshalled.user_flags);
        assert_null(marshalled.authoritative);
        assert_null(marshalled.logoff);
        assert_null(marshalled.kickoff);
        marshal_release(&marshalled);
    }
}

static const struct logon_result admitted = {
    .user_flags = 0x71, .logoff_time = 31, .kickoff_time = 32, .which_fields = 9};

static void filter(const struct made *made, struct marshalled *marshalled)
{
    struct fault fault = {""};
    if (!marshal_filter(marshalled, &made->subject, &admitted, &fault)) {
        fail_msg("%s", fault.text);
    }
    assert_int_equal(marshalled->guard.side, GUARD_OFF);
}

/* LM and NT owf of "Password" (MS-NLMP 4.2.2.1). */
#define NLMP_LM_OWF "e52cac67419a9a224a3b108f3fa6cb6d"
#define NLMP_NT_OWF "a4f49c406510bdcab6824ee7c30fd852"

static void assert_interactive(const struct marshalled *marshalled, bool has_lm)
{
    const NETLOGON_INTERACTIVE_INFO *info = marshalled->information;
    const struct guard_block *block = block_named(marshalled, "LogonInformation");
    assert_null(marshalled->info);
    assert_ptr_equal(info, block->memory);
    assert_int_equal(block->size, sizeof *info);
    assert_writable(marshalled, "LogonInformation", 0, 0);
    assert_identity(marshalled, &info->Identity);
    assert_hex((const unsigned char *)&info->LmOwfPassword, OWF_SIZE,
               has_lm ? NLMP_LM_OWF : "00000000000000000000000000000000");
    if (has_lm) {
        assert_hex((const unsigned char *)&info->NtOwfPassword, OWF_SIZE, NLMP_NT_OWF);
    }
}

static void a_filter_is_handed_the_level_of_the_logon(void **state)
{
    (void)state;
    static const struct {
        enum logon_type type;
        enum logon_protocol protocol;
        int level;
    } cases[] = {
        {LOGON_TYPE_NETWORK, PROTOCOL_NTLM, 2},
        {LOGON_TYPE_NETWORK, PROTOCOL_KERBEROS, 1},
        {LOGON_TYPE_INTERACTIVE, PROTOCOL_NTLM, 1},
        {LOGON_TYPE_BATCH, PROTOCOL_NTLM, 1},
        {LOGON_TYPE_NETWORK_CLEARTEXT, PROTOCOL_NTLM, 1},
        {LOGON_TYPE_SERVICE, PROTOCOL_NTLM, 3},
        {LOGON_TYPE_SERVICE, PROTOCOL_KERBEROS, 3},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct made made;
        struct marshalled marshalled;
        make(&made);
        made.request.type = cases[i].type;
        made.request.protocol = cases[i].protocol;
        if (cases[i].level != 2) {
            memcpy(made.request.response.nt, u"Password", 16);
            made.request.response.nt_size = 16;
        }
        filter(&made, &marshalled);
        assert_int_equal(marshalled.level, cases[i].level);
        if (cases[i].level == 2) {
            assert_network(&marshalled);
        } else {
            assert_interactive(&marshalled, true);
        }
        assert_text(&marshalled, &marshalled.user->UserName, "UserAll->UserName.Buffer", "account");
        assert_rooms(&marshalled, ELSEWHERE);
        marshal_release(&marshalled);
    }
}

/* A long password has no LM owf. */
static void a_password_without_an_lm_owf_has_zeros_there(void **state)
{
    (void)state;
    struct made made;
    struct marshalled marshalled;
    make(&made);
    made.request.type = LOGON_TYPE_INTERACTIVE;
    memcpy(made.request.response.nt, u"Password-123456", 30);
    made.request.response.nt_size = 30;
    filter(&made, &marshalled);
    assert_interactive(&marshalled, false);
    marshal_release(&marshalled);
}

/* So that a filter that only refuses loses nothing of it. */
static void a_filter_finds_what_was_answered_before_it(void **state)
{
    (void)state;
    for (int null_pointers = 0; null_pointers < 2; null_pointers++) {
        struct made made;
        struct marshalled marshalled;
        make(&made);
        made.request.null_pointers = null_pointers == 1;
        filter(&made, &marshalled);
        assert_int_equal(*marshalled.user_flags, 0x71);
        assert_int_equal(*marshalled.which_fields, 0);
        assert_int_equal(*marshalled.authoritative, 1);
        if (null_pointers == 1) {
            assert_null(marshalled.information);
            assert_null(marshalled.logoff);
            assert_null(marshalled.kickoff);
        } else {
            assert_network(&marshalled);
            assert_true(marshalled.logoff->QuadPart == 31 && marshalled.kickoff->QuadPart == 32);
        }
        marshal_release(&marshalled);
    }
}

/* The text of a number, one after the other: 0 to 2 are the request's, the others the account's. */
#define TEXTS 13

static void set_text(struct made *made, int number, char *text)
{
    const char **of_request[] = {&made->request.user, &made->request.domain,
                                 &made->request.workstation, &made->account.name};
    if (number < 4) {
        *of_request[number] = text;
    } else if (number == 4) {
        made->account.workstations = text;
    } else if (number == 5) {
        made->account.parameters = text;
    } else {
        made->account.texts[number - 6] = text;
    }
}

static void each_text_has_to_be_utf8_that_fits_a_counted_string(void **state)
{
    (void)state;
    static const char refused[] = "a name is not UTF-8, or longer than 32767 characters";
    char *text = malloc(LONGEST + 2);
    assert_non_null(text);
    memset(text, 'x', LONGEST + 1);
    for (int number = 0; number < TEXTS; number++) {
        for (int how = 0; how < 3; how++) {
            struct made made;
            struct marshalled marshalled;
            struct fault faults[2] = {{""}, {""}};
            static char broken[] = "a\xFF";
            make(&made);
            text[LONGEST + (how == 1)] = '\0';
            set_text(&made, number, how == 2 ? broken : text);
            bool built = marshal_build(&marshalled, GUARD_OFF, &made.subject, &faults[0]);
            marshal_release(&marshalled);
            assert_int_equal(marshal_filter(&marshalled, &made.subject, &admitted, &faults[1]),
                             built);
            marshal_release(&marshalled);
            assert_int_equal(built, how == 0);
            assert_string_equal(faults[0].text, built ? "" : refused);
            assert_string_equal(faults[1].text, built ? "" : refused);
            text[LONGEST] = 'x';
        }
    }
    free(text);
}

/* At the level of a password too. */
static void a_filter_is_not_asked_with_a_broken_name_at_any_level(void **state)
{
    (void)state;
    static const enum logon_type types[] = {LOGON_TYPE_INTERACTIVE, LOGON_TYPE_SERVICE};
    for (size_t i = 0; i < 2; i++) {
        for (int number = 0; number < 3; number++) {
            struct made made;
            struct marshalled marshalled;
            struct fault fault = {""};
            static char broken[] = "\xC3";
            make(&made);
            made.request.type = types[i];
            made.request.response.nt_size = 0;
            set_text(&made, number, broken);
            assert_false(marshal_filter(&marshalled, &made.subject, &admitted, &fault));
            assert_null(marshalled.information);
            marshal_release(&marshalled);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_network_logon_is_laid_out_whole_however_it_is_watched),
        cmocka_unit_test(each_text_of_the_account_is_in_its_place),
        cmocka_unit_test(each_number_of_the_account_is_in_its_field),
        cmocka_unit_test(an_owf_that_the_account_has_not_is_not_there),
        cmocka_unit_test(what_is_empty_has_no_buffer),
        cmocka_unit_test(the_password_has_expired_when_its_time_has_come),
        cmocka_unit_test(an_account_that_is_locked_out_now_says_so),
        cmocka_unit_test(a_count_is_cut_to_16_bits),
        cmocka_unit_test(there_is_room_for_the_answer_of_the_export_that_is_asked),
        cmocka_unit_test(a_filter_is_handed_the_level_of_the_logon),
        cmocka_unit_test(a_password_without_an_lm_owf_has_zeros_there),
        cmocka_unit_test(a_filter_finds_what_was_answered_before_it),
        cmocka_unit_test(each_text_has_to_be_utf8_that_fits_a_counted_string),
        cmocka_unit_test(a_filter_is_not_asked_with_a_broken_name_at_any_level),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
