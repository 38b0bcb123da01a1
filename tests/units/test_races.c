/*
 * Readers and reloads at once: a million logons in three threads while the snapshot is replaced ten
 * thousand times, each answer right for the snapshot that it was judged by. What a snapshot is read
 * from is made here (the linker puts these in the place of the registry's), so that a reload costs
 * next to nothing and the windows between them are hit.
 */
#include "support.h"

#include <pthread.h>
#include <stdatomic.h>

#include "lsass/snapshot_load.h"
#include "lsass/store.h"

#define THREADS 3
#define LOGONS_EACH 340000
#define RELOADS 10000

static _Atomic uint32_t loads;
static _Atomic uint32_t ticks;

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
    return atomic_load(&loads) < RELOADS;
}

/* Far enough on, each time it is asked, that the store looks again at every tenth logon. */
uint32_t __wrap_clock_ticks(void);
uint32_t __wrap_clock_ticks(void)
{
    return atomic_fetch_add(&ticks, 5);
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

static void *log_on(void *wrong)
{
    for (int i = 0; i < LOGONS_EACH || atomic_load(&loads) < RELOADS; i++) {
        struct store_hold hold = store_take();
        if (hold.snapshot == NULL || !is_whole(hold.snapshot)) {
            atomic_fetch_add((_Atomic unsigned *)wrong, 1);
        }
        store_release(hold);
    }
    return NULL;
}

static void a_million_logons_during_ten_thousand_reloads_are_all_right(void **state)
{
    (void)state;
    pthread_t threads[THREADS];
    _Atomic unsigned wrong = 0;
    for (int i = 0; i < THREADS; i++) {
        assert_int_equal(pthread_create(&threads[i], NULL, log_on, &wrong), 0);
    }
    for (int i = 0; i < THREADS; i++) {
        pthread_join(threads[i], NULL);
    }
    assert_int_equal(atomic_load(&wrong), 0);
    assert_true(atomic_load(&loads) >= RELOADS);
    store_close();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_million_logons_during_ten_thousand_reloads_are_all_right),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
