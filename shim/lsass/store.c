#include "store.h"

#include <stdalign.h>
#include <stdatomic.h>

#include "clock.h"
#include "event.h"
#include "snapshot_load.h"
#include "worker.h"

#define LOOK_EVERY 50u    /* milliseconds */
#define FEW_ACCOUNTS 4096 /* are read in a few milliseconds */
#define PATIENCE 1000     /* times that another thread runs: a logon takes less */

/*
 * Readers count themselves in where few others do: a line of the cache that two processors write to
 * goes back and forth between them.
 */
#define COUNTERS 16
#define CACHE_LINE 64

struct counter {
    alignas(CACHE_LINE) _Atomic uint32_t readers;
};

/*
 * Two places for a snapshot, of which one is current. A reader counts itself in at the place, then
 * looks again whether it is still the current one: only then may it use what is there. The loader
 * fills the other place once nobody is counted in there.
 */
struct place {
    struct counter counters[COUNTERS];
    struct snapshot *snapshot; /* changed only by the loader, and only while not current */
};

static struct place places[2];
static _Atomic int current = -1; /* -1: none yet */
static atomic_flag loading = ATOMIC_FLAG_INIT;
static struct registry_watch watch; /* the loader's */
static _Atomic uint32_t looked_at;

/* Threads differ by where their stacks are, at least 64 KiB apart; there is no cheaper sign. */
static unsigned own_counter(void)
{
    unsigned char here;
    uintptr_t stack = (uintptr_t)&here >> 16;
    return (unsigned)((stack ^ stack >> 4 ^ stack >> 7) % COUNTERS);
}

static bool is_unused(const struct place *place)
{
    for (size_t i = 0; i < COUNTERS; i++) {
        if (atomic_load(&place->counters[i].readers) != 0) {
            return false;
        }
    }
    return true;
}

static void discard_if_unused(int place)
{
    if (place >= 0 && is_unused(&places[place])) {
        snapshot_free(places[place].snapshot);
        places[place].snapshot = NULL;
    }
}

static int other_than(int place)
{
    return place == 0 ? 1 : 0;
}

/* Only the loader calls these. */
static void reload(void)
{
    struct snapshot *fresh;
    int now = atomic_load(&current);
    int next = other_than(now);
    discard_if_unused(next);
    if (places[next].snapshot != NULL) {
        registry_watch_close(&watch); /* its readers are not done: look again soon */
        return;
    }
    long error = snapshot_load(&fresh);
    if (error != REGISTRY_OK) {
        registry_watch_close(&watch); /* try again soon */
        event_report(EVENT_STORE_UNREADABLE, (struct wide){NULL, 0}, (uint32_t)error);
        return;
    }
    places[next].snapshot = fresh;
    atomic_store(&current, next);
    discard_if_unused(now);
}

/* What was replaced is large too: rather than the last of its readers, this thread wipes it. */
static void reload_apart(void)
{
    reload();
    int old = other_than(atomic_load(&current));
    for (int i = 0; places[old].snapshot != NULL && i < PATIENCE; i++) {
        clock_yield();
        discard_if_unused(old);
    }
    atomic_flag_clear(&loading);
}

static struct worker reloader = {.work = reload_apart};

/* In a thread of its own, which clears the flag, where a logon would have to wait for it long. */
static bool reload_begun_apart(void)
{
    return registry_expected(KEY_ACCOUNTS) > FEW_ACCOUNTS && worker_start(&reloader);
}

static void look(uint32_t now)
{
    if (atomic_flag_test_and_set(&loading)) {
        return; /* another logon is at it */
    }
    atomic_store(&looked_at, now);
    if (registry_watch_changed(&watch)) {
        if (reload_begun_apart()) {
            return;
        }
        reload();
    } else {
        int place = atomic_load(&current);
        if (place >= 0) {
            discard_if_unused(other_than(place));
        }
    }
    atomic_flag_clear(&loading);
}

/* The first logons wait here until one of them has loaded the first snapshot, or failed to. */
static void look_first(void)
{
    while (atomic_flag_test_and_set(&loading)) {
        clock_yield();
    }
    if (atomic_load(&current) < 0) {
        registry_watch_changed(&watch);
        reload();
        atomic_store(&looked_at, clock_ticks());
    }
    atomic_flag_clear(&loading);
}

struct store_hold store_take(void)
{
    unsigned counter = own_counter();
    uint32_t now = clock_ticks();
    if (atomic_load(&current) < 0) {
        look_first();
    } else if (clock_elapsed(atomic_load(&looked_at), now) >= LOOK_EVERY) {
        look(now);
    }
    for (;;) {
        int place = atomic_load(&current);
        if (place < 0) {
            return (struct store_hold){NULL, place, counter};
        }
        atomic_fetch_add(&places[place].counters[counter].readers, 1);
        if (atomic_load(&current) == place) {
            return (struct store_hold){places[place].snapshot, place, counter};
        }
        atomic_fetch_sub(&places[place].counters[counter].readers, 1);
    }
}

void store_release(struct store_hold hold)
{
    int place = hold.place;
    if (place < 0) {
        return;
    }
    bool last = atomic_fetch_sub(&places[place].counters[hold.counter].readers, 1) == 1;
    if (last && atomic_load(&current) != place && !atomic_flag_test_and_set(&loading)) {
        if (atomic_load(&current) != place) {
            discard_if_unused(place);
        }
        atomic_flag_clear(&loading);
    }
}

void store_close(void)
{
    worker_wait(&reloader);
    for (int place = 0; place < 2; place++) {
        snapshot_free(places[place].snapshot);
        places[place].snapshot = NULL;
    }
    atomic_store(&current, -1);
    registry_watch_close(&watch);
}
