#include "pulse.h"

#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

#include "lsass/clock.h"

#define INTERVAL_MS 200

static void (*function)(void);
static atomic_uint last; /* the ticks of the last one */

void pulse_set(void (*beat)(void))
{
    function = beat;
    atomic_store(&last, clock_elapsed(INTERVAL_MS, clock_ticks()));
}

void pulse(void)
{
    if (function == NULL) {
        return;
    }
    uint32_t now = clock_ticks();
    unsigned before = atomic_load(&last);
    /* Of threads that come at once, one beats. */
    if (clock_elapsed(before, now) >= INTERVAL_MS &&
        atomic_compare_exchange_strong(&last, &before, now)) {
        function();
    }
}
