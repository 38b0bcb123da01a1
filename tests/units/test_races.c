/*
 * Readers and reloads at once: a million logons in three threads while the snapshot is replaced ten
 * thousand times, and eight threads with a reload every millisecond; each answer right for the
 * snapshot that it was judged by. What a snapshot is read
 * from is made here (the linker puts these in the place of the registry's), so that a reload costs
 * next to nothing and the windows between them are hit.
 */
#include "support.h"

#include <pthread.h>
#include <stdatomic.h>
#include <time.h>

#include "lsass/snapshot_load.h"
#include "lsass/store.h"

#define THREADS_MOST 8

/* One run of it. */
struct run {
    int threads;
    int logons_each; /* at least */
    uint32_t reloads;
    bool by_the_millisecond; /* tried each; one waits for whom the scheduler left at it. Else at all
                                times */
};

static const struct run *run;
static _Atomic uint32_t loads;
static _Atomic uint32_t ticks;
static _Atomic unsigned wrong;

/* One generation's secret: every byte is the generation's last. */
static void fill(struct snapshot *snapshot, uint32_t generation)
{
    unsigned char bytes[RECORD_SIZE];
    struct record record = {.sync = true, .secret = {.has_nt = true, .has_lm = true}};
    memset(record.secret.nt, (int)(generation & 0xFF), OWF_SIZE);
    memset(record.secret.lm, (int)(generation & 0xFF), OWF_SIZE);
    record_encode(&record, bytes);
    snapshot_add(snapshot, WIDE(u"IUSR_SERVERNAME"), bytes, sizeof bytes);
}

long __wrap_snapshot_load(struct snapshot **snapshot);
long __wrap_snapshot_load(struct snapshot **snapshot)
{
    uint32_t generation = atomic_fetch_add(&loads, 1);
    if (generation % 7 == 3) {
        return 5; /* one that cannot be read: the one before stays */
    }
    *snapshot = snapshot_new(1, 15);
    fill(*snapshot, generation);
    return 0;
}

bool __wrap_registry_watch_changed(struct registry_watch *watch);
bool __wrap_registry_watch_changed(struct registry_watch *watch)
{
    (void)watch;
    return atomic_load(&loads) < run->reloads;
}

/*
 * Far enough on that the store looks again: at every tenth logon that asks, or every millisecond
 * (at least 50 of its own, which is what it waits for).
 */
uint32_t __wrap_clock_ticks(void);
uint32_t __wrap_clock_ticks(void)
{
    struct timespec now;
    if (!run->by_the_millisecond) {
        return atomic_fetch_add(&ticks, 5);
    }
    clock_gettime(CLOCK_MONOTONIC, &now);
    uint64_t milliseconds = (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
    return (uint32_t)(milliseconds * 50);
}

/* All bytes alike, at both looks: it was whole, and it stayed while it was held. */
static bool is_whole(const struct snapshot *snapshot)
{
    const struct snapshot_account *account = snapshot_find(snapshot, WIDE(u"IUSR_SERVERNAME"));
    if (account == NULL || !account->sync || !account->secret.has_nt) {
        return false;
    }
    unsigned char first = account->secret.nt[0];
    for (int look = 0; look < 2; look++) {
        for (size_t i = 0; i < OWF_SIZE; i++) {
            if (account->secret.nt[i] != first || account->secret.lm[i] != first) {
                return false;
            }
        }
    }
    return account->readable;
}

static void *log_on(void *unused)
{
    (void)unused;
    for (int i = 0; i < run->logons_each || atomic_load(&loads) < run->reloads; i++) {
        struct store_hold hold = store_take();
        if (hold.snapshot == NULL || !is_whole(hold.snapshot)) {
            atomic_fetch_add(&wrong, 1);
        }
        store_release(hold);
    }
    return NULL;
}

static void go(const struct run *this_run)
{
    pthread_t threads[THREADS_MOST];
    run = this_run;
    atomic_store(&loads, 0);
    atomic_store(&wrong, 0);
    for (int i = 0; i < run->threads; i++) {
        assert_int_equal(pthread_create(&threads[i], NULL, log_on, NULL), 0);
    }
    for (int i = 0; i < run->threads; i++) {
        pthread_join(threads[i], NULL);
    }
    assert_int_equal(atomic_load(&wrong), 0);
    assert_true(atomic_load(&loads) >= run->reloads);
    store_close();
}

static void a_million_logons_during_ten_thousand_reloads_are_all_right(void **state)
{
    (void)state;
    static const struct run million = {3, 340000, 10000, false};
    go(&million);
}

static void eight_threads_with_a_reload_every_millisecond_are_all_right(void **state)
{
    (void)state;
    static const struct run crowd = {THREADS_MOST, 1, 150, true};
    go(&crowd);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_million_logons_during_ten_thousand_reloads_are_all_right),
        cmocka_unit_test(eight_threads_with_a_reload_every_millisecond_are_all_right),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
