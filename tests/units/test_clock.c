/* The bias that logon hours are held against, in time zones of every kind, whatever day it is. */
#include "machine_folder.h"

#include <stdlib.h>
#include <time.h>

#include "lsass/store.h"

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
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
