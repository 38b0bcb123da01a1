/*
 * What happens outside of a guarded call is for the filter that was there before (guard.h): a test
 * runner's, or a program's own. It stays so however many calls there were, and whichever filter is
 * installed between them. A package's crash is the guard's all the while.
 */
#include "support.h"

#include <windows.h>

#include "guard.h"

#define OWN_CODE 0xE0000001u

static unsigned seen_by[2];

static LONG WINAPI first_filter(EXCEPTION_POINTERS *pointers)
{
    seen_by[0] += pointers->ExceptionRecord->ExceptionCode == OWN_CODE;
    return EXCEPTION_CONTINUE_EXECUTION;
}

static LONG WINAPI second_filter(EXCEPTION_POINTERS *pointers)
{
    seen_by[1] += pointers->ExceptionRecord->ExceptionCode == OWN_CODE;
    return EXCEPTION_CONTINUE_EXECUTION;
}

static void nothing(void *context)
{
    (void)context;
}

static void crash(void *context)
{
    *(volatile int *)context = 1;
}

static void call_all(void)
{
    struct guard guard;
    guard_begin(&guard, GUARD_AFTER);
    assert_true(guard_run(&guard, nothing, NULL));
    assert_false(guard_run(&guard, crash, NULL));
    assert_int_equal(guard.crash.code, 0xC0000005u);
    assert_true(guard_run(&guard, nothing, NULL));
    guard_release(&guard);
}

static void what_is_not_a_package_s_is_for_the_filter_before(void **state)
{
    (void)state;
    LPTOP_LEVEL_EXCEPTION_FILTER runner_s = SetUnhandledExceptionFilter(first_filter);
    call_all();
    RaiseException(OWN_CODE, 0, 0, NULL);
    assert_int_equal(seen_by[0], 1);
    SetUnhandledExceptionFilter(second_filter);
    call_all();
    RaiseException(OWN_CODE, 0, 0, NULL);
    assert_int_equal(seen_by[0], 1);
    assert_int_equal(seen_by[1], 1);
    SetUnhandledExceptionFilter(runner_s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_not_a_package_s_is_for_the_filter_before),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
