#include "restrictions.h"

#define MINUTES_PER_WEEK (7 * 24 * 60)

bool restriction_type_allows(ULONG control, bool pass_through)
{
    ULONG allowed = USER_NORMAL_ACCOUNT | (pass_through ? 0 : USER_TEMP_DUPLICATE_ACCOUNT);
    return (control & allowed) != 0;
}

bool restriction_expired(int64_t expires, int64_t utc)
{
    return expires != 0 && expires <= utc;
}

static struct wide trimmed(struct wide name)
{
    while (name.units > 0 && wide_unit(name, 0) == ' ') {
        name = wide_part(name, 1, name.units);
    }
    while (name.units > 0 && wide_unit(name, name.units - 1) == ' ') {
        name = wide_part(name, 0, name.units - 1);
    }
    return name;
}

bool restriction_workstation_allows(struct wide list, struct wide workstation)
{
    if (workstation.units >= 2 && wide_unit(workstation, 0) == '\\' &&
        wide_unit(workstation, 1) == '\\') {
        workstation = wide_part(workstation, 2, workstation.units);
    }
    if (list.units == 0 || workstation.units == 0) {
        return true;
    }
    for (size_t from = 0; from <= list.units;) {
        size_t to = from;
        while (to < list.units && wide_unit(list, to) != ',') {
            to++;
        }
        if (wide_same(trimmed(wide_part(list, from, to)), workstation)) {
            return true;
        }
        from = to + 1;
    }
    return false;
}

/* ntsam.h: SAM_DAYS_PER_WEEK, and hours, ten minutes and minutes. */
static bool units_are_known(unsigned units_per_week)
{
    return units_per_week == 7 || units_per_week == 168 || units_per_week == 1008 ||
           units_per_week == 10080;
}

static bool unit_allowed(const unsigned char *hours, unsigned unit)
{
    return (hours[unit / 8] >> (unit % 8) & 1) != 0;
}

bool restriction_hours_allow(const unsigned char *hours, unsigned units_per_week, struct moment now,
                             int64_t *logoff)
{
    *logoff = NT_NEVER;
    if (hours == NULL) {
        return true;
    }
    if (!units_are_known(units_per_week)) {
        return false;
    }
    /* 1601-01-01 was a Monday, and the week's first unit is Sunday's. */
    int64_t unit_length = MINUTES_PER_WEEK / (int64_t)units_per_week * NT_MINUTE;
    int64_t since_sunday = now.utc - now.hours_bias + 24 * 60 * NT_MINUTE;
    unsigned current = (unsigned)(since_sunday / unit_length % units_per_week);
    if (!unit_allowed(hours, current)) {
        return false;
    }
    int64_t unit_start = now.utc - since_sunday % unit_length;
    for (unsigned ahead = 1; ahead < units_per_week; ahead++) {
        if (!unit_allowed(hours, (current + ahead) % units_per_week)) {
            *logoff = unit_start + ahead * unit_length;
            break;
        }
    }
    return true;
}

int64_t restriction_kickoff(int64_t logoff, int64_t force_logoff)
{
    if (logoff == NT_NEVER || force_logoff == NT_NEVER || force_logoff > NT_NEVER - logoff) {
        return NT_NEVER;
    }
    return logoff + force_logoff;
}
