/* The bias that logon hours are held against, in time zones of every kind, whatever day it is. */
#include "support.h"

#include <stdlib.h>
#include <time.h>

#define HOUR (INT64_C(3600) * NT_SECOND)

static int64_t bias_in(const char *zone)
{
    setenv("TZ", zone, 1);
    tzset();
    return clock_now().hours_bias;
}

/* A zone whose daylight time began so many days ago and ends in so many, an hour ahead. */
static int64_t bias_in_daylight(int began, int ends)
{
    char zone[64];
    time_t now = time(NULL);
    struct tm utc;
    gmtime_r(&now, &utc);
    snprintf(zone, sizeof zone, "STD-1DST,%d,%d", (utc.tm_yday - began + 365) % 365,
             (utc.tm_yday + ends) % 365);
    return bias_in(zone);
}

static void standard_time_has_no_bias_and_daylight_time_its_hour(void **state)
{
    (void)state;
    assert_int_equal(bias_in("UTC0"), 0);
    assert_int_equal(bias_in("STD5"), 0);
    assert_int_equal(bias_in_daylight(-10, 20), 0); /* it is to come */
    assert_int_equal(bias_in_daylight(10, 20), -HOUR);
    assert_int_equal(bias_in_daylight(10, 150), -HOUR); /* and will be for more than a quarter */
}

static void a_zone_that_never_leaves_daylight_time_has_no_bias(void **state)
{
    (void)state;
    assert_int_equal(bias_in("STD5DST,0/0,J365/25"), 0);
}

static void the_time_alone_is_the_time_of_the_moment(void **state)
{
    (void)state;
    int64_t before = clock_now().utc;
    int64_t between = clock_utc();
    int64_t after = clock_now().utc;
    assert_in_range(between, before - NT_SECOND, after);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(standard_time_has_no_bias_and_daylight_time_its_hour),
        cmocka_unit_test(the_time_alone_is_the_time_of_the_moment),
        cmocka_unit_test(a_zone_that_never_leaves_daylight_time_has_no_bias),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
