#include "store.h"

#include <stdalign.h>
#include <stdatomic.h>

#include "clock.h"
#include "exception.h"
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
static _Atomic bool looked;         /* at the registry, once or more */
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
static void reload_if_free(void *unused)
{
    struct snapshot *fresh;
    (void)unused;
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

/*
 * False where a fault ended it. What it had opened and read cannot be given back then: it is never
 * tried again, so that there is not one more of these every 50 ms.
 */
static bool reload(void)
{
    struct exception exception;
    if (exception_guard(reload_if_free, NULL, &exception)) {
        return true;
    }
    exception_report(EVENT_FAULT_READING, &exception);
    return false;
}

/* What was replaced is large too: rather than the last of its readers, this thread wipes it. */
static void reload_apart(void)
{
    if (!reload()) {
        return;
    }
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

/* True: it is another's, or nobody's any more. */
static bool look_now(void)
{
    uint32_t now = clock_ticks(); /* no other sets looked_at meanwhile: it is not ahead of this */
    if (clock_elapsed(atomic_load(&looked_at), now) < LOOK_EVERY) {
        return false; /* another logon was quicker */
    }
    atomic_store(&looked_at, now);
    if (registry_watch_changed(NULL, &watch)) {
        return reload_begun_apart() || !reload();
    }
    int place = atomic_load(&current);
    if (place >= 0) {
        discard_if_unused(other_than(place));
    }
    return false;
}

static void look(void)
{
    if (!atomic_flag_test_and_set(&loading) && !look_now()) {
        atomic_flag_clear(&loading);
    }
}

/*
 * The first logons wait here until one of them has read the registry. Where that failed they are
 * refused, and nobody waits any more: it is looked at again as it always is.
 */
static void look_first(void)
{
    while (atomic_flag_test_and_set(&loading)) {
        if (atomic_load(&looked)) {
            return;
        }
        clock_yield();
    }
    bool sound = true;
    if (!atomic_load(&looked)) {
        registry_watch_changed(NULL, &watch);
        sound = reload();
        atomic_store(&looked_at, clock_ticks());
        atomic_store(&looked, true);
    }
    if (sound) {
        atomic_flag_clear(&loading);
    }
}

struct store_hold store_take(void)
{
    unsigned counter = own_counter();
    if (!atomic_load(&looked)) {
        look_first();
    } else if (clock_elapsed(atomic_load(&looked_at), clock_ticks()) >= LOOK_EVERY) {
        look();
    }
    for (;;) {
        int place = atomic_load(&current);
        if (place < 0) {
            return STORE_NOTHING_HELD;
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
    atomic_store(&looked, false);
    atomic_flag_clear(&loading);
    registry_watch_close(&watch);
}
