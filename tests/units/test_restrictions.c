/* Workstations, logon hours and their times, expiry, account types. */
#include "support.h"

#include <stdlib.h>

#include "lsass/restrictions.h"

#define SUNDAY INT64_C(125997120000000000) /* 2000-04-09, 00:00 UTC */
#define HOUR (60 * NT_MINUTE)

static void workstation_lists_allow_what_they_name(void **state)
{
    (void)state;
    static const struct {
        struct wide list;
        struct wide name;
        bool allowed;
    } cases[] = {
        {WIDE(u""), WIDE(u"WS1"), true},
        {WIDE(u"WS1"), WIDE(u""), true},
        {WIDE(u"WS1"), WIDE(u"\\\\"), true},
        {WIDE(u"WS1"), WIDE(u"WS1"), true},
        {WIDE(u"WS1"), WIDE(u"\\\\WS1"), true},
        {WIDE(u"WS1"), WIDE(u"\\WS1"), false},
        /* Two backslashes are dropped, and neither one nor what only has one. */
        {WIDE(u"\\"), WIDE(u"\\"), true},
        {WIDE(u"WS1"), WIDE(u"A\\WS1"), false},
        {WIDE(u"WS1"), WIDE(u"\\AWS1"), false},
        {WIDE(u"\\WS1"), WIDE(u"\\\\\\WS1"), true},
        /* Nothing but spaces, or nothing, names nobody. */
        {WIDE(u" "), WIDE(u" "), false},
        {WIDE(u"a, ,b"), WIDE(u" "), false},
        {WIDE(u"a,,b"), WIDE(u"\\\\"), true}, /* no name at all is not held against it */
        {WIDE(u"ws2,"), WIDE(u"WS1"), false},
        {WIDE(u"WS1"), WIDE(u"ws1"), true},
        {WIDE(u"ws1,WS2"), WIDE(u"WS2"), true},
        {WIDE(u"ws1, WS2 ,ws3"), WIDE(u"ws2"), true},
        {WIDE(u"WS1,WS2"), WIDE(u"WS"), false},
        {WIDE(u"WS1,WS2"), WIDE(u"WS12"), false},
        {WIDE(u"WS1,WS2"), WIDE(u"WS1,WS2"), false},
        {WIDE(u",,"), WIDE(u"WS1"), false},
        {WIDE(u" \t"), WIDE(u"WS1"), false},
        /* Spaces count around the client's name, and within either. */
        {WIDE(u"WS1"), WIDE(u" WS1"), false},
        {WIDE(u"WS1"), WIDE(u"WS1 "), false},
        {WIDE(u"WS1"), WIDE(u" "), false},
        {WIDE(u" W S , WS1"), WIDE(u"W S"), true},
        {WIDE(u"W S"), WIDE(u"WS"), false},
        {WIDE(u"\tWS1"), WIDE(u"WS1"), false}, /* a tab is no space */
        /* Longer than NetBIOS's 15: the whole name. */
        {WIDE(u"ABCDEFGHIJKLMNOP"), WIDE(u"abcdefghijklmnop"), true},
        {WIDE(u"ABCDEFGHIJKLMNO"), WIDE(u"ABCDEFGHIJKLMNOP"), false},
        {WIDE(u"ABCDEFGHIJKLMNOP"), WIDE(u"ABCDEFGHIJKLMNO"), false},
        {WIDE(u"ABCDEFGHIJKLMNOP"), WIDE(u"ABCDEFGHIJKLMNOQ"), false},
        {WIDE(u"ws1.example.com"), WIDE(u"WS1"), false},
        /* Beyond ASCII: no best fit of a code page. */
        {WIDE(u"\u00c4RZTE"), WIDE(u"ARZTE"), false},
        {WIDE(u"WS\uFF11"), WIDE(u"WS1"), false},
        {WIDE(u"\u0416"), WIDE(u"\u0436"), true},
        {WIDE(u"\\\\WS1"), WIDE(u"WS1"), false}, /* the list has bare names */
        {WIDE(u"\\\\WS1"), WIDE(u"\\\\WS1"), false},
        {WIDE(u"STRA\u00dfE,\u00c4"), WIDE(u"\u00e4"), true},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        if (restriction_workstation_allows(cases[i].list, cases[i].name) != cases[i].allowed) {
            fail_msg("case %u", (unsigned)i);
        }
    }
}

static void units_per_week_other_than_four_allow_nothing(void **state)
{
    (void)state;
    unsigned char all[8192];
    int64_t logoff;
    struct moment now = {SUNDAY, 0};
    memset(all, 0xFF, sizeof all);
    for (unsigned units = 0; units <= 65535; units++) {
        bool known = units == 7 || units == 168 || units == 1008 || units == 10080;
        assert_int_equal(restriction_hours_allow(all, units, now, &logoff), known);
        assert_true(logoff == NT_NEVER);
    }
    assert_true(restriction_hours_allow(NULL, 168, now, &logoff));
}

static void the_first_bit_is_sunday_midnight_gmt_lowest_bit_first(void **state)
{
    (void)state;
    unsigned char hours[21] = {0};
    int64_t logoff;
    for (int hour = 0; hour < 168; hour++) {
        memset(hours, 0, sizeof hours);
        hours[hour / 8] = (unsigned char)(1 << hour % 8);
        for (int at = 0; at < 168; at++) {
            struct moment now = {SUNDAY + at * HOUR + 59 * NT_MINUTE, 0};
            assert_int_equal(restriction_hours_allow(hours, 168, now, &logoff), at == hour);
        }
    }
}

static void seven_units_are_days(void **state)
{
    (void)state;
    int64_t logoff;
    for (int day = 0; day < 7; day++) {
        unsigned char days[1] = {(unsigned char)(1 << day)};
        for (int hour = 0; hour < 168; hour++) {
            struct moment now = {SUNDAY + hour * HOUR, 0};
            assert_int_equal(restriction_hours_allow(days, 7, now, &logoff), hour / 24 == day);
            assert_true(hour / 24 != day || logoff == SUNDAY + (day + 1) * 24 * HOUR);
        }
    }
}

static void a_daylight_bias_moves_the_hours(void **state)
{
    (void)state;
    unsigned char hours[21] = {0x02}; /* Sunday 01:00 to 02:00 */
    int64_t logoff;
    struct moment summer = {SUNDAY, -HOUR};
    assert_true(restriction_hours_allow(hours, 168, summer, &logoff));
    assert_true(logoff == SUNDAY + HOUR);
    struct moment standard = {SUNDAY, 0};
    assert_false(restriction_hours_allow(hours, 168, standard, &logoff));
}

/* The rule read another way: step through the week, unit by unit, until one is not allowed. */
static int64_t stepwise_logoff(const unsigned char *hours, unsigned units, int64_t now)
{
    int64_t length = 7 * 24 * HOUR / units;
    int64_t start = now - (now - SUNDAY) % length;
    for (unsigned step = 1; step <= units; step++) {
        int64_t then = start + step * length;
        unsigned unit = (unsigned)((then - SUNDAY) / length % units);
        if ((hours[unit / 8] & 1 << unit % 8) == 0) {
            return then;
        }
    }
    return NT_NEVER;
}

static void logoff_is_the_next_unit_that_is_not_allowed(void **state)
{
    (void)state;
    static const unsigned kinds[] = {7, 168, 1008, 10080};
    unsigned char hours[1260];
    srand(1);
    for (int round = 0; round < 3000; round++) {
        unsigned units = kinds[round % 4];
        int64_t logoff;
        /* Mostly allowed, so that runs are long; now and then everything. */
        memset(hours, 0xFF, sizeof hours);
        for (int hole = rand() % 4; hole > 0; hole--) {
            unsigned unit = (unsigned)rand() % units;
            hours[unit / 8] &= (unsigned char)~(1 << unit % 8);
        }
        struct moment now = {SUNDAY + rand() % (7 * 24 * 60) * NT_MINUTE + rand(), 0};
        if (restriction_hours_allow(hours, units, now, &logoff)) {
            assert_true(logoff == stepwise_logoff(hours, units, now.utc));
        }
    }
}

/* SAM's "every hour" is taken for no restriction: all 168 bits have to be looked at. */
static void one_hour_that_is_not_allowed_is_a_restriction(void **state)
{
    (void)state;
    unsigned char hours[21];
    USER_ALL_INFORMATION user = {.LogonHours = {168, hours}};
    struct account account;
    memset(hours, 0xFF, sizeof hours);
    assert_true(account_read(&user, &account));
    assert_null(account.hours);
    for (unsigned hour = 0; hour < 168; hour++) {
        hours[hour / 8] ^= (unsigned char)(1 << hour % 8);
        assert_true(account_read(&user, &account));
        assert_ptr_equal(account.hours, hours);
        assert_int_equal(account.units_per_week, 168);
        hours[hour / 8] = 0xFF;
    }
    user.LogonHours.UnitsPerWeek = 169;
    assert_true(account_read(&user, &account));
    assert_ptr_equal(account.hours, hours);
}

static void kickoff_is_never_where_either_is_or_it_overflows(void **state)
{
    (void)state;
    assert_true(restriction_kickoff(NT_NEVER, 0) == NT_NEVER);
    assert_true(restriction_kickoff(5, NT_NEVER) == NT_NEVER);
    assert_true(restriction_kickoff(5, 7) == 12);
    assert_true(restriction_kickoff(NT_NEVER - 1, 1) == NT_NEVER);
    assert_true(restriction_kickoff(NT_NEVER - 1, 2) == NT_NEVER);
    assert_true(restriction_kickoff(NT_NEVER - 2, NT_NEVER - 1) == NT_NEVER);
}

static void expiry_is_reached_and_zero_is_never(void **state)
{
    (void)state;
    assert_false(restriction_expired(0, 100));
    assert_false(restriction_expired(101, 100));
    assert_true(restriction_expired(100, 100));
    assert_false(restriction_expired(NT_NEVER, 100));
}

static void sunday_is_a_sunday(void **state)
{
    (void)state;
    assert_int_equal(SUNDAY / (24 * HOUR) % 7, 6); /* 1601-01-01 was a Monday */
    assert_int_equal(SUNDAY % (24 * HOUR), 0);
}

/* Each bit of UserAccountControl by itself, and beside it a user's. */
static void a_user_s_account_is_normal_or_a_duplicate(void **state)
{
    (void)state;
    for (unsigned bit = 0; bit < 32; bit++) {
        ULONG control = (ULONG)1 << bit;
        bool normal = control == 0x10;
        assert_int_equal(restriction_type_allows(control, true), normal);
        assert_int_equal(restriction_type_allows(control, false), normal || control == 0x8);
        assert_true(restriction_type_allows(control | 0x10, true));
        assert_true(restriction_type_allows(control | 0x8, false));
    }
    assert_false(restriction_type_allows(0, false));
    assert_false(restriction_type_allows(0, true));
}

/* One backslash, though another stands behind the name. */
static void what_stands_behind_a_workstation_s_name_is_not_of_it(void **state)
{
    (void)state;
    struct wide two = WIDE(u"\\\\");
    assert_true(restriction_workstation_allows(WIDE(u"\\"), wide_part(two, 0, 1)));
    assert_false(restriction_workstation_allows(WIDE(u"A"), wide_part(two, 0, 1)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(workstation_lists_allow_what_they_name),
        cmocka_unit_test(a_user_s_account_is_normal_or_a_duplicate),
        cmocka_unit_test(what_stands_behind_a_workstation_s_name_is_not_of_it),
        cmocka_unit_test(units_per_week_other_than_four_allow_nothing),
        cmocka_unit_test(seven_units_are_days),
        cmocka_unit_test(the_first_bit_is_sunday_midnight_gmt_lowest_bit_first),
        cmocka_unit_test(a_daylight_bias_moves_the_hours),
        cmocka_unit_test(logoff_is_the_next_unit_that_is_not_allowed),
        cmocka_unit_test(one_hour_that_is_not_allowed_is_a_restriction),
        cmocka_unit_test(kickoff_is_never_where_either_is_or_it_overflows),
        cmocka_unit_test(expiry_is_reached_and_zero_is_never),
        cmocka_unit_test(sunday_is_a_sunday),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
