/* Events: their text, and that no flood of refusals becomes a flood of events. */
#include "machine_folder.h"

#include <stdlib.h>

#include "lsass/event_text.h"

/* The time is the test's. */
static uint32_t ticks = 1000;

uint32_t __wrap_clock_ticks(void);
uint32_t __wrap_clock_ticks(void)
{
    return ticks;
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
    folder_new(folder);
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
        folder_write(folder, "events.log", "");
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

int main(void)
{
    const struct CMUnitTest tests[] = {
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
