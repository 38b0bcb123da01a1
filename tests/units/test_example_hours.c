/* The suite of the example hours.c, as its author would write it with libhostsim. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "hostsim.h"

#define HOURS(text) "{\"parameters\": \"" text "\"}"

static const struct hostsim_case cases[] = {
    {.name = "no hours are set", .user = "me", .filter = true, .hostile = true},
    {.name = "any hour",
     .user = "me",
     .filter = true,
     .account = HOURS("hours=0-24"),
     .authoritative = HOSTSIM_YES,
     .hostile = true},
    {.name = "among other things",
     .user = "me",
     .filter = true,
     .account = HOURS("dialin hours=0-24 x"),
     .hostile = true},
    {.name = "no hour",
     .user = "me",
     .filter = true,
     .account = HOURS("hours=12-12"),
     .status = STATUS_INVALID_LOGON_HOURS,
     .authoritative = HOSTSIM_YES},
    {.name = "cut off",
     .user = "me",
     .filter = true,
     .account = HOURS("hours="),
     .status = STATUS_INVALID_LOGON_HOURS,
     .hostile = true},
    {.name = "cut off in the middle",
     .user = "me",
     .filter = true,
     .account = HOURS("hours=1"),
     .status = STATUS_INVALID_LOGON_HOURS,
     .hostile = true},
    {.name = "no numbers",
     .user = "me",
     .filter = true,
     .account = HOURS("hours=a-b"),
     .status = STATUS_INVALID_LOGON_HOURS},
    {.name = "another word", .user = "me", .filter = true, .account = HOURS("hour=1-1")},
    {.name = "it is no routine", .user = "me", .status = STATUS_PROCEDURE_NOT_FOUND},
};

static void each_case_is_as_expected(void **state)
{
    (void)state;
    struct hostsim *host = hostsim_new();
    assert_non_null(host);
    assert_true(hostsim_add_account(host, "{\"name\": \"me\", \"rid\": 1001}"));
    assert_true(hostsim_set_routines(
        host, &(struct hostsim_routines){.filter = Msv1_0SubAuthenticationFilter}));
    const char *wrong = hostsim_run(host, cases, sizeof cases / sizeof cases[0]);
    if (wrong != NULL) {
        fail_msg("%s", wrong);
    }
    hostsim_close(host);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(each_case_is_as_expected)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
