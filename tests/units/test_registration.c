/* Registering and unregistering over a registry: what was there is never lost. */
#include "machine_folder.h"

#include "registration/registration.h"

static void set_auth132(const char *folder, const uint16_t *name)
{
    size_t size = name == NULL ? 0 : 2 * (wide_length(name, 300) + 1);
    folder_set(folder, KEY_MSV1_0, VALUE_AUTH132, REGISTRY_SZ, name, size);
}

static enum event_id change(const char *folder, bool add, uint16_t current[PACKAGE_NAME_MAX])
{
    struct registry *registry;
    struct fault fault = {""};
    assert_int_equal(registry_open(folder, REGISTRY_WRITE, &registry, &fault), REGISTRY_OK);
    struct registration registration =
        add ? registration_add(registry, PACKAGE_NAME) : registration_remove(registry);
    assert_int_equal(registration.error, REGISTRY_OK);
    assert_int_equal(registration_current(registry, current), REGISTRY_OK);
    assert_int_equal(registry_commit(registry, &fault), REGISTRY_OK);
    registry_close(registry);
    return registration.outcome;
}

static void what_was_there_is_put_back(void **state)
{
    (void)state;
    static const struct {
        const uint16_t *before; /* NULL: nothing */
        enum event_id added;
        enum event_id removed;
    } cases[] = {
        {NULL, EVENT_REGISTERED, EVENT_UNREGISTERED},
        {u"IISSUBA", EVENT_REGISTERED, EVENT_PUT_BACK},
        {u"iissuba", EVENT_REGISTERED, EVENT_PUT_BACK},
        {u"OTHERDLL", EVENT_REPLACED, EVENT_PUT_BACK},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char folder[FOLDER_MAX];
        uint16_t current[PACKAGE_NAME_MAX];
        folder_new(folder);
        set_auth132(folder, cases[i].before);
        assert_int_equal(change(folder, true, current), cases[i].added);
        assert_true(wide_same(wide_of(current), WIDE(u"IISSUBA")));
        assert_int_equal(change(folder, true, current), EVENT_ALREADY_REGISTERED);
        assert_int_equal(change(folder, false, current), cases[i].removed);
        if (cases[i].before == NULL) {
            assert_int_equal(current[0], 0);
        } else {
            assert_memory_equal(current, cases[i].before,
                                2 * wide_length(cases[i].before, 300) + 2);
        }
        folder_remove(folder);
    }
}

static void what_was_not_registered_here_is_left_alone(void **state)
{
    (void)state;
    char folder[FOLDER_MAX];
    uint16_t current[PACKAGE_NAME_MAX];
    folder_new(folder);
    assert_int_equal(change(folder, false, current), EVENT_NOT_REGISTERED);
    set_auth132(folder, u"OTHERDLL");
    assert_int_equal(change(folder, false, current), EVENT_LEFT_ALONE);
    assert_true(wide_same(wide_of(current), WIDE(u"OTHERDLL")));
    folder_remove(folder);
}

/* Someone else registered after us: that is what the next register keeps and puts back. */
static void a_later_package_is_kept_in_its_turn(void **state)
{
    (void)state;
    char folder[FOLDER_MAX];
    uint16_t current[PACKAGE_NAME_MAX];
    folder_new(folder);
    assert_int_equal(change(folder, true, current), EVENT_REGISTERED);
    set_auth132(folder, u"LATER");
    assert_int_equal(change(folder, true, current), EVENT_REPLACED);
    assert_int_equal(change(folder, false, current), EVENT_PUT_BACK);
    assert_true(wide_same(wide_of(current), WIDE(u"LATER")));
    folder_remove(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_there_is_put_back),
        cmocka_unit_test(what_was_not_registered_here_is_left_alone),
        cmocka_unit_test(a_later_package_is_kept_in_its_turn),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
