#include "nt_time.h"

#include <stdio.h>
#include <string.h>

#include "abi/subauth_abi.h"

#define SECONDS_PER_DAY 86400

/* Days since 1601-01-01, which begins a cycle of 400 years: 97 leap years, 146097 days. */
static int64_t days_before_year(int64_t year)
{
    int64_t years = year - 1601;
    return years * 365 + years / 4 - years / 100 + years / 400;
}

static bool is_leap(int64_t year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int days_in_month(int64_t year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return days[month - 1] + (month == 2 && is_leap(year));
}

void nt_time_format(int64_t time, char text[NT_TIME_TEXT])
{
    if (time == NT_NEVER || time < 0) {
        snprintf(text, NT_TIME_TEXT, "never");
        return;
    }
    int64_t seconds = time / NT_SECOND;
    int64_t fraction = time % NT_SECOND;
    int64_t days = seconds / SECONDS_PER_DAY;
    int64_t year = 1601 + days * 400 / 146097;
    while (days_before_year(year + 1) <= days) {
        year++;
    }
    while (days_before_year(year) > days) {
        year--;
    }
    days -= days_before_year(year);
    int month = 1;
    while (days >= days_in_month(year, month)) {
        days -= days_in_month(year, month++);
    }
    int rest = (int)(seconds % SECONDS_PER_DAY);
    char part[16] = "";
    if (fraction != 0) {
        snprintf(part, sizeof part, ".%07d", (int)fraction);
    }
    snprintf(text, NT_TIME_TEXT, "%04d-%02d-%02dT%02d:%02d:%02d%sZ", (int)year, month,
             (int)days + 1, rest / 3600, rest / 60 % 60, rest % 60, part);
}

bool nt_time_parse(const char *text, int64_t *time)
{
    int year;
    int month;
    int day;
    int hour = 0;
    int minute = 0;
    int second = 0;
    int date_end = 0;
    int time_end = 0;
    if (strcmp(text, "never") == 0) {
        *time = NT_NEVER;
        return true;
    }
    if (sscanf(text, "%4d-%2d-%2d%n", &year, &month, &day, &date_end) != 3 || year < 1601 ||
        month < 1 || month > 12 || day < 1 || day > days_in_month(year, month)) {
        return false;
    }
    const char *rest = text + date_end;
    if (*rest != '\0' &&
        (sscanf(rest, "T%2d:%2d:%2d%n", &hour, &minute, &second, &time_end) != 3 ||
         strcmp(rest + time_end, "Z") != 0 || hour > 23 || minute > 59 || second > 59)) {
        return false;
    }
    int64_t days = days_before_year(year) + day - 1;
    for (int m = 1; m < month; m++) {
        days += days_in_month(year, m);
    }
    *time = (days * SECONDS_PER_DAY + hour * 3600 + minute * 60 + second) * NT_SECOND;
    return true;
}
