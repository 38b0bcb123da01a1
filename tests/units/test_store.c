/* The snapshot in force: reloads under readers, what is unreadable, what is left behind. */
#include "machine_folder.h"

#include <pthread.h>
#include <stdatomic.h>
#include <unistd.h>

#include "lsass/store.h"

static bool is_first(const struct snapshot_account *account)
{
    static struct owf_pair first;
    first = secret_of_password(WIDE(u"first"));
    return memcmp(account->secret.nt, first.nt, OWF_SIZE) == 0;
}

static bool eventually_first(bool expected)
{
    uint32_t began = clock_ticks();
    bool found;
    do {
        struct store_hold hold = store_take();
        const struct snapshot_account *account =
            hold.snapshot == NULL ? NULL : snapshot_find(hold.snapshot, WIDE(u"iusr_servername"));
        found = account != NULL && is_first(account) == expected;
        store_release(hold);
    } while (!found && clock_ticks() - began < 5000);
    return found;
}

static void a_reload_brings_what_changed(void **state)
{
    (void)state;
    char folder[FOLDER_MAX];
    struct wide first = WIDE(u"first");
    struct wide second = WIDE(u"second");
    folder_new(folder);
    folder_enrol(folder, true, &first);
    assert_true(eventually_first(true));
    folder_enrol(folder, true, &second);
    assert_true(eventually_first(false));
    store_close();
    folder_remove(folder);
}

static void an_unreadable_registry_keeps_the_last_good_snapshot(void **state)
{
    (void)state;
    char folder[FOLDER_MAX];
    struct wide first = WIDE(u"first");
    struct wide second = WIDE(u"second");
    folder_new(folder);
    folder_enrol(folder, true, &first);
    assert_true(eventually_first(true));
    folder_write(folder, "registry.reg", "not a registry file");
    uint32_t began = clock_ticks();
    while (clock_ticks() - began < 300) {
        struct store_hold hold = store_take();
        assert_non_null(hold.snapshot);
        assert_true(is_first(snapshot_find(hold.snapshot, WIDE(u"IUSR_SERVERNAME"))));
        store_release(hold);
    }
    struct contents events = folder_read(folder, "events.log");
    assert_non_null(strstr(events.text, "\t1011\tError\t"));
    contents_release(&events);
    folder_write(folder, "registry.reg", "Windows Registry Editor Version 5.00\n");
    folder_enrol(folder, true, &second);
    assert_true(eventually_first(false));
    store_close();
    folder_remove(folder);
}

static void without_one_good_read_there_is_no_snapshot(void **state)
{
    (void)state;
    char folder[FOLDER_MAX];
    struct wide first = WIDE(u"first");
    folder_new(folder);
    folder_write(folder, "registry.reg", "not a registry file");
    struct store_hold hold = store_take();
    assert_null(hold.snapshot);
    store_release(hold);
    folder_write(folder, "registry.reg", "Windows Registry Editor Version 5.00\n");
    folder_enrol(folder, true, &first);
    assert_true(eventually_first(true));
    store_close();
    folder_remove(folder);
}

enum { READERS = 4 };
static atomic_bool stop;
static atomic_ulong taken;

/* Every snapshot that is taken is whole, for as long as it is held. */
static void *read_on(void *context)
{
    (void)context;
    while (!atomic_load(&stop)) {
        struct store_hold hold = store_take();
        const struct snapshot_account *account =
            hold.snapshot == NULL ? NULL : snapshot_find(hold.snapshot, WIDE(u"IUSR_SERVERNAME"));
        if (account == NULL || !account->sync || !account->secret.has_nt) {
            return context; /* anything but NULL: wrong */
        }
        store_release(hold);
        atomic_fetch_add(&taken, 1);
    }
    return NULL;
}

static void readers_see_whole_snapshots_during_reloads(void **state)
{
    (void)state;
    char folder[FOLDER_MAX];
    pthread_t readers[READERS];
    struct wide passwords[] = {WIDE(u"first"), WIDE(u"second")};
    folder_new(folder);
    folder_enrol(folder, true, &passwords[0]);
    for (int i = 0; i < READERS; i++) {
        assert_int_equal(pthread_create(&readers[i], NULL, read_on, &stop), 0);
    }
    for (int i = 0; i < 40; i++) {
        folder_enrol(folder, true, &passwords[i % 2]);
        usleep(20000);
    }
    atomic_store(&stop, true);
    for (int i = 0; i < READERS; i++) {
        void *wrong;
        pthread_join(readers[i], &wrong);
        assert_null(wrong);
    }
    assert_true(atomic_load(&taken) > 1000);
    store_close();
    folder_remove(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_reload_brings_what_changed),
        cmocka_unit_test(an_unreadable_registry_keeps_the_last_good_snapshot),
        cmocka_unit_test(without_one_good_read_there_is_no_snapshot),
        cmocka_unit_test(readers_see_whole_snapshots_during_reloads),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
