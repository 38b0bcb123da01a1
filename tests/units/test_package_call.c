/*
 * What the LSA takes of a package's answer (subauth.h): of Ex what its WhichFields says, of the
 * other routine all, and of a crash nothing.
 */
#include "support.h"

#include <stdlib.h>

#include "package_call.h"
#include "packages.h"

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
        cmocka_unit_test(packages_that_are_added_are_found_by_protocol_and_number),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
