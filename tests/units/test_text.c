/*
 * Names are compared, hashed and upper-cased four units at a time: held against the same done unit
 * by unit, over generated text. And the table by which things are found.
 */
#include "support.h"

#include <stdlib.h>

#include "text/hash_index.h"
#include "text/printable.h"
#include "text/upcase.h"

#define LONGEST 40
#define ROUNDS 20000

static uint32_t seed = 1;

static uint32_t next(void)
{
    seed = (uint32_t)((uint64_t)seed * 1664525u + 1013904223u); /* Numerical Recipes' own */
    return seed >> 8;
}

/* Letters mostly, what lies around them, and what is beyond ASCII. */
static uint16_t any_unit(void)
{
    static const uint16_t edges[] = {0,     '@',  'A',   'Z',    '[',    '`',   'a',   'z',
                                     '{',   0x7F, 0x80,  0xE4,   0xC4,   0x3B1, 0x391, 0x131,
                                     0x17F, 0xFF, 0x178, 0xD800, 0xDC00, 0xFFFF};
    return next() % 3 == 0 ? edges[next() % (sizeof edges / sizeof edges[0])]
                           : (uint16_t)('A' + next() % 60);
}

/* At any address: a view need not be aligned. */
struct text {
    unsigned char bytes[2 * LONGEST + 1];
    struct wide view;
};

static void make(struct text *text, size_t units)
{
    size_t shift = next() % 2;
    text->view = (struct wide){text->bytes + shift, units};
    for (size_t i = 0; i < units; i++) {
        uint16_t unit = any_unit();
        memcpy(text->bytes + shift + 2 * i, &unit, sizeof unit);
    }
}

static bool same_by_unit(struct wide a, struct wide b)
{
    for (size_t i = 0; a.units == b.units && i < a.units; i++) {
        if (upcase(wide_unit(a, i)) != upcase(wide_unit(b, i))) {
            return false;
        }
    }
    return a.units == b.units;
}

/* The same text in another case, here and there; and with one unit changed, if so wished. */
static void make_like(struct text *text, struct wide other, bool changed)
{
    make(text, other.units);
    unsigned char *bytes = (unsigned char *)(uintptr_t)text->view.bytes;
    for (size_t i = 0; i < other.units; i++) {
        uint16_t unit = wide_unit(other, i);
        unit = next() % 2 == 0 ? upcase(unit) : unit;
        memcpy(bytes + 2 * i, &unit, sizeof unit);
    }
    if (changed && other.units > 0) {
        uint16_t unit = any_unit();
        memcpy(bytes + 2 * (next() % other.units), &unit, sizeof unit);
    }
}

static void text_is_compared_as_it_is_unit_by_unit(void **state)
{
    (void)state;
    unsigned same = 0;
    for (int i = 0; i < ROUNDS; i++) {
        struct text a;
        struct text b;
        make(&a, next() % LONGEST);
        make_like(&b, a.view, next() % 2 == 0);
        bool expected = same_by_unit(a.view, b.view);
        same += expected;
        assert_int_equal(wide_same(a.view, b.view), expected);
        assert_int_equal(wide_same(b.view, a.view), expected);
        if (expected) {
            assert_int_equal(wide_hash(a.view), wide_hash(b.view));
        }
    }
    assert_in_range(same, ROUNDS / 4, ROUNDS - ROUNDS / 4);
}

static void text_is_upper_cased_as_it_is_unit_by_unit(void **state)
{
    (void)state;
    for (int i = 0; i < ROUNDS; i++) {
        struct text text;
        unsigned char upper[2 * LONGEST + 8];
        make(&text, next() % LONGEST);
        size_t from = next() % (text.view.units + 1);
        size_t units = next() % (text.view.units - from + 1);
        memset(upper, 0x5A, sizeof upper);
        wide_upcase(text.view, from, units, upper);
        for (size_t k = 0; k < units; k++) {
            assert_int_equal(upper[2 * k] | upper[2 * k + 1] << 8,
                             upcase(wide_unit(text.view, from + k)));
        }
        assert_int_equal(upper[2 * units], 0x5A); /* and nothing is written beyond */
    }
}

/* All single units: what is the same has one hash, and is the same. */
static void each_unit_hashes_as_its_upper_case(void **state)
{
    (void)state;
    for (unsigned unit = 0; unit <= 0xFFFF; unit++) {
        uint16_t given = (uint16_t)unit;
        uint16_t upper = upcase(given);
        struct wide a = {(const unsigned char *)&given, 1};
        struct wide b = {(const unsigned char *)&upper, 1};
        assert_true(wide_same(a, b));
        assert_int_equal(wide_hash(a), wide_hash(b));
    }
}

/* Many items, of which many have one hash: each is found, and none that is not there. */
static void an_index_gives_each_item_of_a_hash_once(void **state)
{
    (void)state;
    enum { ITEMS = 3000, HASHES = 500 };
    struct hash_index index = {.slots = NULL};
    size_t at = 0;
    assert_int_equal(hash_index_next(&index, 7, &at), HASH_INDEX_NONE);
    for (size_t i = 0; i < ITEMS; i++) {
        assert_true(hash_index_reserve(&index, i + 1));
        hash_index_add(&index, (uint32_t)(i % HASHES) * 16, i);
    }
    for (uint32_t hash = 0; hash < HASHES + 10; hash++) {
        size_t found = 0;
        at = 0;
        for (size_t item; (item = hash_index_next(&index, hash * 16, &at)) != HASH_INDEX_NONE;) {
            assert_int_equal(item % HASHES, hash);
            found++;
        }
        assert_int_equal(found, hash < HASHES ? ITEMS / HASHES : 0);
    }
    hash_index_clear(&index);
    at = 0;
    assert_int_equal(hash_index_next(&index, 0, &at), HASH_INDEX_NONE);
    assert_false(hash_index_reserve(&index, SIZE_MAX));
    hash_index_release(&index);
}

static void what_is_no_text_is_made_printable(void **state)
{
    static const struct {
        const char *text;
        size_t taken;
        const char *form;
    } cases[] = {
        {"a", 1, "a"},
        {"\n", 1, "\n"},
        {"\t", 1, "\t"},
        {"\r\n", 2, "\r\n"},
        {"\r", 0, ""},
        {"\ra", 1, "\\u000d"},
        {"\x1b[", 1, "\\u001b"},
        {"\x7f", 1, "\\u007f"},
        {"\xC2\x9B", 2, "\\u009b"},
        {"\xC2\xA0", 2, "\xC2\xA0"},
        {"\xE2\x80\xAE", 3, "\\u202e"},
        {"\xE2\x80\xAF", 3, "\xE2\x80\xAF"},
        {"\xE2\x81\xA9", 3, "\\u2069"},
        {"\xF0\x9D\x84\x9E", 4, "\xF0\x9D\x84\x9E"},
        {"\xC2", 0, ""},
        {"\xF0\x9D\x84", 0, ""},
        {"\xF0\x9D"
         "a",
         1, "\\xf0"},
        {"\xC0\xAF", 1, "\\xc0"},
        {"\xED\xA0\x80", 1, "\\xed"},
        {"\x9B", 1, "\\x9b"},
        {"\xFF", 1, "\\xff"},
    };
    char form[PRINTABLE_MAX];
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_int_equal(printable_next(cases[i].text, strlen(cases[i].text), form),
                         cases[i].taken);
        assert_string_equal(form, cases[i].form);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_no_text_is_made_printable),
        cmocka_unit_test(text_is_compared_as_it_is_unit_by_unit),
        cmocka_unit_test(text_is_upper_cased_as_it_is_unit_by_unit),
        cmocka_unit_test(each_unit_hashes_as_its_upper_case),
        cmocka_unit_test(an_index_gives_each_item_of_a_hash_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
