/* The suite of kiosk.c for cmocka, in which each table is a test; argv[1] is the package. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <hostsim.h>

#define ACCOUNT "{\"name\": \"me\", \"rid\": 1001, \"workstations\": [\"HALL\", \"Shop\"]}"

static const char *file;

static int make_host(void **state)
{
    struct hostsim *host = hostsim_new();
    *state = host;
    return host != NULL && hostsim_add_account(host, ACCOUNT) && hostsim_set_package(host, file)
               ? 0
               : -1;
}

static int close_host(void **state)
{
    hostsim_close(*state);
    return 0;
}

static void assert_run(struct hostsim *host, const struct hostsim_case *cases, size_t count)
{
    const char *wrong = hostsim_run(host, cases, count);
    if (wrong != NULL) {
        fail_msg("%s", wrong);
    }
}

static void who_stands_at_a_listed_machine_is_let_in(void **state)
{
    static const struct hostsim_case cases[] = {
        {.user = "me", .workstation = "HALL", .authoritative = HOSTSIM_YES, .hostile = true},
        {.user = "me", .workstation = "sHOP"},
    };
    assert_run(*state, cases, HOSTSIM_COUNT(cases));
}

static void who_stands_elsewhere_is_not(void **state)
{
    static const struct hostsim_case cases[] = {
        {.user = "me", .workstation = "YARD", .status = STATUS_INVALID_WORKSTATION},
        {.user = "me", .status = STATUS_INVALID_WORKSTATION},
    };
    assert_run(*state, cases, HOSTSIM_COUNT(cases));
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(who_stands_at_a_listed_machine_is_let_in, make_host,
                                        close_host),
        cmocka_unit_test_setup_teardown(who_stands_elsewhere_is_not, make_host, close_host),
    };
    if (argc != 2) {
        return 2;
    }
    file = argv[1];
    return cmocka_run_group_tests(tests, NULL, NULL);
}
