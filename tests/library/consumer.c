/*
 * A project outside the tree that tests its package with libhostsim: built and run by
 * tests/e2e/library.py, from what `cmake --install` gives. argv[1]: a package that is a file.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <hostsim.h>

static const char *file;

/* The package under test: it lets nobody in on whom SAM has no comment, and one who has to wait. */
static NTSTATUS NTAPI routine(NETLOGON_LOGON_INFO_CLASS level, PVOID information, ULONG flags,
                              PUSER_ALL_INFORMATION user, PULONG which, PULONG user_flags,
                              PBOOLEAN authoritative, PLARGE_INTEGER logoff, PLARGE_INTEGER kickoff)
{
    (void)information;
    (void)flags;
    *authoritative = TRUE;
    *which = 0;
    *user_flags = 0;
    logoff->QuadPart = NT_NEVER;
    kickoff->QuadPart = NT_NEVER;
    if (level != NetlogonNetworkInformation) {
        return STATUS_INVALID_INFO_CLASS;
    }
    return (user->UserAccountControl & USER_ACCOUNT_DISABLED) != 0 ? STATUS_ACCOUNT_DISABLED
                                                                   : STATUS_SUCCESS;
}

static NTSTATUS NTAPI crashing(NETLOGON_LOGON_INFO_CLASS level, PVOID information, ULONG flags,
                               PUSER_ALL_INFORMATION user, PULONG which, PULONG user_flags,
                               PBOOLEAN authoritative, PLARGE_INTEGER logoff,
                               PLARGE_INTEGER kickoff)
{
    *(volatile int *)user->FullName.Buffer = 1;
    return routine(level, information, flags, user, which, user_flags, authoritative, logoff,
                   kickoff);
}

static struct hostsim *host_with(hostsim_routine made)
{
    struct hostsim *host = hostsim_new();
    assert_non_null(host);
    assert_true(hostsim_add_account(
        host, "{\"name\": \"me\", \"rid\": 1001, \"password\": \"secret\", "
              "\"password_last_set\": \"2003-06-01\", \"account_expires\": \"2003-08-01\"}"));
    assert_true(made == NULL ||
                hostsim_set_routines(host, &(struct hostsim_routines){.routine = made}));
    return host;
}

static const struct hostsim_case right[] = {
    {.name = "let in", .user = "ME", .authoritative = HOSTSIM_YES, .hostile = true},
    {.name = "disabled",
     .user = "me",
     .account = "{\"flags\": [\"USER_ACCOUNT_DISABLED\"]}",
     .status = STATUS_ACCOUNT_DISABLED,
     .answer = "{\"win32\": 1331, \"authoritative\": true}"},
    {.name = "no Ex", .user = "me", .ex = true, .status = STATUS_PROCEDURE_NOT_FOUND},
    {.name = "nobody", .user = "nobody", .status = STATUS_NO_SUCH_USER},
};

static void a_package_in_this_program(void **state)
{
    (void)state;
    struct hostsim *host = host_with(routine);
    const char *wrong = hostsim_run(host, right, HOSTSIM_COUNT(right));
    if (wrong != NULL) {
        fail_msg("%s", wrong);
    }
    hostsim_close(host);
}

static void a_package_that_is_a_file(void **state)
{
    (void)state;
    static const struct hostsim_case cases[] = {
        {.name = "no hours", .user = "me", .filter = true},
        {.name = "all hours",
         .user = "me",
         .filter = true,
         .account = "{\"parameters\": \"hours=0-24\"}",
         .hostile = true},
        {.name = "none",
         .user = "me",
         .filter = true,
         .account = "{\"parameters\": \"hours=7-7\"}",
         .status = STATUS_INVALID_LOGON_HOURS},
    };
    struct hostsim *host = host_with(NULL);
    assert_true(hostsim_set_package(host, file));
    const char *wrong = hostsim_run(host, cases, HOSTSIM_COUNT(cases));
    if (wrong != NULL) {
        fail_msg("%s", wrong);
    }
    hostsim_close(host);
}

static void the_time_is_the_tests(void **state)
{
    (void)state;
    static const struct hostsim_case in[] = {
        {.name = "July", .user = "me", .password = "secret", .no_subauth = true}};
    static const struct hostsim_case out[] = {{.name = "September",
                                               .user = "me",
                                               .password = "secret",
                                               .no_subauth = true,
                                               .status = STATUS_ACCOUNT_EXPIRED}};
    struct hostsim *host = host_with(NULL);
    assert_true(hostsim_set_time(host, "2003-07-01T12:00:00Z"));
    assert_null(hostsim_run(host, in, 1));
    assert_true(hostsim_set_time(host, "2003-09-01T12:00:00Z"));
    assert_null(hostsim_run(host, out, 1));
    assert_false(hostsim_set_time(host, "yesterday"));
    assert_non_null(strstr(hostsim_error(host), "yesterday"));
    hostsim_close(host);
}

static void a_failure_names_its_case_and_the_difference(void **state)
{
    (void)state;
    static const struct hostsim_case cases[] = {
        {.name = "one", .user = "me", .status = STATUS_WRONG_PASSWORD},
        {.name = "two", .user = "me", .authoritative = HOSTSIM_NO},
        {.name = "three", .user = "me", .answer = "{\"called\": \"none\"}"},
        {.name = "four", .user = "me", .response = "kerberos"},
        {.user = "me"},
        {.status = STATUS_SUCCESS},
    };
    struct hostsim *host = host_with(routine);
    assert_string_equal(
        hostsim_run(host, cases, HOSTSIM_COUNT(cases)),
        "case \"one\": status: expected 0xC000006A STATUS_WRONG_PASSWORD, got 0x00000000 "
        "STATUS_SUCCESS\n"
        "case \"two\": authoritative: expected no, got yes\n"
        "case \"three\": called: expected \"none\", got \"Msv1_0SubAuthenticationRoutine\"\n"
        "case \"four\": response: expected cleartext, lm, ntlmv1, ntlm2-session, ntlmv2 or lmv2, "
        "not \"kerberos\"\n"
        "case \"5\": a logon needs a user");
    assert_false(hostsim_add_account(host, "{}")); /* it has run */
    hostsim_close(host);
}

static void a_crash_is_a_failure_of_its_case(void **state)
{
    (void)state;
    static const struct hostsim_case cases[] = {{.name = "it", .user = "me"},
                                                {.name = "next", .user = "me"}};
    struct hostsim *host = host_with(crashing);
    const char *wrong = hostsim_run(host, cases, 2);
    assert_non_null(strstr(wrong, "case \"it\": the package crashed in "
                                  "Msv1_0SubAuthenticationRoutine: SIGSEGV at address 0x0"));
    assert_non_null(strstr(wrong, "case \"next\": "));
    hostsim_close(host);
}

/* It reads one unit of the name more than there is. */
static NTSTATUS NTAPI over_reading(NETLOGON_LOGON_INFO_CLASS level, PVOID information, ULONG flags,
                                   PUSER_ALL_INFORMATION user, PULONG which, PULONG user_flags,
                                   PBOOLEAN authoritative, PLARGE_INTEGER logoff,
                                   PLARGE_INTEGER kickoff)
{
    if (user->UserName.Buffer != NULL) {
        (void)*(volatile WCHAR *)(user->UserName.Buffer + user->UserName.Length / 2);
    }
    return routine(level, information, flags, user, which, user_flags, authoritative, logoff,
                   kickoff);
}

static void what_came_of_each_case_can_be_read(void **state)
{
    (void)state;
    static const struct hostsim_case cases[] = {
        {.name = "in", .user = "me", .account = "{\"flags\": [\"USER_NORMAL_ACCOUNT\"]}"},
        {.name = "refused", .user = "me", .account = "{\"flags\": [\"USER_ACCOUNT_DISABLED\"]}"},
        {.name = "no such form", .user = "me", .response = "kerberos"},
        {.name = "in again", .user = "me"},
    };
    struct hostsim *host = host_with(routine);
    assert_int_equal(hostsim_failed(host, 0), HOSTSIM_NONE); /* none has run */
    assert_null(hostsim_result_of(host, 0));
    const char *wrong = hostsim_run(host, cases, HOSTSIM_COUNT(cases));
    assert_int_equal(hostsim_failed(host, 0), 1);
    assert_int_equal(hostsim_failed(host, 2), 2);
    assert_int_equal(hostsim_failed(host, 3), HOSTSIM_NONE);
    const struct hostsim_result *result = hostsim_result_of(host, 0);
    assert_int_equal(result->outcome, HOSTSIM_PASSED);
    assert_int_equal(result->status, STATUS_SUCCESS);
    assert_true(result->authoritative && result->failures == NULL && result->findings == NULL);
    assert_true(result->logoff_time == NT_NEVER && result->kickoff_time == NT_NEVER);
    assert_string_equal(result->called, "Msv1_0SubAuthenticationRoutine");
    assert_non_null(strstr(result->answer, "\"logoff_time\":\"never\""));
    result = hostsim_result_of(host, 1);
    assert_int_equal(result->outcome, HOSTSIM_DIFFERS);
    assert_int_equal(result->status, STATUS_ACCOUNT_DISABLED);
    assert_memory_equal(wrong, result->failures, strlen(result->failures));
    result = hostsim_result_of(host, 2);
    assert_int_equal(result->outcome, HOSTSIM_BROKEN);
    assert_string_equal(result->failures,
                        "case \"no such form\": response: expected cleartext, lm, ntlmv1, "
                        "ntlm2-session, ntlmv2 or lmv2, not \"kerberos\"");
    assert_string_equal(result->answer, "");
    assert_null(hostsim_result_of(host, 4));
    hostsim_close(host);
}

static void a_finding_can_be_read(void **state)
{
    (void)state;
    static const struct hostsim_case cases[] = {{.name = "it", .user = "me", .hostile = true}};
    struct hostsim *host = host_with(over_reading);
    assert_non_null(hostsim_run(host, cases, 1));
    const struct hostsim_result *result = hostsim_result_of(host, 0);
    assert_int_equal(result->outcome, HOSTSIM_DIFFERS);
    const struct hostsim_finding *found = result->findings;
    while (found != NULL && strcmp(found->field, "UserAll->UserName.Buffer") != 0) {
        found = found->next;
    }
    assert_non_null(found);
    assert_string_equal(found->kind, "read");
    assert_true(found->times > 0 && found->offset >= (int64_t)found->size);
    assert_non_null(strstr(result->failures, found->text));
    hostsim_close(host);
}

static NTSTATUS NTAPI reads_beyond(PVOID submit, ULONG size, PULONG returned_size, PVOID *returned)
{
    *returned_size = 0;
    *returned = NULL;
    return ((const volatile unsigned char *)submit)[size] == 0 ? STATUS_SUCCESS
                                                               : STATUS_INVALID_PARAMETER;
}

static void what_generic_reads_beyond_is_told(void **state)
{
    (void)state;
    char told[4];
    size_t size = sizeof told;
    struct hostsim *host = hostsim_new();
    assert_true(hostsim_set_routines(host, &(struct hostsim_routines){.generic = reads_beyond}));
    assert_int_equal(hostsim_generic(host, "count", 5, told, &size), STATUS_UNSUCCESSFUL);
    assert_non_null(strstr(hostsim_error(host), "read of SubmitBuffer at offset 5 of 5 bytes"));
    hostsim_close(host);
}

/* A filter that is a file is asked about every logon that SAM admits, as one of the program is. */
static void a_filter_that_is_a_file(void **state)
{
    (void)state;
    static const struct hostsim_case cases[] = {
        {.name = "refused by it",
         .user = "me",
         .password = "secret",
         .no_subauth = true,
         .account = "{\"parameters\": \"hours=7-7\"}",
         .status = STATUS_INVALID_LOGON_HOURS},
        {.name = "by Kerberos",
         .user = "me",
         .password = "secret",
         .more = "{\"protocol\": \"kerberos\"}",
         .account = "{\"parameters\": \"hours=7-7\"}",
         .status = STATUS_INVALID_LOGON_HOURS},
        {.name = "admitted", .user = "me", .password = "secret", .no_subauth = true},
    };
    struct hostsim *host = host_with(NULL);
    assert_true(hostsim_set_time(host, "2003-07-01T12:00:00Z"));
    assert_false(hostsim_set_filter(host, "/no/such/package"));
    assert_true(hostsim_set_filter(host, file));
    assert_false(hostsim_set_filter(host, file));
    assert_string_equal(hostsim_error(host), "there is a filter already");
    const char *wrong = hostsim_run(host, cases, HOSTSIM_COUNT(cases));
    if (wrong != NULL) {
        fail_msg("%s", wrong);
    }
    hostsim_close(host);
}

/* Each call tells of its own mistakes, and what was set before stays. */
static void what_is_broken_is_told_by_the_call_that_breaks_it(void **state)
{
    (void)state;
    static const struct {
        const char *account;
        const char *says;
    } broken[] = {
        {"not JSON", "expected a JSON object"},
        {"[]", "expected a JSON object"},
        {"{\"name\": \"x\"}", "a name and a rid"},
        {"{\"rid\": 1}", "a name and a rid"},
        {"{\"name\": \"x\", \"rid\": 7, \"flags\": [\"USER_X\"]}", "flags"},
        {"{\"name\": \"x\", \"rid\": 7, \"secret\": \"y\"}", "secret"},
        {"{\"name\": \"ME\", \"rid\": 7}", "name to be another"},
        {"{\"name\": \"x\", \"rid\": 1001}", "rid to be another"},
    };
    struct hostsim *host = host_with(routine);
    for (size_t i = 0; i < HOSTSIM_COUNT(broken); i++) {
        assert_false(hostsim_add_account(host, broken[i].account));
        if (strstr(hostsim_error(host), broken[i].says) == NULL) {
            fail_msg("%s: %s", broken[i].account, hostsim_error(host));
        }
    }
    assert_false(hostsim_set_package(host, "/no/such/package"));
    assert_non_null(strstr(hostsim_error(host), ": it cannot be loaded: ")); /* and why */
    assert_non_null(strstr(hostsim_error(host), "/no/such/package"));
    assert_false(hostsim_set_package(host, "no.so"));
    assert_false(hostsim_set_package(host, "/proc/self/exe"));
    assert_non_null(strstr(hostsim_error(host), "/proc/self/exe"));
    assert_false(hostsim_set_routines(host, &(struct hostsim_routines){.routine = NULL}));
    assert_string_equal(hostsim_error(host), "no function is given");
    assert_null(hostsim_run(host, right, HOSTSIM_COUNT(right)));
    assert_false(hostsim_set_routines(host, &(struct hostsim_routines){.routine = crashing}));
    assert_null(hostsim_run(host, right, HOSTSIM_COUNT(right)));
    hostsim_close(host);
    host = hostsim_open("/no/such/folder");
    assert_non_null(strstr(hostsim_error(host), "/no/such/folder"));
    assert_non_null(strstr(hostsim_run(host, right, 1), "/no/such/folder"));
    assert_false(hostsim_add_account(host, "{}"));
    hostsim_close(host);
    hostsim_close(NULL);
}

/* Names that the library has inside: they are the program's own here. */
int sam_find(void);
int policy_read(void);
int sam_find(void)
{
    return 1;
}
int policy_read(void)
{
    return 2;
}

static void the_librarys_inner_names_are_free(void **state)
{
    (void)state;
    assert_int_equal(sam_find() + policy_read(), 3);
    assert_non_null(strchr(hostsim_version(), '.'));
}

/* A table of before the last member was there: the library takes that for the usual. */
static void a_table_of_an_older_program_is_read(void **state)
{
    (void)state;
    const size_t older = offsetof(struct hostsim_case, answer);
    struct hostsim *host = hostsim_new();
    assert_true(
        hostsim_add_account(host, "{\"name\": \"me\", \"rid\": 1001, \"password\": \"secret\"}"));
    struct hostsim_case whole[2] = {
        {.user = "me", .password = "secret", .no_subauth = true},
        {.user = "me", .password = "wrong", .no_subauth = true, .status = STATUS_WRONG_PASSWORD}};
    char packed[2 * sizeof whole[0]];
    memset(packed, 0x55, sizeof packed);
    memcpy(packed, &whole[0], older);
    memcpy(packed + older, &whole[1], older);
    assert_null(hostsim_run_sized(host, older, (const struct hostsim_case *)packed, 2));
    hostsim_close(host);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_package_in_this_program),
        cmocka_unit_test(a_package_that_is_a_file),
        cmocka_unit_test(the_time_is_the_tests),
        cmocka_unit_test(a_failure_names_its_case_and_the_difference),
        cmocka_unit_test(a_crash_is_a_failure_of_its_case),
        cmocka_unit_test(what_came_of_each_case_can_be_read),
        cmocka_unit_test(a_finding_can_be_read),
        cmocka_unit_test(what_generic_reads_beyond_is_told),
        cmocka_unit_test(a_filter_that_is_a_file),
        cmocka_unit_test(what_is_broken_is_told_by_the_call_that_breaks_it),
        cmocka_unit_test(the_librarys_inner_names_are_free),
        cmocka_unit_test(a_table_of_an_older_program_is_read),
    };
    if (argc != 2) {
        return 2;
    }
    file = argv[1];
    return cmocka_run_group_tests(tests, NULL, NULL);
}
