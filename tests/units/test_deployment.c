/* A package's name made of its file's path, and where its DLL is looked for (deployment.h). */
#include "machine_folder.h"

#include <sys/types.h>

#include "enrolment/deployment.h"
#include "enrolment/package_file.h"
#include "files/files.h"

/* What stands in for the platform's folders; NULL: the platform's own. */
static struct {
    const char *program; /* "": it cannot be told; so are the next two */
    const char *installed;
    const char *system;
    const char *executable;
    ssize_t nothing; /* what readlink returns then */
} world;

#define STANDS_IN(of, member)                                      \
    bool __real_##of(char folder[DEPLOYMENT_PATH_MAX]);            \
    bool __wrap_##of(char folder[DEPLOYMENT_PATH_MAX]);            \
    bool __wrap_##of(char folder[DEPLOYMENT_PATH_MAX])             \
    {                                                              \
        if (world.member == NULL) {                                \
            return __real_##of(folder);                            \
        }                                                          \
        snprintf(folder, DEPLOYMENT_PATH_MAX, "%s", world.member); \
        return *world.member != '\0';                              \
    }

STANDS_IN(deployment_program_folder, program)
STANDS_IN(deployment_installed_folder, installed)

bool __real_deployment_system_folder(const char *machine, char folder[DEPLOYMENT_PATH_MAX],
                                     struct fault *fault);
bool __wrap_deployment_system_folder(const char *machine, char folder[DEPLOYMENT_PATH_MAX],
                                     struct fault *fault);
bool __wrap_deployment_system_folder(const char *machine, char folder[DEPLOYMENT_PATH_MAX],
                                     struct fault *fault)
{
    if (world.system == NULL) {
        return __real_deployment_system_folder(machine, folder, fault);
    }
    snprintf(folder, DEPLOYMENT_PATH_MAX, "%s", world.system);
    return *world.system != '\0' || fault_set(fault, "no System32");
}

ssize_t __real_readlink(const char *path, char *target, size_t room);
ssize_t __wrap_readlink(const char *path, char *target, size_t room);
ssize_t __wrap_readlink(const char *path, char *target, size_t room)
{
    if (world.executable == NULL) {
        return __real_readlink(path, target, room);
    }
    size_t length = strlen(world.executable);
    assert_true(room < DEPLOYMENT_PATH_MAX); /* and the NUL */
    length = length < room ? length : room;
    memcpy(target, world.executable, length);
    return length == 0 ? world.nothing : (ssize_t)length;
}

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
        {"C:\\WINNT\\System32x\\y", NULL},
        {"C:\\WINNT\\System32xy", NULL},
        {"C:\\WINNT\\System64\\x", NULL},
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
    char expected[DEPLOYMENT_PATH_MAX + 256];
    struct fault fault = {""};
    bool added = true;
    folder_new(folder);
    snprintf(dll, sizeof dll, "%s/one.so", folder);
    assert_true(deployment_target(folder, "ONE", target, &fault));
    assert_false(deployment_put(folder, dll, "ONE", &added, &fault));
    snprintf(expected, sizeof expected, "%s: there is no such file", dll);
    assert_string_equal(fault.text, expected);
    assert_false(added);
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
    snprintf(expected, sizeof expected,
             "%s: another file of this name is there; it is left alone. Move it away (it may be "
             "Microsoft's own), or register it with --dll",
             target);
    assert_string_equal(fault.text, expected);
    assert_false(deployment_same(dll, target));
    folder_write(folder, "one.so", "first");
    assert_true(deployment_same(dll, target));
    assert_false(deployment_same(dll, "no/such/file"));
    assert_false(deployment_same("no/such/file", dll));
    assert_false(deployment_same("no/such/file", "no/such/file"));
    folder_write(folder, "one.so", "");
    assert_true(deployment_same(dll, dll));
    assert_false(deployment_same(dll, folder)); /* which is none, and none is not an empty one */
    assert_false(deployment_same(folder, dll));
    folder_remove(folder);
}

static void the_programs_folder_is_where_its_executable_is(void **state)
{
    (void)state;
    static const struct {
        const char *executable;
        const char *folder; /* NULL: it cannot be told */
        ssize_t nothing;
    } cases[] = {{"/usr/bin/iissubactl", "/usr/bin", 0},
                 {"/x", "", 0},
                 {"/", "", 0},
                 {"/a/b/c", "/a/b", 0},
                 {"", NULL, -1},
                 {"", NULL, 0}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char folder[DEPLOYMENT_PATH_MAX];
        char installed[DEPLOYMENT_PATH_MAX];
        memset(folder, 'x', sizeof folder);
        world.executable = cases[i].executable;
        world.nothing = cases[i].nothing;
        assert_int_equal(deployment_program_folder(folder), cases[i].folder != NULL);
        assert_int_equal(deployment_installed_folder(installed), cases[i].folder != NULL);
        if (cases[i].folder != NULL) {
            /* FHS: programs are in bin, and what is installed for them is in a lib beside it. */
            char begin[64];
            snprintf(begin, sizeof begin, "%s/../lib", cases[i].folder);
            assert_string_equal(folder, cases[i].folder);
            assert_int_equal(strncmp(installed, begin, strlen(begin)), 0);
            assert_string_equal(strrchr(installed, '/'), "/iissuba");
        }
        world.executable = NULL;
    }
}

static void a_path_that_fills_its_room_is_cut_at_its_last_folder(void **state)
{
    (void)state;
    static char longest[DEPLOYMENT_PATH_MAX + 8];
    char folder[DEPLOYMENT_PATH_MAX];
    memset(longest, 'x', sizeof longest - 1);
    longest[0] = '/';
    longest[DEPLOYMENT_PATH_MAX - 2] = '/'; /* the last but one of what there is room for */
    world.executable = longest;
    assert_true(deployment_program_folder(folder));
    assert_int_equal(strlen(folder), DEPLOYMENT_PATH_MAX - 2);
    assert_false(deployment_installed_folder(folder)); /* for it does not fit */
    world.executable = NULL;
}

/* Beside the program comes first, and a program that is installed has it elsewhere. */
static void our_own_dll_is_beside_the_program_or_installed(void **state)
{
    (void)state;
    char beside[FOLDER_MAX];
    char installed[FOLDER_MAX];
    folder_new(beside);
    folder_new(installed);
    world.program = beside;
    for (int i = 0; i < 8; i++) {
        bool is_beside = (i & 1) != 0;
        bool is_installed = (i & 2) != 0;
        char path[DEPLOYMENT_PATH_MAX];
        char expected[2 * FOLDER_MAX];
        struct fault fault = {""};
        world.installed = (i & 4) != 0 ? installed : "";
        if (is_beside) {
            folder_write(beside, "iissuba.so", "x");
        }
        if (is_installed) {
            folder_write(installed, "iissuba.so", "y");
        }
        bool elsewhere = !is_beside && is_installed && *world.installed != '\0';
        bool found = deployment_own_dll(path, &fault);
        assert_int_equal(found, is_beside || elsewhere);
        snprintf(expected, sizeof expected, "%s/iissuba.so", elsewhere ? installed : beside);
        assert_string_equal(path, expected);
        snprintf(expected, sizeof expected,
                 "%s/iissuba.so: there is no such file; name the DLL: --dll FILE", beside);
        assert_string_equal(fault.text, found ? "" : expected);
        for (int other = 0; other < 2; other++) {
            snprintf(path, sizeof path, "%s/iissuba.so", other == 1 ? installed : beside);
            file_remove(path);
        }
    }
    world.program = world.installed = NULL;
    folder_remove(beside);
    folder_remove(installed);
}

static void a_folder_that_cannot_be_told_is_said_and_what_to_do(void **state)
{
    (void)state;
    static char too_long[DEPLOYMENT_PATH_MAX - 8];
    char path[DEPLOYMENT_PATH_MAX];
    memset(too_long, 'x', sizeof too_long - 1);
    const char *const programs[] = {"", too_long};
    for (size_t i = 0; i < 2; i++) {
        struct fault fault = {""};
        world.program = programs[i];
        world.installed = "";
        assert_false(deployment_own_dll(path, &fault));
        assert_string_equal(fault.text, "the program's own folder cannot be told; name the DLL: "
                                        "--dll FILE");
    }
    world.program = world.installed = NULL;
}

static void a_system_folder_that_cannot_be_had_is_a_fault(void **state)
{
    (void)state;
    static char too_long[DEPLOYMENT_PATH_MAX - 8];
    char folder[FOLDER_MAX];
    char path[DEPLOYMENT_PATH_MAX];
    char expected[128];
    struct fault fault = {""};
    bool added = true;
    memset(too_long, 'x', sizeof too_long - 1);
    world.system = too_long; /* which is there, and the file's name does not fit behind it */
    assert_false(deployment_target("x", "IISSUBA", path, &fault));
    snprintf(expected, sizeof expected, "%.60s...: the path is too long", too_long);
    assert_string_equal(fault.text, expected);
    world.system = "";
    assert_false(deployment_target("x", "IISSUBA", path, &fault));
    assert_string_equal(fault.text, "no System32");
    world.system = NULL;
    folder_new(folder);
    folder_write(folder, "System32", "a file");
    folder_write(folder, "one.so", "first");
    snprintf(path, sizeof path, "%s/one.so", folder);
    assert_false(deployment_put(folder, path, "ONE", &added, &fault));
    assert_non_null(strstr(fault.text, "System32"));
    assert_false(added);
    snprintf(path, sizeof path, "%s/System32", folder);
    file_remove(path);
    snprintf(path, sizeof path, "%s/one.so", folder);
    file_remove(path);
    folder_remove(folder);
}

/* A folder below System32 is not made, and what a process that was killed left is cleared. */
static void what_cannot_be_copied_is_not_added(void **state)
{
    (void)state;
    char folder[FOLDER_MAX];
    char dll[FOLDER_MAX + 64];
    char leftover[DEPLOYMENT_PATH_MAX + 16];
    char target[DEPLOYMENT_PATH_MAX];
    struct fault fault = {""};
    bool added = true;
    folder_new(folder);
    folder_write(folder, "one.so", "first");
    snprintf(dll, sizeof dll, "%s/one.so", folder);
    assert_false(deployment_put(folder, dll, "inetsrv\\ONE", &added, &fault));
    assert_int_not_equal(fault.text[0], '\0');
    assert_false(added);
    assert_true(deployment_target(folder, "ONE", target, &fault));
    snprintf(leftover, sizeof leftover, "%s.new-aB3xYz", target);
    assert_true(folder_make(leftover, &fault));
    assert_true(deployment_put(folder, dll, "ONE", &added, &fault));
    assert_true(added);
    assert_false(file_exists(leftover));
    assert_true(deployment_same(dll, target));
    assert_false(deployment_same(folder, folder)); /* no files */
    file_remove(target);
    file_remove(dll);
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
        cmocka_unit_test(the_programs_folder_is_where_its_executable_is),
        cmocka_unit_test(a_path_that_fills_its_room_is_cut_at_its_last_folder),
        cmocka_unit_test(our_own_dll_is_beside_the_program_or_installed),
        cmocka_unit_test(a_folder_that_cannot_be_told_is_said_and_what_to_do),
        cmocka_unit_test(a_system_folder_that_cannot_be_had_is_a_fault),
        cmocka_unit_test(what_cannot_be_copied_is_not_added),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
