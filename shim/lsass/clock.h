/* The time a logon is judged at. */
#ifndef IISSUBA_CLOCK_H
#define IISSUBA_CLOCK_H

#include <stdint.h>

#include "text/nt_time.h"

struct moment {
    int64_t utc; /* 100 ns units since 1601-01-01 */
    /*
     * What is subtracted from UTC before it is held against logon hours, in 100 ns units: the
     * standard or the daylight bias in force, never the zone's own (facts of the SDK's sample).
     */
    int64_t hours_bias;
};

/*
 * The bias costs a look at the zone; who has no logon hours to hold it against asks for the time
 * alone, which is as old as the last tick (milliseconds), and no system call.
 */
struct moment clock_now(void);
int64_t clock_utc(void);

/* Milliseconds that only go forward; wraps as a 32-bit tick count does. No system call. */
uint32_t clock_ticks(void);

/* Milliseconds from one count to the next, across a wrap too; in 64 bits, so that nothing
 * overflows. */
static inline uint32_t clock_elapsed(uint32_t since, uint32_t now)
{
    return (uint32_t)(((uint64_t)1 << 32) + now - since);
}

/* Lets another thread run. */
void clock_yield(void);

#endif
