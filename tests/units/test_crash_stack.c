/*
 * Where a call crashed, of a stack and of modules that are made here (crash_place.h): which words
 * of the stack are copied, which of them is where the package called what crashed, and the words.
 */
#include "support.h"

#include "code_module.h"
#include "crash_place.h"

#define CODE 32 /* bytes of each module's code */

/* Bytes that stand for the code of two modules, and belong to none before and behind them. */
static struct {
    unsigned char before[CODE];
    unsigned char package[CODE];
    unsigned char between[CODE];
    unsigned char other[CODE];
    unsigned char behind[CODE];
} made;

static const char *package_symbol;
static const char *package_file;

bool __wrap_code_module_at(uintptr_t address, struct code_module *module);
bool __wrap_code_module_at(uintptr_t address, struct code_module *module)
{
    uintptr_t package = (uintptr_t)made.package;
    uintptr_t other = (uintptr_t)made.other;
    if (address >= package && address < package + CODE) {
        *module = (struct code_module){.base = package - 0x1000, .symbol_at = package + 1};
        snprintf(module->file, sizeof module->file, "%s", package_file);
        snprintf(module->symbol, sizeof module->symbol, "%s", package_symbol);
        return true;
    }
    if (address >= other && address < other + CODE) {
        *module = (struct code_module){.base = other};
        snprintf(module->file, sizeof module->file, "%.*s", 63,
                 "other.so.0123456789012345678901234567890123456789012345678901234567");
        return true;
    }
    return false;
}

static int begin(void **state)
{
    (void)state;
    memset(&made, 0x90, sizeof made);
    package_file = "package.dll";
    package_symbol = "";
    return 0;
}

/* An indirect call of two bytes that ends at an offset of the package's code. */
static uintptr_t call_before(size_t offset)
{
    made.package[offset - 2] = 0xFF;
    made.package[offset - 1] = 0xD0;
    return (uintptr_t)made.package + offset;
}

static void words_are_copied_up_to_the_top(void **state)
{
    (void)state;
    uintptr_t words[8] = {10, 11, 12, 13, 14, 15, 16, 17};
    static const struct {
        size_t from; /* in bytes */
        size_t to;
        size_t count;
        uintptr_t first;
    } cases[] = {
        {0, 8 * sizeof(uintptr_t), 8, 10},
        {1, 8 * sizeof(uintptr_t), 7, 11},
        {sizeof(uintptr_t) - 1, 3 * sizeof(uintptr_t), 2, 11},
        {sizeof(uintptr_t), 3 * sizeof(uintptr_t), 2, 11},
        {sizeof(uintptr_t), 2 * sizeof(uintptr_t), 1, 11},
        {sizeof(uintptr_t), sizeof(uintptr_t), 0, 0},
        {2 * sizeof(uintptr_t), sizeof(uintptr_t), 0, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct crash_site site = {.count = 99};
        crash_site_take(&site, 7, (uintptr_t)words + cases[i].from, (uintptr_t)words + cases[i].to);
        assert_int_equal(site.instruction, 7);
        assert_int_equal(site.count, cases[i].count);
        for (size_t at = 0; at < site.count; at++) {
            assert_int_equal(site.stack[at], cases[i].first + at);
        }
    }
}

/* A stack that is larger than 64 MiB is none. */
static void a_pointer_that_is_on_no_stack_gives_nothing(void **state)
{
    (void)state;
    static uintptr_t words[CRASH_WORDS + 1];
    const uintptr_t largest = UINT32_C(0x4000000);
    uintptr_t at = (uintptr_t)words;
    struct crash_site site;
    for (size_t i = 0; i <= CRASH_WORDS; i++) {
        words[i] = i;
    }
    crash_site_take(&site, 0, at, at + largest - 1);
    assert_int_equal(site.count, 1024);
    assert_int_equal(site.stack[1023], 1023);
    crash_site_take(&site, 0, at, at + largest);
    assert_int_equal(site.count, 0);
    crash_site_take(&site, 0, at, at + largest + 1);
    assert_int_equal(site.count, 0);
    crash_site_take(&site, 0, 16, 0);
    assert_int_equal(site.count, 0);
}

static void assert_place(const struct crash_site *site, const char *expected)
{
    struct {
        char place[CRASH_PLACE];
        char behind[CRASH_PLACE];
    } text;
    memset(&text, '~', sizeof text);
    crash_place_write(site, (uintptr_t)made.package, text.place);
    assert_string_equal(text.place, expected);
    for (size_t i = 0; i < sizeof text.behind; i++) {
        assert_int_equal(text.behind[i], '~');
    }
}

#define OTHER "other.so.012345678901234567890123456789012345678901234567890123"

static void an_instruction_of_the_package_is_the_place(void **state)
{
    (void)state;
    struct crash_site site = {.instruction = (uintptr_t)made.package + 3, .count = 1};
    site.stack[0] = call_before(20); /* which is not looked at then */
    assert_place(&site, "package.dll+0x1003");
    package_symbol = "its_export";
    assert_place(&site, "package.dll+0x1003 (its_export+0x2)");
}

/* The nearest word of the stack that is behind one of the package's calls, and within its code. */
static void else_it_is_where_the_package_called(void **state)
{
    (void)state;
    struct crash_site site = {.instruction = (uintptr_t)made.other + 5, .count = 3};
    uintptr_t behind = call_before(20);
    made.other[6] = 0xFF;
    made.other[7] = 0xD0;
    site.stack[0] = (uintptr_t)made.other + 8;   /* not the package's */
    site.stack[1] = (uintptr_t)made.package + 5; /* behind no call */
    site.stack[2] = behind;
    site.stack[3] = call_before(10);
    assert_place(&site, "package.dll+0x1014, in " OTHER);
    site.count = 4;
    site.stack[2] = site.stack[3];
    site.stack[3] = behind;
    package_symbol = "its_export";
    assert_place(&site, "package.dll+0x100a (its_export+0x9), in " OTHER);
    site.count = 2;
    assert_place(&site, OTHER "+0x5");
    site.count = 0;
    assert_place(&site, OTHER "+0x5");
}

/* A call is as long as seven bytes: none is looked for where they are not all the package's. */
static void a_call_lies_whole_within_the_code(void **state)
{
    (void)state;
    struct crash_site site = {.instruction = (uintptr_t)made.other, .count = 1};
    for (size_t offset = 2; offset < CODE; offset++) {
        char expected[CRASH_PLACE];
        memset(made.package, 0x90, CODE);
        site.stack[0] = call_before(offset);
        snprintf(expected, sizeof expected, "package.dll+0x10%02x, in " OTHER, (unsigned)offset);
        assert_place(&site, offset < 7 ? OTHER "+0x0" : expected);
    }
    site.stack[0] = (uintptr_t)made.between; /* where the last instruction would return to */
    made.package[CODE - 2] = 0xFF;
    made.package[CODE - 1] = 0xD0;
    assert_place(&site, OTHER "+0x0");
}

static void what_is_no_code_is_told_so(void **state)
{
    (void)state;
    struct crash_site site = {.instruction = (uintptr_t)made.between, .count = 1};
    site.stack[0] = call_before(20);
    assert_place(&site, "package.dll+0x1014, in what is no code");
    site.count = 0;
    assert_place(&site, "");
}

static void a_place_that_is_too_long_is_cut_off(void **state)
{
    (void)state;
    static const char *const name =
        "0123456789012345678901234567890123456789012345678901234567890ab";
    struct crash_site site = {.instruction = (uintptr_t)made.other, .count = 1};
    char expected[2 * CRASH_PLACE];
    package_file = name;
    package_symbol = name;
    site.stack[0] = call_before(20);
    snprintf(expected, sizeof expected, "%.63s+0x1014 (%.63s+0x13), in " OTHER, name, name);
    assert_true(strlen(expected) >= CRASH_PLACE);
    expected[159] = '\0';
    assert_place(&site, expected);
}

/* Intel's manual: E8 is a call by four bytes; FF is one where its second byte has 2 in bits 3 to 5.
 */
static void each_form_of_a_call_ends_there(void **state)
{
    (void)state;
    static const struct {
        size_t length; /* 0: no instruction has so many bytes with that beginning */
        unsigned char bytes[2];
        bool call;
    } forms[] = {
        {5, {0xE8, 0x90}, true},  {4, {0xE8, 0x90}, false}, {6, {0xE8, 0x90}, false},
        {5, {0xE9, 0x90}, false}, {5, {0xE7, 0x90}, false}, {2, {0xFF, 0xD0}, true},
        {3, {0xFF, 0x50}, true},  {4, {0xFF, 0x54}, true},  {6, {0xFF, 0x90}, true},
        {7, {0xFF, 0x94}, true},  {5, {0xFF, 0x54}, false}, {1, {0xFF, 0xD0}, false},
        {8, {0xFF, 0x94}, false}, {2, {0xFF, 0xD7}, true},  {2, {0xFF, 0xD8}, false},
        {2, {0xFF, 0xCF}, false}, {2, {0xFF, 0xF0}, false}, {2, {0xFF, 0xC0}, false},
        {2, {0xFE, 0xD0}, false}, {2, {0xFF, 0x10}, true},  {2, {0xFF, 0x20}, false},
    };
    struct crash_site site = {.instruction = (uintptr_t)made.other, .count = 1};
    site.stack[0] = (uintptr_t)made.package + 20;
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        memset(made.package, 0, CODE);
        memcpy(made.package + 20 - forms[i].length, forms[i].bytes, 2);
        char place[CRASH_PLACE];
        crash_place_write(&site, (uintptr_t)made.package, place);
        if ((strcmp(place, "package.dll+0x1014, in " OTHER) == 0) != forms[i].call) {
            fail_msg("form %u: %s", (unsigned)i, place);
        }
    }
}

/* The callee is known by any address of its code. */
static void a_callee_that_is_not_known_is_not_looked_for(void **state)
{
    (void)state;
    struct crash_site site = {.instruction = (uintptr_t)made.other + 1, .count = 1};
    char place[CRASH_PLACE];
    site.stack[0] = call_before(20);
    crash_place_write(&site, (uintptr_t)made.package + CODE - 1, place);
    assert_string_equal(place, "package.dll+0x1014, in " OTHER);
    crash_place_write(&site, 0, place);
    assert_string_equal(place, OTHER "+0x1");
    crash_place_write(&site, (uintptr_t)made.behind, place);
    assert_string_equal(place, OTHER "+0x1");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(words_are_copied_up_to_the_top, begin),
        cmocka_unit_test_setup(a_pointer_that_is_on_no_stack_gives_nothing, begin),
        cmocka_unit_test_setup(an_instruction_of_the_package_is_the_place, begin),
        cmocka_unit_test_setup(what_is_no_code_is_told_so, begin),
#if defined(__x86_64__) || defined(__i386__)
        cmocka_unit_test_setup(else_it_is_where_the_package_called, begin),
        cmocka_unit_test_setup(a_call_lies_whole_within_the_code, begin),
        cmocka_unit_test_setup(a_place_that_is_too_long_is_cut_off, begin),
        cmocka_unit_test_setup(each_form_of_a_call_ends_there, begin),
        cmocka_unit_test_setup(a_callee_that_is_not_known_is_not_looked_for, begin),
#endif
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
