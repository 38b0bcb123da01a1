/* RoutineGeneric of a package that crashes: it is found, and nothing is taken of it. */
#include "support.h"

#include "generic.h"

static volatile uintptr_t nowhere = 16;

/* Through a pointer, so that no compiler does it itself. */
static size_t (*volatile length_of)(const char *) = strlen;

enum way {
    AT_ONCE,
    IN_THE_C_LIBRARY,
    THE_SECOND_TIME,
    THE_SECOND_TIME_WITHOUT_A_BUFFER,
    BY_WHAT_IT_RETURNS,
    WAYS
};
static enum way way;
static unsigned calls;

static NTSTATUS NTAPI routine(PVOID submit, ULONG size, PULONG returned_size, PVOID *returned)
{
    static char text[] = "three";
    (void)submit;
    (void)size;
    *returned_size = 5;
    *returned = way == THE_SECOND_TIME_WITHOUT_A_BUFFER ? NULL
                : way == BY_WHAT_IT_RETURNS             ? (PVOID)nowhere
                                                        : (PVOID)text;
    if (way == IN_THE_C_LIBRARY) {
        *returned_size = (ULONG)length_of((const char *)nowhere);
    }
    if (way == AT_ONCE || (calls == 1 && way != BY_WHAT_IT_RETURNS)) {
        *(volatile int *)nowhere = 1;
    }
    calls++;
    return STATUS_SUCCESS;
}

static void a_crash_is_found_and_nothing_is_taken_of_it(void **state)
{
    (void)state;
    static const struct package package = {.generic = routine};
    struct lsa lsa = {.time = 0};
    assert_true(packages_add(&lsa.packages, PROTOCOL_NTLM, 7, &package));
    for (way = AT_ONCE; way < WAYS; way++) {
        const struct generic_request request = {.package_id = 7};
        struct generic_answer answer;
        struct fault fault = {""};
        calls = 0;
        assert_true(generic_ask(&lsa, &request, &answer, &fault));
        assert_string_equal(answer.called, "Msv1_0SubAuthenticationRoutineGeneric");
        assert_int_equal(answer.calls, 2);
        assert_int_equal(answer.status, STATUS_UNSUCCESSFUL);
        assert_int_equal(answer.returned_size, 0);
        assert_false(answer.without_buffer);
        assert_int_equal(answer.findings.count, 1);
        const struct call_finding *finding = &answer.findings.list[0];
        bool once = way == THE_SECOND_TIME || way == THE_SECOND_TIME_WITHOUT_A_BUFFER;
        assert_int_equal(finding->kind, FINDING_CRASH);
        assert_int_equal(finding->times, once ? 1 : 2);
        assert_string_equal(finding->mutation, "as lsass hands it over");
        assert_false(finding->malformed);
        assert_non_null(strstr(finding->crash, "0x10"));
        /* Its code is known, and the place is that in it which called another's. */
        assert_int_equal(strncmp(finding->place, "test_generic", 12), 0);
        generic_release(&answer);
    }
    packages_close(&lsa.packages);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_crash_is_found_and_nothing_is_taken_of_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
