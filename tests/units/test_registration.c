/* Registering and unregistering over a registry: what was there is never lost. */
#include "machine_folder.h"

#include "registration/registration.h"

/* What deletes in the registry fails with this, after so many calls. */
static long failing = REGISTRY_OK;
static int calls_left;

long __real_registry_value_delete(struct registry_key *key, const uint16_t *name);
long __wrap_registry_value_delete(struct registry_key *key, const uint16_t *name)
{
    return failing != REGISTRY_OK && calls_left-- <= 0 ? failing
                                                       : __real_registry_value_delete(key, name);
}

long __real_registry_key_delete(struct registry *registry, const uint16_t *path);
long __wrap_registry_key_delete(struct registry *registry, const uint16_t *path)
{
    return failing != REGISTRY_OK && calls_left-- <= 0 ? failing
                                                       : __real_registry_key_delete(registry, path);
}

static void set_auth132(const char *folder, const uint16_t *name)
{
    size_t size = name == NULL ? 0 : 2 * (wide_length(name, 300) + 1);
    folder_set(folder, KEY_MSV1_0, VALUE_AUTH132, REGISTRY_SZ, name, size);
}

/* Registers the package or, with NULL, unregisters. */
static enum event_id change_to(const char *folder, const uint16_t *package,
                               uint16_t current[PACKAGE_NAME_MAX])
{
    struct registry *registry;
    uint32_t type;
    struct fault fault = {""};
    assert_int_equal(registry_open(folder, REGISTRY_WRITE, &registry, &fault), REGISTRY_OK);
    struct registration registration =
        package != NULL ? registration_add(registry, package) : registration_remove(registry);
    assert_int_equal(registration.error, REGISTRY_OK);
    assert_int_equal(registration_current(registry, current, &type), REGISTRY_OK);
    assert_int_equal(registry_commit(registry, &fault), REGISTRY_OK);
    registry_close(registry);
    return registration.outcome;
}

static enum event_id change(const char *folder, bool add, uint16_t current[PACKAGE_NAME_MAX])
{
    return change_to(folder, add ? PACKAGE_NAME : NULL, current);
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

/* Someone else registered after us, and we are taken away: theirs stays. */
static void unregistering_leaves_a_later_package_alone(void **state)
{
    (void)state;
    char folder[FOLDER_MAX];
    uint16_t current[PACKAGE_NAME_MAX];
    folder_new(folder);
    assert_int_equal(change(folder, true, current), EVENT_REGISTERED);
    set_auth132(folder, u"LATER");
    assert_int_equal(change(folder, false, current), EVENT_LEFT_ALONE);
    assert_true(wide_same(wide_of(current), WIDE(u"LATER")));
    folder_remove(folder);
}

static void a_package_registered_under_another_name_is_put_back_too(void **state)
{
    (void)state;
    char folder[FOLDER_MAX];
    uint16_t current[PACKAGE_NAME_MAX];
    folder_new(folder);
    set_auth132(folder, u"OTHERDLL");
    assert_int_equal(change_to(folder, u"MYSUBA", current), EVENT_REPLACED);
    assert_true(wide_same(wide_of(current), WIDE(u"MYSUBA")));
    assert_int_equal(change(folder, false, current), EVENT_PUT_BACK);
    assert_true(wide_same(wide_of(current), WIDE(u"OTHERDLL")));
    folder_remove(folder);
}

static void purging_takes_our_keys_away_and_nothing_else(void **state)
{
    (void)state;
    char folder[FOLDER_MAX];
    uint16_t current[PACKAGE_NAME_MAX];
    struct wide password = WIDE(u"secret");
    struct registry *registry;
    struct registry_key *key;
    struct fault fault = {""};
    folder_new(folder);
    folder_set(folder, u"MSV1_0\\OTHER", u"Value", REGISTRY_SZ, u"x", 4);
    change(folder, true, current);
    folder_enrol(folder, true, &password);
    change(folder, false, current);
    assert_int_equal(registry_open(folder, REGISTRY_WRITE, &registry, &fault), REGISTRY_OK);
    for (int again = 0; again < 2; again++) {
        bool accounts = false;
        assert_int_equal(registration_purge(registry, &accounts), REGISTRY_OK);
        assert_true(accounts);
    }
    assert_int_equal(registry_commit(registry, &fault), REGISTRY_OK);
    registry_close(registry);
    assert_int_equal(registry_open(folder, REGISTRY_READ, &registry, &fault), REGISTRY_OK);
    assert_int_equal(registry_key_open(registry, KEY_ACCOUNTS, &key), REGISTRY_NOT_FOUND);
    assert_int_equal(registry_key_open(registry, KEY_IISSUBA, &key), REGISTRY_NOT_FOUND);
    assert_int_equal(registry_key_open(registry, u"MSV1_0\\OTHER", &key), REGISTRY_OK);
    registry_key_close(key);
    registry_close(registry);
    folder_remove(folder);
}

/* Not the first error that comes to mind, and not that nothing was done. */
static void what_fails_late_says_what_is_changed_already(void **state)
{
    (void)state;
    char folder[FOLDER_MAX];
    uint16_t current[PACKAGE_NAME_MAX];
    struct registry *registry;
    bool accounts = true;
    for (int calls = 0; calls < 4; calls++) {
        folder_new(folder);
        set_auth132(folder, u"OTHERDLL");
        change(folder, true, current);
        assert_int_equal(registry_open(folder, REGISTRY_WRITE, &registry, NULL), REGISTRY_OK);
        calls_left = calls;
        failing = REGISTRY_DENIED;
        struct registration registration = registration_remove(registry);
        assert_int_equal(registration.error, calls < 2 ? REGISTRY_DENIED : REGISTRY_OK);
        assert_true(registration.changed);
        uint32_t type;
        assert_int_equal(registration_current(registry, current, &type), REGISTRY_OK);
        assert_int_equal(type, REGISTRY_SZ);
        assert_true(wide_same(wide_of(current), WIDE(u"OTHERDLL")));
        calls_left = calls;
        long error = registration_purge(registry, &accounts);
        assert_int_equal(error, calls < 2 ? REGISTRY_DENIED : REGISTRY_OK);
        assert_int_equal(accounts, calls >= 2);
        failing = REGISTRY_OK;
        registry_close(registry);
        folder_remove(folder);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_there_is_put_back),
        cmocka_unit_test(what_was_not_registered_here_is_left_alone),
        cmocka_unit_test(a_later_package_is_kept_in_its_turn),
        cmocka_unit_test(unregistering_leaves_a_later_package_alone),
        cmocka_unit_test(a_package_registered_under_another_name_is_put_back_too),
        cmocka_unit_test(purging_takes_our_keys_away_and_nothing_else),
        cmocka_unit_test(what_fails_late_says_what_is_changed_already),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
