/* A package's name made of its file's path, and where its DLL is looked for (deployment.h). */
#include "machine_folder.h"

#include "enrolment/deployment.h"
#include "enrolment/package_file.h"
#include "files/files.h"

static void a_name_is_what_loadlibrary_takes(void **state)
{
    (void)state;
    static const struct {
        const char *dll;
        const char *name; /* NULL: none is left */
    } cases[] = {
        {"iissuba.dll", "IISSUBA"},
        {"x/iissuba.dll", "IISSUBA"},
        {"C:\\x.y\\iissuba.so", "IISSUBA"},
        {"c:iissuba.dll", "IISSUBA"},
        {"/azAZ09_.dll", "AZAZ09_"},
        {"`{@[.dll", "`{@["}, /* beside the letters */
        {"iissuba", "IISSUBA"},
        {"my.package.dll", "MY.PACKAGE.DLL"},
        {"a.b.c.so", "A.B.C.DLL"},
        {"\xC3\xBC.dll", "\xC3\xBC"},
        {"", NULL},
        {"x/", NULL},
        {".dll", NULL},
        {"x/.so", NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char name[64];
        struct fault fault = {""};
        bool made = deployment_name(cases[i].dll, name, sizeof name, &fault);
        if (made != (cases[i].name != NULL) || (made && strcmp(name, cases[i].name) != 0)) {
            fail_msg("%s: %s", cases[i].dll, made ? name : "none");
        }
        char expected[128];
        snprintf(expected, sizeof expected, "%s: expected the path of a DLL", cases[i].dll);
        assert_string_equal(fault.text, made ? "" : expected);
    }
}

static void a_name_fits_with_its_nul_or_is_refused(void **state)
{
    (void)state;
    struct fault fault = {""};
    char name[16];
    for (size_t capacity = 7; capacity <= 9; capacity++) {
        assert_int_equal(deployment_name("iissuba.dll", name, capacity, &fault), capacity >= 8);
        assert_int_equal(deployment_name("a.bc.dll", name, capacity, &fault), capacity >= 9);
    }
}

/* The Win32 SDK's page of LoadLibrary; ".so" stands for ".dll". */
static void the_file_of_a_name_is_below_system32(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        const char *file; /* NULL: it leads elsewhere, or nowhere */
    } cases[] = {
        {"IISSUBA", "iissuba.so"},
        {"a@Z[.DLL", "a@z[.so"},
        {"x.dl", "x.dl"},
        {"x.dllx", "x.dllx"},
        {"x.", "x"},
        {"x..", "x."},
        {"x.y.", "x.y"},
        {"x.y", "x.y"},
        {"x.y.dll", "x.y.so"},
        {"a.b\\c", "a.b/c.so"},
        {"inetsrv\\x.dll", "inetsrv/x.so"},
        {"C:\\WINNT\\System32\\x", "x.so"},
        {"C:\\WINNT\\SYSTEM32\\a\\x.dll", "a/x.so"},
        {"\\WINNT\\system32\\x.dll", "x.so"},
        {"C:\\System32\\x", NULL},
        {"C:\\\\System32\\x", NULL},
        {"C:\\WINNT\\System3\\x", NULL},
        {"C:\\WINNT\\a\\System32\\x", NULL},
        {"C:x", NULL},
        {"C:]WINNT\\System32\\x", NULL},
        {"\\\\server\\System32\\x", NULL},
        {"\\x", NULL},
        {"", NULL},
        {".", NULL},
        {"x\\", NULL},
        {"..\\x", NULL},
        {"a\\..\\x", NULL},
        {"a/x", NULL},
        {"a:x", NULL},
        {"C:\\WINNT\\System32\\", NULL},
        {"C:\\WINNT\\System32\\\\x", NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char file[PACKAGE_FILE_MAX];
        bool found = package_file(cases[i].name, ".so", file);
        if (found != (cases[i].file != NULL) || (found && strcmp(file, cases[i].file) != 0)) {
            fail_msg("%s: %s", cases[i].name, found ? file : "none");
        }
    }
}

static void a_file_s_name_fits_with_its_nul_or_is_none(void **state)
{
    (void)state;
    char name[PACKAGE_FILE_MAX + 1];
    char file[PACKAGE_FILE_MAX];
    for (size_t length = PACKAGE_FILE_MAX - 5; length <= PACKAGE_FILE_MAX; length++) {
        memset(name, 'x', length);
        name[length] = '\0';
        assert_int_equal(package_file(name, ".so", file), length + 3 < PACKAGE_FILE_MAX);
    }
}

static void a_name_is_ours_wherever_it_is(void **state)
{
    (void)state;
    assert_true(package_file_is_ours("IISSUBA"));
    assert_true(package_file_is_ours("iissuba.DLL"));
    assert_true(package_file_is_ours("C:\\WINNT\\System32\\iissuba.dll"));
    assert_true(package_file_is_ours("x\\iissuba"));
    assert_false(package_file_is_ours("xiissuba"));
    assert_false(package_file_is_ours("iissuba\\x"));
    assert_false(package_file_is_ours("iissuba.so"));
    assert_false(package_file_is_ours("iissub"));
}

static void the_target_is_below_system32_in_lower_case(void **state)
{
    (void)state;
    char folder[FOLDER_MAX];
    char path[DEPLOYMENT_PATH_MAX];
    char expected[FOLDER_MAX + 64];
    static char too_long[DEPLOYMENT_PATH_MAX];
    struct fault fault = {""};
    folder_new(folder);
    assert_true(deployment_target(folder, "IISSUBA", path, &fault));
    snprintf(expected, sizeof expected, "%s/System32/iissuba%s", folder, deployment_extension);
    assert_string_equal(path, expected);
    assert_false(deployment_target(folder, "x/y", path, &fault));
    assert_string_equal(fault.text, "\"x/y\" leads to no file in System32");
    memset(too_long, 'x', sizeof too_long - 1);
    assert_false(deployment_target(too_long, "IISSUBA", path, &fault));
    assert_non_null(strstr(fault.text, "the path is too long"));
    folder_remove(folder);
}

/* Put once, left alone the second time, and another's file is not overwritten. */
static void a_dll_is_put_there_and_no_other_overwritten(void **state)
{
    (void)state;
    char folder[FOLDER_MAX];
    char dll[FOLDER_MAX + 16];
    char target[DEPLOYMENT_PATH_MAX];
    struct fault fault = {""};
    bool added = true;
    folder_new(folder);
    snprintf(dll, sizeof dll, "%s/one.so", folder);
    assert_true(deployment_target(folder, "ONE", target, &fault));
    assert_false(deployment_put(folder, dll, "ONE", &added, &fault));
    assert_non_null(strstr(fault.text, "one.so"));
    assert_false(file_exists(target));
    folder_write(folder, "one.so", "first");
    for (int again = 0; again < 2; again++) {
        assert_true(deployment_put(folder, dll, "ONE", &added, &fault));
        assert_int_equal(added, again == 0);
        assert_true(deployment_same(dll, target));
    }
    folder_write(folder, "one.so", "fir");
    assert_false(deployment_same(dll, target));
    folder_write(folder, "one.so", "other");
    assert_false(deployment_same(dll, target));
    added = true;
    assert_false(deployment_put(folder, dll, "ONE", &added, &fault));
    assert_false(added);
    assert_false(deployment_same(dll, target));
    folder_write(folder, "one.so", "first");
    assert_true(deployment_same(dll, target));
    assert_false(deployment_same(dll, "no/such/file"));
    assert_false(deployment_same("no/such/file", "no/such/file"));
    folder_remove(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_name_is_what_loadlibrary_takes),
        cmocka_unit_test(a_name_fits_with_its_nul_or_is_refused),
        cmocka_unit_test(the_file_of_a_name_is_below_system32),
        cmocka_unit_test(a_file_s_name_fits_with_its_nul_or_is_none),
        cmocka_unit_test(a_name_is_ours_wherever_it_is),
        cmocka_unit_test(the_target_is_below_system32_in_lower_case),
        cmocka_unit_test(a_dll_is_put_there_and_no_other_overwritten),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
