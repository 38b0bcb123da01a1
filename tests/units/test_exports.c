/* The exports beside the routines, on a machine folder: argv[1] is the package. And the clock's
 * bias. */
#include "machine_folder.h"

#include <dlfcn.h>
#include <stdlib.h>
#include <time.h>

#include "lsass/clock.h"
#include "registration/registration.h"

static const char *dll;

typedef LONG by_regsvr32(void);
typedef void by_rundll32(void *window, void *instance, char *arguments, int show);

static void *exported(void *module, const char *name)
{
    void *found = dlsym(module, name);
    assert_non_null(found);
    return found;
}

static void current(const char *folder, uint16_t name[PACKAGE_NAME_MAX])
{
    struct registry *registry;
    struct fault fault = {""};
    uint32_t type;
    assert_int_equal(registry_open(folder, REGISTRY_READ, &registry, &fault), REGISTRY_OK);
    assert_int_equal(registration_current(registry, name, &type), REGISTRY_OK);
    registry_close(registry);
}

static void regsvr32_and_rundll32_register_and_unregister(void **state)
{
    (void)state;
    char folder[FOLDER_MAX];
    uint16_t name[PACKAGE_NAME_MAX];
    void *module = dlopen(dll, RTLD_NOW | RTLD_LOCAL);
    assert_non_null(module);
    folder_new(folder);
    folder_write(folder, "registry.reg", "Windows Registry Editor Version 5.00\n");
    for (int way = 0; way < 2; way++) {
        for (int turn = 0; turn < 2; turn++) {
            if (way == 0) {
                by_regsvr32 *call = (by_regsvr32 *)(uintptr_t)exported(
                    module, turn == 0 ? "DllRegisterServer" : "DllUnregisterServer");
                assert_int_equal(call(), 0);
            } else {
                by_rundll32 *call = (by_rundll32 *)(uintptr_t)exported(
                    module, turn == 0 ? "RegisterIISSUBA" : "UnregisterIISSUBA");
                call(NULL, NULL, NULL, 0);
            }
            current(folder, name);
            assert_true(wide_same(wide_of(name), turn == 0 ? WIDE(u"IISSUBA") : WIDE(u"")));
        }
    }
    struct contents events = folder_read(folder, "events.log");
    assert_non_null(strstr(events.text, "Registered: Auth132 is IISSUBA."));
    assert_non_null(strstr(events.text, "Unregistered: Auth132 is removed."));
    contents_release(&events);
    folder_write(folder, "registry.reg", "not a registry file");
    by_regsvr32 *call = (by_regsvr32 *)(uintptr_t)exported(module, "DllRegisterServer");
    assert_int_equal((ULONG)call(), 0x8007000D); /* ERROR_INVALID_DATA */
    dlclose(module);
    folder_remove(folder);
}

/* Logon hours are held against UTC less the standard or the daylight bias alone (facts 1). */
static void the_bias_of_logon_hours_is_that_of_daylight_saving_alone(void **state)
{
    (void)state;
    /* Daylight saving in each half of the year, and in each half begun at a quarter: at any moment
     * one of them has it, whatever happens in the hour of a change. */
    static const char *const zones[] = {"AAA-5BBB,J1/0,J182/0",
                                        "AAA-5BBB,J182/0,J365/24",
                                        "AAA-5BBB,J90/0,J270/0",
                                        "AAA-5BBB,J270/0,J90/0",
                                        "UTC0",
                                        "CCC-9"};
    int saving = 0;
    for (size_t i = 0; i < sizeof zones / sizeof zones[0]; i++) {
        struct tm local;
        time_t now = time(NULL);
        setenv("TZ", zones[i], 1);
        tzset();
        localtime_r(&now, &local);
        saving += local.tm_isdst > 0;
        assert_int_equal(clock_now().hours_bias, local.tm_isdst > 0 ? -INT64_C(36000000000) : 0);
    }
    unsetenv("TZ");
    tzset();
    assert_true(saving >= 1);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(regsvr32_and_rundll32_register_and_unregister),
        cmocka_unit_test(the_bias_of_logon_hours_is_that_of_daylight_saving_alone),
    };
    if (argc != 2) {
        fprintf(stderr, "usage: test_exports PACKAGE\n");
        return 2;
    }
    dll = argv[1];
    return cmocka_run_group_tests(tests, NULL, NULL);
}
