/*
 * Memory that shows who goes beyond it (guard.h): each byte at each edge, read and written; and
 * MIDL_user_allocate's rules on Linux.
 */
#include "support.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "guard.h"
#include "guard_platform.h"
#include "midl.h"

static bool put(struct guard *guard, const char *name, const void *data, size_t size,
                struct guard_writable writable, unsigned char **memory)
{
    void *given;
    struct fault fault = {""};
    bool done = guard_put(guard, name, data, size, 1, writable, &given, &fault);
    *memory = given;
    return done;
}

struct touch {
    volatile unsigned char *at;
    bool write;
    unsigned char seen;
};

static void touch(void *context)
{
    struct touch *touch = context;
    if (touch->write) {
        *touch->at = 'x';
    } else {
        touch->seen = *touch->at;
    }
}

/* Which accesses to a buffer of four bytes are noted, and that the callee goes on after them. */
static void an_access_beyond_is_noted_with_its_offset(void **state)
{
    (void)state;
    static const struct {
        enum guard_side side;
        int offset;
        bool write;
        bool noted;
        struct guard_writable writable;
    } cases[] = {
        {GUARD_AFTER, 0, false, false, {0, 0}},  {GUARD_AFTER, 3, false, false, {0, 0}},
        {GUARD_AFTER, 4, false, true, {0, 0}},   {GUARD_AFTER, 4, true, true, {0, SIZE_MAX}},
        {GUARD_BEFORE, -1, false, true, {0, 0}}, {GUARD_BEFORE, -1, true, true, {0, 4}},
        {GUARD_BEFORE, 0, false, false, {0, 0}}, {GUARD_AFTER, 0, true, true, {0, 0}},
        {GUARD_AFTER, 3, true, true, {0, 3}},    {GUARD_AFTER, 3, true, true, {0, 2}},
        {GUARD_AFTER, 2, true, false, {0, 3}},   {GUARD_AFTER, 1, true, false, {1, 3}},
        {GUARD_AFTER, 0, true, true, {1, 3}},    {GUARD_AFTER, 3, true, false, {0, SIZE_MAX}},
        {GUARD_BEFORE, 0, true, false, {0, 4}},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct guard guard;
        unsigned char *memory;
        guard_begin(&guard, cases[i].side);
        assert_true(put(&guard, "four", "abcd", 4, cases[i].writable, &memory));
        assert_memory_equal(memory, "abcd", 4);
        struct touch touched = {memory + cases[i].offset, cases[i].write, 0};
        assert_true(guard_run(&guard, touch, &touched));
        guard_inspect(&guard);
        assert_int_equal(guard.violation_count, cases[i].noted);
        if (cases[i].noted) {
            assert_string_equal(guard.violations[0].buffer, "four");
            assert_int_equal(guard.violations[0].size, 4);
            assert_int_equal(guard.violations[0].offset, cases[i].offset);
            assert_int_equal(guard.violations[0].write, cases[i].write);
        }
        if (!cases[i].write && !cases[i].noted) {
            assert_int_equal(touched.seen, "abcd"[cases[i].offset]);
        }
        guard_release(&guard);
        assert_int_equal(guard.count, 0);
    }
}

/* In the buffer's own pages nothing traps: what was written there is found afterwards. */
static void a_write_beside_the_buffer_is_found_afterwards(void **state)
{
    (void)state;
    struct guard guard;
    unsigned char *first;
    unsigned char *second;
    guard_begin(&guard, GUARD_BEFORE);
    assert_true(put(&guard, "first", "abcd", 4, GUARD_WRITABLE, &first));
    assert_true(put(&guard, "second", "efgh", 4, GUARD_WRITABLE, &second));
    guard_inspect(&guard);
    assert_int_equal(guard.violation_count, 0);
    first[0] = 'x';
    second[5] = 'y';
    second[6] = 'z';
    for (int again = 0; again < 2; again++) { /* once a buffer */
        guard_inspect(&guard);
        assert_int_equal(guard.violation_count, 1);
        assert_string_equal(guard.violations[0].buffer, "second");
        assert_int_equal(guard.violations[0].offset, 5);
        assert_true(guard.violations[0].write);
    }
    first[4] = 'x';
    guard_inspect(&guard);
    assert_int_equal(guard.violation_count, 2);
    assert_string_equal(guard.violations[1].buffer, "first");
    guard_inspect(&guard);
    assert_int_equal(guard.violation_count, 2);
    guard_release(&guard);
}

/* A buffer's own pages are what it takes, and more by a page at most. */
static void a_buffer_is_flush_with_what_may_not_be_touched(void **state)
{
    (void)state;
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    const struct {
        size_t size;
        size_t align;
        size_t pages;
        size_t behind; /* what is left for the alignment */
    } cases[] = {
        {0, 1, 1, 0},        {1, 1, 1, 0},           {page - 1, 1, 1, 0}, {page, 1, 2, 0},
        {page + 1, 1, 2, 0}, {page - 1, 8, 1, 1},    {12, 8, 1, 4},       {9, 16, 1, 7},
        {6, 2, 1, 0},        {1, page, 1, page - 1},
    };
    unsigned char *data = calloc(1, page + 1);
    assert_non_null(data);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        for (int side = GUARD_AFTER; side <= GUARD_BEFORE; side++) {
            struct guard guard;
            struct fault fault = {""};
            void *given;
            guard_begin(&guard, (enum guard_side)side);
            assert_true(guard_put(&guard, "x", data, cases[i].size, cases[i].align, GUARD_WRITABLE,
                                  &given, &fault));
            const struct guard_block *block = &guard.blocks[0];
            assert_int_equal(block->pages_size, cases[i].pages * page);
            assert_int_equal((uintptr_t)given % cases[i].align, 0);
            size_t behind =
                (size_t)(block->pages + block->pages_size - block->memory) - cases[i].size;
            if (side == GUARD_AFTER) {
                assert_int_equal(behind, cases[i].behind);
            } else {
                assert_ptr_equal(given, block->pages);
            }
            for (size_t at = 0; at < block->pages_size; at++) {
                bool own = block->pages + at >= block->memory &&
                           block->pages + at < block->memory + cases[i].size;
                assert_int_equal(block->pages[at], own ? 0 : 0xC5);
            }
            guard_release(&guard);
        }
    }
    free(data);
}

/* Where the callee may write all of a buffer nothing traps; else its first write does, at once. */
static void what_may_not_all_be_written_traps(void **state)
{
    (void)state;
    for (size_t to = 3; to <= 4; to++) {
        struct guard guard;
        unsigned char *memory;
        guard_begin(&guard, GUARD_AFTER);
        assert_true(put(&guard, "four", "abcd", 4, (struct guard_writable){0, to}, &memory));
        if (to == 4) {
            memory[3] = 'x'; /* outside of guard_run */
        }
        struct touch touched = {memory + 3, true, 0};
        assert_true(guard_run(&guard, touch, &touched));
        assert_int_equal(guard.violation_count, to == 3);
        guard_release(&guard);
    }
}

/* Both ways from a buffer, as far as 64 KiB from its pages, and a page at a time. */
static void what_is_touched_belongs_to_the_buffer_that_is_near(void **state)
{
    (void)state;
    struct guard guard;
    unsigned char *memory;
    unsigned char *far;
    guard_begin(&guard, GUARD_AFTER);
    assert_true(put(&guard, "far", "abcd", 4, GUARD_READ_ONLY, &far));
    assert_true(put(&guard, "four", "abcd", 4, GUARD_READ_ONLY, &memory));
    size_t page = guard_page_size();
    uintptr_t begin = (uintptr_t)guard.blocks[1].pages;
    uintptr_t end = begin + guard.blocks[1].pages_size;
    const struct {
        uintptr_t address;
        enum guard_access access;
        bool ours;
    } cases[] = {
        {begin - 0x10000, GUARD_ACCESS_READ, true},
        {begin - 1, GUARD_ACCESS_WRITE, true},
        {end, GUARD_ACCESS_UNKNOWN, true},
        {end + 0xFFFF, GUARD_ACCESS_READ, true},
        {(uintptr_t)memory, GUARD_ACCESS_WRITE, true},
        {begin, GUARD_ACCESS_WRITE, true},
        {0, GUARD_ACCESS_READ, false},
        {UINTPTR_MAX, GUARD_ACCESS_READ, false},
        {end, GUARD_ACCESS_RUN, false},
        {begin, GUARD_ACCESS_RUN, false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        guard.violation_count = 0;
        assert_int_equal(guard_touched(&guard, cases[i].address, cases[i].access), cases[i].ours);
        assert_int_equal(guard.violation_count, cases[i].ours);
        if (cases[i].ours) {
            assert_string_equal(guard.violations[0].buffer, "four");
            assert_int_equal(guard.violations[0].offset,
                             (int64_t)cases[i].address - (int64_t)(uintptr_t)memory);
            assert_int_equal(guard.violations[0].write, cases[i].access == GUARD_ACCESS_WRITE);
        }
    }
    /* Those two pages are open now, and no other. */
    const unsigned char *opened = guard.blocks[1].pages + guard.blocks[1].pages_size;
    for (size_t at = 0; at < page; at++) {
        assert_int_equal(opened[at], at < page - 16 ? 0xC5 : 0);
    }
    struct touch next = {memory + 4 + page, false, 1};
    guard.violation_count = 0;
    assert_true(guard_run(&guard, touch, &next));
    assert_int_equal(guard.violation_count, 1);
    assert_int_equal(next.seen, 0xC5);
    guard_release(&guard);
    assert_false(guard_touched(&guard, end, GUARD_ACCESS_READ));
    assert_false(guard_touched(&guard, (uintptr_t)far, GUARD_ACCESS_WRITE));
    assert_int_equal(guard.violation_count, 1);
}

/* One more than there is room for, each in another page. */
static void accesses_beyond_what_there_is_room_for_are_lost(void **state)
{
    (void)state;
    struct guard guard;
    unsigned char *memory;
    guard_begin(&guard, GUARD_AFTER);
    assert_true(put(&guard, "four", "abcd", 4, GUARD_READ_ONLY, &memory));
    uintptr_t begin = (uintptr_t)guard.blocks[0].pages - GUARD_ZONE;
    for (unsigned i = 0; i < GUARD_VIOLATIONS + 1; i++) {
        assert_true(guard_touched(&guard, begin + i % 16, GUARD_ACCESS_READ));
    }
    assert_int_equal(guard.violation_count, 16);
    assert_int_equal(guard.violations[15].offset, guard.violations[0].offset + 15);
    guard_release(&guard);
    assert_int_equal(guard.violation_count, 16); /* what was noted stays */
}

/* From a page's first byte to its last; a read that was noted is no write. */
static void a_write_is_found_wherever_in_the_pages_it_is(void **state)
{
    (void)state;
    size_t page = guard_page_size();
    for (int side = GUARD_AFTER; side <= GUARD_BEFORE; side++) {
        struct guard guard;
        unsigned char *memory;
        guard_begin(&guard, (enum guard_side)side);
        assert_true(put(&guard, "other", "abcd", 4, GUARD_WRITABLE, &memory));
        assert_true(put(&guard, "four", "abcd", 4, (struct guard_writable){1, 4}, &memory));
        struct touch beyond = {side == GUARD_AFTER ? memory + 4 : memory - 1, false, 0};
        assert_true(guard_run(&guard, touch, &beyond));
        int64_t offset = side == GUARD_AFTER ? 4 - (int64_t)page : (int64_t)page - 1;
        assert_true(guard_touched(&guard, (uintptr_t)memory, GUARD_ACCESS_WRITE));
        guard.violation_count = 1; /* that write is forgotten, and the pages are open */
        memory[1] = 'x';
        memory[offset] = 'x';
        guard_inspect(&guard);
        assert_int_equal(guard.violation_count, 2);
        assert_false(guard.violations[0].write);
        assert_true(guard.violations[1].write);
        assert_int_equal(guard.violations[1].offset, offset);
        guard.blocks[0].memory[side == GUARD_AFTER ? -1 : 4] = 'x'; /* the other one's, too */
        guard_inspect(&guard);
        assert_int_equal(guard.violation_count, 3);
        assert_string_equal(guard.violations[2].buffer, "other");
        guard_release(&guard);
    }
}

/* Fewer buffers than before: nothing is left of those. */
static void a_released_guard_is_empty_and_can_be_used_again(void **state)
{
    (void)state;
    for (int side = GUARD_OFF; side <= GUARD_BEFORE; side++) {
        struct guard guard;
        unsigned char *first;
        unsigned char *second;
        guard_begin(&guard, (enum guard_side)side);
        assert_true(put(&guard, "first", "abcd", 4, GUARD_READ_ONLY, &first));
        assert_true(put(&guard, "second", "efgh", 4, GUARD_READ_ONLY, &second));
        guard_release(&guard);
        guard_release(&guard);
        assert_true(put(&guard, "third", "ijkl", 4, GUARD_READ_ONLY, &first));
        assert_int_equal(guard.count, 1);
        assert_memory_equal(first, "ijkl", 4);
        guard_inspect(&guard);
        assert_false(guard_amend(&guard, second == first ? &guard : (void *)second, "x", 1));
        assert_int_equal(guard.violation_count, 0);
        guard_release(&guard);
    }
}

/* Its pages are no longer there, and what it held is no longer its own. */
static void a_released_buffer_is_gone(void **state)
{
    (void)state;
    struct guard guard;
    unsigned char *memory;
    guard_begin(&guard, GUARD_AFTER);
    assert_true(put(&guard, "four", "abcd", 4, GUARD_WRITABLE, &memory));
    unsigned char *pages = guard.blocks[0].pages;
    size_t size = guard.blocks[0].pages_size;
    assert_int_equal(msync(pages, size, MS_ASYNC), 0);
    guard_release(&guard);
    assert_int_equal(msync(pages, size, MS_ASYNC), -1);
    assert_int_equal(errno, ENOMEM);
    assert_false(guard_amend(&guard, memory, "x", 1));
}

static void a_watched_buffer_is_amended_within_its_bounds(void **state)
{
    (void)state;
    for (enum guard_side side = GUARD_OFF; side <= GUARD_BEFORE; side++) {
        struct guard guard;
        unsigned char *first;
        unsigned char *second;
        guard_begin(&guard, side);
        assert_true(put(&guard, "first", "abcd", 4, GUARD_READ_ONLY, &first));
        assert_true(put(&guard, "second", "efgh", 4, GUARD_WRITABLE, &second));
        bool watched = side != GUARD_OFF;
        assert_int_equal(guard_amend(&guard, first + 1, "xyz", 3), watched);
        assert_int_equal(guard_amend(&guard, second, "wxyz", 4), watched);
        assert_false(guard_amend(&guard, first + 1, "wxyz", 4));
        assert_false(guard_amend(&guard, first + 4, "x", 1));
        assert_false(guard_amend(&guard, first - 1, "x", 1));
        assert_false(guard_amend(&guard, &guard, "x", 1));
        assert_memory_equal(first, watched ? "axyz" : "abcd", 4);
        assert_memory_equal(second, watched ? "wxyz" : "efgh", 4);
        guard_inspect(&guard); /* what the host itself wrote is no finding */
        assert_int_equal(guard.violation_count, 0);
        if (watched) {
            struct touch touched = {first, true, 0};
            assert_true(guard_run(&guard, touch, &touched)); /* it is read-only again */
            assert_int_equal(guard.violation_count, 1);
            assert_string_equal(guard.violations[0].buffer, "first");
        }
        guard_release(&guard);
    }
}

static void an_empty_buffer_may_not_be_touched_at_all(void **state)
{
    (void)state;
    struct guard guard;
    unsigned char *memory;
    guard_begin(&guard, GUARD_OFF);
    assert_true(put(&guard, "empty", NULL, 0, GUARD_READ_ONLY, &memory));
    assert_null(memory);
    guard_release(&guard);
    guard_begin(&guard, GUARD_AFTER);
    assert_true(put(&guard, "empty", NULL, 0, GUARD_READ_ONLY, &memory));
    struct touch touched = {memory, false, 0};
    assert_true(guard_run(&guard, touch, &touched));
    assert_int_equal(guard.violation_count, 1);
    assert_int_equal(guard.violations[0].offset, 0);
    guard_release(&guard);
}

static void more_buffers_than_there_is_room_for_are_refused(void **state)
{
    (void)state;
    struct guard guard;
    void *memory;
    struct fault fault = {""};
    guard_begin(&guard, GUARD_OFF);
    for (int i = 0; i < 40; i++) {
        assert_true(guard_put(&guard, "x", "y", 1, 1, GUARD_READ_ONLY, &memory, &fault));
    }
    assert_false(guard_put(&guard, "x", "y", 1, 1, GUARD_READ_ONLY, &memory, &fault));
    assert_string_equal(fault.text, "too many buffers");
    assert_null(memory);
    guard_release(&guard);
}

static void raise_it(void *context)
{
    raise(*(int *)context);
}

static void what_ends_a_call_has_a_name(void **state)
{
    (void)state;
    static const struct {
        int number;
        const char *name;
    } cases[] = {
        {SIGSEGV, "SIGSEGV"}, {SIGBUS, "SIGBUS"},   {SIGILL, "SIGILL"},
        {SIGFPE, "SIGFPE"},   {SIGABRT, "SIGABRT"}, {SIGTRAP, "SIGTRAP"},
    };
    char text[CRASH_TEXT];
    assert_null(guard_crash_name(0));
    assert_null(guard_crash_name(SIGUSR1));
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct guard guard;
        int number = cases[i].number;
        guard_begin(&guard, GUARD_OFF);
        assert_false(guard_run(&guard, raise_it, &number));
        assert_int_equal(guard.crash.code, number);
        assert_false(guard.crash.touched);
        guard_crash_text(&guard.crash, text);
        assert_string_equal(text, cases[i].name);
    }
    guard_crash_text(&(struct crash){.code = 0xC0000005}, text);
    assert_string_equal(text, "0xC0000005");
    guard_crash_text(&(struct crash){.code = 0x420, .touched = true, .address = UINTPTR_MAX}, text);
    assert_string_equal(text, sizeof(void *) == 8 ? "0x00000420 at address 0xFFFFFFFFFFFFFFFF"
                                                  : "0x00000420 at address 0xFFFFFFFF");
    guard_crash_text(&(struct crash){.code = SIGSEGV, .touched = true, .address = 0xABC}, text);
    assert_string_equal(text, "SIGSEGV at address 0xABC");
}

/* Runs what no program may: memory for data. */
static void jump(void *context)
{
    void (*code)(void);
    memcpy(&code, &context, sizeof code);
    code();
}

/* Opening the page would not help: the processor asks for more than to read. */
static void running_data_as_code_is_a_crash(void **state)
{
    (void)state;
    static const int offsets[] = {0, 4, -1, GUARD_ZONE / 2};
    for (size_t i = 0; i < sizeof offsets / sizeof offsets[0]; i++) {
        struct guard guard;
        unsigned char *memory;
        guard_begin(&guard, offsets[i] < 0 ? GUARD_BEFORE : GUARD_AFTER);
        assert_true(put(&guard, "four", "abcd", 4, GUARD_WRITABLE, &memory));
        alarm(10);
        assert_false(guard_run(&guard, jump, memory + offsets[i]));
        alarm(0);
        assert_int_equal(guard.crash.code, SIGSEGV);
        assert_true(guard.crash.touched);
        assert_ptr_equal(guard.crash.address, memory + offsets[i]);
        assert_int_equal(guard.violation_count, 0);
        guard_release(&guard);
    }
}

static void free_it(void *context)
{
    MIDL_user_free(context);
}

static UNICODE_STRING string_of(void *buffer, USHORT length, USHORT most)
{
    return (UNICODE_STRING){length, most, buffer};
}

static void assert_may_take(UNICODE_STRING parameters, const char *expected)
{
    const char *why = NULL;
    bool may = midl_may_take(&parameters, &why);
    assert_int_equal(may, expected == NULL);
    if (expected != NULL) {
        assert_string_equal(why, expected);
    }
}

static void what_msv1_0_may_take_is_allocated_and_large_enough(void **state)
{
    (void)state;
    static const char lengths[] = "a length beyond MaximumLength, or without a buffer";
    unsigned char own[8];
    unsigned char *first = MIDL_user_allocate(8);
    unsigned char *second = MIDL_user_allocate(4);
    midl_lend(own);
    assert_may_take(string_of(first, 8, 8), NULL);
    assert_may_take(string_of(first, 0, 7), NULL);
    assert_may_take(string_of(first, 0, 9), "MaximumLength is more than was allocated");
    assert_may_take(string_of(second, 4, 4), NULL);
    assert_may_take(string_of(second, 4, 5), "MaximumLength is more than was allocated");
    assert_may_take(string_of(first, 8, 7), lengths);
    assert_may_take(string_of(NULL, 1, 2), lengths);
    assert_may_take(string_of(NULL, 0, 2), NULL);
    assert_may_take(string_of(own, 8, 8), NULL);
    assert_may_take(string_of(own + 1, 2, 2), "the buffer is not of MIDL_user_allocate");
    MIDL_user_free(own);
    assert_may_take(string_of(own, 8, 8), "the buffer is freed and still there");
    midl_lend(own);
    assert_may_take(string_of(own, 8, 8), NULL);
    MIDL_user_free(first);
    assert_may_take(string_of(second, 4, 4), NULL);
    midl_give_back(own);
    midl_give_back(second);
    MIDL_user_free(NULL);
    assert_null(MIDL_user_allocate(SIZE_MAX));
}

/* Frees what may not be freed, and has what is said of it in a text. */
static void free_wrongly(void *memory, char *said, size_t size)
{
    struct guard guard;
    FILE *file = tmpfile();
    int errors = dup(STDERR_FILENO);
    assert_true(file != NULL && errors >= 0);
    fflush(stderr);
    dup2(fileno(file), STDERR_FILENO);
    guard_begin(&guard, GUARD_OFF);
    bool ended = !guard_run(&guard, free_it, memory);
    fflush(stderr);
    dup2(errors, STDERR_FILENO);
    close(errors);
    rewind(file);
    said[fread(said, 1, size - 1, file)] = '\0';
    fclose(file);
    assert_true(ended);
    assert_int_equal(guard.crash.code, SIGABRT);
}

static void what_is_freed_twice_ends_the_call(void **state)
{
    (void)state;
    static const char other[] = "MIDL_user_free: this is not of MIDL_user_allocate, or is freed "
                                "already\n";
    char said[256];
    struct guard guard;
    unsigned char own[8];
    guard_begin(&guard, GUARD_OFF);
    midl_lend(own);
    assert_true(guard_run(&guard, free_it, own));
    free_wrongly(own, said, sizeof said);
    assert_string_equal(said, "MIDL_user_free: Parameters.Buffer is freed twice\n");
    for (size_t at = 0; at < sizeof own; at += sizeof own - 1) { /* below it, and above */
        midl_lend(own + 4);
        free_wrongly(own + at, said, sizeof said);
        assert_string_equal(said, other);
    }
    midl_lend(NULL);
    free_wrongly(own, said, sizeof said);
    assert_string_equal(said, other);
    void *block = MIDL_user_allocate(1);
    assert_true(guard_run(&guard, free_it, block));
    free_wrongly(block, said, sizeof said);
    assert_string_equal(said, other);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_access_beyond_is_noted_with_its_offset),
        cmocka_unit_test(a_write_beside_the_buffer_is_found_afterwards),
        cmocka_unit_test(a_buffer_is_flush_with_what_may_not_be_touched),
        cmocka_unit_test(what_may_not_all_be_written_traps),
        cmocka_unit_test(what_is_touched_belongs_to_the_buffer_that_is_near),
        cmocka_unit_test(accesses_beyond_what_there_is_room_for_are_lost),
        cmocka_unit_test(a_write_is_found_wherever_in_the_pages_it_is),
        cmocka_unit_test(a_released_guard_is_empty_and_can_be_used_again),
        cmocka_unit_test(a_released_buffer_is_gone),
        cmocka_unit_test(a_watched_buffer_is_amended_within_its_bounds),
        cmocka_unit_test(an_empty_buffer_may_not_be_touched_at_all),
        cmocka_unit_test(more_buffers_than_there_is_room_for_are_refused),
        cmocka_unit_test(what_ends_a_call_has_a_name),
        cmocka_unit_test(running_data_as_code_is_a_crash),
        cmocka_unit_test(what_msv1_0_may_take_is_allocated_and_large_enough),
        cmocka_unit_test(what_is_freed_twice_ends_the_call),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
