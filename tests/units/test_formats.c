/* Small formats: the record, UTF-8 and UTF-16, names, the snapshot, NT times. */
#include "support.h"

#include <stdlib.h>

#include "text/nt_time.h"
#include "text/upcase.h"
#include "text/utf.h"

static void a_record_comes_back_as_it_was(void **state)
{
    (void)state;
    unsigned char bytes[RECORD_SIZE];
    for (int flags = 0; flags < 16; flags++) {
        struct record before = {.sync = (flags & 1) != 0, .stored_at = NT_NEVER - flags};
        struct record after;
        struct owf_pair secret = secret_of_password(WIDE(NLMP_PASSWORD));
        before.imported = (flags & 8) != 0;
        before.secret.has_nt = (flags & 2) != 0;
        before.secret.has_lm = (flags & 4) != 0;
        if (before.secret.has_nt) {
            memcpy(before.secret.nt, secret.nt, OWF_SIZE);
        }
        if (before.secret.has_lm) {
            memcpy(before.secret.lm, secret.lm, OWF_SIZE);
        }
        record_encode(&before, bytes);
        assert_true(record_decode(bytes, sizeof bytes, &after));
        assert_true(after.sync == before.sync && after.imported == before.imported &&
                    after.stored_at == before.stored_at);
        assert_memory_equal(&after.secret, &before.secret, sizeof after.secret);
    }
}

static void a_record_of_another_size_version_or_flag_is_not_one(void **state)
{
    (void)state;
    unsigned char bytes[RECORD_SIZE + 1] = {0};
    struct record record = {.sync = true};
    struct record read;
    record_encode(&record, bytes);
    assert_true(record_decode(bytes, RECORD_SIZE, &read));
    for (size_t size = 0; size <= RECORD_SIZE + 1; size++) {
        assert_int_equal(record_decode(bytes, size, &read), size == RECORD_SIZE);
    }
    static const size_t fixed[] = {0, 1, 2, 3, 5, 6, 7};
    for (size_t i = 0; i < sizeof fixed / sizeof fixed[0]; i++) {
        bytes[fixed[i]] ^= 0x10;
        assert_false(record_decode(bytes, RECORD_SIZE, &read));
        assert_false(read.sync || read.secret.has_nt || read.secret.has_lm);
        bytes[fixed[i]] ^= 0x10;
    }
}

static void every_code_point_survives_utf16_and_back(void **state)
{
    (void)state;
    for (uint32_t code = 0; code <= 0x10FFFF; code++) {
        bool surrogate = code >= 0xD800 && code <= 0xDFFF;
        uint16_t units[2] = {(uint16_t)code, 0};
        uint16_t again[2];
        char utf8[8];
        size_t count = 1;
        if (code > 0xFFFF) {
            units[0] = (uint16_t)(0xD800 + ((code - 0x10000) >> 10));
            units[1] = (uint16_t)(0xDC00 + ((code - 0x10000) & 0x3FF));
            count = 2;
        }
        size_t bytes = utf16_to_utf8((struct wide){(unsigned char *)units, count}, utf8, 8);
        size_t back = utf8_to_utf16(utf8, bytes, again, 2);
        if (surrogate) {
            assert_true(back == 1 && again[0] == 0xFFFD);
        } else {
            assert_true(back == count && memcmp(again, units, 2 * count) == 0);
        }
    }
}

static void what_is_not_utf8_is_refused(void **state)
{
    (void)state;
    static const char *const wrong[] = {"\x80",
                                        "\xC0\x80",
                                        "\xC1\xBF",
                                        "\xE0\x80\x80",
                                        "\xED\xA0\x80",
                                        "\xF0\x80\x80\x80",
                                        "\xF4\x90\x80\x80",
                                        "\xF8\x88\x80\x80\x80",
                                        "\xC3",
                                        "\xE2\x82",
                                        "a\xFF",
                                        "\xC3\x28"};
    uint16_t out[8];
    unsigned line;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        assert_true(utf8_to_utf16(wrong[i], strlen(wrong[i]), out, 8) == (size_t)-1);
        assert_false(utf8_valid(wrong[i], strlen(wrong[i]), &line));
    }
    assert_false(utf8_valid("a\nb\n\xFF", 5, &line));
    assert_int_equal(line, 3);
}

static void utf16_to_utf8_cuts_at_whole_characters(void **state)
{
    (void)state;
    char out[8];
    struct wide text = WIDE(u"a\u00e4\u20ac\U0001F600");
    for (size_t capacity = 0; capacity <= sizeof out; capacity++) {
        unsigned line;
        memset(out, '#', sizeof out);
        assert_int_equal(utf16_to_utf8(text, out, capacity), 10);
        if (capacity > 0) {
            assert_true(memchr(out, '\0', capacity) != NULL);
            assert_true(utf8_valid(out, strlen(out), &line));
        }
        for (size_t i = capacity; i < sizeof out; i++) {
            assert_int_equal(out[i], '#');
        }
    }
}

static void upper_case_is_one_to_one(void **state)
{
    (void)state;
    assert_int_equal(upcase('a'), 'A');
    assert_int_equal(upcase('Z'), 'Z');
    assert_int_equal(upcase(0xE4), 0xC4);
    assert_int_equal(upcase(0xDF), 0xDF);   /* sharp s has no single capital */
    assert_int_equal(upcase(0x131), 0x131); /* dotless i is not I's */
    assert_int_equal(upcase(0x17F), 0x17F); /* nor long s S's */
    assert_int_equal(upcase(0x3B1), 0x391);
    for (uint32_t unit = 0; unit <= 0xFFFF; unit++) {
        assert_int_equal(upcase(upcase((uint16_t)unit)), upcase((uint16_t)unit));
    }
}

static void accounts_are_found_without_case_and_only_once(void **state)
{
    (void)state;
    enum { COUNT = 1000 };
    unsigned char bytes[RECORD_SIZE];
    struct record record = {.sync = true};
    uint16_t name[5] = {'u', 0, 0, 0, 0};
    struct wide view = {(unsigned char *)name, 5};
    struct snapshot *snapshot = snapshot_new(COUNT, COUNT * 5, KEYS_BYTES);
    record_encode(&record, bytes);
    for (int i = 0; i < COUNT; i++) {
        for (int d = 1; d < 5; d++) {
            name[d] = (uint16_t)('a' + i / (d == 1 ? 1 : d == 2 ? 10 : d == 3 ? 100 : 1000) % 10);
        }
        assert_true(snapshot_add(snapshot, view, bytes, sizeof bytes));
        assert_false(snapshot_add(snapshot, view, bytes, sizeof bytes));
    }
    for (int i = 0; i < COUNT; i++) {
        for (int d = 1; d < 5; d++) {
            name[d] = (uint16_t)('A' + i / (d == 1 ? 1 : d == 2 ? 10 : d == 3 ? 100 : 1000) % 10);
        }
        assert_non_null(snapshot_find(snapshot, view));
    }
    assert_null(snapshot_find(snapshot, WIDE(u"nobody")));
    assert_null(snapshot_find(snapshot, WIDE(u"")));
    snapshot_free(snapshot);
}

static void a_snapshot_takes_no_more_than_was_announced(void **state)
{
    (void)state;
    unsigned char bytes[RECORD_SIZE] = {0};
    struct snapshot *snapshot = snapshot_new(1, 3, KEYS_BYTES);
    assert_false(snapshot_add(snapshot, WIDE(u"four"), bytes, sizeof bytes));
    assert_false(snapshot_add(snapshot, WIDE(u""), bytes, sizeof bytes));
    assert_true(snapshot_add(snapshot, WIDE(u"one"), bytes, sizeof bytes));
    assert_false(snapshot_add(snapshot, WIDE(u"x"), bytes, sizeof bytes));
    snapshot_free(snapshot);
    assert_null(snapshot_new(SIZE_MAX / 2, 0, KEYS_BYTES));
    assert_null(snapshot_new(10, SIZE_MAX / 4, KEYS_BYTES));
}

static void nt_times_come_back_as_they_were(void **state)
{
    (void)state;
    char text[NT_TIME_TEXT];
    int64_t back;
    for (int64_t time = 0; time < INT64_C(220) * 10000000000000000;
         time += 86399 * NT_SECOND * 37) {
        nt_time_format(time, text);
        assert_true(nt_time_parse(text, &back));
        assert_true(back == time);
    }
    nt_time_format(INT64_C(126000000000000000), text);
    assert_string_equal(text, "2000-04-12T08:00:00Z");
    nt_time_format(NT_NEVER, text);
    assert_string_equal(text, "never");
    assert_true(nt_time_parse("2000-02-29", &back));
    static const char *const wrong[] = {"",
                                        "2001-02-29",
                                        "2000-13-01",
                                        "2000-04-12T",
                                        "2000-04-12T08:00:00",
                                        "2000-04-12T24:00:00Z",
                                        "yesterday",
                                        "2000-04-12T08:00:00Zx",
                                        "1600-01-01"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        if (nt_time_parse(wrong[i], &back)) {
            fail_msg("%s was taken for a time", wrong[i]);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_record_comes_back_as_it_was),
        cmocka_unit_test(a_record_of_another_size_version_or_flag_is_not_one),
        cmocka_unit_test(every_code_point_survives_utf16_and_back),
        cmocka_unit_test(what_is_not_utf8_is_refused),
        cmocka_unit_test(utf16_to_utf8_cuts_at_whole_characters),
        cmocka_unit_test(upper_case_is_one_to_one),
        cmocka_unit_test(accounts_are_found_without_case_and_only_once),
        cmocka_unit_test(a_snapshot_takes_no_more_than_was_announced),
        cmocka_unit_test(nt_times_come_back_as_they_were),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
