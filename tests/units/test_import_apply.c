/*
 * An import's plan, put into a store: what is told of each account, what is stored then, how many
 * changes are counted, and that whichever call of the registry fails, the import says so.
 */
#include "failing_registry.h"
#include "machine_folder.h"

#include <stdlib.h>

#include "enrolment/enrolment.h"
#include "enrolment/import_apply.h"

#define NOW 1000

static const char metabase_text[] =
    "<configuration><MBProperty>"
    "<IIsFtpServer Location=\"/LM/MSFTPSVC/5\" AnonymousUserName=\"B\xC3\x9CRO\""
    " AnonymousUserPass=\"same\"/>"
    "<IIsFtpService Location=\"/LM/MSFTPSVC\" AnonymousUserName=\"NEW\" AnonymousUserPass=\"new\"/>"
    "<IIsFtpServer Location=\"/LM/MSFTPSVC/1\" AnonymousUserName=\"changed\""
    " AnonymousUserPass=\"now\"/>"
    "<IIsFtpServer Location=\"/LM/MSFTPSVC/2\" AnonymousUserName=\"same\""
    " AnonymousUserPass=\"same\"/>"
    "<IIsFtpServer Location=\"/LM/MSFTPSVC/3\" AnonymousUserName=\"DOMAIN\\user\""
    " AnonymousUserPass=\"x\"/>"
    "<IIsFtpServer Location=\"/LM/MSFTPSVC/4\" AnonymousUserName=\"damaged\""
    " AnonymousUserPass=\"whole\"/>"
    "<IIsFtpServer Location=\"/LM/MSFTPSVC/6\" AnonymousUserName=\"third\" AnonymousUserPass=\"\"/>"
    "</MBProperty></configuration>";

struct world {
    char folder[FOLDER_MAX];
    struct metabase metabase;
    struct import_plan plan;
    struct registry *registry;
    char told[1024];
};

static void put(struct world *world, const char *name, const uint16_t *password, bool imported)
{
    struct fault fault;
    struct record record = {.sync = true,
                            .imported = imported,
                            .stored_at = 1,
                            .secret = secret_of_password(wide_of(password))};
    assert_true(enrolment_put(world->registry, name, &record, &fault));
}

/* With an empty store. */
static void begin_of(struct world *world, const char *metabase, size_t size)
{
    struct metabase_text text = metabase_in_memory("MetaBase.xml", metabase, size);
    struct fault fault = {""};
    *world->told = '\0';
    if (!metabase_read(&text, METABASE_ACCOUNTS, &world->metabase, &fault)) {
        fail_msg("%s", fault.text);
    }
    assert_true(import_plan_make(&world->metabase, &world->plan));
    folder_new(world->folder);
    assert_int_equal(registry_open(world->folder, REGISTRY_WRITE, &world->registry, NULL),
                     REGISTRY_OK);
}

static void begin(struct world *world)
{
    struct registry_key *key;
    begin_of(world, metabase_text, sizeof metabase_text - 1);
    put(world, "Changed", u"before", true);
    put(world, "same", u"same", false);
    put(world, "b\xC3\xBCro", u"same", true); /* named in other letters */
    put(world, "third", u"last", true);
    put(world, "gone", u"x", true);
    put(world, "person", u"x", false);
    assert_int_equal(registry_key_create(world->registry, KEY_ACCOUNTS, true, NULL, &key),
                     REGISTRY_OK);
    registry_value_set(key, u"damaged", REGISTRY_BINARY, "x", 1);
    registry_value_set(key, u"rubbish", REGISTRY_BINARY, "x", 1);
    registry_key_close(key);
}

static void end(struct world *world)
{
    assert_int_equal(registry_open_keys, 0);
    registry_close(world->registry);
    import_plan_release(&world->plan);
    metabase_release(&world->metabase);
    folder_remove(world->folder);
}

static void tell(void *context, const char *name, const struct import_account *account,
                 enum import_action action, bool enrolled)
{
    static const char *const words[] = {
        [IMPORT_ADDED] = "added",         [IMPORT_REPLACED] = "replaced",
        [IMPORT_UNCHANGED] = "unchanged", [IMPORT_KEPT] = "kept",
        [IMPORT_FORGOTTEN] = "forgotten", [IMPORT_LEFT_ALONE] = "left",
        [IMPORT_REMOVED] = "removed",     [IMPORT_FOREIGN] = "foreign"};
    struct world *world = context;
    size_t used = strlen(world->told);
    assert_true(account == NULL || strcmp(account->name, name) == 0);
    snprintf(world->told + used, sizeof world->told - used, "%s%s:%s%s ", name,
             account == NULL ? "*" : "", words[action], enrolled ? "" : "!");
}

static bool apply(struct world *world, bool forget, size_t *changes, struct fault *fault)
{
    *changes = 99;
    *world->told = '\0';
    return import_apply(world->registry, &world->plan, forget, NOW, tell, world, changes, fault);
}

static void assert_stored(struct world *world, const char *name, const uint16_t *password,
                          bool imported, int64_t stored_at)
{
    struct record record;
    struct owf_pair none = {.has_nt = false};
    struct owf_pair expected = password == NULL ? none : secret_of_password(wide_of(password));
    enum enrolment_found found;
    struct fault fault;
    assert_true(enrolment_get(world->registry, name, &found, &record, &fault));
    assert_int_equal(found, ENROLMENT_READ);
    assert_memory_equal(&record.secret, &expected, sizeof expected);
    assert_int_equal(record.imported, imported);
    assert_true(record.stored_at == stored_at);
}

static void each_account_is_told_and_stored(void **state)
{
    (void)state;
    for (int forget = 0; forget < 2; forget++) {
        struct world world;
        struct fault fault = {""};
        size_t changes;
        char expected[512];
        begin(&world);
        assert_true(apply(&world, forget != 0, &changes, &fault));
        snprintf(
            expected, sizeof expected,
            "B\xC3\x9CRO:unchanged NEW:added! changed:replaced same:unchanged DOMAIN\\user:left! "
            "damaged:added third:%s gone*:removed person*:foreign ",
            forget ? "forgotten" : "kept");
        assert_string_equal(world.told, expected);
        assert_int_equal(changes, forget ? 5 : 4);
        assert_stored(&world, "new", u"new", true, NOW);
        assert_stored(&world, "changed", u"now", true, NOW);
        assert_stored(&world, "same", u"same", false, 1);
        assert_stored(&world, "damaged", u"whole", true, NOW);
        assert_stored(&world, "b\xC3\xBCro", u"same", true, 1);
        assert_stored(&world, "third", forget ? NULL : u"last", true, forget ? NOW : 1);
        assert_stored(&world, "person", u"x", false, 1);
        /* The same once more changes nothing. */
        assert_true(apply(&world, forget != 0, &changes, &fault));
        assert_int_equal(changes, 0);
        assert_null(strstr(world.told, "gone"));
        assert_non_null(strstr(world.told, "NEW:unchanged "));
        end(&world);
    }
}

/* What came before it is told and stored, and nothing of it or behind it. */
static void a_password_or_name_that_no_account_can_have_ends_the_import(void **state)
{
    (void)state;
    static const struct {
        size_t name;
        size_t password;
        const char *fault; /* NULL: both can be */
    } cases[] = {{256, 1024, NULL},
                 {256, 1025, "the password is too long, or not UTF-8"},
                 {257, 1024, "expected an account of this computer"}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct world world;
        struct fault fault = {""};
        size_t changes;
        char name[258] = "";
        char password[1026] = "";
        char text[2048];
        memset(name, 'n', cases[i].name);
        memset(password, 'p', cases[i].password);
        int size = snprintf(
            text, sizeof text,
            "<configuration><MBProperty><IIsFtpServer Location=\"/LM/MSFTPSVC/1\" "
            "AnonymousUserName=\"a\" AnonymousUserPass=\"p\"/><IIsFtpServer "
            "Location=\"/LM/MSFTPSVC/2\" AnonymousUserName=\"%s\" AnonymousUserPass=\"%s\"/>"
            "<IIsFtpServer Location=\"/LM/MSFTPSVC/3\" AnonymousUserName=\"z\" "
            "AnonymousUserPass=\"p\"/></MBProperty></configuration>",
            name, password);
        begin_of(&world, text, (size_t)size);
        bool done = apply(&world, false, &changes, &fault);
        assert_int_equal(done, cases[i].fault == NULL);
        assert_int_equal(changes, done ? 3 : 1);
        if (!done) {
            assert_string_equal(world.told, "a:added! ");
            assert_non_null(strstr(fault.text, cases[i].fault));
        }
        assert_stored(&world, "a", u"p", true, NOW);
        end(&world);
    }
}

static void whichever_call_fails_the_import_says_so(void **state)
{
    (void)state;
    struct world world;
    struct fault fault = {""};
    size_t changes;
    begin(&world);
    registry_calls = 0;
    assert_true(apply(&world, false, &changes, &fault));
    int calls = registry_calls;
    size_t all = changes;
    end(&world);
    assert_true(calls > 20);
    for (int call = 0; call < calls; call++) {
        begin(&world);
        registry_failing_call = call;
        registry_failing_with = REGISTRY_DENIED;
        fault = (struct fault){""};
        assert_false(apply(&world, false, &changes, &fault));
        assert_int_equal(registry_failing_call, -1);
        assert_string_equal(fault.text,
                            "the registry: access is denied; run it as an administrator (5)");
        assert_true(changes <= all);
        assert_true(apply(&world, false, &changes, &fault));
        assert_stored(&world, "new", u"new", true, NOW);
        assert_stored(&world, "person", u"x", false, 1);
        end(&world);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_account_is_told_and_stored),
        cmocka_unit_test(a_password_or_name_that_no_account_can_have_ends_the_import),
        cmocka_unit_test(whichever_call_fails_the_import_says_so),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
