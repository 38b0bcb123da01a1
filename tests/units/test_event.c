/* Events: their text, and that no flood of refusals becomes a flood of events. */
#include "machine_folder.h"

#include <dirent.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "lsass/event_text.h"
#include "lsass/exception.h"
#include "text/hash.h"

/* The time is the test's. */
static uint32_t ticks = 1000;

uint32_t __wrap_clock_ticks(void);
uint32_t __wrap_clock_ticks(void)
{
    return ticks;
}

/* And so is the day, where it is set. */
static time_t today;

time_t __real_time(time_t *now);
time_t __wrap_time(time_t *now);
time_t __wrap_time(time_t *now)
{
    return today == 0 ? __real_time(now) : today;
}

static size_t lines_in(const char *folder)
{
    struct contents events = folder_read(folder, "events.log");
    size_t lines = 0;
    for (size_t i = 0; i < events.size; i++) {
        lines += events.text[i] == '\n';
    }
    contents_release(&events);
    return lines;
}

static void flood(enum event_id id, uint16_t first)
{
    for (uint16_t i = 0; i < 5000; i++) {
        uint16_t name[] = {first, (uint16_t)('a' + i % 26), (uint16_t)('a' + i / 26 % 26),
                           (uint16_t)('a' + i / 676), 0};
        event_report(id, wide_of(name), 0);
    }
}

static void one_account_is_reported_once_and_all_together_20_times_a_minute(void **state)
{
    (void)state;
    char folder[FOLDER_MAX];
    folder_new(folder);
    for (int i = 0; i < 1000; i++) {
        event_report(EVENT_WRONG_SECRET, WIDE(u"IUSR_SERVERNAME"), 0);
        event_report(EVENT_WRONG_SECRET, WIDE(u"iusr_servername"), 0);
    }
    assert_int_equal(lines_in(folder), 1);
    event_report(EVENT_NO_SECRET, WIDE(u"IUSR_SERVERNAME"), 0); /* another event */
    assert_int_equal(lines_in(folder), 2);
    flood(EVENT_WRONG_SECRET, 'u');
    assert_int_equal(lines_in(folder), 20);
    folder_remove(folder);
}

/* The number in the last event of the log. */
static unsigned last_count(const char *folder)
{
    static const char before[] = "since the last such event: ";
    struct contents events = folder_read(folder, "events.log");
    unsigned count = 0;
    for (char *at = events.text; (at = strstr(at, before)) != NULL; at += sizeof before - 1) {
        count = (unsigned)strtoul(at + sizeof before - 1, NULL, 10);
    }
    contents_release(&events);
    return count;
}

/* Not one event a guess, and no guess uncounted, whatever else is reported meanwhile. */
static void wrong_credentials_are_counted_by_account_until_they_are_reported(void **state)
{
    (void)state;
    char folder[FOLDER_MAX];
    folder_new(folder);
    ticks += 120000;
    event_report(EVENT_WRONG_SECRET, WIDE(u"IUSR_A"), 0);
    assert_int_equal(last_count(folder), 1);
    for (int i = 0; i < 1000; i++) {
        event_report(EVENT_WRONG_SECRET, WIDE(u"IUSR_A"), 0);
        event_report(EVENT_WRONG_SECRET, WIDE(u"iusr_b"), 0);
    }
    assert_int_equal(lines_in(folder), 2);
    flood(EVENT_NOT_ENROLLED, 'v'); /* until nothing more is reported */
    assert_int_equal(lines_in(folder), 20);
    event_report(EVENT_WRONG_SECRET, WIDE(u"IUSR_A"), 0);
    assert_int_equal(lines_in(folder), 20);
    ticks += 60000;
    event_report(EVENT_WRONG_SECRET, WIDE(u"iusr_a"), 0);
    assert_int_equal(last_count(folder), 1002);
    event_report(EVENT_WRONG_SECRET, WIDE(u"IUSR_B"), 0);
    assert_int_equal(last_count(folder), 1000);
    ticks += 60000;
    event_report(EVENT_WRONG_SECRET, WIDE(u"IUSR_A"), 0);
    assert_int_equal(last_count(folder), 1);
    folder_remove(folder);
}

/* More accounts than there are places: those that were reported make room. */
static void many_accounts_are_counted_one_after_the_other(void **state)
{
    (void)state;
    char folder[FOLDER_MAX];
    char path[FOLDER_MAX + 16];
    folder_new(folder);
    snprintf(path, sizeof path, "%s/events.log", folder);
    for (uint16_t i = 0; i < 3000; i++) {
        uint16_t name[] = {'w', (uint16_t)('a' + i % 26), (uint16_t)('a' + i / 26 % 26),
                           (uint16_t)('a' + i / 676), 0};
        ticks += 60000;
        event_report(EVENT_WRONG_SECRET, wide_of(name), 0);
        assert_int_equal(last_count(folder), 1);
        event_report(EVENT_WRONG_SECRET, wide_of(name), 0);
        ticks += 60000;
        event_report(EVENT_WRONG_SECRET, wide_of(name), 0);
        assert_int_equal(last_count(folder), 2);
        assert_int_equal(truncate(path, 0), 0);
    }
    folder_remove(folder);
}

static void every_text_names_the_account_or_package_and_a_mend(void **state)
{
    (void)state;
    static const enum event_id refusals[] = {
        EVENT_NO_SECRET,     EVENT_WRONG_SECRET,  EVENT_NOT_ENROLLED, EVENT_SYNC_OFF,
        EVENT_LOCKED_OUT,    EVENT_DISABLED,      EVENT_EXPIRED,      EVENT_WORKSTATION,
        EVENT_LOGON_HOURS,   EVENT_STACK_INVALID, EVENT_NO_SNAPSHOT,  EVENT_RECORD_INVALID,
        EVENT_ADMINISTRATOR, EVENT_ACCOUNT_TYPE,  EVENT_FORM_REFUSED, EVENT_BLANK_PASSWORD};
    for (size_t i = 0; i < sizeof refusals / sizeof refusals[0]; i++) {
        char text[EVENT_TEXT_MAX];
        event_text(refusals[i], WIDE(u"IUSR_X"), 4294967295u, NULL, text);
        assert_non_null(strstr(text, "Account IUSR_X was refused"));
        assert_non_null(strstr(text, " Mend: "));
        assert_null(strchr(text, '%'));
        assert_int_not_equal(event_severity(refusals[i]), LEVEL_INFORMATIONAL);
    }
}

static void each_event_has_a_text_and_a_severity_and_what_is_none_has_neither(void **state)
{
    (void)state;
    static const struct {
        enum event_id id;
        enum event_severity severity;
    } events[] = {
#define EVENT(name, id, severity, text) {name, LEVEL_##severity},
#include "events.inc"
#undef EVENT
    };
    char text[EVENT_TEXT_MAX];
    for (size_t i = 0; i < sizeof events / sizeof events[0]; i++) {
        event_text(events[i].id, WIDE(u"IUSR_X"), 7, NULL, text);
        assert_true(strlen(text) > 20 && strlen(text) < EVENT_TEXT_MAX - 1);
        assert_int_equal(event_severity(events[i].id), events[i].severity);
    }
    event_text(EVENT_NONE, WIDE(u"IUSR_X"), 7, NULL, text);
    assert_string_equal(text, "");
    assert_int_equal(event_severity(EVENT_NONE), LEVEL_ERROR);
}

static void what_was_presented_is_told_by_its_form_and_lengths(void **state)
{
    (void)state;
    static const struct {
        struct presented presented;
        const char *text;
    } cases[] = {
        {{0, 0, false, false}, "nothing (NT field 0 bytes, LM field 0 bytes)"},
        {{0, 0, true, true},
         "an empty clear text (NT field 0 bytes, LM field 0 bytes), which proves the empty "
         "password"},
        {{16, 0, true, false}, "clear text, or a response (NT field 16 bytes, LM field 0 bytes)"},
        {{24, 24, true, false}, "clear text, or a response (NT field 24 bytes, LM field 24 bytes)"},
        {{24, 24, false, false}, "NTLMv1 or NTLM2 session (NT field 24 bytes, LM field 24 bytes)"},
        {{24, 0, false, true},
         "NTLMv1 or NTLM2 session (NT field 24 bytes, LM field 0 bytes), which proves the empty "
         "password"},
        {{44, 24, false, false}, "NTLMv2 (NT field 44 bytes, LM field 24 bytes)"},
        {{43, 24, false, false}, "no known form (NT field 43 bytes, LM field 24 bytes)"},
        {{65535, 65535, false, true},
         "NTLMv2 (NT field 65535 bytes, LM field 65535 bytes), which proves the empty password"},
        {{0, 24, false, false}, "LM or LMv2 (NT field 0 bytes, LM field 24 bytes)"},
        {{0, 23, false, false}, "no known form (NT field 0 bytes, LM field 23 bytes)"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char text[PRESENTED_TEXT_MAX];
        char event[EVENT_TEXT_MAX];
        presented_text(&cases[i].presented, text);
        assert_string_equal(text, cases[i].text);
        event_text(EVENT_NO_SECRET, WIDE(u"IUSR_X"), 0, &cases[i].presented, event);
        assert_non_null(strstr(event, text));
    }
}

static void a_long_or_unprintable_name_stays_one_short_line(void **state)
{
    (void)state;
    char text[EVENT_TEXT_MAX];
    uint16_t name[1000];
    for (size_t i = 0; i < 1000; i++) {
        name[i] = i % 3 == 0 ? '\n' : 0x20AC;
    }
    event_text(EVENT_NO_SECRET, (struct wide){(unsigned char *)name, 1000}, 0, NULL, text);
    assert_true(strlen(text) < EVENT_TEXT_MAX);
    assert_null(strchr(text, '\n'));
    assert_non_null(strstr(text, "Mend: "));
}

/* GetTickCount wraps every 49.7 days. */
static void the_limits_hold_where_the_tick_count_wraps(void **state)
{
    (void)state;
    char folder[FOLDER_MAX];
    folder_new(folder);
    ticks = 0xFFFFFFF0;
    flood(EVENT_NOT_ENROLLED, 'x');
    assert_int_equal(lines_in(folder), 20);
    ticks = 59983; /* beyond the wrap, and a millisecond less than a minute later */
    flood(EVENT_NOT_ENROLLED, 'y');
    assert_int_equal(lines_in(folder), 20);
    ticks += 1;
    flood(EVENT_NOT_ENROLLED, 'z');
    assert_int_equal(lines_in(folder), 40);
    folder_remove(folder);
}

/* The first in this process: what was never reported is not taken for reported at 0. */
static void an_account_whose_hash_is_0_is_reported(void **state)
{
    (void)state;
    char folder[FOLDER_MAX];
    uint16_t name[3] = {0};
    for (uint32_t i = 0; name[2] == 0 && i < 0x1000000; i++) {
        name[0] = (uint16_t)(0x4E00 + i % 0x5000);
        name[1] = (uint16_t)(0x4E00 + i / 0x5000);
        uint32_t hash = HASH_BEGIN ^ (uint32_t)EVENT_NOT_ENROLLED;
        hash = hash_add(hash_add(hash, name[0]), name[1]);
        name[2] = hash >= 0x4E00 && hash < 0x9E00 ? (uint16_t)hash : 0; /* has no other case */
    }
    assert_int_not_equal(name[2], 0);
    folder_new(folder);
    event_report(EVENT_NOT_ENROLLED, (struct wide){(const unsigned char *)name, 3}, 0);
    assert_int_equal(lines_in(folder), 1);
    folder_remove(folder);
    ticks += 60000;
}

static void one_account_and_event_is_reported_again_after_a_minute(void **state)
{
    (void)state;
    static const uint32_t begins[] = {0, 100000, 0xFFFFFFF0};
    for (size_t i = 0; i < 3; i++) {
        char folder[FOLDER_MAX];
        folder_new(folder);
        ticks = begins[i];
        event_report(EVENT_SYNC_OFF, WIDE(u"IUSR_M"), 0);
        static const uint32_t later[] = {0, 1, 29999, 59999, 60000, 60001, 119999, 120000};
        static const size_t lines[] = {1, 1, 1, 1, 2, 2, 2, 3};
        for (size_t k = 0; k < sizeof later / sizeof later[0]; k++) {
            ticks = (uint32_t)((uint64_t)begins[i] + later[k]);
            event_report(EVENT_SYNC_OFF, WIDE(u"IUSR_M"), 0);
            assert_int_equal(lines_in(folder), lines[k]);
        }
        ticks += 60000;
        folder_remove(folder);
    }
}

/* Each two of them, in one minute of their own. */
static void one_account_s_events_are_told_apart(void **state)
{
    (void)state;
    static const enum event_id events[] = {
#define EVENT(name, id, severity, text) name,
#include "events.inc"
#undef EVENT
    };
    char folder[FOLDER_MAX];
    size_t lines = 0;
    folder_new(folder);
    for (size_t i = 0; i < sizeof events / sizeof events[0]; i++) {
        for (size_t k = 0; k < i; k++) {
            ticks += 60000;
            event_report(events[i], WIDE(u"IUSR_E"), 0);
            event_report(events[k], WIDE(u"IUSR_E"), 0);
            lines += 2;
        }
    }
    assert_int_equal(lines_in(folder), lines);
    ticks += 60000;
    folder_remove(folder);
}

/* 64 units of a name are shown, and it is known by these. */
static void names_are_known_by_their_first_64_units(void **state)
{
    (void)state;
    char folder[FOLDER_MAX];
    uint16_t name[66];
    for (size_t i = 0; i < 66; i++) {
        name[i] = 'n';
    }
    struct wide view = {(const unsigned char *)name, 65};
    folder_new(folder);
    ticks += 120000;
    event_report(EVENT_EXPIRED, view, 0);
    name[64] = 'o';
    event_report(EVENT_EXPIRED, view, 0);
    assert_int_equal(lines_in(folder), 1);
    name[63] = 'o';
    event_report(EVENT_EXPIRED, view, 0);
    assert_int_equal(lines_in(folder), 2);
    name[0] = 'o';
    event_report(EVENT_EXPIRED, view, 0);
    assert_int_equal(lines_in(folder), 3);
    view.units = 63;
    event_report(EVENT_EXPIRED, view, 0);
    assert_int_equal(lines_in(folder), 4);
    folder_remove(folder);
}

/* As a refusal shows it. */
static void assert_shown(struct wide name, const char *expected)
{
    char text[EVENT_TEXT_MAX];
    char begin[512];
    event_text(EVENT_NO_SECRET, name, 0, NULL, text);
    snprintf(begin, sizeof begin, "Account %s was refused", expected);
    if (strncmp(text, begin, strlen(begin)) != 0) {
        fail_msg("%s, and not %s", text, begin);
    }
}

static void a_name_is_shown_in_utf_8_and_without_controls(void **state)
{
    (void)state;
    uint16_t name[65];
    char expected[200] = "";
    assert_shown(WIDE(u"a"), "a");
    assert_shown(WIDE(u""), "");
    assert_shown(WIDE(u"a\tb\x1f \x7f~"), "a?b? \x7f~");
    assert_shown(WIDE(u"\u00e4\u20ac\U0001F511"), "\xc3\xa4\xe2\x82\xac\xf0\x9f\x94\x91");
    for (size_t i = 0; i < 65; i++) {
        name[i] = 0x20AC; /* three bytes */
        strcat(expected, i < 64 ? "\xe2\x82\xac" : "");
    }
    assert_shown((struct wide){(const unsigned char *)name, 65}, expected);
    assert_shown((struct wide){(const unsigned char *)name, 64}, expected);
    expected[63 * 3] = '\0';
    assert_shown((struct wide){(const unsigned char *)name, 63}, expected);
    for (size_t i = 0; i < 65; i++) {
        name[i] = 'n';
        expected[i] = i < 64 ? 'n' : '\0';
    }
    assert_shown((struct wide){(const unsigned char *)name, 65}, expected);
}

static void a_number_is_shown_in_decimal(void **state)
{
    (void)state;
    static const struct {
        uint32_t number;
        const char *shown;
    } cases[] = {{0, ": 0."},
                 {1, ": 1."},
                 {9, ": 9."},
                 {10, ": 10."},
                 {11, ": 11."},
                 {99, ": 99."},
                 {100, ": 100."},
                 {1234567890, ": 1234567890."},
                 {999999999, ": 999999999."},
                 {1000000000, ": 1000000000."},
                 {4294967295, ": 4294967295."}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char text[EVENT_TEXT_MAX];
        event_text(EVENT_WRONG_SECRET, WIDE(u"x"), cases[i].number, NULL, text);
        const char *at = strstr(text, "since the last such event");
        assert_non_null(at);
        assert_memory_equal(at + strlen("since the last such event"), cases[i].shown,
                            strlen(cases[i].shown));
    }
}

/* Nothing is told as presented where nothing is known of it. */
static void what_is_not_known_to_be_presented_is_said_to_be_unknown(void **state)
{
    (void)state;
    char text[EVENT_TEXT_MAX];
    event_text(EVENT_NO_SECRET, WIDE(u"x"), 0, NULL, text);
    assert_non_null(strstr(text, "resented was: unknown."));
}

static size_t open_descriptors(void)
{
    size_t count = 0;
    DIR *folder = opendir("/proc/self/fd");
    while (readdir(folder) != NULL) {
        count++;
    }
    closedir(folder);
    return count;
}

/* A line of events.log: when, from whom, which, how grave, and its text. */
static void the_log_has_a_line_an_event(void **state)
{
    (void)state;
    char folder[FOLDER_MAX];
    char path[FOLDER_MAX + 16];
    char expected[4 * EVENT_TEXT_MAX];
    char texts[3][EVENT_TEXT_MAX];
    struct stat log;
    const struct wide name = WIDE(u"IUSR_X");
    folder_new(folder);
    snprintf(path, sizeof path, "%s/events.log", folder);
    event_text(EVENT_NO_SECRET, name, 7, NULL, texts[0]);
    event_text(EVENT_OBSERVED, name, 7, NULL, texts[1]);
    event_text(EVENT_STORE_UNREADABLE, name, 7, NULL, texts[2]);
    snprintf(expected, sizeof expected,
             "2000-04-12T08:00:00Z\tIISSUBA\t1001\tWarning\t%s\n"
             "2000-04-12T08:00:00Z\tIISSUBA\t1201\tInformation\t%s\n"
             "2000-04-12T08:00:00Z\tIISSUBA\t1011\tError\t%s\n",
             texts[0], texts[1], texts[2]);
    today = 955526400;
    size_t descriptors = open_descriptors();
    assert_true(event_deliver(EVENT_NO_SECRET, name, 7, NULL));
    assert_true(event_deliver(EVENT_OBSERVED, name, 7, NULL));
    assert_true(event_deliver(EVENT_STORE_UNREADABLE, name, 7, NULL));
    assert_int_equal(open_descriptors(), descriptors);
    today = 0;
    struct contents events = folder_read(folder, "events.log");
    assert_string_equal(events.text, expected);
    contents_release(&events);
    assert_int_equal(stat(path, &log), 0);
    assert_int_equal(log.st_mode & 0777, 0600);
    folder_remove(folder);
}

static void an_event_that_is_not_wanted_is_not_lost_and_one_that_cannot_be_written_is(void **state)
{
    (void)state;
    char folder[FOLDER_MAX];
    char path[FOLDER_MAX + 16];
    struct stat log;
    folder_new(folder);
    snprintf(path, sizeof path, "%s/events.log", folder);
    setenv("IISSUBA_EVENTS", "none", 1);
    assert_true(event_deliver(EVENT_EXPIRED, WIDE(u"x"), 0, NULL));
    unsetenv("IISSUBA_EVENTS");
    unsetenv("IISSUBA_MACHINE");
    assert_true(event_deliver(EVENT_EXPIRED, WIDE(u"x"), 0, NULL));
    assert_int_equal(stat(path, &log), -1);
    setenv("IISSUBA_MACHINE", folder, 1);
    assert_int_equal(symlink("/dev/full", path), 0);
    assert_false(event_deliver(EVENT_EXPIRED, WIDE(u"x"), 0, NULL));
    assert_int_equal(unlink(path), 0);
    assert_int_equal(mkdir(path, 0700), 0);
    assert_false(event_deliver(EVENT_EXPIRED, WIDE(u"x"), 0, NULL));
    assert_int_equal(rmdir(path), 0);
    assert_true(event_deliver(EVENT_EXPIRED, WIDE(u"x"), 0, NULL));
    folder_remove(folder);
}

/* Code and place, eight digits each. */
static void a_fault_is_told_by_its_code_and_place(void **state)
{
    (void)state;
    char folder[FOLDER_MAX];
    struct exception exception = {0x89ABCDEF, 0x01234567};
    folder_new(folder);
    ticks += 120000;
    exception_report(EVENT_FAULT_READING, &exception);
    struct contents events = folder_read(folder, "events.log");
    assert_non_null(strstr(events.text, "\t1019\t"));
    assert_non_null(strstr(events.text, "(89ABCDEF at iissuba.dll+01234567: the exception"));
    contents_release(&events);
    folder_remove(folder);
    ticks += 60000;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_account_whose_hash_is_0_is_reported), /* first */
        cmocka_unit_test(one_account_and_event_is_reported_again_after_a_minute),
        cmocka_unit_test(one_account_s_events_are_told_apart),
        cmocka_unit_test(names_are_known_by_their_first_64_units),
        cmocka_unit_test(a_name_is_shown_in_utf_8_and_without_controls),
        cmocka_unit_test(a_number_is_shown_in_decimal),
        cmocka_unit_test(what_is_not_known_to_be_presented_is_said_to_be_unknown),
        cmocka_unit_test(the_log_has_a_line_an_event),
        cmocka_unit_test(an_event_that_is_not_wanted_is_not_lost_and_one_that_cannot_be_written_is),
        cmocka_unit_test(a_fault_is_told_by_its_code_and_place),
        cmocka_unit_test(one_account_is_reported_once_and_all_together_20_times_a_minute),
        cmocka_unit_test(wrong_credentials_are_counted_by_account_until_they_are_reported),
        cmocka_unit_test(many_accounts_are_counted_one_after_the_other),
        cmocka_unit_test(the_limits_hold_where_the_tick_count_wraps),
        cmocka_unit_test(every_text_names_the_account_or_package_and_a_mend),
        cmocka_unit_test(each_event_has_a_text_and_a_severity_and_what_is_none_has_neither),
        cmocka_unit_test(what_was_presented_is_told_by_its_form_and_lengths),
        cmocka_unit_test(a_long_or_unprintable_name_stays_one_short_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
