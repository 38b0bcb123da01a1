/* An import where there is no memory: it is said, nothing is left, and nobody is removed by it. */
#include "failing_memory.h"
#include "machine_folder.h"

#include "enrolment/enrolment.h"
#include "enrolment/import_apply.h"

static const char text[] =
    "<configuration><MBProperty>"
    "<IIsFtpServer Location=\"/LM/MSFTPSVC/1\" AnonymousUserName=\"one\" AnonymousUserPass=\"1\"/>"
    "<IIsFtpServer Location=\"/LM/MSFTPSVC/2\" AnonymousUserName=\"two\" AnonymousUserPass=\"2\"/>"
    "<IIsFtpServer Location=\"/LM/MSFTPSVC/3\" AnonymousPasswordSync=\"FALSE\"/>"
    "</MBProperty></configuration>";

struct world {
    char folder[FOLDER_MAX];
    struct metabase metabase;
    struct import_plan plan;
    unsigned told;
};

static void begin(struct world *world)
{
    struct metabase_text source = metabase_in_memory("MetaBase.xml", text, sizeof text - 1);
    struct fault fault = {""};
    assert_true(metabase_read(&source, METABASE_ACCOUNTS, &world->metabase, &fault));
    folder_new(world->folder);
}

static void end(struct world *world)
{
    metabase_release(&world->metabase);
    folder_remove(world->folder);
}

static bool plans(void *context)
{
    struct world *world = context;
    memset(&world->plan, 0xFF, sizeof world->plan);
    bool made = import_plan_make(&world->metabase, &world->plan);
    assert_int_equal(world->plan.count, made ? 2 : 0);
    assert_true(made || world->plan.accounts == NULL);
    import_plan_release(&world->plan);
    return made;
}

static void a_plan_without_memory_is_empty(void **state)
{
    (void)state;
    struct world world;
    begin(&world);
    assert_true(memory_each_fails(plans, &world) > 3);
    end(&world);
}

static void tell(void *context, const char *name, const struct import_account *account,
                 enum import_action action, bool enrolled)
{
    struct world *world = context;
    world->told++;
    assert_int_equal(enrolled, account == NULL);
    assert_int_equal(action, account == NULL ? IMPORT_REMOVED : IMPORT_ADDED);
    assert_int_equal(strncmp(name, "gone", 4) == 0, account == NULL);
}

static struct registry *store_with_two_others(const struct world *world)
{
    static const char *const names[] = {"gone1", "gone2"};
    struct registry *registry;
    struct fault fault = {""};
    const struct record record = {.imported = true, .stored_at = 1};
    assert_int_equal(registry_open(world->folder, REGISTRY_WRITE, &registry, &fault), REGISTRY_OK);
    for (size_t i = 0; i < 2; i++) {
        assert_true(enrolment_put(registry, names[i], &record, &fault));
    }
    return registry;
}

/* With the allocation of that number failing; whether it was done. The registry itself does one
 * without memory: it looks its values up one by one. */
static bool import(struct world *world, int failing, bool *has_failed)
{
    struct fault fault = {""};
    size_t changes = 99;
    struct registry *registry = store_with_two_others(world);
    world->told = 0;
    memory_failing_call = failing;
    bool done = import_apply(registry, &world->plan, false, 1, tell, world, &changes, &fault);
    *has_failed = memory_failing_call < 0;
    memory_failing_call = -1;
    if (done) {
        assert_int_equal(changes, 4);
        assert_int_equal(world->told, 4);
    } else {
        assert_non_null(strstr(fault.text, "no memory"));
        assert_true(changes <= 4 && world->told < 4);
    }
    registry_close(registry);
    return done;
}

static void an_import_without_memory_says_so(void **state)
{
    (void)state;
    struct world world;
    bool has_failed = true;
    int refused = 0;
    begin(&world);
    assert_true(import_plan_make(&world.metabase, &world.plan));
    for (int failing = 0; has_failed; failing++) {
        refused += !import(&world, failing, &has_failed);
    }
    assert_true(refused > 10);
    import_plan_release(&world.plan);
    end(&world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_plan_without_memory_is_empty),
        cmocka_unit_test(an_import_without_memory_says_so),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
