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
static _Atomic bool many;      /* accounts: they are read apart from the logons */
static _Atomic bool held_back; /* a load does not end while this is so */
static _Atomic unsigned begun; /* loads */

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
    atomic_fetch_add(&begun, 1);
    while (atomic_load(&held_back)) {
        clock_yield();
    }
    uint32_t generation = atomic_fetch_add(&loads, 1);
    if (generation % 7 == 3) {
        return 5; /* one that cannot be read: the one before stays */
    }
    *snapshot = snapshot_new(1, 15, KEYS_BYTES);
    fill(*snapshot, generation);
    return 0;
}

size_t __wrap_registry_expected(const uint16_t *path);
size_t __wrap_registry_expected(const uint16_t *path)
{
    (void)path;
    return atomic_load(&many) ? 1000000 : 1;
}

bool __wrap_registry_watch_changed(const char *machine, struct registry_watch *watch);
bool __wrap_registry_watch_changed(const char *machine, struct registry_watch *watch)
{
    (void)machine;
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

/* The secret's byte, which is its generation. */
static unsigned generation_in_force(void)
{
    struct store_hold hold = store_take();
    assert_true(is_whole(hold.snapshot));
    unsigned generation = snapshot_find(hold.snapshot, WIDE(u"IUSR_SERVERNAME"))->secret.nt[0];
    store_release(hold);
    return generation;
}

/* Generation 0 is in force, and a load of the next has begun that does not end. */
static void begin_a_long_load(const struct run *two)
{
    run = two;
    atomic_store(&loads, 0);
    atomic_store(&many, true);
    assert_int_equal(generation_in_force(), 0);
    atomic_store(&held_back, true);
    unsigned before = atomic_load(&begun);
    while (atomic_load(&begun) == before) {
        assert_int_equal(generation_in_force(), 0);
    }
}

static const struct run two_loads = {1, 1, 2, false};

static void logons_go_on_with_the_old_snapshot_while_very_many_accounts_are_read(void **state)
{
    (void)state;
    begin_a_long_load(&two_loads);
    unsigned before = atomic_load(&begun);
    for (int i = 0; i < 1000; i++) {
        assert_int_equal(generation_in_force(), 0);
    }
    assert_int_equal(atomic_load(&begun), before); /* one at a time, whoever looks meanwhile */
    atomic_store(&held_back, false);
    while (generation_in_force() == 0) {
        clock_yield();
    }
    assert_int_equal(generation_in_force(), 1);
    store_close();
    atomic_store(&many, false);
}

static void *let_go(void *unused)
{
    struct timespec a_while = {.tv_nsec = 50000000};
    nanosleep(&a_while, NULL);
    atomic_store(&held_back, false);
    return unused;
}

static void closing_waits_for_a_load_that_is_at_work(void **state)
{
    (void)state;
    pthread_t thread;
    begin_a_long_load(&two_loads);
    assert_int_equal(pthread_create(&thread, NULL, let_go, NULL), 0);
    store_close();
    assert_false(atomic_load(&held_back));
    assert_int_equal(atomic_load(&loads), 2);
    pthread_join(thread, NULL);
    atomic_store(&many, false);
}

/* Each thread keeps and looks for keys of the same few hundred domains. */
static void *keep_and_find(void *context)
{
    const struct account_keys *of = context;
    for (unsigned i = 0; i < 200000; i++) {
        uint16_t domain[2] = {(uint16_t)('A' + i % 17), (uint16_t)('A' + i % 13)};
        struct wide name = {(const unsigned char *)domain, 2};
        struct hmac_md5_key key;
        memset(&key, (int)(domain[0] * 13 + domain[1]) & 0xFF, sizeof key);
        const struct keys_v2 *found = keys_find_v2(*of, WIDE(u"user"), name);
        if (found == NULL) {
            keys_keep_v2(*of, WIDE(u"user"), name, NTLM_DOMAIN_AS_GIVEN, &key);
        } else if (memcmp(&found->key, &key, sizeof key) != 0) {
            atomic_fetch_add(&wrong, 1);
        }
    }
    return NULL;
}

static void keys_kept_by_many_threads_at_once_are_whole(void **state)
{
    (void)state;
    pthread_t threads[THREADS_MOST];
    struct snapshot *snapshot = snapshot_new(1000, 15000, KEYS_BYTES); /* for its many places */
    fill(snapshot, 1);
    struct account_keys of =
        snapshot_keys(snapshot, snapshot_find(snapshot, WIDE(u"IUSR_SERVERNAME")));
    atomic_store(&wrong, 0);
    for (int i = 0; i < THREADS_MOST; i++) {
        assert_int_equal(pthread_create(&threads[i], NULL, keep_and_find, &of), 0);
    }
    for (int i = 0; i < THREADS_MOST; i++) {
        pthread_join(threads[i], NULL);
    }
    assert_int_equal(atomic_load(&wrong), 0);
    snapshot_free(snapshot);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_million_logons_during_ten_thousand_reloads_are_all_right),
        cmocka_unit_test(eight_threads_with_a_reload_every_millisecond_are_all_right),
        cmocka_unit_test(logons_go_on_with_the_old_snapshot_while_very_many_accounts_are_read),
        cmocka_unit_test(closing_waits_for_a_load_that_is_at_work),
        cmocka_unit_test(keys_kept_by_many_threads_at_once_are_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
