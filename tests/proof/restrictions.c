/* shim/lsass/restrictions.c */
#include "lsass/restrictions.h"
#include "proof.h"

/* The last time that Windows' clock can show: SYSTEMTIME's year 30827. */
#define CLOCK_LAST INT64_C(0x7FFF35F4F06C58F0)
#define DAY (24 * 60 * NT_MINUTE)
#define UNITS_MOST 5

/* What clock.h promises: a clock's time, and a zone's bias, which is less than a day. */
static struct moment any_moment(void)
{
    return (struct moment){Frama_C_long_long_interval(0, CLOCK_LAST),
                           Frama_C_long_long_interval(-DAY, DAY)};
}

static void hours(void)
{
    static const unsigned known[] = {7, 168, 1008, 10080};
    int which = Frama_C_interval(0, 3);
    //@ split which;
    unsigned char *bits = any_bytes((known[which] + 7) / 8);
    int64_t logoff;
    bool allowed = restriction_hours_allow(bits, known[which], any_moment(), &logoff);
    //@ assert \initialized(&logoff);
    if (allowed) {
        restriction_kickoff(logoff, Frama_C_long_long_interval(0, INT64_MAX));
    }
}

/* Other units allow nothing, whatever they are, and of no hours is anything read. */
static void unknown_units(void)
{
    static const unsigned bounds[][2] = {
        {0, 6}, {8, 167}, {169, 1007}, {1009, 10079}, {10081, UINT16_MAX}};
    int which = Frama_C_interval(0, 4);
    //@ split which;
    unsigned units = Frama_C_unsigned_int_interval(bounds[which][0], bounds[which][1]);
    int64_t logoff;
    bool allowed = restriction_hours_allow(any_bytes(0), units, any_moment(), &logoff);
    //@ assert !allowed;
    restriction_hours_allow(NULL, units, any_moment(), &logoff);
}

static void workstations(void)
{
    size_t of_list = any_size(UNITS_MOST);
    size_t of_name = any_size(UNITS_MOST);
    //@ split of_list;
    //@ split of_name;
    restriction_workstation_allows(any_text(of_list), any_text(of_name));
}

static void numbers(void)
{
    restriction_kickoff(Frama_C_long_long_interval(0, INT64_MAX),
                        Frama_C_long_long_interval(0, INT64_MAX));
    restriction_expired(Frama_C_long_long_interval(INT64_MIN, INT64_MAX),
                        Frama_C_long_long_interval(INT64_MIN, INT64_MAX));
    restriction_type_allows(Frama_C_unsigned_int_interval(0, UINT32_MAX), any_bool());
}

int main(void)
{
    hours();
    unknown_units();
    workstations();
    numbers();
    return 0;
}
