/*
 * The time, and the bias that logon hours are held against, in time zones of every kind, whatever
 * day it is. Where a test sets the system's clocks and its zone, they are the test's.
 */
#include "machine_folder.h"

#include <stdlib.h>
#include <time.h>

#include "lsass/store.h"

#define HOUR (INT64_C(3600) * NT_SECOND)
#define DAY 86400 /* seconds */

static bool clocks_are_set;
static struct timespec wall;
static struct timespec monotonic;

int __real_clock_gettime(clockid_t clock, struct timespec *now);
int __wrap_clock_gettime(clockid_t clock, struct timespec *now);
int __wrap_clock_gettime(clockid_t clock, struct timespec *now)
{
    if (!clocks_are_set) {
        return __real_clock_gettime(clock, now);
    }
    if (clock == CLOCK_MONOTONIC_COARSE) {
        *now = monotonic;
        return 0;
    }
    assert_true(clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE);
    *now = wall;
    return 0;
}

/* A stretch of time, in seconds from the set clock's, and what local time is in it. */
struct stretch {
    time_t from;
    time_t to; /* not including it */
    int is_dst;
    long offset; /* seconds east of UTC */
    bool fails;
};

/* Where no stretch is, it is daylight time, two hours east. */
static const struct stretch *the_zone;
static size_t the_zone_size;

struct tm *__real_localtime_r(const time_t *at, struct tm *local);
struct tm *__wrap_localtime_r(const time_t *at, struct tm *local);
struct tm *__wrap_localtime_r(const time_t *at, struct tm *local)
{
    time_t later = *at - wall.tv_sec;
    if (!clocks_are_set) {
        return __real_localtime_r(at, local);
    }
    *local = (struct tm){.tm_isdst = 1, .tm_gmtoff = 7200};
    for (size_t i = 0; i < the_zone_size; i++) {
        if (later >= the_zone[i].from && later < the_zone[i].to) {
            *local = (struct tm){.tm_isdst = the_zone[i].is_dst, .tm_gmtoff = the_zone[i].offset};
            return the_zone[i].fails ? NULL : local;
        }
    }
    return local;
}

static unsigned yields;

int __wrap_sched_yield(void);
int __wrap_sched_yield(void)
{
    yields++;
    return 0;
}

static int set_clocks(void **state)
{
    (void)state;
    clocks_are_set = true;
    wall = (struct timespec){955526400, 0}; /* 2000-04-12, 08:00 UTC */
    the_zone_size = 0;
    return 0;
}

static int let_clocks_go(void **state)
{
    (void)state;
    clocks_are_set = false;
    return 0;
}

static void the_time_is_in_100_ns_since_1601(void **state)
{
    (void)state;
    static const struct {
        struct timespec wall;
        int64_t utc;
    } cases[] = {
        {{0, 0}, INT64_C(116444736000000000)}, /* the epoch of Unix, as MS-DTYP 2.3.3 counts */
        {{955526400, 0}, INT64_C(126000000000000000)},
        {{955526400, 99}, INT64_C(126000000000000000)},
        {{955526400, 100}, INT64_C(126000000000000001)},
        {{955526400, 123456789}, INT64_C(126000000001234567)},
        {{955526400, 999999999}, INT64_C(126000000009999999)},
        {{955526401, 0}, INT64_C(126000000010000000)},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        wall = cases[i].wall;
        assert_true(clock_now().utc == cases[i].utc);
        assert_true(clock_utc() == cases[i].utc);
    }
}

static void ticks_are_milliseconds_in_32_bits(void **state)
{
    (void)state;
    static const struct {
        struct timespec monotonic;
        uint32_t ticks;
    } cases[] = {
        {{0, 0}, 0},
        {{0, 999999}, 0},
        {{0, 1000000}, 1},
        {{0, 999999999}, 999},
        {{1, 0}, 1000},
        {{1, 999999999}, 1999},
        {{86400, 20000000}, 86400020},
        {{4294967, 295999999}, 4294967295}, /* 2 to the 32nd, less one */
        {{4294967, 296000000}, 0},
        {{10000000, 0}, 1410065408},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        monotonic = cases[i].monotonic;
        assert_int_equal(clock_ticks(), cases[i].ticks);
    }
}

static int64_t bias_with(const struct stretch *stretches, size_t count)
{
    the_zone = stretches;
    the_zone_size = count;
    return clock_now().hours_bias;
}

/* Standard time, an hour east, is looked for a quarter of a year on, then a half, then three. */
static void standard_time_is_looked_for_quarter_by_quarter(void **state)
{
    (void)state;
    static const struct {
        time_t from;
        time_t to;
        bool found;
    } cases[] = {
        {91 * DAY, 91 * DAY + 1, true},
        {182 * DAY, 182 * DAY + 1, true},
        {273 * DAY, 273 * DAY + 1, true},
        {1, 91 * DAY, false},
        {91 * DAY + 1, 182 * DAY, false},
        {182 * DAY + 1, 273 * DAY, false},
        {273 * DAY + 1, 2000 * DAY, false},
        {-2000 * DAY, 0, false}, /* it is over: this year's is another */
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct stretch standard = {cases[i].from, cases[i].to, 0, 3600, false};
        assert_int_equal(bias_with(&standard, 1), cases[i].found ? -HOUR : 0);
    }
    static const struct stretch both[] = {{91 * DAY, 92 * DAY, 0, 1800, false},
                                          {182 * DAY, 274 * DAY, 0, 3600, false}};
    assert_int_equal(bias_with(both, 2), -HOUR * 3 / 2); /* the nearest */
}

/* In standard time there is no bias, though the zone will have another standard time soon. */
static void only_daylight_time_that_is_known_to_be_so_has_a_bias(void **state)
{
    (void)state;
    static const struct stretch zones[][2] = {
        {{0, 1, 0, 10800, false}, {1, 400 * DAY, 0, 3600, false}},
        {{0, 1, -1, 10800, false}, {1, 400 * DAY, 0, 3600, false}}, /* it is not known */
        {{0, 1, 1, 10800, true}, {1, 400 * DAY, 0, 3600, false}},
        {{0, 1, 1, 10800, false}, {1, 400 * DAY, -1, 3600, false}},
        {{0, 1, 1, 10800, false}, {1, 400 * DAY, 0, 3600, true}},
    };
    for (size_t i = 0; i < sizeof zones / sizeof zones[0]; i++) {
        assert_int_equal(bias_with(zones[i], 2), 0);
    }
    static const struct stretch east[] = {{0, 1, 1, 10800, false}, {1, 400 * DAY, 0, 3600, false}};
    assert_int_equal(bias_with(east, 2), -2 * HOUR);
    static const struct stretch west[] = {{0, 1, 1, -14400, false},
                                          {1, 400 * DAY, 0, -18000, false}};
    assert_int_equal(bias_with(west, 2), -HOUR);
}

static void to_yield_is_the_scheduler_s(void **state)
{
    (void)state;
    unsigned before = yields;
    clock_yield();
    assert_int_equal(yields, before + 1);
}

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

/* Logon hours are the hour that the bias makes of it: an hour later than UTC's in daylight time. */
static NTSTATUS ask_in_the_hour(int hours_after_utc)
{
    struct made_request made;
    struct made_account account;
    ULONG which;
    ULONG flags;
    BOOLEAN authoritative;
    LARGE_INTEGER logoff;
    LARGE_INTEGER kickoff;
    make_request(&made, FORM_NTLMV2, WIDE(NLMP_PASSWORD), WIDE(u"IUSR_SERVERNAME"), WIDE(u""),
                 NULL);
    make_account(&account);
    time_t now = time(NULL) + hours_after_utc * 3600;
    struct tm utc;
    gmtime_r(&now, &utc);
    int unit = utc.tm_wday * 24 + utc.tm_hour;
    memset(account.hours, 0, sizeof account.hours);
    account.hours[unit / 8] |= (unsigned char)(1 << unit % 8);
    account.user.LogonHours.UnitsPerWeek = 168;
    account.user.LogonHours.LogonHours = account.hours;
    return Msv1_0SubAuthenticationRoutine(NetlogonNetworkInformation, &made.info, 0, &account.user,
                                          &which, &flags, &authoritative, &logoff, &kickoff);
}

/* Once more where the hour ended meanwhile. */
static bool only_in_the_hour(int hours_after_utc)
{
    bool only = false;
    for (int tries = 0; tries < 2 && !only; tries++) {
        only = true;
        for (int hour = -2; hour <= 3; hour++) {
            NTSTATUS expected =
                hour == hours_after_utc ? STATUS_SUCCESS : STATUS_INVALID_LOGON_HOURS;
            only = only && ask_in_the_hour(hour) == expected;
        }
    }
    return only;
}

static void the_routine_holds_logon_hours_against_utc_and_the_bias(void **state)
{
    (void)state;
    char folder[FOLDER_MAX];
    struct wide password = WIDE(NLMP_PASSWORD);
    folder_new(folder);
    folder_enrol(folder, true, &password);
    bias_in("UTC0");
    assert_true(only_in_the_hour(0));
    bias_in("STD5");
    assert_true(only_in_the_hour(0));
    assert_int_equal(bias_in_daylight(10, 20), -HOUR);
    assert_true(only_in_the_hour(1));
    store_close();
    folder_remove(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(standard_time_has_no_bias_and_daylight_time_its_hour),
        cmocka_unit_test(the_time_alone_is_the_time_of_the_moment),
        cmocka_unit_test(the_routine_holds_logon_hours_against_utc_and_the_bias),
        cmocka_unit_test(a_zone_that_never_leaves_daylight_time_has_no_bias),
        cmocka_unit_test_setup_teardown(the_time_is_in_100_ns_since_1601, set_clocks,
                                        let_clocks_go),
        cmocka_unit_test_setup_teardown(ticks_are_milliseconds_in_32_bits, set_clocks,
                                        let_clocks_go),
        cmocka_unit_test_setup_teardown(standard_time_is_looked_for_quarter_by_quarter, set_clocks,
                                        let_clocks_go),
        cmocka_unit_test_setup_teardown(only_daylight_time_that_is_known_to_be_so_has_a_bias,
                                        set_clocks, let_clocks_go),
        cmocka_unit_test(to_yield_is_the_scheduler_s),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
