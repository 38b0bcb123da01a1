#include "event.h"

#include <stdatomic.h>

#include "clock.h"
#include "guesses.h"
#include "text/hash.h"
#include "text/upcase.h"

#define MINUTE 60000u
#define EVENTS_PER_MINUTE 20u
#define SLOTS 64u

/* When the pair of event and account was last reported; collisions only report less. */
static struct {
    _Atomic uint32_t key;
    _Atomic uint32_t ticks;
} reported[SLOTS];

static _Atomic uint32_t minute_began;
static _Atomic uint32_t minute_count;

static uint32_t key_of(enum event_id id, struct wide account)
{
    uint32_t key = HASH_BEGIN ^ (uint32_t)id;
    for (size_t i = 0; i < account.units && i < EVENT_NAME_MAX; i++) {
        key = hash_add(key, upcase(wide_unit(account, i)));
    }
    return key | 1; /* 0 marks a free slot */
}

static bool within_the_minute(uint32_t now)
{
    uint32_t began = atomic_load(&minute_began);
    if (clock_elapsed(began, now) >= MINUTE || atomic_load(&minute_count) == 0) {
        if (atomic_compare_exchange_strong(&minute_began, &began, now)) {
            atomic_store(&minute_count, 0);
        }
    }
    return atomic_fetch_add(&minute_count, 1) < EVENTS_PER_MINUTE;
}

bool event_is_due(enum event_id id, struct wide account, uint32_t *number)
{
    uint32_t now = clock_ticks();
    uint32_t key = key_of(id, account);
    uint32_t slot = key % SLOTS;
    if (id == EVENT_WRONG_SECRET) {
        guesses_add(key);
    }
    if (atomic_load(&reported[slot].key) == key &&
        clock_elapsed(atomic_load(&reported[slot].ticks), now) < MINUTE) {
        return false;
    }
    if (!within_the_minute(now)) {
        return false;
    }
    atomic_store(&reported[slot].ticks, now);
    atomic_store(&reported[slot].key, key);
    *number = id == EVENT_WRONG_SECRET ? guesses_take(key) : *number;
    return true;
}

void event_report(enum event_id id, struct wide account, uint32_t number)
{
    if (event_is_due(id, account, &number)) {
        event_deliver(id, account, number, NULL);
    }
}
