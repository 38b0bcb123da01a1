/*
 * The packages that a process holds (packages.h): each is loaded once, and gone when they are
 * closed. And where one is looked for, what it is told, and the sign of life. argv[1]: the DLL.
 */
#include "machine_folder.h"

#include <dlfcn.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "files/files.h"
#include "package_environment.h"
#include "packages.h"
#include "pulse.h"

#define COPIES 3

static const char *dll;

static bool is_loaded(const char *path)
{
    void *module = dlopen(path, RTLD_NOW | RTLD_NOLOAD);
    if (module != NULL) {
        dlclose(module);
    }
    return module != NULL;
}

static void copy(const char *to)
{
    struct contents contents;
    struct fault fault = {""};
    assert_true(file_read_existing(dll, &contents, &fault));
    FILE *file = fopen(to, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(contents.text, 1, contents.size, file), contents.size);
    fclose(file);
    contents_release(&contents);
}

static void each_is_loaded_once_and_none_is_left(void **state)
{
    (void)state;
    char folder[FOLDER_MAX];
    char paths[COPIES][FOLDER_MAX + 16];
    const struct package *found[COPIES];
    const struct package *again;
    struct packages packages = {.trusted = "as before"};
    folder_new(folder);
    for (int i = 0; i < COPIES; i++) {
        snprintf(paths[i], sizeof paths[i], "%s/copy%d.so", folder, i);
        copy(paths[i]);
        assert_int_equal(packages_find(&packages, folder, PROTOCOL_NTLM, 0, paths[i], &found[i]),
                         STATUS_SUCCESS);
        assert_true(is_loaded(paths[i]));
    }
    for (int i = 0; i < COPIES; i++) {
        assert_int_equal(packages_find(&packages, folder, PROTOCOL_NTLM, 0, paths[i], &again),
                         STATUS_SUCCESS);
        assert_ptr_equal(again, found[i]);
    }
    assert_int_equal(packages.count, COPIES);
    packages_close(&packages);
    for (int i = 0; i < COPIES; i++) {
        assert_false(is_loaded(paths[i]));
    }
    assert_int_equal(packages.count, 0);
    assert_string_equal(packages.trusted, "as before");
    folder_remove(folder);
}

static void one_is_looked_for_in_system32(void **state)
{
    (void)state;
    char path[PACKAGE_PATH_MAX];
    char long_folder[PACKAGE_PATH_MAX];
    assert_true(package_path_named("a%sb", u"iissuba", path));
    assert_string_equal(path, "a%sb/System32/iissuba.so");
    memset(long_folder, 'x', sizeof long_folder - 1);
    long_folder[sizeof long_folder - 1] = '\0';
    assert_false(package_path_named(long_folder, u"iissuba", path));
}

static void it_is_told_by_the_environment(void **state)
{
    (void)state;
    setenv("IISSUBA_EVENTS", "on", 1);
    package_environment_silence();
    assert_string_equal(getenv("IISSUBA_EVENTS"), "off");
    setenv("IISSUBA_MACHINE", "old", 1);
    package_environment_machine("new");
    assert_string_equal(getenv("IISSUBA_MACHINE"), "new");
    unsetenv("IISSUBA_EVENTS");
    unsetenv("IISSUBA_MACHINE");
}

static NTSTATUS find(struct packages *packages, const char *folder, enum logon_protocol protocol,
                     unsigned id, const char *file, const struct package **package)
{
    *package = NULL;
    return packages_find(packages, folder, protocol, id, file, package);
}

/* By its file alone, or, without one, by its protocol and its number. */
static void one_is_known_by_its_file_or_by_its_number(void **state)
{
    (void)state;
    static const struct package own = {.module = NULL};
    char folder[FOLDER_MAX];
    char path[FOLDER_MAX + 16];
    const struct package *by_file;
    const struct package *by_number;
    const struct package *again;
    struct packages packages = {.list = NULL};
    folder_new(folder);
    snprintf(path, sizeof path, "%s/copy.so", folder);
    copy(path);
    assert_int_equal(find(&packages, folder, PROTOCOL_NTLM, 132, path, &by_file), STATUS_SUCCESS);
    assert_non_null(by_file->routine);
    assert_false(packages_hold(&packages, PROTOCOL_NTLM, 132));
    assert_int_equal(find(&packages, folder, PROTOCOL_NTLM, 132, NULL, &again),
                     STATUS_DLL_NOT_FOUND);
    assert_true(packages_add(&packages, PROTOCOL_NTLM, 132, &own));
    assert_int_equal(find(&packages, folder, PROTOCOL_NTLM, 132, NULL, &by_number), STATUS_SUCCESS);
    assert_ptr_not_equal(by_number, by_file);
    assert_null(by_number->routine);
    assert_false(packages_hold(&packages, PROTOCOL_NTLM, 131));
    assert_false(packages_hold(&packages, PROTOCOL_KERBEROS, 132));
    assert_int_equal(find(&packages, folder, PROTOCOL_KERBEROS, 7, path, &again), STATUS_SUCCESS);
    assert_ptr_equal(again, by_file);
    assert_int_equal(packages.count, 2);
    static const char *const others[] = {"another.so", "other.so"};
    for (int i = 0; i < 2; i++) { /* the list has its own copy of the name */
        snprintf(path, sizeof path, "%s/%s", folder, others[i]);
        assert_int_equal(find(&packages, folder, PROTOCOL_NTLM, 132, path, &again),
                         STATUS_DLL_NOT_FOUND);
    }
    packages_close(&packages);
    packages_close(&packages);
    snprintf(path, sizeof path, "%s/copy.so", folder);
    remove(path);
    folder_remove(folder);
}

/* Of the file that was asked for last. What is named by a registry has no reason. */
static void why_a_file_is_not_loaded_is_told_until_the_next_is_looked_for(void **state)
{
    (void)state;
    char folder[FOLDER_MAX];
    const struct package *package;
    struct packages packages = {.list = NULL};
    folder_new(folder);
    for (int again = 0; again < 2; again++) {
        assert_int_equal(find(&packages, folder, PROTOCOL_NTLM, 0, "no/such.so", &package),
                         STATUS_DLL_NOT_FOUND);
        assert_null(package);
        assert_non_null(strstr(packages.why, "no/such.so: cannot open"));
        if (again == 0) {
            assert_int_equal(find(&packages, folder, PROTOCOL_NTLM, 0, NULL, &package),
                             STATUS_DLL_NOT_FOUND);
        } else {
            assert_int_equal(find(&packages, folder, PROTOCOL_NTLM, 0, dll, &package),
                             STATUS_SUCCESS);
        }
        assert_string_equal(packages.why, "");
    }
    char *path = calloc(1, 601); /* it is cut off where it is longer than there is room for */
    assert_non_null(path);
    memset(path, '/', 600);
    assert_int_equal(find(&packages, folder, PROTOCOL_NTLM, 0, path, &package),
                     STATUS_DLL_NOT_FOUND);
    assert_int_equal(strlen(packages.why), 511);
    free(path);
    packages_close(&packages);
    folder_remove(folder);
}

/* What the folder's registry names, for the protocol that is asked for, where it may be loaded. */
static void one_that_the_registry_names_is_loaded_and_stays(void **state)
{
    (void)state;
    char folder[FOLDER_MAX];
    char system32[FOLDER_MAX + 16];
    char inside[FOLDER_MAX + 32];
    const struct package *package;
    const struct package *again;
    struct packages packages = {.trusted = ""};
    folder_new(folder);
    snprintf(system32, sizeof system32, "%s/System32", folder);
    snprintf(inside, sizeof inside, "%s/x.so", system32);
    assert_int_equal(mkdir(system32, 0700), 0);
    copy(inside);
    folder_set(folder, KEY_KERBEROS, u"Auth3", REGISTRY_SZ, u"X", 4);
    assert_int_equal(find(&packages, folder, PROTOCOL_KERBEROS, 3, NULL, &package),
                     STATUS_DLL_NOT_FOUND); /* nothing is trusted */
    packages.trusted = NULL;
    assert_int_equal(find(&packages, folder, PROTOCOL_NTLM, 3, NULL, &package),
                     STATUS_DLL_NOT_FOUND);
    assert_int_equal(find(&packages, folder, PROTOCOL_KERBEROS, 2, NULL, &package),
                     STATUS_DLL_NOT_FOUND);
    assert_int_equal(find(&packages, folder, PROTOCOL_KERBEROS, 3, NULL, &package), STATUS_SUCCESS);
    assert_true(is_loaded(inside) && packages_hold(&packages, PROTOCOL_KERBEROS, 3));
    folder_set(folder, KEY_KERBEROS, u"Auth3", REGISTRY_SZ, u"OTHER", 12);
    assert_int_equal(find(&packages, folder, PROTOCOL_KERBEROS, 3, NULL, &again), STATUS_SUCCESS);
    assert_ptr_equal(again, package);
    folder_set(folder, KEY_KERBEROS, u"Auth4", REGISTRY_SZ, u"OTHER", 12);
    assert_int_equal(find(&packages, folder, PROTOCOL_KERBEROS, 4, NULL, &again),
                     STATUS_DLL_NOT_FOUND);
    assert_string_equal(packages.why, ""); /* which is about files that are asked for */
    packages_close(&packages);
    assert_false(is_loaded(inside));
    remove(inside);
    assert_int_equal(rmdir(system32), 0);
    folder_remove(folder);
}

static unsigned beats;

static uint32_t ticks; /* what the clock shows */

uint32_t __wrap_clock_ticks(void);
uint32_t __wrap_clock_ticks(void)
{
    return ticks;
}

static void beat(void)
{
    beats++;
}

/* Whatever was told before, and however short a time ago. */
static void the_first_sign_of_life_comes_at_once(void **state)
{
    (void)state;
    beats = 0;
    pulse();
    for (unsigned i = 1; i <= 3; i++) {
        pulse_set(beat);
        pulse();
        assert_int_equal(beats, i);
    }
    pulse_set(NULL);
    pulse();
    assert_int_equal(beats, 3);
}

/* Five times a second at most, also where the count of milliseconds wraps. */
static void signs_of_life_are_200_ms_apart(void **state)
{
    (void)state;
    static const uint32_t begins[] = {1000, 0, 100, UINT32_MAX - 100, UINT32_MAX};
    for (size_t i = 0; i < sizeof begins / sizeof begins[0]; i++) {
        static const struct {
            uint32_t after;
            unsigned beats;
        } calls[] = {{0, 1}, {0, 1}, {199, 1}, {200, 2}, {399, 2}, {401, 3}, {600, 3}, {601, 4}};
        beats = 0;
        ticks = begins[i];
        pulse_set(beat);
        for (size_t at = 0; at < sizeof calls / sizeof calls[0]; at++) {
            ticks = (uint32_t)((uint64_t)begins[i] + calls[at].after);
            pulse();
            assert_int_equal(beats, calls[at].beats);
        }
        pulse_set(NULL);
    }
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_is_loaded_once_and_none_is_left),
        cmocka_unit_test(one_is_looked_for_in_system32),
        cmocka_unit_test(it_is_told_by_the_environment),
        cmocka_unit_test(one_is_known_by_its_file_or_by_its_number),
        cmocka_unit_test(why_a_file_is_not_loaded_is_told_until_the_next_is_looked_for),
        cmocka_unit_test(one_that_the_registry_names_is_loaded_and_stays),
        cmocka_unit_test(signs_of_life_are_200_ms_apart),
        cmocka_unit_test(the_first_sign_of_life_comes_at_once),
    };
    if (argc != 2) {
        fprintf(stderr, "usage: test_packages DLL\n");
        return 2;
    }
    dll = argv[1];
    return cmocka_run_group_tests(tests, NULL, NULL);
}
