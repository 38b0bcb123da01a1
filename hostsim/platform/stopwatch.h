/* Time that only goes forward. */
#ifndef HOSTSIM_STOPWATCH_H
#define HOSTSIM_STOPWATCH_H

#include <stdint.h>

/*
 * Nanoseconds since some moment, which is the same for the whole process. (clock_gettime(2),
 * CLOCK_MONOTONIC; QueryPerformanceCounter)
 */
uint64_t stopwatch_ns(void);

#endif
