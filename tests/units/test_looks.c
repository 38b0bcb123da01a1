/*
 * When the store looks at the registry, by a clock that is the test's: at most every 50 ms, whether
 * or not there is a snapshot, across a wrap of the tick count, and never again after a fault of our
 * own. What is read is made here (the linker puts these in the place of the real ones).
 */
#include "support.h"

#include <pthread.h>
#include <sched.h>
#include <setjmp.h>
#include <stdatomic.h>

#include "lsass/exception.h"
#include "lsass/snapshot_load.h"
#include "lsass/store.h"

#define HOLD 50u /* ms: README.md of shim/lsass */

enum reading { SOUND, UNREADABLE, FAULTY };

static _Atomic uint32_t ticks;
static _Atomic unsigned loads;
static _Atomic int reading;
static _Atomic bool held_back;     /* a load does not end while this is so */
static _Atomic unsigned yields;    /* of who waits for a look */
static _Atomic uint32_t overtaken; /* so much earlier is what a logon saw before it asked again */
static unsigned reported[2];       /* unreadable, fault */
static bool logon_faults;
static _Atomic uint32_t accounts;      /* that the registry has, at a guess */
static _Atomic unsigned discarded;     /* snapshots */
static _Thread_local jmp_buf *guarded; /* the innermost guard's */
static bool watches;                   /* a change is told once, and after closing; else always */
static bool changed;
static unsigned closed; /* watches */
static bool event_faults;
static struct store_hold *released_while_looking;
static struct store_hold *_Atomic released_while_waiting;
static atomic_bool *_Atomic waits_for; /* who waits sleeps until this is so */

/* So many milliseconds on, across a wrap too. */
static uint32_t at_time(uint32_t from, int64_t later)
{
    return (uint32_t)((INT64_C(1) << 32) + from + later);
}

uint32_t __wrap_clock_ticks(void);
uint32_t __wrap_clock_ticks(void)
{
    return at_time(atomic_load(&ticks), 0 - (int64_t)atomic_exchange(&overtaken, 0));
}

void __wrap_clock_yield(void);
void __wrap_clock_yield(void)
{
    struct store_hold *hold = atomic_exchange(&released_while_waiting, NULL);
    atomic_fetch_add(&yields, 1);
    if (hold != NULL) {
        store_release(*hold);
    }
    atomic_bool *until = atomic_load(&waits_for);
    do {
        sched_yield();
    } while (until != NULL && !atomic_load(until));
}

long __wrap_snapshot_load(struct snapshot **snapshot);
long __wrap_snapshot_load(struct snapshot **snapshot)
{
    atomic_fetch_add(&loads, 1);
    while (atomic_load(&held_back)) {
        sched_yield();
    }
    if (atomic_load(&reading) == FAULTY) {
        longjmp(*guarded, 1);
    }
    *snapshot = atomic_load(&reading) == SOUND ? snapshot_new(1, 15, KEYS_BYTES) : NULL;
    return *snapshot == NULL ? 5 : 0;
}

void __real_snapshot_free(struct snapshot *snapshot);
void __wrap_snapshot_free(struct snapshot *snapshot);
void __wrap_snapshot_free(struct snapshot *snapshot)
{
    atomic_fetch_add(&discarded, snapshot != NULL);
    __real_snapshot_free(snapshot);
}

size_t __wrap_registry_expected(const uint16_t *path);
size_t __wrap_registry_expected(const uint16_t *path)
{
    (void)path;
    return atomic_load(&accounts);
}

/* As Windows does it: what was begun does not return. */
bool __wrap_exception_guard(void (*work)(void *context), void *context,
                            struct exception *exception);
bool __wrap_exception_guard(void (*work)(void *context), void *context, struct exception *exception)
{
    jmp_buf here;
    jmp_buf *outer = guarded;
    guarded = &here;
    if (setjmp(here) != 0) {
        guarded = outer;
        *exception = (struct exception){0xC0000005, 0x1234};
        return false;
    }
    work(context);
    guarded = outer;
    return true;
}

/* What a logon that is judged by a snapshot comes to. */
enum outcome __real_stack_run(const struct stack *stack, struct judgement *judgement);
enum outcome __wrap_stack_run(const struct stack *stack, struct judgement *judgement);
enum outcome __wrap_stack_run(const struct stack *stack, struct judgement *judgement)
{
    if (logon_faults) {
        longjmp(*guarded, 1);
    }
    return __real_stack_run(stack, judgement);
}

void __wrap_event_deliver(enum event_id id, struct wide account, uint32_t number,
                          const struct presented *presented);
void __wrap_event_deliver(enum event_id id, struct wide account, uint32_t number,
                          const struct presented *presented)
{
    bool fault = id == EVENT_FAULT_READING || id == EVENT_FAULT_LOGON;
    if (event_faults && !fault) {
        longjmp(*guarded, 1);
    }
    assert_true(fault || id == EVENT_STORE_UNREADABLE);
    assert_null(presented);
    if (fault) {
        assert_true(wide_same(account, WIDE(u"C0000005 at iissuba.dll+00001234")));
        assert_int_equal(number, 0);
    }
    reported[fault]++;
}

bool __wrap_registry_watch_changed(const char *machine, struct registry_watch *watch);
bool __wrap_registry_watch_changed(const char *machine, struct registry_watch *watch)
{
    (void)machine;
    (void)watch;
    if (released_while_looking != NULL) {
        store_release(*released_while_looking);
        released_while_looking = NULL;
    }
    bool told = changed || !watches;
    changed = false;
    return told;
}

void __wrap_registry_watch_close(struct registry_watch *watch);
void __wrap_registry_watch_close(struct registry_watch *watch)
{
    (void)watch;
    changed = true; /* the first call after it says so */
    closed++;
}

static int begin(void **state)
{
    (void)state;
    atomic_store(&ticks, 1000000);
    atomic_store(&loads, 0);
    atomic_store(&overtaken, 0);
    atomic_store(&accounts, 0);
    atomic_store(&discarded, 0);
    atomic_store(&yields, 0);
    reported[0] = 0;
    reported[1] = 0;
    watches = false;
    return 0;
}

static int end(void **state)
{
    (void)state;
    store_close();
    return 0;
}

static bool has_snapshot(void)
{
    struct store_hold hold = store_take();
    store_release(hold);
    return hold.snapshot != NULL;
}

static void with_or_without_a_snapshot_300_logons_in_50_ms_are_one_look(void **state)
{
    (void)state;
    static const enum reading readings[] = {UNREADABLE, SOUND};
    for (size_t r = 0; r < 2; r++) {
        begin(NULL);
        atomic_store(&reading, readings[r]);
        for (unsigned look = 1; look < 5; look++) {
            for (int i = 0; i < 300; i++) {
                assert_int_equal(has_snapshot(), readings[r] == SOUND);
                assert_int_equal(atomic_load(&loads), look);
                atomic_fetch_add(&ticks, i == 0 ? HOLD - 1 : 0);
            }
            atomic_fetch_add(&ticks, 1);
        }
        store_close();
    }
}

static void *take_one(void *context)
{
    atomic_bool *found = context;
    atomic_store(found, has_snapshot());
    return NULL;
}

static void nobody_waits_for_a_later_look_where_the_first_found_nothing(void **state)
{
    (void)state;
    pthread_t other;
    atomic_bool found = true;
    atomic_store(&reading, UNREADABLE);
    assert_false(has_snapshot());
    atomic_store(&held_back, true);
    atomic_fetch_add(&ticks, HOLD);
    assert_int_equal(pthread_create(&other, NULL, take_one, &found), 0);
    while (atomic_load(&loads) < 2) {
        sched_yield();
    }
    for (int i = 0; i < 300; i++) { /* ends only because nobody waits: the load cannot */
        atomic_fetch_add(&ticks, HOLD);
        assert_false(has_snapshot());
    }
    assert_int_equal(atomic_load(&loads), 2);
    atomic_store(&reading, SOUND);
    atomic_store(&held_back, false);
    pthread_join(other, NULL);
    assert_true(atomic_load(&found));
}

static void the_first_logons_wait_for_the_first_look(void **state)
{
    (void)state;
    pthread_t others[4];
    atomic_bool found[4] = {false, false, false, false};
    atomic_store(&reading, SOUND);
    atomic_store(&held_back, true);
    for (int i = 0; i < 4; i++) {
        assert_int_equal(pthread_create(&others[i], NULL, take_one, &found[i]), 0);
    }
    while (atomic_load(&loads) == 0) {
        sched_yield();
    }
    atomic_store(&held_back, false);
    for (int i = 0; i < 4; i++) {
        pthread_join(others[i], NULL);
        assert_true(atomic_load(&found[i]));
    }
    assert_int_equal(atomic_load(&loads), 1);
}

/* GetTickCount wraps every 49.7 days: whatever time has passed, what is old is looked at. */
static void the_tick_count_may_wrap_and_a_logon_may_come_after_any_time(void **state)
{
    (void)state;
    static const uint32_t looked_at[] = {0, 1, 0x7FFFFFFF, 0x80000000, 0xFFFFFFF0, 0xFFFFFFFF};
    static const uint32_t passed[] = {HOLD, 86400000, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF};
    atomic_store(&reading, SOUND);
    for (size_t i = 0; i < sizeof looked_at / sizeof looked_at[0]; i++) {
        for (size_t p = 0; p < sizeof passed / sizeof passed[0]; p++) {
            atomic_store(&ticks, looked_at[i]);
            assert_true(has_snapshot());
            unsigned before = atomic_load(&loads);
            atomic_store(&ticks, at_time(looked_at[i], HOLD - 1));
            assert_true(has_snapshot());
            assert_int_equal(atomic_load(&loads), before);
            atomic_store(&ticks, at_time(looked_at[i], passed[p]));
            assert_true(has_snapshot());
            assert_int_equal(atomic_load(&loads), before + 1);
            store_close();
        }
    }
}

/* A logon that was overtaken holds a count from before the last look: it is not 49 days later. */
static void a_logon_that_was_overtaken_does_not_look_again(void **state)
{
    (void)state;
    atomic_store(&reading, SOUND);
    assert_true(has_snapshot());
    for (int i = 0; i < 100; i++) {
        atomic_store(&overtaken, 1);
        assert_true(has_snapshot());
        assert_int_equal(atomic_load(&overtaken), 0);
    }
    assert_int_equal(atomic_load(&loads), 1);
    /* Nor does it keep others from it. */
    atomic_store(&ticks, at_time(atomic_load(&ticks), HOLD));
    assert_true(has_snapshot());
    assert_int_equal(atomic_load(&loads), 2);
}

static void after_a_fault_what_is_in_force_stays_and_nothing_is_read_any_more(void **state)
{
    (void)state;
    for (int first = 0; first < 2; first++) {
        begin(NULL);
        atomic_store(&reading, first ? FAULTY : SOUND);
        assert_int_equal(has_snapshot(), !first);
        atomic_store(&reading, FAULTY);
        atomic_fetch_add(&ticks, HOLD);
        assert_int_equal(has_snapshot(), !first);
        unsigned before = atomic_load(&loads);
        atomic_store(&reading, SOUND);
        for (int i = 0; i < 1000; i++) {
            atomic_fetch_add(&ticks, 10 * HOLD);
            assert_int_equal(has_snapshot(), !first);
        }
        assert_int_equal(atomic_load(&loads), before);
        assert_int_equal(before, first ? 1 : 2);
        assert_int_equal(reported[1], 1);
        store_close();
        assert_true(has_snapshot()); /* loaded anew */
        store_close();
    }
}

/* One reads, and the other waits for it. */
static void a_fault_at_the_first_look_lets_go_who_waited_for_it(void **state)
{
    (void)state;
    pthread_t others[2];
    atomic_bool found[2] = {true, true};
    atomic_store(&reading, FAULTY);
    atomic_store(&held_back, true);
    atomic_store(&yields, 0);
    for (int i = 0; i < 2; i++) {
        assert_int_equal(pthread_create(&others[i], NULL, take_one, &found[i]), 0);
    }
    while (atomic_load(&loads) == 0 || atomic_load(&yields) == 0) {
        sched_yield();
    }
    atomic_store(&held_back, false);
    for (int i = 0; i < 2; i++) {
        pthread_join(others[i], NULL);
        assert_false(atomic_load(&found[i]));
    }
    assert_int_equal(atomic_load(&loads), 1);
}

/* Were it not given back, no snapshot after the next would find a place. */
/* At once where nobody uses it, else by the last who does. */
static void what_was_replaced_is_discarded_when_its_last_reader_goes(void **state)
{
    (void)state;
    atomic_store(&reading, SOUND);
    assert_true(has_snapshot());
    atomic_store(&ticks, at_time(atomic_load(&ticks), HOLD));
    assert_true(has_snapshot());
    assert_int_equal(atomic_load(&loads), 2);
    assert_int_equal(atomic_load(&discarded), 1);
    struct store_hold first = store_take();
    struct store_hold second = store_take();
    atomic_store(&ticks, at_time(atomic_load(&ticks), HOLD));
    assert_true(has_snapshot());
    assert_int_equal(atomic_load(&loads), 3);
    store_release(first);
    assert_int_equal(atomic_load(&discarded), 1);
    store_release(second);
    assert_int_equal(atomic_load(&discarded), 2);
}

/* The thread that reads very many accounts waits for readers of the old ones, and not for ever. */
static void who_reads_apart_waits_a_thousand_turns_for_a_reader(void **state)
{
    (void)state;
    static const uint32_t expected[][2] = {{4096, 0}, {4097, 1000}};
    for (size_t i = 0; i < 2; i++) {
        atomic_store(&reading, SOUND);
        atomic_store(&loads, 0);
        atomic_store(&accounts, expected[i][0]);
        struct store_hold hold = store_take();
        assert_non_null(hold.snapshot);
        atomic_store(&ticks, at_time(atomic_load(&ticks), HOLD));
        assert_true(has_snapshot());
        store_close(); /* which waits for that thread */
        store_release(hold);
        assert_int_equal(atomic_load(&loads), 2);
        assert_int_equal(atomic_load(&yields), expected[i][1]);
    }
}

static void a_fault_in_a_logon_refuses_it_and_gives_back_its_snapshot(void **state)
{
    (void)state;
    struct made_request made;
    struct made_account account;
    make_request(&made, FORM_NTLMV2, WIDE(NLMP_PASSWORD), WIDE(u"IUSR_SERVERNAME"), WIDE(u""),
                 NULL);
    make_account(&account);
    atomic_store(&reading, SOUND);
    logon_faults = true;
    for (unsigned look = 1; look < 6; look++) {
        ULONG which = 7;
        ULONG flags = 7;
        BOOLEAN authoritative = 7;
        LARGE_INTEGER logoff = {.QuadPart = 7};
        LARGE_INTEGER kickoff = {.QuadPart = 7};
        NTSTATUS status =
            Msv1_0SubAuthenticationRoutine(NetlogonNetworkInformation, &made.info, 0, &account.user,
                                           &which, &flags, &authoritative, &logoff, &kickoff);
        assert_int_equal(status, STATUS_NO_SUCH_USER);
        assert_true(authoritative == TRUE && which == 0 && flags == 0);
        assert_true(logoff.QuadPart == NT_NEVER && kickoff.QuadPart == NT_NEVER);
        assert_int_equal(atomic_load(&loads), look);
        atomic_fetch_add(&ticks, HOLD);
    }
    assert_int_equal(reported[1], 1);
    logon_faults = false;
}

static bool look_later(void)
{
    atomic_store(&ticks, at_time(atomic_load(&ticks), HOLD));
    return has_snapshot();
}

static void what_has_not_changed_is_not_read_and_what_failed_is_read_again(void **state)
{
    (void)state;
    watches = true;
    changed = true;
    closed = 0;
    atomic_store(&reading, UNREADABLE);
    for (unsigned i = 1; i < 4; i++) { /* though it does not change */
        assert_false(look_later());
        assert_int_equal(atomic_load(&loads), i);
        assert_int_equal(closed, i);
    }
    atomic_store(&reading, SOUND);
    for (int i = 0; i < 5; i++) {
        assert_true(look_later());
        assert_int_equal(atomic_load(&loads), 4);
    }
    changed = true;
    assert_true(look_later());
    assert_int_equal(atomic_load(&loads), 5);
    assert_int_equal(closed, 3);
}

static void what_was_read_at_first_is_not_read_again_unless_it_changes(void **state)
{
    (void)state;
    watches = true;
    changed = true;
    atomic_store(&reading, SOUND);
    assert_true(has_snapshot());
    assert_true(look_later());
    assert_int_equal(atomic_load(&loads), 1);
    changed = true;
    assert_true(look_later());
    assert_int_equal(atomic_load(&loads), 2);
    closed = 0;
    store_close();
    assert_int_equal(closed, 1);
}

static void *take_first(void *done)
{
    bool found = has_snapshot();
    atomic_store((atomic_bool *)done, true);
    return found ? done : NULL;
}

/* It sleeps until the first look is over, and takes its turn at it: there is nothing left to do. */
static void who_comes_late_to_the_first_look_leaves_the_next_to_others(void **state)
{
    (void)state;
    pthread_t first;
    pthread_t late;
    atomic_bool done = false;
    atomic_bool found = false;
    void *had;
    atomic_store(&reading, SOUND);
    atomic_store(&held_back, true);
    atomic_store(&waits_for, &done);
    assert_int_equal(pthread_create(&first, NULL, take_first, &done), 0);
    while (atomic_load(&loads) == 0) {
        sched_yield();
    }
    assert_int_equal(pthread_create(&late, NULL, take_one, &found), 0);
    while (atomic_load(&yields) == 0) {
        sched_yield();
    }
    atomic_store(&held_back, false);
    pthread_join(first, &had);
    pthread_join(late, NULL);
    atomic_store(&waits_for, NULL);
    assert_true(had != NULL && atomic_load(&found));
    assert_int_equal(atomic_load(&loads), 1);
    assert_true(look_later());
    assert_int_equal(atomic_load(&loads), 2);
}

/* There are two places: while both have readers nothing is read, and soon it is tried again. */
static void a_change_waits_for_a_place(void **state)
{
    (void)state;
    watches = true;
    changed = true;
    atomic_store(&reading, SOUND);
    struct store_hold first = store_take();
    changed = true;
    assert_true(look_later());
    struct store_hold second = store_take();
    assert_ptr_not_equal(first.snapshot, second.snapshot);
    closed = 0;
    changed = true;
    assert_true(look_later());
    assert_true(look_later());
    assert_int_equal(atomic_load(&loads), 2);
    assert_int_equal(closed, 2);
    assert_int_equal(atomic_load(&discarded), 0);
    store_release(first);
    assert_int_equal(atomic_load(&discarded), 1);
    assert_true(look_later());
    assert_int_equal(atomic_load(&loads), 3);
    assert_int_equal(closed, 2);
    store_release(second);
    assert_int_equal(atomic_load(&discarded), 2);
}

/* Where its last reader went while another logon looked: that one wipes it. */
static void what_is_given_back_while_another_looks_is_discarded_by_that_one(void **state)
{
    (void)state;
    watches = true;
    for (int place = 0; place < 2; place++) {
        begin(NULL);
        watches = true;
        changed = true;
        atomic_store(&reading, SOUND);
        for (int i = 0; i < 2 * place; i++) { /* then the second place is in force */
            assert_true(look_later());
            changed = true;
        }
        struct store_hold hold = store_take();
        changed = true;
        assert_true(look_later());
        unsigned before = atomic_load(&discarded);
        released_while_looking = &hold;
        assert_true(look_later());
        assert_null(released_while_looking);
        assert_int_equal(atomic_load(&discarded), before + 1);
        store_close();
    }
}

static void who_reads_apart_does_not_wait_without_a_reader(void **state)
{
    (void)state;
    atomic_store(&reading, SOUND);
    atomic_store(&accounts, 4097);
    assert_true(has_snapshot());
    assert_true(look_later());
    store_close();
    assert_int_equal(atomic_load(&loads), 2);
    assert_int_equal(atomic_load(&yields), 0);
    assert_int_equal(atomic_load(&discarded), 2);
}

/* The reader went while that thread waited for it, which then wipes what it had. */
static void who_reads_apart_discards_what_it_waited_for(void **state)
{
    (void)state;
    atomic_store(&reading, SOUND);
    atomic_store(&accounts, 4097);
    struct store_hold hold = store_take();
    atomic_store(&released_while_waiting, &hold);
    assert_true(look_later());
    store_close();
    assert_int_equal(atomic_load(&yields), 1);
    assert_int_equal(atomic_load(&discarded), 2);
}

static void what_was_read_apart_is_read_again_after_the_next_change(void **state)
{
    (void)state;
    atomic_store(&reading, SOUND);
    atomic_store(&accounts, 4097);
    assert_true(has_snapshot());
    for (unsigned tries = 0; tries < 1000000 && atomic_load(&loads) < 4; tries++) {
        assert_true(look_later());
    }
    assert_true(atomic_load(&loads) >= 4);
}

/* By what comes after the decision: the snapshot was given back already, and is not once more. */
static void a_fault_after_a_logon_gives_its_snapshot_back_once(void **state)
{
    (void)state;
    struct made_request made;
    struct made_account account;
    make_request(&made, FORM_NTLMV2, WIDE(NLMP_PASSWORD), WIDE(u"IUSR_SERVERNAME"), WIDE(u""),
                 NULL);
    make_account(&account);
    atomic_store(&reading, SOUND);
    atomic_store(&ticks, 2000000); /* another minute's event than the next test's */
    event_faults = true;
    ULONG which;
    ULONG flags;
    BOOLEAN authoritative;
    LARGE_INTEGER logoff;
    LARGE_INTEGER kickoff;
    assert_int_equal(Msv1_0SubAuthenticationRoutine(NetlogonNetworkInformation, &made.info, 0,
                                                    &account.user, &which, &flags, &authoritative,
                                                    &logoff, &kickoff),
                     STATUS_NO_SUCH_USER);
    event_faults = false;
    assert_int_equal(authoritative, TRUE); /* not enrolled would be FALSE */
    for (unsigned i = 1; i < 4; i++) {
        assert_true(look_later());
        assert_int_equal(atomic_load(&discarded), i); /* nobody reads it */
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(with_or_without_a_snapshot_300_logons_in_50_ms_are_one_look,
                                        begin, end),
        cmocka_unit_test_setup_teardown(nobody_waits_for_a_later_look_where_the_first_found_nothing,
                                        begin, end),
        cmocka_unit_test_setup_teardown(the_first_logons_wait_for_the_first_look, begin, end),
        cmocka_unit_test_setup_teardown(the_tick_count_may_wrap_and_a_logon_may_come_after_any_time,
                                        begin, end),
        cmocka_unit_test_setup_teardown(
            what_has_not_changed_is_not_read_and_what_failed_is_read_again, begin, end),
        cmocka_unit_test_setup_teardown(what_was_read_at_first_is_not_read_again_unless_it_changes,
                                        begin, end),
        cmocka_unit_test_setup_teardown(who_comes_late_to_the_first_look_leaves_the_next_to_others,
                                        begin, end),
        cmocka_unit_test_setup_teardown(a_change_waits_for_a_place, begin, end),
        cmocka_unit_test_setup_teardown(
            what_is_given_back_while_another_looks_is_discarded_by_that_one, begin, end),
        cmocka_unit_test_setup_teardown(who_reads_apart_does_not_wait_without_a_reader, begin, end),
        cmocka_unit_test_setup_teardown(who_reads_apart_discards_what_it_waited_for, begin, end),
        cmocka_unit_test_setup_teardown(what_was_read_apart_is_read_again_after_the_next_change,
                                        begin, end),
        cmocka_unit_test_setup_teardown(a_fault_after_a_logon_gives_its_snapshot_back_once, begin,
                                        end),
        cmocka_unit_test_setup_teardown(a_logon_that_was_overtaken_does_not_look_again, begin, end),
        cmocka_unit_test_setup_teardown(what_was_replaced_is_discarded_when_its_last_reader_goes,
                                        begin, end),
        cmocka_unit_test_setup_teardown(who_reads_apart_waits_a_thousand_turns_for_a_reader, begin,
                                        end),
        cmocka_unit_test_setup_teardown(
            after_a_fault_what_is_in_force_stays_and_nothing_is_read_any_more, begin, end),
        cmocka_unit_test_setup_teardown(a_fault_in_a_logon_refuses_it_and_gives_back_its_snapshot,
                                        begin, end),
        cmocka_unit_test_setup_teardown(a_fault_at_the_first_look_lets_go_who_waited_for_it, begin,
                                        end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
