/*
 * ntdll's functions for counted strings: ours on Linux, and on Windows ntdll's own, whose answers
 * are then the same. Strings are placed so that nothing may be read beyond them by the sanitizers.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "abi/subauth_abi.h"

/* As their pages declare them; mingw's headers have only some. */
VOID NTAPI RtlInitUnicodeString(PUNICODE_STRING DestinationString, PCWSTR SourceString);
LONG NTAPI RtlCompareUnicodeString(const UNICODE_STRING *String1, const UNICODE_STRING *String2,
                                   BOOLEAN CaseInSensitive);
BOOLEAN NTAPI RtlEqualUnicodeString(const UNICODE_STRING *String1, const UNICODE_STRING *String2,
                                    BOOLEAN CaseInSensitive);
BOOLEAN NTAPI RtlPrefixUnicodeString(const UNICODE_STRING *String1, const UNICODE_STRING *String2,
                                     BOOLEAN CaseInSensitive);
VOID NTAPI RtlCopyUnicodeString(PUNICODE_STRING DestinationString,
                                const UNICODE_STRING *SourceString);
NTSTATUS NTAPI RtlAppendUnicodeStringToString(PUNICODE_STRING Destination,
                                              const UNICODE_STRING *Source);
NTSTATUS NTAPI RtlAppendUnicodeToString(PUNICODE_STRING Destination, PCWSTR Source);
WCHAR NTAPI RtlUpcaseUnicodeChar(WCHAR SourceCharacter);

static UNICODE_STRING string_of(const void *text)
{
    UNICODE_STRING string;
    RtlInitUnicodeString(&string, text);
    return string;
}

static void a_string_is_up_to_its_nul(void **state)
{
    (void)state;
    static WCHAR longest[40000];
    UNICODE_STRING string = string_of(u"abc");
    assert_int_equal(string.Length, 6);
    assert_int_equal(string.MaximumLength, 8);
    string = string_of(NULL);
    assert_true(string.Length == 0 && string.MaximumLength == 0 && string.Buffer == NULL);
    for (size_t i = 0; i < 39999; i++) {
        longest[i] = 'x';
    }
    string = string_of(longest);
    assert_int_equal(string.Length, 0xFFFC);
    assert_int_equal(string.MaximumLength, 0xFFFE);
}

static int sign(LONG number)
{
    return (number > 0) - (number < 0);
}

static void strings_are_compared(void **state)
{
    (void)state;
    static const struct {
        const void *left;
        const void *right;
        int exact;
        int either_case;
        BOOLEAN begins; /* the right one with the left one, in either case */
    } pairs[] = {
        {u"abc", u"abc", 0, 0, TRUE},
        {u"abc", u"ABC", 1, 0, TRUE},
        {u"abc", u"ABCD", 1, -1, TRUE},
        {u"abcd", u"ABC", 1, 1, FALSE},
        {u"", u"", 0, 0, TRUE},
        {u"", u"a", -1, -1, TRUE},
        {u"b", u"ab", 1, 1, FALSE},
        {u"\u00E4", u"\u00C4", 1, 0, TRUE},
        {u"\u0436", u"\u0416", 1, 0, TRUE},
        {u"\uFFFD", u"a", 1, 1, FALSE},
        {u"_", u"a", -1, 1, FALSE}, /* by its upper case: 'A' is below */
    };
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        UNICODE_STRING left = string_of(pairs[i].left);
        UNICODE_STRING right = string_of(pairs[i].right);
        assert_int_equal(sign(RtlCompareUnicodeString(&left, &right, FALSE)), pairs[i].exact);
        assert_int_equal(sign(RtlCompareUnicodeString(&left, &right, TRUE)), pairs[i].either_case);
        assert_int_equal(RtlEqualUnicodeString(&left, &right, TRUE), pairs[i].either_case == 0);
        assert_int_equal(RtlEqualUnicodeString(&left, &right, FALSE), pairs[i].exact == 0);
        assert_int_equal(RtlPrefixUnicodeString(&left, &right, TRUE), pairs[i].begins);
    }
    assert_int_equal(RtlUpcaseUnicodeChar(0xFC), 0xDC);
}

static void what_fits_is_copied(void **state)
{
    (void)state;
    WCHAR room[4] = {'#', '#', '#', '#'};
    UNICODE_STRING to = {0, 6, (PWSTR)room};
    UNICODE_STRING from = string_of(u"ab");
    RtlCopyUnicodeString(&to, &from);
    assert_int_equal(to.Length, 4);
    assert_memory_equal(room, u"ab\0#", 8); /* a NUL, where there is room */
    from = string_of(u"abcd");
    RtlCopyUnicodeString(&to, &from);
    assert_int_equal(to.Length, 6);
    assert_memory_equal(room, u"abc#", 8);
    RtlCopyUnicodeString(&to, NULL);
    assert_int_equal(to.Length, 0);
}

static void what_does_not_fit_is_not_appended(void **state)
{
    (void)state;
    WCHAR room[6] = {'#', '#', '#', '#', '#', '#'};
    UNICODE_STRING to = {0, 10, (PWSTR)room};
    UNICODE_STRING two = string_of(u"ab");
    assert_int_equal(RtlAppendUnicodeStringToString(&to, &two), STATUS_SUCCESS);
    assert_int_equal(RtlAppendUnicodeToString(&to, (PCWSTR)u"cd"), STATUS_SUCCESS);
    assert_int_equal(to.Length, 8);
    assert_memory_equal(room, u"abcd\0#", 12);
    assert_int_equal(RtlAppendUnicodeStringToString(&to, &two), STATUS_BUFFER_TOO_SMALL);
    assert_int_equal(to.Length, 8);
    assert_memory_equal(room, u"abcd\0#", 12);
    assert_int_equal(RtlAppendUnicodeToString(&to, (PCWSTR)u"e"), STATUS_SUCCESS);
    assert_memory_equal(room, u"abcde#", 12);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_string_is_up_to_its_nul),
        cmocka_unit_test(strings_are_compared),
        cmocka_unit_test(what_fits_is_copied),
        cmocka_unit_test(what_does_not_fit_is_not_appended),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
