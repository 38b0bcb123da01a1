/*
 * What calls of a package did that they may not, in words and counted (call_findings.h), and which
 * field an offset is in (abi_fields.h).
 */
#include "support.h"

#include <signal.h>

#include "abi_fields.h"
#include "call_findings.h"

static void assert_finding(const struct call_findings *findings, size_t at, unsigned times,
                           bool malformed, const char *expected)
{
    char text[CALL_FINDING_TEXT];
    call_finding_text(&findings->list[at], text);
    assert_string_equal(text, expected);
    assert_int_equal(findings->list[at].times, times);
    assert_int_equal(findings->list[at].malformed, malformed);
}

static const struct call_way sound_way = {"as it is", false};
static const struct call_way odd_way = {"an odd length", true};

static void findings_that_are_alike_are_one(void **state)
{
    (void)state;
    struct call_findings findings = {.count = 0};
    struct guard guard = {.violations = {{"UserAll", 300, 4, false},
                                         {"UserAll", 300, -1, false},
                                         {"Name", 2, 2, true}},
                          .violation_count = 3};
    call_findings_add_accesses(&findings, odd_way, &guard);
    call_findings_add_accesses(&findings, odd_way, &guard);
    call_findings_add_accesses(&findings, sound_way, &guard);
    call_findings_add_accesses(&findings, odd_way, &guard);
    call_findings_add_unset(&findings, sound_way, "Authoritative", 0, 1);
    assert_int_equal(findings.count, 4);
    assert_finding(&findings, 0, 4, false,
                   "read of UserAll->LastLogon at offset 4 of 300 bytes (as it is)");
    assert_finding(&findings, 1, 4, false, "read of UserAll at offset -1 of 300 bytes (as it is)");
    assert_finding(&findings, 2, 4, false, "write of Name at offset 2 of 2 bytes (as it is)");
    assert_finding(&findings, 3, 1, false, "Authoritative is not set (as it is)");
}

/* By code and place; the address that was touched may be another each time. */
static void crashes_of_one_code_at_one_place_are_one(void **state)
{
    (void)state;
    struct call_findings findings = {.count = 0};
    struct crash crash = {.code = SIGSEGV, .touched = true, .address = 0x10, .place = "x.so+0x1"};
    call_findings_add_crash(&findings, odd_way, &crash);
    crash.address = 0x20;
    call_findings_add_crash(&findings, odd_way, &crash);
    snprintf(crash.place, sizeof crash.place, "x.so+0x2");
    call_findings_add_crash(&findings, sound_way, &crash);
    crash.code = SIGABRT;
    crash.touched = false;
    call_findings_add_crash(&findings, sound_way, &crash);
    crash.place[0] = '\0';
    call_findings_add_crash(&findings, sound_way, &crash);
    assert_int_equal(findings.count, 4);
    assert_finding(&findings, 0, 2, true,
                   "crash: SIGSEGV at address 0x10, at x.so+0x1 (an odd length)");
    assert_finding(&findings, 1, 1, false,
                   "crash: SIGSEGV at address 0x20, at x.so+0x2 (as it is)");
    assert_finding(&findings, 2, 1, false, "crash: SIGABRT, at x.so+0x2 (as it is)");
    assert_finding(&findings, 3, 1, false, "crash: SIGABRT (as it is)");
}

/* Also where they are too long for it, or look like a format of printf's. */
static void names_and_ways_are_copied_as_they_are(void **state)
{
    (void)state;
    char buffer[200];
    char way[200];
    static struct call_findings findings;
    char text[CALL_FINDING_TEXT];
    char expected[CALL_FINDING_TEXT];
    struct crash crash = {.code = SIGSEGV};
    memset(buffer, 'b', sizeof buffer);
    memset(way, 'w', sizeof way);
    buffer[sizeof buffer - 1] = way[sizeof way - 1] = '\0';
    call_findings_add_unset(&findings, (struct call_way){way, false}, buffer, 0, 1);
    call_findings_add_crash(&findings, (struct call_way){way, false}, &crash);
    snprintf(expected, sizeof expected, "%.79s is not set (%.95s)", buffer, way);
    call_finding_text(&findings.list[0], text);
    assert_string_equal(text, expected);
    snprintf(expected, sizeof expected, "crash: SIGSEGV (%.95s)", way);
    call_finding_text(&findings.list[1], text);
    assert_string_equal(text, expected);
    memset(buffer, 0, sizeof buffer); /* it is copied */
    memset(way, 0, sizeof way);
    call_finding_text(&findings.list[1], text);
    assert_string_equal(text, expected);
    crash.code = SIGFPE;
    call_findings_add_unset(&findings, (struct call_way){"50%% of %s", false}, "a %d", 0, 1);
    call_findings_add_crash(&findings, (struct call_way){"50%% of %s", false}, &crash);
    assert_finding(&findings, 2, 1, false, "a %d is not set (50%% of %s)");
    assert_finding(&findings, 3, 1, false, "crash: SIGFPE (50%% of %s)");
}

/* Of each structure that is handed over, a field by its name; beyond it, the buffer alone. */
static void a_buffer_that_holds_a_structure_is_told_by_its_field(void **state)
{
    (void)state;
    static const struct {
        const char *buffer;
        int64_t offset;
        const char *field;
    } cases[] = {
        {"LogonInformation", offsetof(NETLOGON_NETWORK_INFO, LmChallenge),
         "LogonInformation->LmChallenge"},
        {"LogonInformation", sizeof(NETLOGON_NETWORK_INFO), "LogonInformation"},
        {"UserAll", offsetof(USER_ALL_INFORMATION, CodePage), "UserAll->CodePage"},
        {"UserAll", offsetof(USER_ALL_INFORMATION, CodePage) - 1, "UserAll->CountryCode"},
        {"UserAll", 0, "UserAll->LastLogon"},
        {"UserAll", -1, "UserAll"},
        {"ValidationInformation", offsetof(MSV1_0_VALIDATION_INFO, UserFlags),
         "ValidationInformation->UserFlags"},
        {"ValidationInformation", sizeof(MSV1_0_VALIDATION_INFO), "ValidationInformation"},
        {"UserAll->UserName.Buffer", 0, "UserAll->UserName.Buffer"},
        {"ActionsPerformed", 0, "ActionsPerformed"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct call_findings findings = {.count = 0};
        struct guard guard = {.violations = {{cases[i].buffer, 77, cases[i].offset, true}},
                              .violation_count = 1};
        call_findings_add_accesses(&findings, sound_way, &guard);
        assert_int_equal(findings.count, 1);
        assert_string_equal(findings.list[0].field, cases[i].field);
        assert_int_equal(findings.list[0].kind, FINDING_WRITE);
        assert_int_equal(findings.list[0].offset, cases[i].offset);
        assert_int_equal(findings.list[0].size, 77);
    }
}

/* Alike are findings of one kind, field, and side of the buffer. */
static void what_differs_in_kind_field_or_side_is_another_finding(void **state)
{
    (void)state;
    struct call_findings findings = {.count = 0};
    struct guard guard = {.violations = {{"Name", 4, 4, false},
                                         {"Name", 4, 4, true},
                                         {"Name", 4, -1, false},
                                         {"Other", 4, 4, false},
                                         {"Name", 4, 0, false}},
                          .violation_count = 5};
    call_findings_add_accesses(&findings, sound_way, &guard);
    call_findings_add_unset(&findings, sound_way, "Name", 4, 1);
    guard = (struct guard){.violations = {{"", 4, 4, false}}, .violation_count = 1};
    call_findings_add_accesses(&findings, sound_way, &guard);
    assert_int_equal(findings.count, 6);
    assert_finding(&findings, 5, 1, false, "read of  at offset 4 of 4 bytes (as it is)");
    assert_finding(&findings, 0, 2, false, "read of Name at offset 4 of 4 bytes (as it is)");
    assert_finding(&findings, 1, 1, false, "write of Name at offset 4 of 4 bytes (as it is)");
    assert_finding(&findings, 2, 1, false, "read of Name at offset -1 of 4 bytes (as it is)");
    assert_finding(&findings, 3, 1, false, "read of Other at offset 4 of 4 bytes (as it is)");
    assert_finding(&findings, 4, 1, false, "Name is not set (as it is)");
}

/* Whichever was met first: each before and behind each other that it could be taken for. */
static void what_differs_is_told_apart_in_either_order(void **state)
{
    (void)state;
    for (int order = 0; order < 2; order++) {
        struct call_findings findings = {.count = 0};
        struct guard guard = {.violations = {{"A", 4, 4, order == 0},
                                             {"A", 4, 4, order == 1},
                                             {"B", 4, order == 0 ? -1 : 4, true},
                                             {"B", 4, order == 0 ? 4 : -1, true},
                                             {order == 0 ? "C" : "D", 4, 4, true},
                                             {order == 0 ? "D" : "C", 4, 4, true}},
                              .violation_count = 6};
        call_findings_add_accesses(&findings, sound_way, &guard);
        assert_int_equal(findings.count, 6);
        for (int i = 0; i < 2; i++) {
            struct crash crash = {.code = i == order ? SIGABRT : SIGSEGV, .place = "x+0x1"};
            call_findings_add_crash(&findings, sound_way, &crash);
            crash.code = SIGFPE;
            snprintf(crash.place, sizeof crash.place, "x+0x%d", i == order ? 1 : 2);
            call_findings_add_crash(&findings, sound_way, &crash);
        }
        assert_int_equal(findings.count, 10);
    }
}

/* The first way stays, unless it was malformed and another is not. */
static void a_finding_keeps_the_first_way_that_lsass_has(void **state)
{
    (void)state;
    static const struct call_way other_odd = {"another odd length", true};
    static const struct call_way other_sound = {"another sound way", false};
    struct call_findings findings = {.count = 0};
    call_findings_add_unset(&findings, odd_way, "A", 0, 1);
    call_findings_add_unset(&findings, other_odd, "A", 0, 1);
    assert_finding(&findings, 0, 2, true, "A is not set (an odd length)");
    call_findings_add_unset(&findings, other_sound, "A", 0, 1);
    assert_finding(&findings, 0, 3, false, "A is not set (another sound way)");
    call_findings_add_unset(&findings, sound_way, "A", 0, 1);
    call_findings_add_unset(&findings, odd_way, "A", 0, 1);
    assert_finding(&findings, 0, 5, false, "A is not set (another sound way)");
}

static void more_findings_than_there_is_room_for_are_counted(void **state)
{
    (void)state;
    static struct call_findings findings;
    char name[8];
    for (int i = 0; i < CALL_FINDINGS_MOST + 3; i++) {
        snprintf(name, sizeof name, "%d", i);
        call_findings_add_unset(&findings, sound_way, name, 0, 1);
    }
    assert_int_equal(findings.count, CALL_FINDINGS_MOST);
    assert_int_equal(findings.count, 64);
    assert_int_equal(findings.not_kept, 3);
    assert_finding(&findings, 63, 1, false, "63 is not set (as it is)");
    call_findings_add_unset(&findings, sound_way, "63", 0, 1); /* what is known is counted still */
    assert_int_equal(findings.list[63].times, 2);
    assert_int_equal(findings.not_kept, 3);
    assert_string_equal(call_finding_kind_name(FINDING_READ), "read");
    assert_string_equal(call_finding_kind_name(FINDING_WRITE), "write");
    assert_string_equal(call_finding_kind_name(FINDING_UNSET), "unset");
    assert_string_equal(call_finding_kind_name(FINDING_CRASH), "crash");
}

static void an_offset_is_in_the_field_before_it(void **state)
{
    (void)state;
    static const char info[] = "NETLOGON_NETWORK_INFO";
    assert_string_equal(field_at(info, offsetof(NETLOGON_NETWORK_INFO, LmChallenge)),
                        "LmChallenge");
    assert_string_equal(field_at(info, offsetof(NETLOGON_NETWORK_INFO, LmChallenge) + 7),
                        "LmChallenge");
    assert_string_equal(field_at(info, (int64_t)sizeof(NETLOGON_NETWORK_INFO) - 1),
                        "LmChallengeResponse");
    assert_null(field_at(info, (int64_t)sizeof(NETLOGON_NETWORK_INFO)));
    assert_null(field_at(info, -1));
    assert_null(field_at("NO_SUCH", 0));
    assert_string_equal(field_at(info, 0), "Identity");
    assert_string_equal(field_at("UNICODE_STRING", 0), "Length"); /* the first that is known */
    assert_string_equal(field_at("UNICODE_STRING", 2), "MaximumLength");
    assert_null(field_at("UNICODE_STRING", sizeof(UNICODE_STRING)));
    assert_null(field_at("BOOLEAN", 0)); /* which has no fields */
    assert_string_equal(field_at("MSV1_0_VALIDATION_INFO", sizeof(MSV1_0_VALIDATION_INFO) - 1),
                        "UserId"); /* the last */
    assert_null(field_at("MSV1_0_VALIDATION_INFO", INT64_MIN));
    assert_null(field_at("MSV1_0_VALIDATION_INFO", INT64_MAX));
    assert_true(field_is_of("UNICODE_STRING", "Length"));
    assert_true(field_is_of("MSV1_0_VALIDATION_INFO", "UserId"));
    assert_false(field_is_of("UNICODE_STRING", "UNICODE_STRING"));
    assert_true(field_is_of(info, "LmChallenge"));
    assert_false(field_is_of(info, "UserId"));
    assert_false(field_is_of(info, ""));
    assert_false(field_is_of(info, "~"));
    assert_false(field_is_of("NO_SUCH", "LmChallenge"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(findings_that_are_alike_are_one),
        cmocka_unit_test(crashes_of_one_code_at_one_place_are_one),
        cmocka_unit_test(names_and_ways_are_copied_as_they_are),
        cmocka_unit_test(a_buffer_that_holds_a_structure_is_told_by_its_field),
        cmocka_unit_test(what_differs_in_kind_field_or_side_is_another_finding),
        cmocka_unit_test(what_differs_is_told_apart_in_either_order),
        cmocka_unit_test(a_finding_keeps_the_first_way_that_lsass_has),
        cmocka_unit_test(more_findings_than_there_is_room_for_are_counted),
        cmocka_unit_test(an_offset_is_in_the_field_before_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
