/* The suite of the example counter.c, as its author would write it with libhostsim. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "hostsim.h"

static const struct hostsim_case three_logons[] = {
    {.name = "one", .user = "me", .filter = true},
    {.name = "two", .user = "me", .filter = true},
    {.name = "three", .user = "me", .filter = true, .authoritative = HOSTSIM_YES},
};

/* The number it tells; asked twice, for the host asks twice. */
static void assert_told(struct hostsim *host, const char *expected)
{
    char told[16];
    size_t size = sizeof told;
    assert_int_equal(hostsim_generic(host, "count", 5, told, &size), STATUS_SUCCESS);
    assert_int_equal(size, strlen(expected));
    assert_memory_equal(told, expected, size);
}

static void it_counts_and_tells(void **state)
{
    (void)state;
    struct hostsim *host = hostsim_new();
    struct hostsim_routines routines = {.filter = Msv1_0SubAuthenticationFilter,
                                        .generic = Msv1_0SubAuthenticationRoutineGeneric};
    assert_non_null(host);
    assert_true(hostsim_add_account(host, "{\"name\": \"me\", \"rid\": 1001}"));
    assert_true(hostsim_set_routines(host, &routines));
    assert_told(host, "0");
    assert_null(hostsim_run(host, three_logons, 3));
    assert_told(host, "3");
    hostsim_close(host);
}

static void another_question_is_refused(void **state)
{
    (void)state;
    static const char *const questions[] = {"", "coun", "counts", "COUNT"};
    struct hostsim *host = hostsim_new();
    assert_true(hostsim_set_routines(
        host, &(struct hostsim_routines){.generic = Msv1_0SubAuthenticationRoutineGeneric}));
    for (size_t i = 0; i < sizeof questions / sizeof questions[0]; i++) {
        char told[16];
        size_t size = sizeof told;
        assert_int_equal(hostsim_generic(host, questions[i], strlen(questions[i]), told, &size),
                         STATUS_INVALID_PARAMETER);
        assert_int_equal(size, 0);
        assert_string_equal(hostsim_error(host), "");
    }
    hostsim_close(host);
}

static NTSTATUS NTAPI reads_beyond(PVOID submit, ULONG size, PULONG returned_size, PVOID *returned)
{
    *returned_size = 0;
    *returned = NULL;
    return ((const volatile unsigned char *)submit)[size] == 0 ? STATUS_SUCCESS
                                                               : STATUS_INVALID_PARAMETER;
}

static void what_is_read_beyond_is_told(void **state)
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_counts_and_tells),
        cmocka_unit_test(another_question_is_refused),
        cmocka_unit_test(what_is_read_beyond_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
