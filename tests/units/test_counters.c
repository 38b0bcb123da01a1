/*
 * Logons of many threads count themselves in at the snapshot in different lines of the cache: by
 * where their stacks are, which are 64 KiB apart or more.
 */
#include "machine_folder.h"

#include <pthread.h>
#include <stdlib.h>

#include "lsass/store.h"

#define COUNTERS 16    /* each in a line of its own */
#define STACK 0x40000u /* of one thread at a time: they may overlap */
#define NEAREST 0x10000u
#define FURTHEST 0x800000u

static void *count_in(void *counter)
{
    struct store_hold hold = store_take();
    *(unsigned *)counter = hold.counter;
    store_release(hold);
    return NULL;
}

static unsigned counter_of_a_thread(unsigned char *stack)
{
    unsigned counter = COUNTERS;
    pthread_attr_t attributes;
    pthread_t thread;
    assert_int_equal(pthread_attr_init(&attributes), 0);
    assert_int_equal(pthread_attr_setstack(&attributes, stack, STACK), 0);
    assert_int_equal(pthread_create(&thread, &attributes, count_in, &counter), 0);
    pthread_join(thread, NULL);
    pthread_attr_destroy(&attributes);
    return counter;
}

static void sixteen_stacks_in_a_row_are_counted_apart(void **state)
{
    (void)state;
#ifdef SANITIZED
    skip(); /* its frames are elsewhere */
#endif
    static const size_t distances[] = {NEAREST, 0x100000, FURTHEST};
    char folder[FOLDER_MAX];
    struct wide password = WIDE(u"first");
    /* A stack's top is in use: the first one's is at the beginning of the second half. */
    unsigned char *stacks = aligned_alloc(COUNTERS * FURTHEST, 2 * COUNTERS * FURTHEST);
    unsigned char *first = stacks + COUNTERS * FURTHEST + NEAREST - STACK;
    assert_non_null(stacks);
    folder_new(folder);
    folder_enrol(folder, true, &password);
    store_release(store_take()); /* what is read is read here */
    for (size_t i = 0; i < sizeof distances / sizeof distances[0]; i++) {
        unsigned seen = 0;
        for (size_t k = 0; k < COUNTERS; k++) {
            unsigned counter = counter_of_a_thread(first + k * distances[i]);
            assert_in_range(counter, 0, COUNTERS - 1);
            seen |= 1u << counter;
        }
        assert_int_equal(seen, 0xFFFF);
    }
    store_close();
    folder_remove(folder);
    free(stacks);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sixteen_stacks_in_a_row_are_counted_apart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
