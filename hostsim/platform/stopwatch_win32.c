#include "stopwatch.h"

#include <windows.h>

uint64_t stopwatch_ns(void)
{
    LARGE_INTEGER ticks;
    LARGE_INTEGER per_second;
    QueryPerformanceCounter(&ticks);
    QueryPerformanceFrequency(&per_second);
    return (uint64_t)((double)ticks.QuadPart * 1e9 / (double)per_second.QuadPart);
}
