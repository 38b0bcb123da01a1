/*
 * What guard.h needs of Linux (guard_posix.c): pages and the zones around them, where the system
 * refuses some; handlers of signals, and who else has some; the stack that they run on; and that
 * what was in a buffer is wiped before its memory is given back.
 */
#include "support.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "guard.h"
#include "guard_platform.h"
#include "midl.h"

#define ZONE ((size_t)0x10000)

/* The calls of the system that are watched, and which of them are to fail. */
static struct {
    bool mmap_fails;
    bool mprotect_fails;
    unsigned unwiped;    /* bytes that were given back and are not 0 */
    unsigned given_back; /* blocks that were watched */
    const void *watched[4];
    size_t watched_size[4];
    unsigned installed;        /* handlers */
    unsigned installed_unheld; /* without a mutex */
    int held;
    unsigned taken;            /* mutexes */
    bool others_are_first;     /* another thread comes between a call and the mutex */
    unsigned alternate_stacks; /* asked about or given */
} calls;

static void look_at(const void *memory)
{
    for (size_t i = 0; memory != NULL && i < 4; i++) {
        if (memory != calls.watched[i]) {
            continue;
        }
        calls.given_back++;
        for (size_t at = 0; at < calls.watched_size[i]; at++) {
            calls.unwiped += ((const unsigned char *)memory)[at] != 0;
        }
        calls.watched[i] = NULL;
    }
}

static void nothing(void *context)
{
    (void)context;
}

void *__real_mmap(void *at, size_t size, int protection, int flags, int file, off_t offset);
void *__wrap_mmap(void *at, size_t size, int protection, int flags, int file, off_t offset);
void *__wrap_mmap(void *at, size_t size, int protection, int flags, int file, off_t offset)
{
    if (calls.mmap_fails) {
        errno = ENOMEM;
        return MAP_FAILED;
    }
    return __real_mmap(at, size, protection, flags, file, offset);
}

int __real_munmap(void *at, size_t size);
int __wrap_munmap(void *at, size_t size);
int __wrap_munmap(void *at, size_t size)
{
    look_at((unsigned char *)at + ZONE); /* the pages between their zones */
    return __real_munmap(at, size);
}

int __real_mprotect(void *at, size_t size, int protection);
int __wrap_mprotect(void *at, size_t size, int protection);
int __wrap_mprotect(void *at, size_t size, int protection)
{
    return calls.mprotect_fails ? -1 : __real_mprotect(at, size, protection);
}

void __real_free(void *memory);
void __wrap_free(void *memory);
void __wrap_free(void *memory)
{
    look_at(memory);
    __real_free(memory);
}

int __real_pthread_mutex_lock(pthread_mutex_t *mutex);
int __wrap_pthread_mutex_lock(pthread_mutex_t *mutex);
int __wrap_pthread_mutex_lock(pthread_mutex_t *mutex)
{
    if (calls.others_are_first) {
        struct guard guard;
        calls.others_are_first = false;
        guard_begin(&guard, GUARD_OFF);
        assert_true(guard_run(&guard, nothing, NULL));
    }
    calls.held++;
    calls.taken++;
    return __real_pthread_mutex_lock(mutex);
}

int __real_pthread_mutex_unlock(pthread_mutex_t *mutex);
int __wrap_pthread_mutex_unlock(pthread_mutex_t *mutex);
int __wrap_pthread_mutex_unlock(pthread_mutex_t *mutex)
{
    calls.held--;
    return __real_pthread_mutex_unlock(mutex);
}

int __real_sigaction(int number, const struct sigaction *action, struct sigaction *before);
int __wrap_sigaction(int number, const struct sigaction *action, struct sigaction *before);
int __wrap_sigaction(int number, const struct sigaction *action, struct sigaction *before)
{
    if (action != NULL) {
        calls.installed++;
        calls.installed_unheld += calls.held == 0;
    }
    return __real_sigaction(number, action, before);
}

int __real_sigaltstack(const stack_t *stack, stack_t *before);
int __wrap_sigaltstack(const stack_t *stack, stack_t *before);
int __wrap_sigaltstack(const stack_t *stack, stack_t *before)
{
    calls.alternate_stacks++;
    return __real_sigaltstack(stack, before);
}

static int begin_calls(void **state)
{
    (void)state;
    memset(&calls, 0, sizeof calls);
    return 0;
}

static void watch(size_t at, const void *memory, size_t size)
{
    calls.watched[at] = memory;
    calls.watched_size[at] = size;
}

/* Pages of memory that this process has mapped. It allocates nothing. */
static long pages_mapped(void)
{
    char text[128];
    int file = open("/proc/self/statm", O_RDONLY);
    ssize_t size = read(file, text, sizeof text - 1);
    close(file);
    assert_true(size > 0);
    text[size] = '\0';
    return strtol(text, NULL, 10);
}

static void touch(void *context)
{
    volatile unsigned char *at = context;
    *at = *at;
}

/* Whether one byte can be read and written. */
static bool can_be_touched(unsigned char *at)
{
    struct guard guard;
    guard_begin(&guard, GUARD_OFF);
    bool can = guard_run(&guard, touch, at);
    assert_int_equal(guard.crash.code, can ? 0 : SIGSEGV);
    assert_ptr_equal(guard.crash.address, can ? NULL : at);
    return can;
}

static void pages_lie_between_zones_of_64_kib(void **state)
{
    (void)state;
    size_t page = guard_page_size();
    assert_int_equal(page, getpagesize());
    can_be_touched((unsigned char *)&page); /* what is needed once is there */
    long before = pages_mapped();
    for (size_t count = 1; count <= 33; count += 32) {
        size_t size = count * page;
        unsigned char *pages = guard_pages_get(size);
        assert_non_null(pages);
        assert_int_equal(pages_mapped() - before, count + 2 * ZONE / page);
        assert_true(can_be_touched(pages) && can_be_touched(pages + size - 1));
        assert_false(can_be_touched(pages - 1) || can_be_touched(pages - ZONE));
        assert_false(can_be_touched(pages + size) || can_be_touched(pages + size + ZONE - 1));
        pages[0] = 7;
        guard_pages_seal(pages, size);
        assert_false(can_be_touched(pages) || can_be_touched(pages + size - 1));
        assert_int_equal(pages[0], 7);
        assert_true(guard_pages_open(pages, size));
        assert_true(can_be_touched(pages) && can_be_touched(pages + size - 1));
        assert_true(guard_pages_open(pages + size, page)); /* a zone's, too */
        assert_true(can_be_touched(pages + size));
        guard_pages_free(pages, size);
        assert_int_equal(pages_mapped(), before);
    }
}

static void where_the_system_refuses_there_are_no_pages_and_nothing_is_left(void **state)
{
    (void)state;
    size_t page = guard_page_size();
    long before = pages_mapped();
    calls.mmap_fails = true;
    assert_null(guard_pages_get(page));
    calls.mmap_fails = false;
    calls.mprotect_fails = true;
    assert_null(guard_pages_get(page));
    assert_false(guard_pages_open((unsigned char *)&page, page));
    calls.mprotect_fails = false;
    assert_int_equal(pages_mapped(), before);
}

static void without_pages_no_buffer_is_put(void **state)
{
    (void)state;
    struct guard guard;
    struct fault fault = {""};
    void *memory = &guard;
    guard_begin(&guard, GUARD_AFTER);
    calls.mmap_fails = true;
    assert_false(guard_put(&guard, "x", "abcd", 4, 1, GUARD_READ_ONLY, &memory, &fault));
    calls.mmap_fails = false;
    assert_string_equal(fault.text, "no memory");
    assert_null(memory);
    guard_inspect(&guard);
    assert_int_equal(guard.violation_count, 0);
    assert_false(guard_touched(&guard, 0, GUARD_ACCESS_READ));
    guard_release(&guard);
}

/* It is noted, and it is a crash: repeating it would not help. */
static void a_page_that_cannot_be_opened_ends_the_call(void **state)
{
    (void)state;
    for (size_t at = 0; at <= 4; at += 4) {
        struct guard guard;
        struct fault fault = {""};
        void *memory;
        guard_begin(&guard, GUARD_AFTER);
        assert_true(guard_put(&guard, "x", "abcd", 4, 1, GUARD_READ_ONLY, &memory, &fault));
        calls.mprotect_fails = true;
        assert_false(guard_run(&guard, touch, (unsigned char *)memory + at));
        calls.mprotect_fails = false;
        assert_int_equal(guard.crash.code, SIGSEGV);
        assert_ptr_equal(guard.crash.address, (unsigned char *)memory + at);
        assert_int_equal(guard.violation_count, 1);
        guard_release(&guard);
    }
}

static void what_a_buffer_held_is_wiped(void **state)
{
    (void)state;
    for (int side = GUARD_OFF; side <= GUARD_BEFORE; side++) {
        struct guard guard;
        struct fault fault = {""};
        void *memory;
        guard_begin(&guard, (enum guard_side)side);
        assert_true(guard_put(&guard, "x", "a secret", 8, 1, GUARD_READ_ONLY, &memory, &fault));
        const struct guard_block *block = &guard.blocks[0];
        if (side == GUARD_OFF) {
            watch(0, memory, 8);
        } else {
            watch(0, block->pages, block->pages_size);
            watch(1, block->copy, block->pages_size);
        }
        calls.given_back = 0;
        guard_release(&guard);
        assert_int_equal(calls.given_back, side == GUARD_OFF ? 1 : 2);
        assert_int_equal(calls.unwiped, 0);
    }
}

static void kill_with(void *context)
{
    kill(getpid(), *(int *)context);
}

/* Sent by kill or by raise, it touches nothing; and the next call is none the worse for it. */
static void after_a_signal_the_next_call_returns(void **state)
{
    (void)state;
    static const int numbers[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT, SIGTRAP};
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        struct guard guard;
        int number = numbers[i];
        guard_begin(&guard, GUARD_OFF);
        for (int again = 0; again < 2; again++) {
            assert_false(guard_run(&guard, kill_with, &number));
            assert_int_equal(guard.crash.code, number);
            assert_false(guard.crash.touched);
            assert_int_equal(guard.crash.address, 0);
            assert_string_not_equal(guard.crash.place, "");
        }
        assert_true(guard_run(&guard, nothing, NULL));
        assert_int_equal(guard.crash.code, 0);
        assert_string_equal(guard.crash.place, "");
    }
}

/* Handlers of six signals, once, and by one thread at a time. */
static void handlers_are_installed_once(void **state)
{
    (void)state;
    struct guard guard;
    struct sigaction own = {.sa_handler = SIG_DFL};
    guard_begin(&guard, GUARD_OFF);
    __real_sigaction(SIGSEGV, &own, NULL); /* as a test runner would */
    for (int again = 0; again < 2; again++) {
        assert_true(guard_run(&guard, nothing, NULL));
        assert_int_equal(calls.installed, 6);
        assert_int_equal(calls.installed_unheld, 0);
        assert_int_equal(calls.held, 0);
        assert_int_equal(calls.taken, 1); /* where they are there, no thread waits for another */
    }
    __real_sigaction(SIGSEGV, &own, NULL);
    calls.installed = 0;
    calls.others_are_first = true;
    assert_true(guard_run(&guard, nothing, NULL));
    assert_int_equal(calls.installed, 6);
}

/* Packages allocate in as many threads as are asked. */
static void what_midl_allocated_is_looked_up_by_one_thread_at_a_time(void **state)
{
    (void)state;
    const char *why;
    calls.taken = 0;
    void *memory = MIDL_user_allocate(2);
    assert_int_equal(calls.taken, 1);
    assert_true(midl_may_take(&(UNICODE_STRING){2, 2, memory}, &why));
    assert_int_equal(calls.taken, 2);
    midl_give_back(memory);
    assert_int_equal(calls.taken, 3);
    assert_int_equal(calls.held, 0);
}

/* A fault of the program's own, outside of a guarded call, is for whoever was there before. */

/* The fault itself, as the processor tells it; abort() alone is sent. */

static void tell_segv(int number, siginfo_t *info, void *context)
{
    (void)context;
    _exit(number == SIGSEGV && info->si_code > 0 ? 64 : 3);
}

static void tell_bus(int number, siginfo_t *info, void *context)
{
    (void)context;
    _exit(number == SIGBUS && info->si_code > 0 ? 65 : 3);
}

static void tell_abrt(int number, siginfo_t *info, void *context)
{
    (void)context;
    _exit(number == SIGABRT && info->si_code <= 0 ? 66 : 3);
}

/* Which signal has which handler, and how that ends the process. */
static const struct {
    int number;
    void (*handler)(int number, siginfo_t *info, void *context);
    int code;
} handled[] = {{SIGSEGV, tell_segv, 64}, {SIGBUS, tell_bus, 65}, {SIGABRT, tell_abrt, 66}};

static void fault_with(int number)
{
    static const void *volatile nowhere = (const void *)16;
    FILE *file;
    switch (number) {
    case SIGSEGV:
        touch((void *)(uintptr_t)nowhere);
        break;
    case SIGBUS: /* beyond a file's end */
        file = tmpfile();
        touch(__real_mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fileno(file), 0));
        break;
    default:
        abort();
    }
}

static int how_a_child_ends(int number)
{
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        struct guard guard;
        alarm(10);
        for (size_t i = 0; i < sizeof handled / sizeof handled[0]; i++) {
            struct sigaction own = {.sa_sigaction = handled[i].handler, .sa_flags = SA_SIGINFO};
            __real_sigaction(handled[i].number, &own, NULL);
        }
        guard_begin(&guard, GUARD_OFF);
        for (int again = 0; again < 2; again++) {
            if (!guard_run(&guard, nothing, NULL)) {
                _exit(1);
            }
        }
        fault_with(number);
        _exit(2);
    }
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

static void a_fault_outside_of_a_call_is_for_the_handler_from_before(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof handled / sizeof handled[0]; i++) {
        assert_int_equal(how_a_child_ends(handled[i].number), handled[i].code);
    }
}

static unsigned descend(volatile unsigned *depth)
{
    volatile unsigned here = *depth + 1;
    return here == 0 ? 0 : descend(&here) + here;
}

static void recurse(void *context)
{
    volatile unsigned depth = 0;
    *(unsigned *)context = descend(&depth);
}

struct thread_run {
    void *own_stack; /* for its signals; NULL: it brings none */
    size_t own_size;
    stack_t before; /* what it had; the address sanitizer gives each thread one */
    stack_t after;
    bool first;
    bool second;
    uint32_t code;
    unsigned asked; /* calls of sigaltstack by the second run */
};

static void *run_in_thread(void *context)
{
    struct thread_run *run = context;
    struct guard guard;
    unsigned unused;
    stack_t given;
    guard_begin(&guard, GUARD_OFF);
    __real_sigaltstack(NULL, &given);
    if (run->own_stack != NULL) {
        stack_t own = {.ss_sp = run->own_stack, .ss_size = run->own_size};
        __real_sigaltstack(&own, NULL);
    }
    __real_sigaltstack(NULL, &run->before);
    run->first = guard_run(&guard, recurse, &unused);
    run->code = guard.crash.code;
    unsigned before = calls.alternate_stacks;
    run->second = guard_run(&guard, nothing, NULL);
    run->asked = calls.alternate_stacks - before;
    __real_sigaltstack(NULL, &run->after);
    __real_sigaltstack(&given, NULL); /* whoever gave it takes it back */
    return NULL;
}

/* Its handler has no room there: it gets a stack for it, and one that has a stack keeps it. */
static void a_call_that_uses_up_the_stack_ends_in_each_thread(void **state)
{
    (void)state;
    size_t size = 0x20000;
    void *own = malloc(size);
    assert_non_null(own);
    for (int brings = 0; brings < 2; brings++) {
        struct thread_run run = {.own_stack = brings == 1 ? own : NULL, .own_size = size};
        pthread_t thread;
        assert_int_equal(pthread_create(&thread, NULL, run_in_thread, &run), 0);
        assert_int_equal(pthread_join(thread, NULL), 0);
        assert_false(run.first);
        assert_int_equal(run.code, SIGSEGV);
        assert_true(run.second);
        bool had_one = (run.before.ss_flags & SS_DISABLE) == 0;
        assert_true(had_one || brings == 0);
        assert_int_equal(run.after.ss_flags & SS_DISABLE, 0);
        if (had_one) {
            assert_ptr_equal(run.after.ss_sp, run.before.ss_sp);
            assert_int_equal(run.after.ss_size, run.before.ss_size);
        } else {
            assert_true(run.after.ss_size >= 0x10000);
        }
        assert_int_equal(run.asked, 0); /* once a thread */
    }
    free(own);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(pages_lie_between_zones_of_64_kib, begin_calls),
        cmocka_unit_test_setup(where_the_system_refuses_there_are_no_pages_and_nothing_is_left,
                               begin_calls),
        cmocka_unit_test_setup(without_pages_no_buffer_is_put, begin_calls),
        cmocka_unit_test_setup(a_page_that_cannot_be_opened_ends_the_call, begin_calls),
        cmocka_unit_test_setup(what_a_buffer_held_is_wiped, begin_calls),
        cmocka_unit_test_setup(after_a_signal_the_next_call_returns, begin_calls),
        cmocka_unit_test_setup(handlers_are_installed_once, begin_calls),
        cmocka_unit_test_setup(what_midl_allocated_is_looked_up_by_one_thread_at_a_time,
                               begin_calls),
        cmocka_unit_test_setup(a_fault_outside_of_a_call_is_for_the_handler_from_before,
                               begin_calls),
        cmocka_unit_test_setup(a_call_that_uses_up_the_stack_ends_in_each_thread, begin_calls),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
