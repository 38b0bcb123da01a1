/*
 * The store of accounts: which names and passwords are taken, what a damaged record is, and what is
 * said where the registry refuses, whichever call of it does.
 */
#include "failing_registry.h"
#include "machine_folder.h"

#include <stdlib.h>

#include "enrolment/enrolment.h"

#define NAME "IUSR_SERVERNAME"

struct world {
    char folder[FOLDER_MAX];
    struct registry *registry;
    struct record record;
};

static void begin(struct world *world)
{
    world->record = (struct record){.sync = true,
                                    .imported = true,
                                    .stored_at = 42,
                                    .secret = secret_of_password(WIDE(u"secret"))};
    folder_new(world->folder);
    assert_int_equal(registry_open(world->folder, REGISTRY_WRITE, &world->registry, NULL),
                     REGISTRY_OK);
}

static void end(struct world *world)
{
    assert_int_equal(registry_open_keys, 0);
    registry_close(world->registry);
    folder_remove(world->folder);
}

/* Puts bytes into the store, whatever they are. */
static void store(struct world *world, const uint16_t *name, uint32_t type, const void *data,
                  size_t size)
{
    struct registry_key *key;
    assert_int_equal(registry_key_create(world->registry, KEY_ACCOUNTS, true, NULL, &key),
                     REGISTRY_OK);
    assert_int_equal(registry_value_set(key, name, type, data, size), REGISTRY_OK);
    registry_key_close(key);
}

static enum enrolment_found get(struct world *world, const char *name, struct record *record)
{
    enum enrolment_found found;
    struct fault fault = {""};
    if (!enrolment_get(world->registry, name, &found, record, &fault)) {
        fail_msg("%s", fault.text);
    }
    return found;
}

static void what_is_put_is_got_and_removed(void **state)
{
    (void)state;
    struct world world;
    struct record record;
    struct fault fault = {""};
    bool was_there = true;
    begin(&world);
    memset(&record, 0xFF, sizeof record);
    assert_int_equal(get(&world, NAME, &record), ENROLMENT_ABSENT);
    assert_memory_equal(&record, &(struct record){.sync = false}, sizeof record);
    assert_true(enrolment_remove(world.registry, NAME, &was_there, &fault));
    assert_false(was_there);
    assert_true(enrolment_put(world.registry, NAME, &world.record, &fault));
    assert_int_equal(get(&world, "iusr_servername", &record), ENROLMENT_READ);
    assert_memory_equal(&record.secret, &world.record.secret, sizeof record.secret);
    assert_true(record.sync && record.imported && record.stored_at == 42);
    assert_int_equal(get(&world, "another", &record), ENROLMENT_ABSENT);
    world.record.sync = false;
    assert_true(enrolment_put(world.registry, NAME, &world.record, &fault));
    assert_int_equal(get(&world, NAME, &record), ENROLMENT_READ);
    assert_false(record.sync);
    assert_true(enrolment_remove(world.registry, NAME, &was_there, &fault));
    assert_true(was_there);
    assert_true(enrolment_remove(world.registry, NAME, &was_there, &fault));
    assert_false(was_there);
    assert_int_equal(get(&world, NAME, &record), ENROLMENT_ABSENT);
    end(&world);
}

/* The three functions that take a name agree about it. */
static void check_name(struct world *world, const char *name, bool sound)
{
    struct fault faults[3] = {{""}, {""}, {""}};
    struct record record;
    enum enrolment_found found;
    bool was_there;
    assert_int_equal(enrolment_put(world->registry, name, &world->record, &faults[0]), sound);
    assert_int_equal(enrolment_get(world->registry, name, &found, &record, &faults[1]), sound);
    assert_int_equal(found, sound ? ENROLMENT_READ : ENROLMENT_ABSENT);
    assert_int_equal(enrolment_remove(world->registry, name, &was_there, &faults[2]), sound);
    assert_int_equal(was_there, sound);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(strstr(faults[i].text, "expected an account of this computer: 1 to 256 "
                                                "characters") != NULL,
                         !sound);
    }
}

static void a_name_is_what_sam_takes_for_one(void **state)
{
    (void)state;
    struct world world;
    char name[2048];
    begin(&world);
    for (int c = 1; c < 0x80; c++) {
        snprintf(name, sizeof name, "a%cb", c);
        bool sound = c >= ' ' && strchr("\"/\\[]:;|=,+*?<>", c) == NULL;
        check_name(&world, name, sound);
        check_name(&world, name + 1, sound); /* the first one, too */
    }
    check_name(&world, "", false);
    check_name(&world, "\xC2\x80", true);
    check_name(&world, "a\xC3\xBC\xF0\x9F\x98\x80", true);
    check_name(&world, "a\xFF", false);
    for (size_t units = 254; units <= 258; units++) {
        memset(name, 'x', units);
        name[units] = '\0';
        check_name(&world, name, units <= ACCOUNT_NAME_MAX);
        /* The last two units are one character. */
        strcpy(name + units - 2, "\xF0\x9F\x98\x80");
        check_name(&world, name, units <= ACCOUNT_NAME_MAX);
    }
    end(&world);
}

static void a_password_has_at_most_1024_units_of_utf8(void **state)
{
    (void)state;
    char password[1100];
    struct owf_pair secret;
    struct owf_pair expected = secret_of_password(WIDE(u"secret"));
    struct fault fault = {""};
    assert_true(enrolment_secret("secret", &secret, &fault));
    assert_memory_equal(&secret, &expected, sizeof secret);
    for (size_t units = 1023; units <= 1025; units++) {
        memset(password, 'x', units);
        password[units] = '\0';
        assert_int_equal(enrolment_secret(password, &secret, &fault), units <= 1024);
    }
    assert_string_equal(fault.text, "the password is too long, or not UTF-8");
    assert_false(enrolment_secret("\xC3", &secret, &fault));
}

static void what_is_no_record_is_damaged(void **state)
{
    (void)state;
    struct world world;
    unsigned char bytes[RECORD_SIZE + 1] = {0};
    struct record record;
    begin(&world);
    record_encode(&world.record, bytes);
    for (size_t size = RECORD_SIZE - 1; size <= RECORD_SIZE + 1; size++) {
        store(&world, u"" NAME, REGISTRY_BINARY, bytes, size);
        assert_int_equal(get(&world, NAME, &record),
                         size == RECORD_SIZE ? ENROLMENT_READ : ENROLMENT_DAMAGED);
    }
    for (uint32_t type = 0; type <= REGISTRY_MULTI_SZ; type++) {
        store(&world, u"" NAME, type, bytes, RECORD_SIZE);
        assert_int_equal(get(&world, NAME, &record),
                         type == REGISTRY_BINARY ? ENROLMENT_READ : ENROLMENT_DAMAGED);
    }
    bytes[0] = 2; /* a later version */
    store(&world, u"" NAME, REGISTRY_BINARY, bytes, RECORD_SIZE);
    assert_int_equal(get(&world, NAME, &record), ENROLMENT_DAMAGED);
    assert_false(record.secret.has_nt || record.secret.has_lm);
    end(&world);
}

static void a_wider_key_is_told(void **state)
{
    (void)state;
    static const uint16_t *const paths[] = {NULL, KEY_IISSUBA, KEY_ACCOUNTS, KEY_MSV1_0};
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
        struct world world;
        struct fault fault = {""};
        begin(&world);
        registry_wider_path = paths[i];
        registry_made[0] = 0;
        registry_made[1] = 0;
        assert_false(enrolment_wider(world.registry)); /* and nothing is made for it */
        assert_int_equal(registry_made[1], 0);
        assert_true(enrolment_put(world.registry, NAME, &world.record, &fault));
        assert_int_equal(enrolment_wider(world.registry), i == 1 || i == 2);
        registry_wider_path = NULL;
        assert_int_equal(registry_made[0], 0);
        assert_int_equal(registry_made[1], 4);
        end(&world);
    }
}

struct visited {
    char text[1024];
};

static void visit(void *context, const char *account, bool readable, const struct record *record)
{
    struct visited *visited = context;
    size_t used = strlen(visited->text);
    assert_int_equal(readable, record != NULL);
    snprintf(visited->text + used, sizeof visited->text - used, "%s:%s ", account,
             record == NULL ? "damaged"
             : record->sync ? "on"
                            : "off");
}

static void each_account_is_visited_once(void **state)
{
    (void)state;
    struct world world;
    struct visited visited = {""};
    struct fault fault = {""};
    uint16_t longest[ACCOUNT_NAME_MAX + 2];
    char all[ACCOUNT_NAME_MAX + 1];
    memset(all, 'x', ACCOUNT_NAME_MAX);
    all[ACCOUNT_NAME_MAX] = '\0';
    begin(&world);
    assert_true(enrolment_each(world.registry, visit, &visited, &fault));
    assert_string_equal(visited.text, "");
    assert_true(enrolment_put(world.registry, "first", &world.record, &fault));
    store(&world, u"second", REGISTRY_BINARY, "x", 1);
    store(&world, u"third", REGISTRY_BINARY, visited.text, RECORD_SIZE + 1);
    for (size_t i = 0; i < ACCOUNT_NAME_MAX + 1; i++) {
        longest[i] = 'x';
    }
    longest[ACCOUNT_NAME_MAX + 1] = 0; /* longer than an account's name: passed over */
    store(&world, longest, REGISTRY_BINARY, "x", 1);
    store(&world, longest + 1, REGISTRY_BINARY, "x", 1);
    store(&world, u"y", REGISTRY_BINARY, "x", 1);
    world.record.sync = false;
    assert_true(enrolment_put(world.registry, "last\xC3\xBC", &world.record, &fault));
    assert_true(enrolment_each(world.registry, visit, &visited, &fault));
    char expected[1024];
    snprintf(expected, sizeof expected,
             "first:on second:damaged third:damaged %s:damaged y:damaged last\xC3\xBC:off ", all);
    assert_string_equal(visited.text, expected);
    end(&world);
}

/* A record of another type is none, as enrolment_get has it. */
static void a_record_of_another_type_is_damaged_to_a_visitor_too(void **state)
{
    (void)state;
    for (uint32_t type = 0; type <= REGISTRY_MULTI_SZ; type++) {
        struct world world;
        struct visited visited = {""};
        struct fault fault = {""};
        unsigned char bytes[RECORD_SIZE];
        begin(&world);
        record_encode(&world.record, bytes);
        store(&world, u"user", type, bytes, sizeof bytes);
        assert_true(enrolment_each(world.registry, visit, &visited, &fault));
        assert_string_equal(visited.text, type == REGISTRY_BINARY ? "user:on " : "user:damaged ");
        end(&world);
    }
}

/* Of this letter each is one unit, and three bytes. */
static void the_longest_name_in_utf8_is_told_whole(void **state)
{
    (void)state;
    struct world world;
    struct visited visited = {""};
    struct fault fault = {""};
    char name[3 * ACCOUNT_NAME_MAX + 1];
    for (size_t i = 0; i < ACCOUNT_NAME_MAX; i++) {
        memcpy(name + 3 * i, "\xE2\x82\xAC", 4);
    }
    begin(&world);
    assert_true(enrolment_put(world.registry, name, &world.record, &fault));
    assert_true(enrolment_each(world.registry, visit, &visited, &fault));
    assert_int_equal(strlen(visited.text), strlen(name) + strlen(":on "));
    assert_memory_equal(visited.text, name, strlen(name));
    end(&world);
}

/* Windows makes what is missing above a key for others too: each is made for itself, the upper one
 * first. */
static void the_upper_key_is_made_first(void **state)
{
    (void)state;
    struct world world;
    struct fault fault = {""};
    struct registry_key *key;
    begin(&world);
    registry_failing_call = 1; /* the making of the second */
    registry_failing_with = REGISTRY_DENIED;
    assert_false(enrolment_put(world.registry, NAME, &world.record, &fault));
    assert_int_equal(registry_failing_call, -1);
    assert_int_equal(registry_key_open(world.registry, KEY_ACCOUNTS, &key), REGISTRY_NOT_FOUND);
    assert_int_equal(registry_key_open(world.registry, KEY_IISSUBA, &key), REGISTRY_OK);
    registry_key_close(key);
    end(&world);
}

enum action { PUT, GET, REMOVE, EACH, ACTIONS };

static bool act(struct world *world, enum action action, struct fault *fault)
{
    enum enrolment_found found;
    struct record record;
    struct visited visited = {""};
    bool was_there = true;
    switch (action) {
    case PUT:
        return enrolment_put(world->registry, NAME, &world->record, fault);
    case GET:
        return enrolment_get(world->registry, NAME, &found, &record, fault);
    case REMOVE: {
        bool done = enrolment_remove(world->registry, NAME, &was_there, fault);
        assert_true(done || !was_there);
        return done;
    }
    case EACH:
        return enrolment_each(world->registry, visit, &visited, fault);
    case ACTIONS:
        break;
    }
    return false;
}

static void whichever_call_fails_its_error_is_told(void **state)
{
    (void)state;
    static const struct {
        long error;
        const char *text;
    } errors[] = {
        {REGISTRY_DENIED, "the registry: access is denied; run it as an administrator (5)"},
        {REGISTRY_NO_MEMORY, "the registry: no memory (8)"},
        {REGISTRY_INVALID, "the registry: a value is not of the type it should be (13)"},
        {REGISTRY_WRITE_FAULT, "the registry: it cannot be written (29)"},
        {1450, "the registry: a Windows error (1450)"},
    };
    static const int calls[ACTIONS] = {[PUT] = 3, [GET] = 2, [REMOVE] = 2, [EACH] = 3};
    for (int action = PUT; action < ACTIONS; action++) {
        struct world world;
        struct fault fault = {""};
        begin(&world);
        for (int call = 0; call < calls[action]; call++) {
            assert_true(enrolment_put(world.registry, NAME, &world.record, &fault));
            for (size_t i = 0; i < sizeof errors / sizeof errors[0]; i++) {
                registry_failing_call = call;
                registry_failing_with = errors[i].error;
                assert_false(act(&world, (enum action)action, &fault));
                assert_int_equal(registry_failing_call, -1);
                assert_string_equal(fault.text, errors[i].text);
            }
            registry_calls = 0;
            assert_true(act(&world, (enum action)action, &fault));
            assert_int_equal(registry_calls, calls[action]);
        }
        end(&world);
    }
    assert_string_equal(registry_error_text(REGISTRY_NOT_FOUND), "there is no such key or value");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_put_is_got_and_removed),
        cmocka_unit_test(a_name_is_what_sam_takes_for_one),
        cmocka_unit_test(a_password_has_at_most_1024_units_of_utf8),
        cmocka_unit_test(what_is_no_record_is_damaged),
        cmocka_unit_test(a_record_of_another_type_is_damaged_to_a_visitor_too),
        cmocka_unit_test(the_longest_name_in_utf8_is_told_whole),
        cmocka_unit_test(the_upper_key_is_made_first),
        cmocka_unit_test(a_wider_key_is_told),
        cmocka_unit_test(each_account_is_visited_once),
        cmocka_unit_test(whichever_call_fails_its_error_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
