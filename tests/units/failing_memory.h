/*
 * Memory of which one allocation fails: a unit of UNITS_FAILING_MEMORY (tests/CMakeLists.txt)
 * links with failing_memory.c, and its calls of malloc, calloc, realloc and strdup are wrapped.
 * Those inside libraries are not.
 */
#ifndef TESTS_FAILING_MEMORY_H
#define TESTS_FAILING_MEMORY_H

#include <stdbool.h>

/* The allocation that fails, counted from 0 over all kinds; -1: none. It counts down. */
extern int memory_failing_call;

/* Does what is tried, and releases what it made; whether it succeeded. It asserts what has to be
 * so where it did not. */
typedef bool memory_attempt(void *context);

/*
 * Tries with the first allocation failing, then with the second, until all are made: it must fail
 * each time but the last. Returns how many allocations there are.
 */
int memory_each_fails(memory_attempt *attempt, void *context);

#endif
