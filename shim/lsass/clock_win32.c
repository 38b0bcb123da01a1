#include "clock.h"

#include <windows.h>

int64_t clock_utc(void)
{
    FILETIME now;
    GetSystemTimeAsFileTime(&now);
    return (int64_t)((uint64_t)now.dwHighDateTime << 32 | now.dwLowDateTime);
}

struct moment clock_now(void)
{
    TIME_ZONE_INFORMATION zone;
    DWORD season = GetTimeZoneInformation(&zone);
    LONG bias = season == TIME_ZONE_ID_DAYLIGHT   ? zone.DaylightBias
                : season == TIME_ZONE_ID_STANDARD ? zone.StandardBias
                                                  : 0;
    return (struct moment){clock_utc(), bias * NT_MINUTE};
}

uint32_t clock_ticks(void)
{
    return GetTickCount();
}

void clock_yield(void)
{
    Sleep(0);
}
