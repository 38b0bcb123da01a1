/* events.log: a line an event, whatever its text is (event_log.h). */
#include "machine_folder.h"

#include "event_log.h"
#include "files/files.h"

#define FIELDS "\tsource\t7\tWarning\t" /* behind the time */
#define STAMP 20                        /* 2003-07-01T12:00:00Z */

/* What one event's text becomes, behind its other fields; the line's end is left out. */
static void write_one(const char *text, char *written, size_t room)
{
    char folder[FOLDER_MAX];
    folder_new(folder);
    struct event_log log = {.folder = folder};
    event_log_write(&log, "source", 7, "Warning", "%s", text);
    struct contents contents = folder_read(folder, "events.log");
    assert_true(contents.size > STAMP + strlen(FIELDS));
    assert_int_equal(contents.text[STAMP - 1], 'Z');
    assert_memory_equal(contents.text + STAMP, FIELDS, strlen(FIELDS));
    assert_int_equal(contents.text[contents.size - 1], '\n');
    assert_ptr_equal(memchr(contents.text, '\n', contents.size), contents.text + contents.size - 1);
    assert_true(contents.size <= 2048);
    contents.text[contents.size - 1] = '\0';
    snprintf(written, room, "%s", contents.text + STAMP + strlen(FIELDS));
    contents_release(&contents);
    folder_remove(folder);
}

static void no_text_begins_a_line_of_its_own(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"", ""},
        {"a b", "a b"},
        {"\xC3\xBC", "\xC3\xBC"},
        {"a\nb\tc\rd\x1F", "a?b?c?d?"},
        {"a\x7F", "a\\u007f"},
        {"a\xFFz", "a\\xffz"},
        {"\xE2\x80\xAEz", "\\u202ez"},
        {"a\xC3", "a"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char written[2048];
        write_one(cases[i][0], written, sizeof written);
        assert_string_equal(written, cases[i][1]);
    }
}

#define ROOM (2048 - STAMP - 18 - 1) /* 18: of FIELDS; 1: the line's end */

/* What does not fit is cut off, wherever the end comes, between two characters. */
static void a_line_has_at_most_2048_bytes(void **state)
{
    (void)state;
    static const size_t lengths[] = {1, ROOM - 1, ROOM, ROOM + 1, 2047, 2048, 2049, 4096, 60000};
    assert_int_equal(strlen(FIELDS), 18);
    for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
        static char text[60001];
        char written[2200];
        memset(text, 'x', lengths[i]);
        text[lengths[i]] = '\0';
        write_one(text, written, sizeof written);
        assert_int_equal(strlen(written), lengths[i] < ROOM ? lengths[i] : ROOM);
    }
    for (size_t before = ROOM - 13; before <= ROOM; before++) {
        char text[2200];
        char written[2200];
        memset(text, 'x', before);
        strcpy(text + before, "\x7F\x7F\x7F"); /* written as six bytes each */
        write_one(text, written, sizeof written);
        assert_int_equal(strlen(written), before + (ROOM - before) / 6 * 6);
        strcpy(text + before, "\xE2\x82\xAC\xE2\x82\xAC\xE2\x82\xAC\xE2\x82\xAC\xE2\x82\xAC");
        write_one(text, written, sizeof written);
        size_t whole = (ROOM - before) / 3 * 3;
        assert_int_equal(strlen(written), before + (whole < 15 ? whole : 15));
    }
}

static void events_are_appended_unless_the_log_is_silent(void **state)
{
    (void)state;
    char folder[FOLDER_MAX];
    folder_new(folder);
    struct event_log log = {.folder = folder};
    event_log_write(&log, "first", 1, "Error", "%d", 5);
    log.silent = true;
    event_log_write(&log, "second", 2, "Error", "x");
    log.silent = false;
    event_log_write(&log, "third", 3, "Success", "y");
    struct contents contents = folder_read(folder, "events.log");
    assert_memory_equal(contents.text + STAMP, "\tfirst\t1\tError\t5\n", 17);
    assert_string_equal(contents.text + STAMP + 17 + STAMP, "\tthird\t3\tSuccess\ty\n");
    contents_release(&contents);
    folder_remove(folder);
    log.folder = "no/such/folder";
    event_log_write(&log, "fourth", 4, "Error", "is lost");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_text_begins_a_line_of_its_own),
        cmocka_unit_test(a_line_has_at_most_2048_bytes),
        cmocka_unit_test(events_are_appended_unless_the_log_is_silent),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
