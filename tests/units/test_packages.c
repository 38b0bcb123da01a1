/*
 * The packages that a process holds (packages.h): each is loaded once, and gone when they are
 * closed. And where one is looked for, what it is told, and the sign of life. argv[1]: the DLL.
 */
#include "machine_folder.h"

#include <dlfcn.h>
#include <stdlib.h>

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

static unsigned beats;

static void beat(void)
{
    beats++;
}

/* Whatever was told before, and however short a time ago. */
static void the_first_sign_of_life_comes_at_once(void **state)
{
    (void)state;
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

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_is_loaded_once_and_none_is_left),
        cmocka_unit_test(one_is_looked_for_in_system32),
        cmocka_unit_test(it_is_told_by_the_environment),
        cmocka_unit_test(the_first_sign_of_life_comes_at_once),
    };
    if (argc != 2) {
        fprintf(stderr, "usage: test_packages DLL\n");
        return 2;
    }
    dll = argv[1];
    return cmocka_run_group_tests(tests, NULL, NULL);
}
