/* What the DLL carries beside its code: its version, and the text of every event. argv[1]: the DLL.
 */
#include "support.h"

#include <stdlib.h>

#include "lsass/event.h"
#include "lsass/event_text.h"
#include "text/utf.h"

static const char *dll;

static const void *version_part(const wchar_t *which)
{
    static unsigned char version[4096];
    void *part = NULL;
    UINT size = 0;
    assert_true(GetFileVersionInfoA(dll, 0, sizeof version, version));
    assert_true(VerQueryValueW(version, which, &part, &size));
    assert_int_not_equal(size, 0);
    return part;
}

static void the_dll_says_what_and_which_version_it_is(void **state)
{
    (void)state;
    const VS_FIXEDFILEINFO *fixed = version_part(L"\\");
    const wchar_t *version = version_part(L"\\StringFileInfo\\040904B0\\FileVersion");
    wchar_t *end;
    assert_int_equal(fixed->dwFileType, VFT_DLL);
    assert_int_equal(fixed->dwFileOS, VOS_NT_WINDOWS32);
    assert_int_equal(wcstoul(version, &end, 10), HIWORD(fixed->dwFileVersionMS));
    assert_int_equal(*end, '.');
    assert_int_equal(wcstoul(end + 1, &end, 10), LOWORD(fixed->dwFileVersionMS));
    assert_int_equal(*end, '.');
    assert_int_equal(wcstoul(end + 1, &end, 10), HIWORD(fixed->dwFileVersionLS));
    assert_int_equal(*end, 0);
    assert_memory_equal(version_part(L"\\StringFileInfo\\040904B0\\OriginalFilename"),
                        L"iissuba.dll", sizeof L"iissuba.dll");
}

/* The event viewer puts an event's strings into the DLL's message; event_text puts them into its
 * own. */
static void the_event_viewer_shows_the_text_that_a_machine_folder_has(void **state)
{
    (void)state;
    static const enum event_id events[] = {
#define EVENT(name, id, severity, text) name,
#include "events.inc"
#undef EVENT
    };
    HMODULE module = LoadLibraryExA(dll, NULL, LOAD_LIBRARY_AS_DATAFILE);
    assert_non_null(module);
    for (size_t i = 0; i < sizeof events / sizeof events[0]; i++) {
        DWORD_PTR strings[] = {(DWORD_PTR)L"IUSR_X", (DWORD_PTR)L"4294967295",
                               (DWORD_PTR)L"NTLMv2 (NT field 180 bytes, LM field 24 bytes)"};
        struct presented presented = {.nt = 180, .lm = 24};
        wchar_t shown[EVENT_TEXT_MAX];
        char text[4 * EVENT_TEXT_MAX];
        char expected[EVENT_TEXT_MAX];
        DWORD id = ((DWORD)event_severity(events[i]) + 1) << 30 | (DWORD)events[i];
        DWORD units = FormatMessageW(FORMAT_MESSAGE_FROM_HMODULE | FORMAT_MESSAGE_ARGUMENT_ARRAY,
                                     module, id, 0, shown, EVENT_TEXT_MAX, (va_list *)strings);
        assert_true(units > 2); /* a line end is added */
        shown[units - 2] = 0;
        event_text(events[i], WIDE(u"IUSR_X"), 4294967295u, &presented, expected);
        utf16_to_utf8(wide_of((const uint16_t *)shown), text, sizeof text);
        assert_string_equal(text, expected);
    }
    FreeLibrary(module);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_dll_says_what_and_which_version_it_is),
        cmocka_unit_test(the_event_viewer_shows_the_text_that_a_machine_folder_has),
    };
    if (argc != 2) {
        fprintf(stderr, "usage: test_resources_win32 DLL\n");
        return 2;
    }
    dll = argv[1];
    return cmocka_run_group_tests(tests, NULL, NULL);
}
