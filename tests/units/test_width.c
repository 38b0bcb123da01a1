/* Tables for people: the width of text, against the C library's, and cells that are cut. */
#include "support.h"

#include <locale.h>
#include <stdlib.h>
#include <wchar.h>

#include "files/table.h"
#include "text/printable.h"
#include "text/utf.h"
#include "text/width.h"

/* glibc's table says otherwise of these, on purpose. */
static bool is_argued_over(uint32_t code)
{
    static const uint32_t ranges[][2] = {
        {0x0600, 0x0605},   {0x06DD, 0x06DD},
        {0x070F, 0x070F}, /* signs before a number: a */
        {0x0890, 0x0891},   {0x08E2, 0x08E2},
        {0x110BD, 0x110BD}, /* format character to Unicode */
        {0x110CD, 0x110CD}, {0x3248, 0x324F},
        {0x4DC0, 0x4DFF}, /* circled numbers and hexagrams: narrow to UAX #11 */
    };
    for (size_t i = 0; i < sizeof ranges / sizeof ranges[0]; i++) {
        if (code >= ranges[i][0] && code <= ranges[i][1]) {
            return true;
        }
    }
    return false;
}

static size_t encode(uint32_t code, char out[8])
{
    uint16_t units[2] = {(uint16_t)code, 0};
    if (code >= 0x10000) {
        units[0] = (uint16_t)(0xD800 + ((code - 0x10000) >> 10));
        units[1] = (uint16_t)(0xDC00 + ((code - 0x10000) & 0x3FF));
    }
    struct wide wide = {(const unsigned char *)units, code >= 0x10000 ? 2 : 1};
    return utf16_to_utf8(wide, out, 8);
}

static void every_character_is_as_wide_as_the_c_library_says(void **state)
{
    (void)state;
    size_t compared = 0;
    assert_non_null(setlocale(LC_ALL, "C.UTF-8"));
    for (uint32_t code = 0x20; code < 0x110000; code++) {
        char text[8];
        char form[PRINTABLE_MAX];
        int expected = wcwidth((wchar_t)code);
        if (expected < 0 || is_argued_over(code) || (code >= 0xD800 && code <= 0xDFFF)) {
            continue; /* not assigned, or not to be printed */
        }
        size_t length = encode(code, text);
        printable_next(text, length, form);
        if (strcmp(form, text) != 0) {
            expected = (int)strlen(form);
        }
        if (text_width(text) != (size_t)expected) {
            fail_msg("U+%04X: %zu and not %d", code, text_width(text), expected);
        }
        compared++;
    }
    assert_true(compared > 140000);
    setlocale(LC_ALL, "C");
}

static void what_is_shown_is_what_counts(void **state)
{
    (void)state;
    assert_int_equal(text_width(""), 0);
    assert_int_equal(text_width("\xC3\xBC"), 1);
    assert_int_equal(text_width("u\xCC\x88"), 1);
    assert_int_equal(text_width("\xE6\x97\xA5\xE6\x9C\xAC"), 4);
    assert_int_equal(text_width("\033[1m"), 9);       /* \u001b[1m */
    assert_int_equal(text_width("\xFFz"), 5);         /* \xffz */
    assert_int_equal(text_width("\xE2\x80\xAEz"), 7); /* \u202ez */
    assert_int_equal(text_width("a\xE6\x97"), 9);     /* it ends within a character */
}

static void no_character_is_cut_nor_parted_from_its_marks(void **state)
{
    (void)state;
    static const char text[] = "au\xCC\x88\xE6\x97\xA5z"; /* 1 1 2 1 */
    static const size_t bytes[] = {0, 1, 4, 4, 7, 8, 8};
    static const size_t columns[] = {0, 1, 2, 2, 4, 5, 5};
    static const char *const ends[] = {"", "z", "z", "\xE6\x97\xA5z", "u\xCC\x88\xE6\x97\xA5z"};
    for (size_t i = 0; i < sizeof bytes / sizeof bytes[0]; i++) {
        size_t used;
        assert_int_equal(text_fit(text, i, &used), bytes[i]);
        assert_int_equal(used, columns[i]);
    }
    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
        assert_string_equal(text_end(text, i), ends[i]);
    }
    assert_string_equal(text_end(text, 5), text);
    assert_string_equal(text_end("u\xCC\x88z", 1), "z");
}

static void print(const struct table *table, size_t indent, size_t width, char out[512])
{
    FILE *file = tmpfile();
    assert_non_null(file);
    assert_true(table_print(table, file, indent, width, false));
    rewind(file);
    out[fread(out, 1, 511, file)] = '\0';
    fclose(file);
}

static void columns_are_as_wide_as_their_widest_cell_on_a_terminal(void **state)
{
    (void)state;
    struct table table;
    char out[512];
    table_begin(&table, 3);
    static const char *const cells[] = {
        "Site", "Account",   "",    "\xE6\x97\xA5\xE6\x9C\xAC\xE8\xAA\x9E", "", "end",
        "a",    "u\xCC\x88", "\033"};
    for (size_t i = 0; i < sizeof cells / sizeof cells[0]; i++) {
        table_add(&table, cells[i], NULL);
    }
    print(&table, 1, 0, out);
    assert_string_equal(out, " Site    Account\n"
                             " \xE6\x97\xA5\xE6\x9C\xAC\xE8\xAA\x9E           end\n"
                             " a       u\xCC\x88        \033\n");
    table_release(&table);
    assert_int_equal(table.count, 0);
}

static void where_there_is_no_room_the_widest_cells_are_cut_in_their_middle(void **state)
{
    (void)state;
    struct table table;
    char out[512];
    table_begin(&table, 2);
    table_add(&table, "0123456789abcdefghij", NULL);
    table_add(&table, "0123456789", NULL);
    table_add(&table, "\xE6\x97\xA5\xE6\x9C\xAC\xE8\xAA\x9E\xE6\x97\xA5\xE6\x9C\xAC\xE8\xAA\x9E",
              NULL);
    table_add(&table, "x", NULL);
    print(&table, 0, 32, out);
    assert_string_equal(out,
                        "0123456789abcdefghij  0123456789\n"
                        "\xE6\x97\xA5\xE6\x9C\xAC\xE8\xAA\x9E\xE6\x97\xA5\xE6\x9C\xAC\xE8\xAA\x9E"
                        "          x\n");
    print(&table, 2, 25, out);
    assert_string_equal(out, "  0123...ghij  0123456789\n"
                             "  \xE6\x97\xA5\xE6\x9C\xAC...\xE6\x9C\xAC\xE8\xAA\x9E  x\n");
    print(&table, 0, 1, out); /* nothing can be done */
    assert_string_equal(out, "01...hij  0123456789\n"
                             "\xE6\x97\xA5...\xE8\xAA\x9E   x\n");
    table_release(&table);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_character_is_as_wide_as_the_c_library_says),
        cmocka_unit_test(what_is_shown_is_what_counts),
        cmocka_unit_test(no_character_is_cut_nor_parted_from_its_marks),
        cmocka_unit_test(columns_are_as_wide_as_their_widest_cell_on_a_terminal),
        cmocka_unit_test(where_there_is_no_room_the_widest_cells_are_cut_in_their_middle),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
