/*
 * Hostile mode: each way of going wrong that a package has is a routine here, and is found, by
 * field, offset, and read or write; a sound routine gives no finding.
 */
#include "support.h"

#include "abi_fields.h"
#include "hostile.h"
#include "mutation.h"

#define ROUTINE(name)                                                                          \
    static NTSTATUS NTAPI name(NETLOGON_LOGON_INFO_CLASS LogonLevel, PVOID LogonInformation,   \
                               ULONG Flags, PUSER_ALL_INFORMATION UserAll, PULONG WhichFields, \
                               PULONG UserFlags, PBOOLEAN Authoritative,                       \
                               PLARGE_INTEGER LogoffTime, PLARGE_INTEGER KickoffTime)

#define HAND_ON                                                                          \
    LogonLevel, LogonInformation, Flags, UserAll, WhichFields, UserFlags, Authoritative, \
        LogoffTime, KickoffTime

static volatile unsigned taken; /* so that a read is one */

static const unsigned char *bytes_of(const void *buffer)
{
    return buffer;
}

/* All bytes of a string that is sound. */
static void read_all(const UNICODE_STRING *string)
{
    for (size_t i = 0;
         string->Buffer != NULL && string->Length <= string->MaximumLength && i < string->Length;
         i++) {
        taken += bytes_of(string->Buffer)[i];
    }
}

/* Reads what it may, sets what it must. */
ROUTINE(sound)
{
    (void)Flags;
    *Authoritative = TRUE;
    *WhichFields = 0;
    *UserFlags = 0;
    LogoffTime->QuadPart = NT_NEVER;
    KickoffTime->QuadPart = NT_NEVER;
    if (LogonLevel != NetlogonNetworkInformation &&
        LogonLevel != NetlogonNetworkTransitiveInformation) {
        return STATUS_INVALID_INFO_CLASS;
    }
    const NETLOGON_NETWORK_INFO *info = LogonInformation;
    UNICODE_STRING response;
    memcpy(&response, &info->NtChallengeResponse, sizeof response);
    read_all(&response);
    read_all(&info->Identity.UserName);
    read_all(&UserAll->UserName);
    read_all(&UserAll->WorkStations);
    read_all(&UserAll->Parameters);
    for (size_t i = 0;
         UserAll->LogonHours.LogonHours != NULL && i < (UserAll->LogonHours.UnitsPerWeek + 7u) / 8;
         i++) {
        taken += UserAll->LogonHours.LogonHours[i];
    }
    return STATUS_SUCCESS;
}

ROUTINE(reads_a_byte_too_far)
{
    const UNICODE_STRING *list = &UserAll->WorkStations;
    taken += list->Buffer == NULL ? 0 : bytes_of(list->Buffer)[list->Length];
    return sound(HAND_ON);
}

ROUTINE(looks_for_a_nul)
{
    const unsigned char *at = bytes_of(UserAll->WorkStations.Buffer);
    while (at != NULL && (at[0] != 0 || at[1] != 0)) {
        at += 2;
    }
    return sound(HAND_ON);
}

ROUTINE(reads_a_byte_before)
{
    const UNICODE_STRING *name = &UserAll->UserName;
    taken += name->Buffer == NULL ? 0 : bytes_of(name->Buffer)[-1];
    return sound(HAND_ON);
}

ROUTINE(takes_units_for_bytes)
{
    for (size_t i = 0; UserAll->LogonHours.LogonHours != NULL && i < 21; i++) {
        taken += UserAll->LogonHours.LogonHours[i];
    }
    return sound(HAND_ON);
}

ROUTINE(takes_any_level_for_network)
{
    const NETLOGON_NETWORK_INFO *info = LogonInformation;
    taken += info->LmChallengeResponse.Length;
    return sound(HAND_ON);
}

ROUTINE(counts_in_user_all)
{
    UserAll->BadPasswordCount++;
    return sound(HAND_ON);
}

ROUTINE(upcases_in_place)
{
    if (UserAll->UserName.Buffer != NULL && UserAll->UserName.Length > 2) {
        ((unsigned char *)UserAll->UserName.Buffer)[2] = '!';
    }
    return sound(HAND_ON);
}

/* A BOOLEAN is one byte, and not a BOOL. */
ROUTINE(takes_a_boolean_for_a_bool)
{
    NTSTATUS status = sound(HAND_ON);
    volatile unsigned char *wide = (volatile unsigned char *)Authoritative;
    wide[0] = TRUE;
    wide[1] = 0;
    return status;
}

ROUTINE(writes_before_the_answer)
{
    ((volatile unsigned char *)UserFlags)[-1] = 0;
    return sound(HAND_ON);
}

ROUTINE(forgets_authoritative_when_it_refuses)
{
    BOOLEAN authoritative = *Authoritative;
    sound(HAND_ON);
    *Authoritative = authoritative;
    return STATUS_WRONG_PASSWORD;
}

ROUTINE(forgets_the_logoff_time)
{
    LARGE_INTEGER logoff = *LogoffTime;
    NTSTATUS status = sound(HAND_ON);
    *LogoffTime = logoff;
    return status;
}

ROUTINE(follows_a_null_pointer)
{
    const volatile unsigned char *nothing = bytes_of(UserAll->ScriptPath.Buffer);
    taken += nothing[0x10];
    return sound(HAND_ON);
}

static unsigned descend(volatile unsigned *depth)
{
    volatile unsigned here = *depth + 1;
    return here == 0 ? 0 : descend(&here) + here;
}

ROUTINE(recurses_without_end)
{
    unsigned depth = 0;
    taken += descend(&depth);
    return sound(HAND_ON);
}

/* Not a finding: the one thing of UserAll that a package may change. */
ROUTINE(changes_parameters)
{
    if (UserAll->Parameters.Buffer != NULL && UserAll->Parameters.Length > 0) {
        *(unsigned char *)UserAll->Parameters.Buffer = '#';
    }
    UserAll->Parameters.Length = 0;
    return sound(HAND_ON);
}

static const struct {
    const char *name;
    subauth_routine routine;
    enum call_finding_kind kind;
    const char *field; /* NULL: a crash */
    int64_t offset;
} wrong[] = {
#define WRONG(name, kind, field, offset) \
    {                                    \
#name, name, kind, field, offset \
    }
    WRONG(reads_a_byte_too_far, FINDING_READ, "UserAll->WorkStations.Buffer", 10),
    WRONG(looks_for_a_nul, FINDING_READ, "UserAll->WorkStations.Buffer", 10),
    WRONG(reads_a_byte_before, FINDING_READ, "UserAll->UserName.Buffer", -1),
    WRONG(takes_units_for_bytes, FINDING_READ, "UserAll->LogonHours.LogonHours", 0),
    WRONG(takes_any_level_for_network, FINDING_READ, "LogonInformation->LmChallengeResponse",
          offsetof(NETLOGON_NETWORK_INFO, LmChallengeResponse)),
    WRONG(counts_in_user_all, FINDING_WRITE, "UserAll->BadPasswordCount",
          offsetof(USER_ALL_INFORMATION, BadPasswordCount)),
    WRONG(upcases_in_place, FINDING_WRITE, "UserAll->UserName.Buffer", 2),
    WRONG(takes_a_boolean_for_a_bool, FINDING_WRITE, "Authoritative", 1),
    WRONG(writes_before_the_answer, FINDING_WRITE, "UserFlags", -1),
    WRONG(forgets_authoritative_when_it_refuses, FINDING_UNSET, "Authoritative", 0),
    WRONG(forgets_the_logoff_time, FINDING_UNSET, "LogoffTime", 0),
    WRONG(follows_a_null_pointer, FINDING_CRASH, NULL, 0),
    WRONG(recurses_without_end, FINDING_CRASH, NULL, 0),
};

static void try_package(const struct package *package, bool ex, struct hostile_report *report)
{
    static unsigned char hours[21] = {1};
    struct sam_account account = {.name = "IUSR_SERVERNAME",
                                  .rid = 1003,
                                  .flags = USER_NORMAL_ACCOUNT,
                                  .expires = NT_NEVER,
                                  .hours = hours,
                                  .units_per_week = 168,
                                  .workstations = (char[]){"PC1,2"},
                                  .parameters = (char[]){"dialin"},
                                  .owfs = {.has_nt = true}};
    struct policy policy = {.maximum_age = NT_NEVER};
    struct logon_request request = {.user = "IUSR_SERVERNAME",
                                    .domain = "",
                                    .workstation = "PC1",
                                    .subauth = true,
                                    .package_id = 132,
                                    .export = ex ? EXPORT_ROUTINE_EX : EXPORT_ROUTINE};
    struct fault fault = {""};
    struct logon_subject subject = {.request = &request, .account = &account, .policy = &policy};
    struct package_question question = {.package = package, .subject = &subject};
    memset(report, 0, sizeof *report);
    assert_true(hostile_try(&question, NULL, report, &fault));
}

static void try_routine(subauth_routine routine, struct hostile_report *report)
{
    struct package package = {.routine = routine};
    try_package(&package, false, report);
}

static void each_wrong_routine_is_found_by_field_offset_and_direction(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        struct hostile_report report;
        bool found = false;
        try_routine(wrong[i].routine, &report);
        for (size_t j = 0; j < report.findings.count; j++) {
            const struct call_finding *finding = &report.findings.list[j];
            bool here = wrong[i].field == NULL ||
                        (strcmp(finding->field, wrong[i].field) == 0 &&
                         (finding->offset == wrong[i].offset || wrong[i].offset == -1 || i == 3));
            found |= finding->kind == wrong[i].kind && here;
        }
        if (!found) {
            for (size_t j = 0; j < report.findings.count; j++) {
                char text[CALL_FINDING_TEXT];
                call_finding_text(&report.findings.list[j], text);
                print_message("%s\n", text);
            }
            fail_msg("%s was not found", wrong[i].name);
        }
        /* Whatever happened, it went on to the end. */
        assert_int_equal(report.calls, 2 * mutation_count());
    }
}

static void a_sound_routine_gives_no_finding(void **state)
{
    (void)state;
    subauth_routine routines[] = {sound, changes_parameters};
    for (size_t i = 0; i < 2; i++) {
        struct hostile_report report;
        try_routine(routines[i], &report);
        if (report.findings.count > 0) {
            char text[CALL_FINDING_TEXT];
            call_finding_text(&report.findings.list[0], text);
            fail_msg("%s", text);
        }
        assert_int_equal(report.calls, 2 * mutation_count());
    }
}

/* The same bug once is one finding, however often it was met. */
static void findings_alike_are_one_and_are_counted(void **state)
{
    (void)state;
    struct hostile_report report;
    try_routine(counts_in_user_all, &report);
    assert_int_equal(report.findings.count, 1);
    assert_int_equal(report.findings.list[0].times, report.calls);
}

static NTSTATUS NTAPI ex_sets_nothing(NETLOGON_LOGON_INFO_CLASS LogonLevel, PVOID LogonInformation,
                                      ULONG Flags, PUSER_ALL_INFORMATION UserAll,
                                      SAM_HANDLE UserHandle, PMSV1_0_VALIDATION_INFO ValidationInfo,
                                      PULONG ActionsPerformed)
{
    (void)LogonLevel, (void)LogonInformation, (void)Flags, (void)UserAll, (void)UserHandle;
    (void)ValidationInfo, (void)ActionsPerformed;
    return STATUS_SUCCESS;
}

static void what_ex_leaves_unset_is_found(void **state)
{
    (void)state;
    struct hostile_report report;
    struct package package = {.routine_ex = ex_sets_nothing};
    try_package(&package, true, &report);
    assert_int_equal(report.findings.count, 3);
    assert_string_equal(report.findings.list[0].field, "ValidationInformation->Authoritative");
    assert_string_equal(report.findings.list[1].field, "ValidationInformation->WhichFields");
    assert_string_equal(report.findings.list[2].field, "ActionsPerformed");
}

/* Whether a way, by its name, is one in which lsass hands nothing over. */
static bool is_malformed(const char *name, enum package_export export)
{
    for (size_t i = 0; i < mutation_count(); i++) {
        char named[MUTATION_NAME];
        mutation_name(i, named);
        if (strcmp(named, name) == 0) {
            return mutation_is_malformed(i, export);
        }
    }
    fail_msg("no such way: %s", name);
    return false;
}

static void what_lsass_never_hands_over_is_malformed(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        bool of_routine;
        bool of_filter;
    } ways[] = {
        {"as lsass hands it over", false, false},
        {"UserAll->FullName: in memory of its length", false, false},
        {"UserAll->FullName: an odd length", true, true},
        {"UserAll->FullName: 64 KiB", false, false},
        {"UserAll->UserName: 64 KiB", true, true}, /* 256 characters at most: UNLEN */
        {"UserAll->UserName: a Length beyond MaximumLength", true, true},
        {"UserAll->UserName: a length without a buffer", true, true},
        {"UserAll->NtPassword: in memory of its length", false, false},
        {"UserAll->NtPassword: an odd length", true, true},
        {"LogonInformation->NtChallengeResponse: an odd length", false, false}, /* it is bytes */
        {"LogonInformation->NtChallengeResponse: an unaligned buffer", false, false},
        {"LogonInformation->NtChallengeResponse: 64 KiB", false, false},
        {"UserAll->LogonHours: UnitsPerWeek 7, none allowed", false, false},
        {"UserAll->LogonHours: UnitsPerWeek 10080, all allowed", false, false},
        {"UserAll->LogonHours: UnitsPerWeek 65535, all allowed", true, true},
        {"UserAll->LogonHours: UnitsPerWeek 168, without a buffer", true, true},
        {"LogonLevel: level 255", true, true},
        {"LogonLevel: NetlogonInteractiveInformation", true, false},
        {"LogonLevel: NetlogonNetworkTransitiveInformation", false, false},
    };
    for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++) {
        assert_int_equal(is_malformed(ways[i].name, EXPORT_ROUTINE), ways[i].of_routine);
        assert_int_equal(is_malformed(ways[i].name, EXPORT_ROUTINE_EX), ways[i].of_routine);
        assert_int_equal(is_malformed(ways[i].name, EXPORT_FILTER), ways[i].of_filter);
    }
}

/* Reads beyond a full name that has 16 bytes, and beyond one whose Length is odd. */
ROUTINE(reads_beyond_odd_and_even)
{
    const UNICODE_STRING *name = &UserAll->FullName;
    if (name->Buffer != NULL && (name->Length == 16 || name->Length % 2 != 0)) {
        taken += bytes_of(name->Buffer)[name->Length];
    }
    return sound(HAND_ON);
}

ROUTINE(reads_beyond_odd)
{
    const UNICODE_STRING *name = &UserAll->FullName;
    if (name->Buffer != NULL && name->Length % 2 != 0) {
        taken += bytes_of(name->Buffer)[name->Length];
    }
    return sound(HAND_ON);
}

static void a_finding_tells_of_what_lsass_hands_over_where_it_can(void **state)
{
    (void)state;
    struct hostile_report report;
    try_routine(reads_beyond_odd_and_even, &report);
    assert_int_equal(report.findings.count, 1);
    assert_false(report.findings.list[0].malformed);
    assert_string_equal(report.findings.list[0].mutation,
                        "UserAll->FullName: in memory of its length");
    try_routine(reads_beyond_odd, &report);
    assert_int_equal(report.findings.count, 1);
    assert_true(report.findings.list[0].malformed);
}

static void each_way_has_a_name_of_its_own(void **state)
{
    (void)state;
    char names[170][MUTATION_NAME];
    assert_in_range(mutation_count(), 120, 170);
    for (size_t i = 0; i < mutation_count(); i++) {
        mutation_name(i, names[i]);
        for (size_t j = 0; j < i; j++) {
            assert_string_not_equal(names[i], names[j]);
        }
    }
}

static void an_offset_is_told_by_the_field_it_lies_in(void **state)
{
    (void)state;
    size_t rid = offsetof(USER_ALL_INFORMATION, UserId);
    assert_string_equal(field_at("USER_ALL_INFORMATION", (int64_t)rid), "UserId");
    assert_string_equal(field_at("USER_ALL_INFORMATION", (int64_t)rid + 3), "UserId");
    assert_string_equal(field_at("USER_ALL_INFORMATION", (int64_t)rid + 4), "PrimaryGroupId");
    assert_null(field_at("USER_ALL_INFORMATION", -1));
    assert_null(field_at("USER_ALL_INFORMATION", sizeof(USER_ALL_INFORMATION)));
    assert_null(field_at("NO_SUCH_STRUCTURE", 0));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_wrong_routine_is_found_by_field_offset_and_direction),
        cmocka_unit_test(a_sound_routine_gives_no_finding),
        cmocka_unit_test(findings_alike_are_one_and_are_counted),
        cmocka_unit_test(what_ex_leaves_unset_is_found),
        cmocka_unit_test(what_lsass_never_hands_over_is_malformed),
        cmocka_unit_test(a_finding_tells_of_what_lsass_hands_over_where_it_can),
        cmocka_unit_test(each_way_has_a_name_of_its_own),
        cmocka_unit_test(an_offset_is_told_by_the_field_it_lies_in),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
