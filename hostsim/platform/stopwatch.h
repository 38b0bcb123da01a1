/* Nanoseconds that only go forward, from some moment on. */
#ifndef HOSTSIM_STOPWATCH_H
#define HOSTSIM_STOPWATCH_H

#include <stdint.h>

uint64_t stopwatch_ns(void);

#endif
