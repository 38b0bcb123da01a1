#include "clock.h"

#include <windows.h>

struct moment clock_now(void)
{
    FILETIME now;
    TIME_ZONE_INFORMATION zone;
    GetSystemTimeAsFileTime(&now);
    DWORD season = GetTimeZoneInformation(&zone);
    LONG bias = season == TIME_ZONE_ID_DAYLIGHT   ? zone.DaylightBias
                : season == TIME_ZONE_ID_STANDARD ? zone.StandardBias
                                                  : 0;
    return (struct moment){(int64_t)((uint64_t)now.dwHighDateTime << 32 | now.dwLowDateTime),
                           bias * NT_MINUTE};
}

uint32_t clock_ticks(void)
{
    return GetTickCount();
}

void clock_yield(void)
{
    Sleep(0);
}
