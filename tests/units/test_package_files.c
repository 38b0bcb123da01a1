/*
 * How a package is found and loaded (package.h, package_platform.h): what Auth<N> has to hold,
 * which file that is, which may be loaded, what of it is exported, and why one cannot be loaded.
 * argv: DLLs that export both routines, a routine with a filter, RoutineGeneric, and nothing.
 */
#include "machine_folder.h"

#include <dlfcn.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "code_module.h"
#include "files/files.h"
#include "package.h"
#include "package_platform.h"
#include "packages.h"

enum dll { BOTH, FILTERS, GENERIC, NOTHING, DLL_COUNT };

static char **dlls;
static char folder[FOLDER_MAX];
static char system32[FOLDER_MAX + 16];
static char inside[FOLDER_MAX + 32]; /* System32's iissuba.so */
static bool dlerror_says_nothing;

char *__real_dlerror(void);
char *__wrap_dlerror(void);
char *__wrap_dlerror(void)
{
    return dlerror_says_nothing ? NULL : __real_dlerror();
}

static void copy(enum dll dll, const char *to)
{
    struct fault fault = {""};
    if (!file_copy(dlls[dll], to, &fault)) {
        fail_msg("%s", fault.text);
    }
}

/* A machine folder in which System32 has iissuba.so. */
static int begin(void **state)
{
    (void)state;
    folder_new(folder);
    snprintf(system32, sizeof system32, "%s/System32", folder);
    snprintf(inside, sizeof inside, "%s/iissuba.so", system32);
    assert_int_equal(mkdir(system32, 0700), 0);
    copy(BOTH, inside);
    return 0;
}

static int end(void **state)
{
    (void)state;
    unlink(inside);
    assert_int_equal(rmdir(system32), 0);
    folder_remove(folder);
    return 0;
}

static void set_text(const uint16_t *key, const uint16_t *value, const uint16_t *text)
{
    size_t size = (wide_of(text).units + 1) * sizeof *text;
    folder_set(folder, key, value, REGISTRY_SZ, text, size);
}

/* Leaves nothing on the stack of what the last call found. */
static __attribute__((noinline)) void forget(void)
{
    volatile char stack[0x4000];
    for (size_t i = 0; i < sizeof stack; i++) {
        stack[i] = 'x';
    }
}

static bool is_left_out(unsigned id, const char *trusted)
{
    forget();
    return package_is_left_out(folder, PROTOCOL_NTLM, id, trusted);
}

static NTSTATUS open_named(unsigned id, const char *trusted)
{
    struct package package;
    memset(&package, 0x5A, sizeof package);
    forget();
    NTSTATUS status = package_open(folder, PROTOCOL_NTLM, id, trusted, &package);
    assert_int_equal(package.module != NULL, status == STATUS_SUCCESS);
    assert_int_equal(package_exports(&package, EXPORT_ROUTINE), status == STATUS_SUCCESS);
    package_close(&package);
    assert_null(package.module);
    return status;
}

static void a_package_is_named_by_its_protocol_and_its_number(void **state)
{
    (void)state;
    static const struct {
        enum logon_protocol protocol;
        unsigned id;
        bool named;
    } cases[] = {
        {PROTOCOL_NTLM, 0, false},       {PROTOCOL_NTLM, 7, true},
        {PROTOCOL_NTLM, 132, true},      {PROTOCOL_NTLM, 13, false},
        {PROTOCOL_NTLM, 255, false},     {PROTOCOL_NTLM, UINT32_MAX, true},
        {PROTOCOL_KERBEROS, 0, true},    {PROTOCOL_KERBEROS, 7, false},
        {PROTOCOL_KERBEROS, 132, false},
    };
    assert_false(package_is_named(folder, PROTOCOL_NTLM, 7)); /* there is no registry */
    set_text(KEY_MSV1_0, u"Auth7", u"x");
    assert_false(package_is_named(folder, PROTOCOL_KERBEROS, 7)); /* no such key */
    set_text(KEY_MSV1_0, u"Auth132", u"x");
    set_text(KEY_MSV1_0, u"Auth4294967295", u"x");
    set_text(KEY_KERBEROS, u"Auth0", u"x");
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_int_equal(package_is_named(folder, cases[i].protocol, cases[i].id), cases[i].named);
    }
    folder_write(folder, "registry.reg", "this is none");
    assert_false(package_is_named(folder, PROTOCOL_NTLM, 7));
    assert_int_equal(open_named(7, NULL), STATUS_DLL_NOT_FOUND);
}

/* A value that is no text is a name by which nothing is loaded. */
static void a_name_is_a_text(void **state)
{
    (void)state;
    static const struct {
        uint32_t type;
        const void *data;
        size_t size;
        bool named;
        bool loaded;
    } cases[] = {
        {REGISTRY_SZ, u"IISSUBA", 16, true, true},
        {REGISTRY_SZ, u"IISSUBA", 14, true, true}, /* without its NUL */
        {REGISTRY_EXPAND_SZ, u"iissuba.dll", 24, true, true},
        {REGISTRY_EXPAND_SZ, u"%SystemRoot%\\System32\\IISSUBA", 60, true, false},
        {REGISTRY_SZ, u"OTHER", 12, true, false},
        {REGISTRY_SZ, u"x/iissuba", 20, true, false},
        {REGISTRY_SZ, u"", 2, false, false},
        {REGISTRY_SZ, u"", 0, false, false},
        {REGISTRY_BINARY, u"IISSUBA", 16, true, false},
        {REGISTRY_MULTI_SZ, u"IISSUBA\0", 18, true, false},
        {REGISTRY_DWORD, "\x01\0\0", 4, true, false},
        {REGISTRY_NONE, u"IISSUBA", 16, true, false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        folder_set(folder, KEY_MSV1_0, u"Auth132", cases[i].type, cases[i].data, cases[i].size);
        bool loads = open_named(132, NULL) == STATUS_SUCCESS;
        if (package_is_named(folder, PROTOCOL_NTLM, 132) != cases[i].named ||
            loads != cases[i].loaded) {
            fail_msg("case %u", (unsigned)i);
        }
    }
}

/* MAX_PATH: 260 characters with the NUL. */
static void a_name_is_as_long_as_a_path(void **state)
{
    (void)state;
    static const uint16_t end_of_it[] = u"\\System32\\iissuba";
    const size_t end_units = sizeof end_of_it / sizeof end_of_it[0] - 1;
    for (size_t units = 257; units <= 260; units++) {
        uint16_t name[262];
        name[0] = 'C', name[1] = ':', name[2] = '\\';
        for (size_t i = 3; i < units; i++) {
            name[i] = 'W';
        }
        memcpy(name + units - end_units, end_of_it, sizeof end_of_it);
        for (size_t nul = 0; nul < 2; nul++) {
            folder_set(folder, KEY_MSV1_0, u"Auth132", REGISTRY_SZ, name, 2 * (units + nul));
            assert_true(package_is_named(folder, PROTOCOL_NTLM, 132));
            assert_int_equal(open_named(132, NULL),
                             units + nul < 260 ? STATUS_SUCCESS : STATUS_DLL_NOT_FOUND);
        }
    }
}

static bool is_loaded(const char *path)
{
    void *module = dlopen(path, RTLD_NOW | RTLD_NOLOAD);
    if (module != NULL) {
        dlclose(module);
    }
    return module != NULL;
}

/* Loaded is the trusted file, and not the folder's, which it was compared with. */
static void where_one_is_trusted_that_one_is_loaded_and_no_other(void **state)
{
    (void)state;
    char trusted[FOLDER_MAX + 32];
    struct package package;
    snprintf(trusted, sizeof trusted, "%s/trusted.so", folder);
    copy(BOTH, trusted);
    assert_false(is_left_out(132, trusted)); /* none is named */
    set_text(KEY_MSV1_0, u"Auth132", u"IISSUBA");
    assert_false(is_left_out(132, NULL)); /* any is trusted */
    assert_false(is_left_out(132, trusted));
    forget();
    assert_int_equal(package_open(folder, PROTOCOL_NTLM, 132, trusted, &package), STATUS_SUCCESS);
    assert_true(is_loaded(trusted));
    assert_false(is_loaded(inside));
    package_close(&package);
    assert_false(is_loaded(trusted));
    assert_int_equal(package_open(folder, PROTOCOL_NTLM, 132, NULL, &package), STATUS_SUCCESS);
    assert_true(is_loaded(inside));
    package_close(&package);
    /* Another of that name is left out. */
    copy(FILTERS, trusted);
    assert_true(is_left_out(132, trusted));
    assert_true(is_left_out(132, ""));
    assert_int_equal(open_named(132, trusted), STATUS_DLL_NOT_FOUND);
    assert_int_equal(open_named(132, ""), STATUS_DLL_NOT_FOUND);
    /* What cannot be loaded in any case is not left out. */
    set_text(KEY_MSV1_0, u"Auth132", u"x/iissuba");
    assert_false(is_left_out(132, trusted));
    assert_int_equal(open_named(132, trusted), STATUS_DLL_NOT_FOUND);
    set_text(KEY_MSV1_0, u"Auth132", u"OTHER");
    assert_false(is_left_out(132, trusted));
    folder_set(folder, KEY_MSV1_0, u"Auth132", REGISTRY_BINARY, u"IISSUBA", 16);
    assert_false(is_left_out(132, trusted));
    unlink(trusted);
}

static void exports_are_found_by_their_names(void **state)
{
    (void)state;
    static const bool expected[DLL_COUNT][4] = {
        [BOTH] = {true, true, false, false},
        [FILTERS] = {true, false, true, false},
        [GENERIC] = {false, false, true, true},
        [NOTHING] = {false, false, false, false},
    };
    for (int dll = 0; dll < DLL_COUNT; dll++) {
        struct package package;
        assert_int_equal(package_open_file(dlls[dll], &package), STATUS_SUCCESS);
        assert_int_equal(package_exports(&package, EXPORT_ROUTINE), expected[dll][0]);
        assert_int_equal(package_exports(&package, EXPORT_ROUTINE_EX), expected[dll][1]);
        assert_int_equal(package_exports(&package, EXPORT_FILTER), expected[dll][2]);
        assert_int_equal(package.generic != NULL, expected[dll][3]);
        const void *found[4] = {*(void **)&package.routine, *(void **)&package.routine_ex,
                                *(void **)&package.filter, *(void **)&package.generic};
        static const char *const names[4] = {
            "Msv1_0SubAuthenticationRoutine", "Msv1_0SubAuthenticationRoutineEx",
            "Msv1_0SubAuthenticationFilter", "Msv1_0SubAuthenticationRoutineGeneric"};
        for (int i = 0; i < 4; i++) {
            assert_ptr_equal(found[i], dlsym(package.module, names[i]));
        }
        package_close(&package);
        assert_null(package.module);
        assert_false(package_exports(&package, EXPORT_ROUTINE));
        assert_null(package.generic);
        package_close(&package); /* nothing is there to be closed */
    }
    assert_string_equal(package_export_name(EXPORT_ROUTINE), "Msv1_0SubAuthenticationRoutine");
    assert_string_equal(package_export_name(EXPORT_ROUTINE_EX), "Msv1_0SubAuthenticationRoutineEx");
    assert_string_equal(package_export_name(EXPORT_FILTER), "Msv1_0SubAuthenticationFilter");
}

/* A header alone: what a file for Windows begins with, of that machine. */
static void write_image(const char *name, unsigned machine)
{
    unsigned char bytes[0x40 + 24 + 240] = {'M', 'Z'};
    char path[FOLDER_MAX + 32];
    struct fault fault = {""};
    bytes[0x3C] = 0x40;
    memcpy(bytes + 0x40, "PE", 2);
    bytes[0x44] = (unsigned char)machine;
    bytes[0x45] = (unsigned char)(machine >> 8);
    bytes[0x40 + 20] = 240;
    bytes[0x40 + 24] = 0x0B;
    bytes[0x40 + 25] = 0x02;
    snprintf(path, sizeof path, "%s/%s", folder, name);
    assert_true(file_replace(path, bytes, sizeof bytes, &fault));
}

static void assert_not_loaded(const char *name, const char *why)
{
    char path[FOLDER_MAX + 32];
    char expected[600];
    struct package package;
    struct fault fault = {""};
    memset(&package, 0x5A, sizeof package);
    snprintf(path, sizeof path, "%s/%s", folder, name);
    snprintf(expected, sizeof expected, "%s: it cannot be loaded%s%s%s", path,
             *why == '\0' ? "" : ": ", *why == '/' ? path : "", *why == '/' ? why + 1 : why);
    assert_false(package_load(path, &package, &fault));
    assert_null(package.module);
    assert_false(package_exports(&package, EXPORT_FILTER));
    assert_string_equal(fault.text, expected);
}

static void what_cannot_be_loaded_is_told_with_the_reason(void **state)
{
    (void)state;
    static const char windows[] =
        "it is a DLL for Windows (x64, 64 bits): hostsim.exe asks it; on Linux a shared object of "
        "the same source is asked";
    struct package package;
    struct fault fault = {""};
    /* "/": here the loader says the path. */
    assert_not_loaded("no.so", "/: cannot open shared object file: No such file or directory");
    folder_write(folder, "sam.json", "{}");
    assert_not_loaded("sam.json", "/: file too short");
    write_image("sam.json", 0x8664);
    assert_not_loaded("sam.json", windows);
    dlerror_says_nothing = true;
    assert_not_loaded("no.so", "");
    assert_not_loaded("sam.json", windows);
    dlerror_says_nothing = false;
    assert_true(package_load(inside, &package, &fault));
    assert_true(is_loaded(inside));
    assert_string_equal(fault.text, "");
    package_close(&package);
}

/* As it is in the current folder, and not where the system looks for libraries. */
static void a_file_without_a_folder_is_the_current_ones(void **state)
{
    (void)state;
    char before[4096];
    struct package package;
    assert_non_null(getcwd(before, sizeof before));
    assert_int_equal(chdir(system32), 0);
    assert_int_equal(package_open_file("iissuba.so", &package), STATUS_SUCCESS);
    package_close(&package);
    assert_int_equal(package_open_file("libc.so.6", &package), STATUS_DLL_NOT_FOUND);
    assert_null(package.module);
    assert_int_equal(chdir(folder), 0);
    assert_int_equal(package_open_file("System32/iissuba.so", &package), STATUS_SUCCESS);
    package_close(&package);
    assert_int_equal(chdir(before), 0);
}

/* Which a crash's place is told by; a long name is cut off. */
static void a_packages_code_is_known_by_its_file(void **state)
{
    (void)state;
    for (size_t length = 63; length <= 64; length++) {
        char name[65];
        char path[FOLDER_MAX + 96];
        struct package package;
        struct code_module module;
        memset(name, 'p', sizeof name);
        name[length] = '\0';
        snprintf(path, sizeof path, "%s/%s", system32, name);
        copy(BOTH, path);
        assert_int_equal(package_open_file(path, &package), STATUS_SUCCESS);
        uintptr_t routine = (uintptr_t)package.routine;
        assert_true(code_module_at(routine + 1, &module));
        name[63] = '\0';
        assert_string_equal(module.file, name);
        assert_string_equal(module.symbol, "Msv1_0SubAuthenticationRoutine");
        assert_ptr_equal(module.symbol_at, routine);
        package_close(&package);
        assert_false(code_module_at(routine + 1, &module)); /* it is no longer there */
        unlink(path);
    }
}

static void a_path_fits_or_there_is_none(void **state)
{
    (void)state;
    char path[PACKAGE_PATH_MAX];
    char *long_folder = calloc(1, 4096);
    uint16_t *name = calloc(1100, sizeof *name);
    assert_true(long_folder != NULL && name != NULL);
    const size_t rest = strlen("/System32/iissuba.so");
    memset(long_folder, 'f', 4095 - rest);
    assert_true(package_path_named(long_folder, u"iissuba", path));
    assert_int_equal(strlen(path), 4095);
    assert_string_equal(path + 4095 - rest, "/System32/iissuba.so");
    long_folder[4095 - rest] = 'f';
    assert_false(package_path_named(long_folder, u"iissuba", path));
    for (size_t length = 1023; length <= 1026; length++) {
        for (size_t i = 0; i < length; i++) {
            name[i] = 'x';
        }
        memcpy(name + length - 4, u".xyz", 8);
        assert_int_equal(package_path_named("f", name, path), length == 1023);
    }
    assert_false(package_path_named("f", u"a/b", path));
    assert_null(package_load_named(folder, u"a/b"));
    free(long_folder);
    free(name);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_package_is_named_by_its_protocol_and_its_number, begin,
                                        end),
        cmocka_unit_test_setup_teardown(a_name_is_a_text, begin, end),
        cmocka_unit_test_setup_teardown(a_name_is_as_long_as_a_path, begin, end),
        cmocka_unit_test_setup_teardown(where_one_is_trusted_that_one_is_loaded_and_no_other, begin,
                                        end),
        cmocka_unit_test_setup_teardown(exports_are_found_by_their_names, begin, end),
        cmocka_unit_test_setup_teardown(what_cannot_be_loaded_is_told_with_the_reason, begin, end),
        cmocka_unit_test_setup_teardown(a_file_without_a_folder_is_the_current_ones, begin, end),
        cmocka_unit_test_setup_teardown(a_packages_code_is_known_by_its_file, begin, end),
        cmocka_unit_test_setup_teardown(a_path_fits_or_there_is_none, begin, end),
    };
    if (argc != 1 + DLL_COUNT) {
        fprintf(stderr, "usage: test_package_files BOTH FILTERS GENERIC NOTHING\n");
        return 2;
    }
    dlls = argv + 1;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
