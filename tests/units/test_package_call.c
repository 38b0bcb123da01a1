/*
 * A call of a package (package_call.h): what it is handed, that it may crash, and what the LSA
 * takes of its answer (subauth.h): of Ex what its WhichFields says, of the other routine all, and
 * of a crash nothing. And a crash in words (asking.h).
 */
#include "support.h"

#include <stdlib.h>

#include "asking.h"
#include "code_module.h"
#include "midl.h"
#include "package_call.h"
#include "packages.h"
#include "pulse.h"

#define LOGOFF INT64_C(111)
#define KICKOFF INT64_C(222)

/* What holds without an answer. */
static struct logon_result before_the_call(void)
{
    return (struct logon_result){.status = STATUS_SUCCESS,
                                 .authoritative = true,
                                 .logoff_time = NT_NEVER,
                                 .kickoff_time = NT_NEVER,
                                 .called = "none",
                                 .elapsed_ns = 9};
}

struct answered {
    ULONG which;
    ULONG flags;
    BOOLEAN authoritative;
    LARGE_INTEGER logoff;
    LARGE_INTEGER kickoff;
    MSV1_0_VALIDATION_INFO validation;
    ULONG actions;
    struct marshalled marshalled;
};

static void begin(struct answered *answer)
{
    *answer = (struct answered){.which = 5,
                                .flags = 6,
                                .logoff.QuadPart = LOGOFF,
                                .kickoff.QuadPart = KICKOFF,
                                .validation = {.UserFlags = 8, .UserId = 1001},
                                .actions = 7};
    answer->validation.LogoffTime.QuadPart = LOGOFF;
    answer->validation.KickoffTime.QuadPart = KICKOFF;
    memset(&answer->validation.SessionKey, 0x5C, sizeof answer->validation.SessionKey);
    answer->marshalled = (struct marshalled){.which_fields = &answer->which,
                                             .user_flags = &answer->flags,
                                             .authoritative = &answer->authoritative,
                                             .logoff = &answer->logoff,
                                             .kickoff = &answer->kickoff,
                                             .validation = &answer->validation,
                                             .actions = &answer->actions};
}

static struct logon_result taken(struct answered *answer, enum package_export export, bool crashed)
{
    struct package_call call = {.marshalled = &answer->marshalled,
                                .export = export,
                                .status = STATUS_ACCOUNT_EXPIRED,
                                .crashed = crashed,
                                .logon_server = "SERVER",
                                .domain = "DOMAIN"};
    struct logon_result result = before_the_call();
    package_call_answer(&call, &result);
    assert_int_equal(result.elapsed_ns, 9);
    return result;
}

static void the_routines_answer_is_taken_whole(void **state)
{
    (void)state;
    static const enum package_export exports[] = {EXPORT_ROUTINE, EXPORT_FILTER};
    for (size_t i = 0; i < 2; i++) {
        for (int authoritative = 0; authoritative < 3; authoritative++) {
            struct answered answer;
            begin(&answer);
            answer.authoritative = (BOOLEAN)authoritative; /* any number but 0 is TRUE */
            struct logon_result result = taken(&answer, exports[i], false);
            assert_int_equal(result.status, STATUS_ACCOUNT_EXPIRED);
            assert_int_equal(result.authoritative, authoritative != 0);
            assert_int_equal(result.which_fields, 5);
            assert_int_equal(result.user_flags, 6);
            assert_true(result.logoff_time == LOGOFF && result.kickoff_time == KICKOFF);
            assert_string_equal(result.called, package_export_name(exports[i]));
            assert_int_equal(result.validation.which_fields, 0);
        }
    }
    struct answered answer;
    begin(&answer); /* the KDC's */
    answer.marshalled.logoff = NULL;
    answer.marshalled.kickoff = NULL;
    struct logon_result result = taken(&answer, EXPORT_FILTER, false);
    assert_true(result.logoff_time == NT_NEVER && result.kickoff_time == NT_NEVER);
}

static void of_ex_what_it_says_that_it_set_is_taken(void **state)
{
    (void)state;
    static const ULONG fields[] = {0,
                                   MSV1_0_VALIDATION_LOGOFF_TIME,
                                   MSV1_0_VALIDATION_KICKOFF_TIME,
                                   MSV1_0_VALIDATION_USER_ID,
                                   MSV1_0_VALIDATION_SESSION_KEY,
                                   0xFFFFFFFF};
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
        struct answered answer;
        ULONG which = fields[i];
        begin(&answer);
        answer.validation.WhichFields = which;
        answer.validation.Authoritative = i % 2 == 0 ? TRUE : FALSE;
        struct logon_result result = taken(&answer, EXPORT_ROUTINE_EX, false);
        bool logoff = (which & MSV1_0_VALIDATION_LOGOFF_TIME) != 0;
        bool kickoff = (which & MSV1_0_VALIDATION_KICKOFF_TIME) != 0;
        bool id = (which & MSV1_0_VALIDATION_USER_ID) != 0;
        bool key = (which & MSV1_0_VALIDATION_SESSION_KEY) != 0;
        assert_int_equal(result.status, STATUS_ACCOUNT_EXPIRED);
        assert_int_equal(result.authoritative, i % 2 == 0);
        assert_int_equal(result.user_flags, 8);
        assert_int_equal(result.which_fields, 0); /* nothing is written to SAM */
        assert_true(result.logoff_time == (logoff ? LOGOFF : NT_NEVER));
        assert_true(result.kickoff_time == (kickoff ? KICKOFF : NT_NEVER));
        assert_int_equal(result.validation.which_fields, which);
        assert_int_equal(result.validation.user_id, id ? 1001 : 0);
        assert_int_equal(result.validation.session_key[15], key ? 0x5C : 0);
        assert_int_equal(result.validation.actions, 7);
        assert_string_equal(result.validation.logon_server, "SERVER");
        assert_string_equal(result.validation.domain, "DOMAIN");
        assert_string_equal(result.called, "Msv1_0SubAuthenticationRoutineEx");
    }
}

static void of_a_crash_nothing_is_taken(void **state)
{
    (void)state;
    for (enum package_export export = EXPORT_ROUTINE; export <= EXPORT_FILTER; export ++) {
        struct answered answer;
        struct logon_result expected = before_the_call();
        begin(&answer);
        struct logon_result result = taken(&answer, export, true);
        expected.status = STATUS_UNSUCCESSFUL;
        assert_memory_equal(&result, &expected, sizeof result);
    }
}

/* How often it was called. */
static unsigned calls;

static NTSTATUS NTAPI every_third_fails(NETLOGON_LOGON_INFO_CLASS level, PVOID information,
                                        ULONG flags, PUSER_ALL_INFORMATION user, PULONG which,
                                        PULONG user_flags, PBOOLEAN authoritative,
                                        PLARGE_INTEGER logoff, PLARGE_INTEGER kickoff)
{
    (void)level, (void)information, (void)flags, (void)user, (void)which, (void)user_flags;
    (void)authoritative, (void)logoff, (void)kickoff;
    return ++calls % 3 == 0 ? STATUS_WRONG_PASSWORD : STATUS_SUCCESS;
}

static void a_call_is_repeated_and_other_statuses_are_counted(void **state)
{
    (void)state;
    static const struct package package = {.routine = every_third_fails};
    USER_ALL_INFORMATION user = {.UserId = 1};
    struct answered answer;
    unsigned differ = 99;
    begin(&answer);
    guard_begin(&answer.marshalled.guard, GUARD_OFF);
    answer.marshalled.user = &user;
    struct package_call call = package_call_of(&package, &answer.marshalled, EXPORT_ROUTINE, 0);
    assert_int_equal(call.status, STATUS_UNSUCCESSFUL);
    assert_false(call.crashed);
    calls = 0;
    assert_true(package_call_repeat(&call, 10, STATUS_SUCCESS, &differ));
    assert_int_equal(calls, 10);
    assert_int_equal(differ, 3);
    assert_true(package_call_repeat(&call, 0, STATUS_SUCCESS, &differ));
    assert_int_equal(differ, 0);
    assert_true(package_call_make(&call));
    assert_int_equal(calls, 11);
    assert_int_equal(call.status, STATUS_SUCCESS);
    assert_true(call.stack_kept);
}

/* What a routine was handed, and what it is to do. */
static struct {
    const char *called;
    const void *arguments[7];
    NETLOGON_LOGON_INFO_CLASS level;
    ULONG flags;
    unsigned crash_after; /* so many calls */
    bool frees;           /* Parameters' buffer */
    NTSTATUS status;
} package_does;

static const void *volatile nowhere = (const void *)16;

static NTSTATUS do_it(const char *called, PUSER_ALL_INFORMATION user)
{
    package_does.called = called;
    if (package_does.crash_after-- == 0) {
        return *(const volatile NTSTATUS *)nowhere;
    }
    if (package_does.frees) {
        MIDL_user_free(user->Parameters.Buffer);
    }
    return package_does.status;
}

static void take_arguments(NETLOGON_LOGON_INFO_CLASS level, ULONG flags, const void *information,
                           const void *user)
{
    package_does.level = level;
    package_does.flags = flags;
    package_does.arguments[0] = information;
    package_does.arguments[1] = user;
}

static NTSTATUS NTAPI routine(NETLOGON_LOGON_INFO_CLASS level, PVOID information, ULONG flags,
                              PUSER_ALL_INFORMATION user, PULONG which, PULONG user_flags,
                              PBOOLEAN authoritative, PLARGE_INTEGER logoff, PLARGE_INTEGER kickoff)
{
    take_arguments(level, flags, information, user);
    package_does.arguments[2] = which;
    package_does.arguments[3] = user_flags;
    package_does.arguments[4] = authoritative;
    package_does.arguments[5] = logoff;
    package_does.arguments[6] = kickoff;
    return do_it("routine", user);
}

static NTSTATUS NTAPI filter(NETLOGON_LOGON_INFO_CLASS level, PVOID information, ULONG flags,
                             PUSER_ALL_INFORMATION user, PULONG which, PULONG user_flags,
                             PBOOLEAN authoritative, PLARGE_INTEGER logoff, PLARGE_INTEGER kickoff)
{
    routine(level, information, flags, user, which, user_flags, authoritative, logoff, kickoff);
    package_does.called = "filter";
    return package_does.status;
}

static NTSTATUS NTAPI routine_ex(NETLOGON_LOGON_INFO_CLASS level, PVOID information, ULONG flags,
                                 PUSER_ALL_INFORMATION user, SAM_HANDLE handle,
                                 PMSV1_0_VALIDATION_INFO validation, PULONG actions)
{
    take_arguments(level, flags, information, user);
    package_does.arguments[2] = handle;
    package_does.arguments[3] = validation;
    package_does.arguments[4] = actions;
    return do_it("ex", user);
}

static const struct package whole = {
    .routine = routine, .routine_ex = routine_ex, .filter = filter};

/* A call that is ready to be made. */
struct ready {
    struct answered answer;
    USER_ALL_INFORMATION user;
    int information;
    struct package_call call;
};

static void prepare(struct ready *ready, enum package_export export)
{
    memset(&package_does, 0, sizeof package_does);
    package_does.crash_after = 99;
    memset(ready, 0, sizeof *ready);
    begin(&ready->answer);
    struct marshalled *marshalled = &ready->answer.marshalled;
    guard_begin(&marshalled->guard, GUARD_OFF);
    marshalled->user = &ready->user;
    marshalled->level = NetlogonServiceInformation;
    marshalled->information = &ready->information;
    ready->call = package_call_of(&whole, marshalled, export, 0x1234);
}

static void each_export_is_handed_what_was_marshalled(void **state)
{
    (void)state;
    for (enum package_export export = EXPORT_ROUTINE; export <= EXPORT_FILTER; export ++) {
        struct ready ready;
        prepare(&ready, export);
        const struct marshalled *marshalled = &ready.answer.marshalled;
        package_does.status = STATUS_ACCOUNT_EXPIRED;
        assert_true(package_call_make(&ready.call));
        assert_false(ready.call.crashed);
        assert_int_equal(ready.call.status, STATUS_ACCOUNT_EXPIRED);
        assert_string_equal(package_does.called, export == EXPORT_FILTER       ? "filter"
                                                 : export == EXPORT_ROUTINE_EX ? "ex"
                                                                               : "routine");
        assert_int_equal(package_does.level, 3);
        assert_int_equal(package_does.flags, 0x1234);
        assert_ptr_equal(package_does.arguments[0], &ready.information);
        assert_ptr_equal(package_does.arguments[1], &ready.user);
        if (export == EXPORT_ROUTINE_EX) {
            assert_non_null(package_does.arguments[2]);
            assert_ptr_equal(package_does.arguments[3], marshalled->validation);
            assert_ptr_equal(package_does.arguments[4], marshalled->actions);
        } else {
            assert_ptr_equal(package_does.arguments[2], marshalled->which_fields);
            assert_ptr_equal(package_does.arguments[3], marshalled->user_flags);
            assert_ptr_equal(package_does.arguments[4], marshalled->authoritative);
            assert_ptr_equal(package_does.arguments[5], marshalled->logoff);
            assert_ptr_equal(package_does.arguments[6], marshalled->kickoff);
        }
    }
}

/* Level and information may be others than those that were marshalled. */
static void a_call_can_be_changed_before_it_is_made(void **state)
{
    (void)state;
    struct ready ready;
    prepare(&ready, EXPORT_ROUTINE);
    ready.call.level = NetlogonGenericInformation;
    ready.call.information = NULL;
    ready.call.flags = MSV1_0_PASSTHRU;
    assert_true(package_call_make(&ready.call));
    assert_int_equal(package_does.level, 4);
    assert_int_equal(package_does.flags, 1);
    assert_null(package_does.arguments[0]);
}

static bool module_is_hidden;

bool __real_code_module_at(uintptr_t address, struct code_module *module);
bool __wrap_code_module_at(uintptr_t address, struct code_module *module);
bool __wrap_code_module_at(uintptr_t address, struct code_module *module)
{
    return !module_is_hidden && __real_code_module_at(address, module);
}

static uintptr_t address_of(enum package_export export)
{
    const subauth_routine routines[] = {[EXPORT_ROUTINE] = routine, [EXPORT_FILTER] = filter};
    const subauth_routine_ex ex = routine_ex;
    return export == EXPORT_ROUTINE_EX ? (uintptr_t)ex : (uintptr_t)routines[export];
}

/* The fault names the export, what ended it, and, where it is known, the place. */
static void a_crash_is_told_by_its_export_and_its_place(void **state)
{
    (void)state;
    static const char *const names[] = {
        [EXPORT_ROUTINE] = "Msv1_0SubAuthenticationRoutine",
        [EXPORT_ROUTINE_EX] = "Msv1_0SubAuthenticationRoutineEx",
        [EXPORT_FILTER] = "Msv1_0SubAuthenticationFilter",
    };
    for (enum package_export export = EXPORT_ROUTINE; export <= EXPORT_FILTER; export ++) {
        for (int hidden = 0; hidden < 2; hidden++) {
            struct ready ready;
            struct fault fault = {""};
            char expected[512];
            prepare(&ready, export);
            package_does.crash_after = 0;
            module_is_hidden = hidden == 1;
            assert_false(asking_plainly.ask(asking_plainly.context, NULL, &ready.call, &fault));
            module_is_hidden = false;
            const struct guard *guard = &ready.answer.marshalled.guard;
            assert_true(ready.call.crashed);
            assert_true(ready.call.stack_kept); /* that it crashed tells nothing of it */
            assert_ptr_equal(guard->callee, address_of(export));
            assert_int_equal(*guard->crash.place == '\0', hidden);
            snprintf(expected, sizeof expected,
                     "the package crashed in %s: SIGSEGV at address 0x10%s%s", names[export],
                     hidden == 1 ? "" : ", at ", guard->crash.place);
            assert_string_equal(fault.text, expected);
            package_does.crash_after = 99;
            assert_true(asking_plainly.ask(asking_plainly.context, NULL, &ready.call, &fault));
            assert_false(ready.call.crashed);
        }
    }
}

/* The crash ends it: what was counted until then stays, and the guard knows whose code it was. */
static void a_repetition_ends_with_a_crash(void **state)
{
    (void)state;
    struct ready ready;
    unsigned differ = 99;
    prepare(&ready, EXPORT_ROUTINE_EX);
    package_does.crash_after = 2;
    package_does.status = STATUS_WRONG_PASSWORD;
    assert_false(package_call_repeat(&ready.call, 10, STATUS_SUCCESS, &differ));
    assert_int_equal(differ, 2);
    assert_ptr_equal(ready.answer.marshalled.guard.callee, address_of(EXPORT_ROUTINE_EX));
    package_does.crash_after = 10;
    assert_true(package_call_repeat(&ready.call, 10, STATUS_WRONG_PASSWORD, &differ));
    assert_int_equal(differ, 0);
}

/* In each call anew, of those that are repeated too (midl.h). */
static void each_call_may_free_the_parameters(void **state)
{
    (void)state;
    WCHAR own[4];
    struct ready ready;
    unsigned differ;
    prepare(&ready, EXPORT_ROUTINE);
    package_does.frees = true;
    ready.user.Parameters = (UNICODE_STRING){8, 8, own};
    assert_true(package_call_make(&ready.call));
    assert_true(package_call_repeat(&ready.call, 3, STATUS_SUCCESS, &differ));
    assert_int_equal(differ, 0);
}

static unsigned beats;

static void beat(void)
{
    beats++;
}

static void each_call_gives_a_sign_of_life(void **state)
{
    (void)state;
    struct ready ready;
    prepare(&ready, EXPORT_FILTER);
    beats = 0;
    pulse_set(beat);
    assert_true(package_call_make(&ready.call));
    pulse_set(NULL);
    assert_int_equal(beats, 1);
}

/* Where Ex says that it has set them, and succeeds, in memory that is not watched. */
static void the_texts_of_ex_are_taken_where_they_are_set(void **state)
{
    (void)state;
    static const struct {
        ULONG which;
        NTSTATUS status;
        enum guard_side side;
        bool server;
        bool domain;
    } cases[] = {
        {0x0C, STATUS_SUCCESS, GUARD_OFF, true, true},
        {0x04, STATUS_SUCCESS, GUARD_OFF, true, false},
        {0x08, STATUS_SUCCESS, GUARD_OFF, false, true},
        {0xF3, STATUS_SUCCESS, GUARD_OFF, false, false},
        {0x0C, STATUS_WRONG_PASSWORD, GUARD_OFF, false, false},
        {0x0C, STATUS_SUCCESS, GUARD_AFTER, false, false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct ready ready;
        MSV1_0_VALIDATION_INFO *validation = &ready.answer.validation;
        prepare(&ready, EXPORT_ROUTINE_EX);
        ready.answer.marshalled.guard.side = cases[i].side;
        package_does.status = cases[i].status;
        validation->WhichFields = cases[i].which;
        validation->LogonServer = (UNICODE_STRING){6, 8, (PWSTR)u"\u00c4BCD"};
        validation->LogonDomainName = (UNICODE_STRING){5, 5, (PWSTR)u"EFG"}; /* half of the G */
        assert_true(package_call_make(&ready.call));
        assert_string_equal(ready.call.logon_server, cases[i].server ? "\xC3\x84"
                                                                       "BC"
                                                                     : "");
        assert_string_equal(ready.call.domain, cases[i].domain ? "EF" : "");
    }
}

static void a_text_of_ex_is_cut_off_where_it_is_too_long(void **state)
{
    (void)state;
    struct ready ready;
    uint16_t text[200];
    char expected[129];
    for (size_t i = 0; i < 200; i++) {
        text[i] = 'x';
    }
    memset(expected, 'x', sizeof expected);
    for (USHORT length = 127; length <= 128; length++) {
        prepare(&ready, EXPORT_ROUTINE_EX);
        ready.answer.validation.WhichFields = MSV1_0_VALIDATION_LOGON_DOMAIN;
        ready.answer.validation.LogonDomainName =
            (UNICODE_STRING){(USHORT)(2 * length), (USHORT)(2 * length), text};
        assert_true(package_call_make(&ready.call));
        expected[127] = '\0';
        assert_string_equal(ready.call.domain, expected);
    }
}

/* A pointer of the package's that leads nowhere is a crash of the package's. */
static void a_text_of_ex_that_is_nowhere_is_a_crash(void **state)
{
    (void)state;
    struct ready ready;
    prepare(&ready, EXPORT_ROUTINE_EX);
    ready.answer.validation.WhichFields = MSV1_0_VALIDATION_LOGON_SERVER;
    ready.answer.validation.LogonServer = (UNICODE_STRING){4, 4, (PWSTR)(uintptr_t)nowhere};
    assert_false(package_call_make(&ready.call));
    assert_true(ready.call.crashed);
    assert_in_range(ready.answer.marshalled.guard.crash.address, 16, 17);
}

/* Those that are given are found by protocol and number, and no registry is asked. */
static void packages_that_are_added_are_found_by_protocol_and_number(void **state)
{
    (void)state;
    static const struct package one = {.routine = every_third_fails};
    static const struct package two = {.filter = every_third_fails};
    struct packages packages = {.list = NULL};
    const struct package *found;
    assert_true(packages_add(&packages, PROTOCOL_NTLM, 132, &one));
    assert_true(packages_add(&packages, PROTOCOL_KERBEROS, 0, &two));
    assert_true(packages_hold(&packages, PROTOCOL_NTLM, 132));
    assert_true(packages_hold(&packages, PROTOCOL_KERBEROS, 0));
    assert_false(packages_hold(&packages, PROTOCOL_NTLM, 0));
    assert_false(packages_hold(&packages, PROTOCOL_KERBEROS, 132));
    assert_int_equal(packages_find(&packages, "", PROTOCOL_NTLM, 132, NULL, &found),
                     STATUS_SUCCESS);
    assert_true(package_exports(found, EXPORT_ROUTINE) && !package_exports(found, EXPORT_FILTER));
    assert_int_equal(packages_find(&packages, "", PROTOCOL_KERBEROS, 0, NULL, &found),
                     STATUS_SUCCESS);
    assert_true(package_exports(found, EXPORT_FILTER) && !package_exports(found, EXPORT_ROUTINE));
    assert_int_equal(packages_find(&packages, "", PROTOCOL_NTLM, 132, "no/such/file", &found),
                     STATUS_DLL_NOT_FOUND);
    packages.trusted = "";
    packages_close(&packages);
    assert_false(packages_hold(&packages, PROTOCOL_NTLM, 132));
    assert_string_equal(packages.trusted, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_routines_answer_is_taken_whole),
        cmocka_unit_test(of_ex_what_it_says_that_it_set_is_taken),
        cmocka_unit_test(of_a_crash_nothing_is_taken),
        cmocka_unit_test(a_call_is_repeated_and_other_statuses_are_counted),
        cmocka_unit_test(each_export_is_handed_what_was_marshalled),
        cmocka_unit_test(a_call_can_be_changed_before_it_is_made),
        cmocka_unit_test(a_crash_is_told_by_its_export_and_its_place),
        cmocka_unit_test(a_repetition_ends_with_a_crash),
        cmocka_unit_test(each_call_may_free_the_parameters),
        cmocka_unit_test(each_call_gives_a_sign_of_life),
        cmocka_unit_test(the_texts_of_ex_are_taken_where_they_are_set),
        cmocka_unit_test(a_text_of_ex_is_cut_off_where_it_is_too_long),
        cmocka_unit_test(a_text_of_ex_that_is_nowhere_is_a_crash),
        cmocka_unit_test(packages_that_are_added_are_found_by_protocol_and_number),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
