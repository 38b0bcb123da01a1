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
    assert_true(field_is_of(info, "LmChallenge"));
    assert_false(field_is_of(info, "UserId"));
    assert_false(field_is_of("NO_SUCH", "LmChallenge"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(findings_that_are_alike_are_one),
        cmocka_unit_test(crashes_of_one_code_at_one_place_are_one),
        cmocka_unit_test(more_findings_than_there_is_room_for_are_counted),
        cmocka_unit_test(an_offset_is_in_the_field_before_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
