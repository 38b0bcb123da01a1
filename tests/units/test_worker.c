/* Linux' threads for work that no logon waits for: begun, waited for, and none where none can be
 * had. */
#include "support.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>

#include "lsass/worker.h"

static bool no_threads;
static unsigned created;
static unsigned joined;
static atomic_uint worked;
static sigset_t blocked_at_work;

int __real_pthread_create(pthread_t *thread, const pthread_attr_t *attributes,
                          void *(*begin)(void *), void *context);
int __wrap_pthread_create(pthread_t *thread, const pthread_attr_t *attributes,
                          void *(*begin)(void *), void *context);
int __wrap_pthread_create(pthread_t *thread, const pthread_attr_t *attributes,
                          void *(*begin)(void *), void *context)
{
    if (no_threads) {
        return 11; /* EAGAIN */
    }
    created++;
    return __real_pthread_create(thread, attributes, begin, context);
}

int __real_pthread_join(pthread_t thread, void **result);
int __wrap_pthread_join(pthread_t thread, void **result);
int __wrap_pthread_join(pthread_t thread, void **result)
{
    joined++;
    return __real_pthread_join(thread, result);
}

static void work(void)
{
    pthread_sigmask(SIG_SETMASK, NULL, &blocked_at_work);
    atomic_fetch_add(&worked, 1);
}

static struct worker worker = {.work = work};

static void assert_nothing_blocked(void)
{
    sigset_t blocked;
    pthread_sigmask(SIG_SETMASK, NULL, &blocked);
    assert_false(sigismember(&blocked, SIGTERM));
    assert_false(sigismember(&blocked, SIGINT));
}

static void each_work_is_begun_and_the_one_before_is_waited_for(void **state)
{
    (void)state;
    worker_wait(&worker); /* nothing is at work */
    assert_int_equal(joined, 0);
    for (unsigned i = 1; i <= 3; i++) {
        assert_true(worker_start(&worker));
        assert_int_equal(created, i);
        assert_int_equal(joined, i - 1);
        assert_non_null(worker.thread);
        assert_nothing_blocked();
    }
    worker_wait(&worker);
    assert_int_equal(joined, 3);
    assert_int_equal(atomic_load(&worked), 3);
    assert_null(worker.thread);
    worker_wait(&worker);
    assert_int_equal(joined, 3);
}

/* The process's signals are for its own threads. */
static void a_worker_takes_no_signal(void **state)
{
    (void)state;
    static const int signals[] = {SIGTERM, SIGINT, SIGHUP, SIGUSR1, SIGCHLD, SIGALRM};
    assert_true(worker_start(&worker));
    worker_wait(&worker);
    for (size_t i = 0; i < sizeof signals / sizeof signals[0]; i++) {
        assert_int_equal(sigismember(&blocked_at_work, signals[i]), 1);
    }
    assert_nothing_blocked();
}

static void without_a_thread_nothing_is_begun(void **state)
{
    (void)state;
    unsigned before = atomic_load(&worked);
    no_threads = true;
    assert_false(worker_start(&worker));
    no_threads = false;
    assert_null(worker.thread);
    assert_nothing_blocked();
    worker_wait(&worker);
    assert_int_equal(atomic_load(&worked), before);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_work_is_begun_and_the_one_before_is_waited_for),
        cmocka_unit_test(a_worker_takes_no_signal),
        cmocka_unit_test(without_a_thread_nothing_is_begun),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
