#include "clock.h"

#include <sched.h>
#include <time.h>

#define UNIX_EPOCH INT64_C(116444736000000000)
#define SECONDS_PER_DAY 86400

/*
 * The offset from UTC in standard time, which a moment of daylight time is near: a quarter, a half
 * or three quarters of a year on it is in force.
 */
static long standard_offset(time_t now, long otherwise)
{
    for (int quarter = 1; quarter < 4; quarter++) {
        time_t then = now + quarter * 91 * SECONDS_PER_DAY;
        struct tm local;
        if (localtime_r(&then, &local) != NULL && local.tm_isdst == 0) {
            return local.tm_gmtoff;
        }
    }
    return otherwise;
}

struct moment clock_now(void)
{
    struct timespec now;
    struct tm local;
    clock_gettime(CLOCK_REALTIME, &now);
    struct moment moment = {UNIX_EPOCH + now.tv_sec * NT_SECOND + now.tv_nsec / 100, 0};
    if (localtime_r(&now.tv_sec, &local) != NULL && local.tm_isdst > 0) {
        moment.hours_bias =
            (standard_offset(now.tv_sec, local.tm_gmtoff) - local.tm_gmtoff) * NT_SECOND;
    }
    return moment;
}

uint32_t clock_ticks(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC_COARSE, &now);
    return (uint32_t)((uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000);
}

int64_t clock_utc(void)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME_COARSE, &now);
    return UNIX_EPOCH + now.tv_sec * NT_SECOND + now.tv_nsec / 100;
}

void clock_yield(void)
{
    sched_yield();
}
