/* Registering and unregistering over a registry: what was there is never lost. */
#include "failing_registry.h"
#include "machine_folder.h"

#include "registration/registration.h"

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
        {u"X", EVENT_REPLACED, EVENT_PUT_BACK},
        {u".dll", EVENT_REPLACED, EVENT_PUT_BACK},
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

/* What was kept and what was written belong together: with one of them alone it is not ours. */
static void what_was_interrupted_or_done_by_hand_is_not_ours(void **state)
{
    (void)state;
    static const struct {
        const uint16_t *now;
        bool previous;
        bool registered;
        enum event_id removed;
        enum event_id added;
    } cases[] = {
        {u"IISSUBA", true, true, EVENT_PUT_BACK, EVENT_ALREADY_REGISTERED},
        {u"IISSUBA", true, false, EVENT_LEFT_ALONE, EVENT_ALREADY_REGISTERED},
        {u"IISSUBA", false, true, EVENT_LEFT_ALONE, EVENT_REGISTERED},
        {u"IISSUBA", false, false, EVENT_LEFT_ALONE, EVENT_REGISTERED},
        {u"", true, false, EVENT_LEFT_ALONE, EVENT_REPLACED},
        {u"", true, true, EVENT_LEFT_ALONE, EVENT_REPLACED},
        {NULL, true, true, EVENT_NOT_REGISTERED, EVENT_REGISTERED},
    };
    for (size_t i = 0; i < 2 * sizeof cases / sizeof cases[0]; i++) {
        char folder[FOLDER_MAX];
        uint16_t current[PACKAGE_NAME_MAX];
        bool add = i % 2 == 1;
        folder_new(folder);
        set_auth132(folder, cases[i / 2].now);
        if (cases[i / 2].previous) {
            folder_set(folder, KEY_IISSUBA, VALUE_PREVIOUS, REGISTRY_SZ, u"BEFORE", 14);
        }
        if (cases[i / 2].registered) {
            folder_set(folder, KEY_IISSUBA, VALUE_REGISTERED, REGISTRY_SZ, u"IISSUBA", 16);
        }
        assert_int_equal(change(folder, add, current),
                         add ? cases[i / 2].added : cases[i / 2].removed);
        folder_remove(folder);
    }
}

/* The text's %1: whose name it is about. */
static void the_name_that_is_told_is_that_of_what_was_done(void **state)
{
    (void)state;
    static const struct {
        const uint16_t *before;
        const uint16_t *added;
        const uint16_t *removed;
    } cases[] = {{NULL, u"IISSUBA", u"IISSUBA"},
                 {u"OTHERDLL", u"OTHERDLL", u"OTHERDLL"},
                 {u"iissuba", u"IISSUBA", u"iissuba"}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char folder[FOLDER_MAX];
        unsigned char data[8];
        size_t size = sizeof data;
        uint32_t type;
        struct registry *registry;
        struct registry_key *key;
        folder_new(folder);
        set_auth132(folder, cases[i].before);
        assert_int_equal(registry_open(folder, REGISTRY_WRITE, &registry, NULL), REGISTRY_OK);
        struct registration left = registration_remove(registry);
        assert_memory_equal(left.name, cases[i].before == NULL ? PACKAGE_NAME : cases[i].before,
                            16);
        assert_false(left.changed);
        struct registration done = registration_add(registry, PACKAGE_NAME);
        assert_memory_equal(done.name, cases[i].added, 16);
        done = registration_add(registry, PACKAGE_NAME);
        assert_int_equal(done.outcome, EVENT_ALREADY_REGISTERED);
        assert_memory_equal(done.name, PACKAGE_NAME, 16);
        done = registration_remove(registry);
        assert_memory_equal(done.name, cases[i].removed, 16);
        assert_true(done.changed);
        /* Where nothing was there is nothing again, and no empty text. */
        assert_int_equal(registry_key_open(registry, KEY_MSV1_0, &key), REGISTRY_OK);
        assert_int_equal(registry_value_get(key, VALUE_AUTH132, &type, data, &size),
                         cases[i].before == NULL ? REGISTRY_NOT_FOUND : REGISTRY_MORE_DATA);
        registry_key_close(key);
        registry_close(registry);
        folder_remove(folder);
    }
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

/* What is known of a registry after a call of one of its functions failed. */
struct found {
    struct registration done;
    uint16_t current[PACKAGE_NAME_MAX];
};

/* Registers or unregisters with that call failing, in memory alone. */
static struct found with_failure(struct registry *registry, bool add, int call, long error)
{
    struct found found;
    uint32_t type;
    registry_failing_call = call;
    registry_failing_with = error;
    found.done = add ? registration_add(registry, PACKAGE_NAME) : registration_remove(registry);
    registry_failing_call = -1;
    assert_int_equal(registration_current(registry, found.current, &type), REGISTRY_OK);
    assert_int_equal(type, REGISTRY_SZ);
    return found;
}

static struct registry *with_other(char folder[FOLDER_MAX], bool registered)
{
    struct registry *registry;
    uint16_t current[PACKAGE_NAME_MAX];
    folder_new(folder);
    set_auth132(folder, u"OTHERDLL");
    if (registered) {
        change(folder, true, current);
    }
    assert_int_equal(registry_open(folder, REGISTRY_WRITE, &registry, NULL), REGISTRY_OK);
    return registry;
}

static void end(struct registry *registry, const char *folder)
{
    assert_int_equal(registry_open_keys, 0);
    registry_close(registry);
    folder_remove(folder);
}

/* How many calls it takes when none fails. */
static int calls_of(bool add)
{
    char folder[FOLDER_MAX];
    struct registry *registry = with_other(folder, !add);
    registry_calls = 0;
    assert_int_equal(with_failure(registry, add, -1, 0).done.error, REGISTRY_OK);
    int calls = registry_calls - 2; /* registration_current's own */
    end(registry, folder);
    return calls;
}

/* The name is one of the two at any moment, and register again and unregister bring all back. */
static void whichever_call_of_registering_fails_nothing_is_lost(void **state)
{
    (void)state;
    int calls = calls_of(true);
    assert_int_equal(calls, 3 + 1 + 2 + 3); /* keys, event source, what is read, what is written */
    for (int call = 0; call < calls; call++) {
        char folder[FOLDER_MAX];
        struct registry *registry = with_other(folder, false);
        struct found found = with_failure(registry, true, call, REGISTRY_DENIED);
        assert_int_equal(found.done.error, REGISTRY_DENIED);
        assert_int_equal(found.done.outcome, EVENT_REGISTRATION_FAILED);
        assert_false(found.done.changed);
        assert_false(found.done.wider);
        /* After what was there before was kept, the text names that. */
        assert_true(wide_same(wide_of(found.done.name),
                              call < calls - 3 ? WIDE(u"IISSUBA") : WIDE(u"OTHERDLL")));
        assert_true(wide_same(wide_of(found.current), WIDE(u"OTHERDLL")));
        found = with_failure(registry, true, -1, 0);
        assert_int_equal(found.done.outcome, EVENT_REPLACED);
        assert_true(wide_same(wide_of(found.current), WIDE(u"IISSUBA")));
        found = with_failure(registry, false, -1, 0);
        assert_int_equal(found.done.outcome, EVENT_PUT_BACK);
        assert_true(wide_same(wide_of(found.current), WIDE(u"OTHERDLL")));
        end(registry, folder);
    }
}

/* What was put back stays so, and it is said that it is. */
static void whichever_call_of_unregistering_fails_it_says_what_is_changed(void **state)
{
    (void)state;
    int calls = calls_of(false);
    assert_int_equal(calls,
                     2 + 3 + 1 + 2 + 1); /* keys, what is read, put back, forgotten, source */
    for (int call = 0; call < calls; call++) {
        char folder[FOLDER_MAX];
        struct registry *registry = with_other(folder, true);
        struct found found = with_failure(registry, false, call, REGISTRY_DENIED);
        bool changed = call > 5;
        assert_int_equal(found.done.error, REGISTRY_DENIED);
        assert_int_equal(found.done.outcome, EVENT_REGISTRATION_FAILED);
        assert_int_equal(found.done.changed, changed);
        assert_true(
            wide_same(wide_of(found.done.name), call < 5 ? WIDE(u"IISSUBA") : WIDE(u"OTHERDLL")));
        assert_true(
            wide_same(wide_of(found.current), changed ? WIDE(u"OTHERDLL") : WIDE(u"IISSUBA")));
        found = with_failure(registry, false, -1, 0);
        assert_int_equal(found.done.outcome, changed ? EVENT_LEFT_ALONE : EVENT_PUT_BACK);
        assert_true(wide_same(wide_of(found.current), WIDE(u"OTHERDLL")));
        end(registry, folder);
    }
}

/* A key that is not there is no failure: nothing is registered then, or only somebody else. */
static void what_is_not_there_is_not_registered(void **state)
{
    (void)state;
    char folder[FOLDER_MAX];
    for (int call = 0; call < 3; call++) {
        struct registry *registry = with_other(folder, true);
        struct found found = with_failure(registry, false, call, REGISTRY_NOT_FOUND);
        assert_int_equal(found.done.error, REGISTRY_OK);
        assert_int_equal(found.done.outcome, call == 1 ? EVENT_LEFT_ALONE : EVENT_NOT_REGISTERED);
        assert_true(wide_same(wide_of(found.current), WIDE(u"IISSUBA")));
        end(registry, folder);
    }
}

static void a_current_name_that_cannot_be_read_is_an_error(void **state)
{
    (void)state;
    char folder[FOLDER_MAX];
    uint16_t name[PACKAGE_NAME_MAX];
    uint32_t type;
    struct registry *registry = with_other(folder, false);
    for (int call = 0; call < 2; call++) {
        static const long errors[][2] = {{REGISTRY_DENIED, REGISTRY_DENIED},
                                         {REGISTRY_MORE_DATA, REGISTRY_MORE_DATA},
                                         {REGISTRY_NOT_FOUND, REGISTRY_OK}};
        for (size_t i = 0; i < sizeof errors / sizeof errors[0]; i++) {
            name[0] = 'x';
            type = REGISTRY_BINARY;
            registry_failing_call = call;
            registry_failing_with = errors[i][0];
            assert_int_equal(registration_current(registry, name, &type), errors[i][1]);
            registry_failing_call = -1;
            assert_int_equal(name[0], 0);
            assert_int_equal(type, REGISTRY_SZ);
        }
    }
    end(registry, folder);
}

/* Accounts are gone with both keys; the event source is last. */
static void a_purge_that_fails_says_whether_the_accounts_are_gone(void **state)
{
    (void)state;
    static const struct {
        int call;
        long error;
        long expected;
        bool accounts;
    } cases[] = {
        {0, REGISTRY_DENIED, REGISTRY_DENIED, false}, {1, REGISTRY_DENIED, REGISTRY_DENIED, false},
        {2, REGISTRY_DENIED, REGISTRY_DENIED, true},  {0, REGISTRY_NOT_FOUND, REGISTRY_OK, true},
        {1, REGISTRY_NOT_FOUND, REGISTRY_OK, true},   {-1, REGISTRY_OK, REGISTRY_OK, true},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char folder[FOLDER_MAX];
        bool accounts = !cases[i].accounts;
        struct registry *registry = with_other(folder, true);
        registry_failing_call = cases[i].call;
        registry_failing_with = cases[i].error;
        assert_int_equal(registration_purge(registry, &accounts), cases[i].expected);
        registry_failing_call = -1;
        assert_int_equal(accounts, cases[i].accounts);
        end(registry, folder);
    }
}

/* Auth132 by any spelling that loads the same DLL, and no other, is ours (LoadLibrary). */
static void a_name_is_ours_in_either_case_and_with_its_extension(void **state)
{
    (void)state;
    static const struct {
        const uint16_t *now;
        uint32_t type;
        bool ours;
    } cases[] = {
        {u"iissuba", REGISTRY_SZ, true},         {u"IISSUBA.dll", REGISTRY_SZ, true},
        {u"IISSUBA.DLL", REGISTRY_SZ, true},     {u"IISSUBA.", REGISTRY_SZ, false},
        {u"IISSUBA.dl", REGISTRY_SZ, false},     {u"IISSUBA.dll.dll", REGISTRY_SZ, false},
        {u"IISSUBA2", REGISTRY_SZ, false},       {u"IISSUB", REGISTRY_SZ, false},
        {u"IISSUBA", REGISTRY_EXPAND_SZ, false}, {u"IISSUBA", REGISTRY_BINARY, false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char folder[FOLDER_MAX];
        uint16_t current[PACKAGE_NAME_MAX];
        folder_new(folder);
        change(folder, true, current);
        folder_set(folder, KEY_MSV1_0, VALUE_AUTH132, cases[i].type, cases[i].now,
                   2 * (wide_length(cases[i].now, 300) + 1));
        assert_int_equal(change(folder, true, current),
                         cases[i].ours ? EVENT_ALREADY_REGISTERED : EVENT_REPLACED);
        folder_remove(folder);
    }
}

/* What is no text is kept with its type and bytes, called by a phrase, and put back. */
static void a_value_that_is_no_text_is_put_back_as_it_was(void **state)
{
    (void)state;
    for (unsigned char first = 0; first < 2; first++) { /* 0: it is no empty text either */
        const unsigned char bytes[] = {first, 0, 3};
        char folder[FOLDER_MAX];
        uint16_t current[PACKAGE_NAME_MAX];
        uint32_t type;
        struct registry *registry;
        folder_new(folder);
        folder_set(folder, KEY_MSV1_0, VALUE_AUTH132, REGISTRY_BINARY, bytes, sizeof bytes);
        assert_int_equal(registry_open(folder, REGISTRY_WRITE, &registry, NULL), REGISTRY_OK);
        struct registration done = registration_add(registry, PACKAGE_NAME);
        assert_int_equal(done.outcome, EVENT_REPLACED);
        assert_true(wide_same(wide_of(done.name), WIDE(u"(a value that is no text)")));
        done = registration_remove(registry);
        assert_int_equal(done.outcome, EVENT_PUT_BACK);
        assert_true(done.changed);
        assert_true(wide_same(wide_of(done.name), WIDE(u"(a value that is no text)")));
        assert_int_equal(registration_current(registry, current, &type), REGISTRY_OK);
        assert_int_equal(type, REGISTRY_BINARY);
        assert_true(wide_same(wide_of(current), WIDE(u"(a value that is no text)")));
        end(registry, folder);
    }
}

/* PACKAGE_NAME_MAX units with the NUL, or without one that is not there. */
static void a_name_as_long_as_it_may_be_is_kept_whole(void **state)
{
    (void)state;
    for (size_t units = 256; units <= 260; units++) {
        for (size_t nul = 0; nul < 2; nul++) {
            char folder[FOLDER_MAX];
            uint16_t name[300] = {0};
            uint16_t current[PACKAGE_NAME_MAX];
            uint32_t type;
            struct registry *registry;
            for (size_t i = 0; i < units; i++) {
                name[i] = (uint16_t)('a' + i % 26);
            }
            folder_new(folder);
            folder_set(folder, KEY_MSV1_0, VALUE_AUTH132, REGISTRY_SZ, name, 2 * (units + nul));
            assert_int_equal(registry_open(folder, REGISTRY_WRITE, &registry, NULL), REGISTRY_OK);
            bool fits = units + nul < PACKAGE_NAME_MAX;
            assert_int_equal(registration_current(registry, current, &type),
                             fits ? REGISTRY_OK : REGISTRY_MORE_DATA);
            struct registration done = registration_add(registry, PACKAGE_NAME);
            assert_int_equal(done.error, fits ? REGISTRY_OK : REGISTRY_MORE_DATA);
            if (fits) {
                assert_int_equal(wide_length(current, PACKAGE_NAME_MAX), units);
                assert_memory_equal(done.name, name, 2 * (units + 1));
                assert_int_equal(registration_remove(registry).outcome, EVENT_PUT_BACK);
                assert_int_equal(registration_current(registry, current, &type), REGISTRY_OK);
                assert_memory_equal(current, name, 2 * (units + 1));
            }
            end(registry, folder);
        }
    }
}

/* What is said of a name that is longer than any can be is cut, with its NUL. */
static void a_name_of_any_length_fits_into_what_is_said(void **state)
{
    (void)state;
    static const size_t lengths[] = {258, 259, 260, 261, 300};
    for (size_t at = 0; at < sizeof lengths / sizeof lengths[0]; at++) {
        char folder[FOLDER_MAX];
        uint16_t name[301] = {0};
        size_t units = lengths[at];
        struct registry *registry = with_other(folder, false);
        for (size_t i = 0; i < units; i++) {
            name[i] = (uint16_t)('a' + i % 26);
        }
        registry_failing_call = 0;
        registry_failing_with = REGISTRY_DENIED;
        struct registration done = registration_add(registry, name);
        registry_failing_call = -1;
        assert_int_equal(done.outcome, EVENT_REGISTRATION_FAILED);
        size_t said = units < 259 ? units : 259;
        assert_int_equal(wide_length(done.name, PACKAGE_NAME_MAX), said);
        assert_memory_equal(done.name, name, 2 * said);
        end(registry, folder);
    }
}

/* A package may be registered with its extension, and is the same with and without. */
static void an_extension_makes_no_other_name_of_either(void **state)
{
    (void)state;
    static const struct {
        const uint16_t *now;
        const uint16_t *package;
        bool same;
    } cases[] = {{u"mine", u"MINE.dll", true},  {u"mine.DLL", u"mine.dll", true},
                 {u"mine.dll", u"mine", true},  {u"mine", u"mine.d", false},
                 {u"m.dll", u"m.n.dll", false}, {u"mine.dll", u"nine.dll", false}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char folder[FOLDER_MAX];
        uint16_t current[PACKAGE_NAME_MAX];
        folder_new(folder);
        set_auth132(folder, cases[i].now);
        assert_int_equal(change_to(folder, cases[i].package, current),
                         cases[i].same ? EVENT_REGISTERED : EVENT_REPLACED);
        assert_int_equal(change_to(folder, NULL, current), EVENT_PUT_BACK);
        assert_true(wide_same(wide_of(current), wide_of(cases[i].now)));
        folder_remove(folder);
    }
}

/* A text's value has its NUL, and no more (winreg.h, REG_SZ). */
static void assert_text(struct registry *registry, const uint16_t *path, const uint16_t *value,
                        const uint16_t *expected)
{
    unsigned char data[600];
    size_t size = sizeof data;
    uint32_t type;
    struct registry_key *key;
    assert_int_equal(registry_key_open(registry, path, &key), REGISTRY_OK);
    assert_int_equal(registry_value_get(key, value, &type, data, &size), REGISTRY_OK);
    registry_key_close(key);
    assert_int_equal(type, REGISTRY_SZ);
    assert_int_equal(size, 2 * (wide_length(expected, 300) + 1));
    assert_memory_equal(data, expected, size);
}

static void the_secrets_keys_are_private_and_a_wider_one_is_told(void **state)
{
    (void)state;
    static const uint16_t *const paths[] = {NULL, KEY_IISSUBA, KEY_ACCOUNTS, KEY_MSV1_0};
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
        char folder[FOLDER_MAX];
        struct registry *registry = with_other(folder, false);
        registry_wider_path = paths[i];
        registry_made[0] = 0;
        registry_made[1] = 0;
        struct registration done = registration_add(registry, PACKAGE_NAME);
        registry_wider_path = NULL;
        assert_int_equal(done.error, REGISTRY_OK);
        assert_int_equal(done.wider, i == 1 || i == 2);
        assert_int_equal(registry_made[0], 1); /* Lsa\MSV1_0 is Windows' own */
        assert_int_equal(registry_made[1], 2);
        assert_text(registry, KEY_MSV1_0, VALUE_AUTH132, u"IISSUBA");
        assert_text(registry, KEY_IISSUBA, VALUE_REGISTERED, u"IISSUBA");
        assert_text(registry, KEY_IISSUBA, VALUE_PREVIOUS, u"OTHERDLL");
        end(registry, folder);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_there_is_put_back),
        cmocka_unit_test(what_was_not_registered_here_is_left_alone),
        cmocka_unit_test(what_was_interrupted_or_done_by_hand_is_not_ours),
        cmocka_unit_test(the_name_that_is_told_is_that_of_what_was_done),
        cmocka_unit_test(a_later_package_is_kept_in_its_turn),
        cmocka_unit_test(unregistering_leaves_a_later_package_alone),
        cmocka_unit_test(a_package_registered_under_another_name_is_put_back_too),
        cmocka_unit_test(purging_takes_our_keys_away_and_nothing_else),
        cmocka_unit_test(whichever_call_of_registering_fails_nothing_is_lost),
        cmocka_unit_test(whichever_call_of_unregistering_fails_it_says_what_is_changed),
        cmocka_unit_test(what_is_not_there_is_not_registered),
        cmocka_unit_test(a_current_name_that_cannot_be_read_is_an_error),
        cmocka_unit_test(a_purge_that_fails_says_whether_the_accounts_are_gone),
        cmocka_unit_test(a_name_is_ours_in_either_case_and_with_its_extension),
        cmocka_unit_test(a_value_that_is_no_text_is_put_back_as_it_was),
        cmocka_unit_test(a_name_as_long_as_it_may_be_is_kept_whole),
        cmocka_unit_test(a_name_of_any_length_fits_into_what_is_said),
        cmocka_unit_test(an_extension_makes_no_other_name_of_either),
        cmocka_unit_test(the_secrets_keys_are_private_and_a_wider_one_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
