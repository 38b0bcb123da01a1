/* Edits of the live metabase on a stand-in for IMSAdminBase: what they leave, and how they fail. */
#include "live_world.h"

#include <stdlib.h>

#include "live/live_edit.h"

static bool edit(struct world *world, const struct metabase_edit *edits, size_t count, bool *saved,
                 struct fault *fault)
{
    struct live_tree tree;
    struct live_plan plan;
    assert_true(live_tree_read(&world->base, &tree, fault));
    bool done = live_plan_make(&tree, edits, count, &plan, fault) &&
                live_plan_apply(&world->base, &plan, saved, fault);
    live_plan_release(&plan);
    live_tree_release(&tree);
    assert_int_equal(world->fake.open_handle, -1);
    return done;
}

static struct metabase_edit edit_of(struct world *world, const char *location, const char *name,
                                    const char *value)
{
    struct metabase_edit made = {.location = location, .value = value};
    struct fault fault;
    assert_true(property_query_of(&world->schema, name, &made.query, &fault));
    return made;
}

/* The same edits on the text of a file, by the editor of files. */
static void edit_file(const struct metabase_edit *edits, size_t count, struct contents *text)
{
    char folder[FOLDER_MAX];
    char path[FOLDER_MAX + 16];
    struct contents edited;
    struct fault fault;
    folder_new(folder);
    folder_write(folder, "MetaBase.xml", text->text);
    snprintf(path, sizeof path, "%s/MetaBase.xml", folder);
    if (!metabase_edit(path, edits, count, &edited, &fault)) {
        fail_msg("%s", fault.text);
    }
    contents_release(text);
    *text = edited;
    folder_remove(folder);
}

static void a_thousand_random_edits_leave_what_they_leave_in_a_file(void **state)
{
    (void)state;
    struct world world;
    struct model model;
    assert_true(schema_builtin(&world.schema));
    random_begin(11);
    for (int round = 0; round < 250; round++) {
        struct metabase_edit edits[4];
        struct fault fault = {""};
        bool saved = false;
        random_metabase(&world, &model);
        struct contents file = live_world_text(&world, NULL);
        for (int e = 0; e < 4; e++) {
            int place = (int)random_below(PLACES);
            int property = e * 3 + (int)random_below(3); /* no property twice */
            const char *value = random_below(3) == 0 ? NULL : random_value(property);
            value = value != NULL && strchr(value, '\n') != NULL ? "one" : value;
            edits[e] = edit_of(&world, places[place], property_schema[property].name, value);
            model.values[place][property] = value;
        }
        if (!edit(&world, edits, 4, &saved, &fault)) {
            fail_msg("%s", fault.text);
        }
        assert_true(saved);
        model_check(&world, &model);
        edit_file(edits, 4, &file);
        for (int i = 0; i < PLACES; i++) {
            for (int p = 0; p < PROPERTY_COUNT; p++) {
                char *value = live_world_lookup(&world, &file, places[i], property_schema[p].name);
                assert_string_equal(value, model_in_force(&model, i, p));
                free(value);
            }
        }
        contents_release(&file);
        fake_base_end(&world.fake);
    }
    schema_release(&world.schema);
}

static void an_edit_keeps_what_the_record_is(void **state)
{
    (void)state;
    static const struct {
        const char *where;
        uint32_t id;
        uint32_t attributes; /* of what is there, at the site or above; 0xFFFF: nothing is */
        uint32_t user_type;
        bool above;
        uint32_t expected_attributes;
        uint32_t expected_user_type;
    } cases[] = {
        {"what is there stays", USER_NAME, 0, 7, false, 0, 7},
        {"reference and insert path too", USER_NAME, 0x49, 2, false, 0x49, 2},
        {"what is inherited is taken over", USER_NAME, 0x11, 9, true, 0x11, 9},
        {"what is not inherited is not", USER_NAME, 0, 9, true, INHERITED, USER_TYPE_FILE},
        {"else the schema's", USER_NAME, 0xFFFF, 0, false, INHERITED, USER_TYPE_FILE},
        {"a secret is stored as one", USER_PASS, 0xFFFF, 0, false, SECRET, USER_TYPE_FILE},
        {"whatever it was before", USER_PASS, INHERITED, 2, false, SECRET, 2},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct world world;
        struct fault fault = {""};
        bool saved;
        live_world_begin(&world);
        struct fake_node *site = live_world_node(&world, "/LM/MSFTPSVC/1");
        struct fake_node *service = live_world_node(&world, "/LM/MSFTPSVC");
        service->count = 1; /* its key type alone */
        if (cases[i].attributes != 0xFFFF) {
            fake_base_put_text(cases[i].above ? service : site, cases[i].id, cases[i].attributes,
                               cases[i].user_type, "old");
        }
        struct metabase_edit made =
            edit_of(&world, "/LM/MSFTPSVC/1", cases[i].id == USER_PASS ? "6021" : "6020", "new");
        assert_true(edit(&world, &made, 1, &saved, &fault));
        const struct live_record *record = fake_base_record(site, cases[i].id);
        assert_non_null(record);
        assert_int_equal(record->attributes, cases[i].expected_attributes);
        assert_int_equal(record->user_type, cases[i].expected_user_type);
        assert_int_equal(record->type, LIVE_STRING);
        assert_memory_equal(record->data, u"new", 8);
        assert_int_equal(record->size, 8);
        live_world_end(&world);
    }
}

static void an_edit_that_cannot_be_made_is_refused_before_any_call(void **state)
{
    (void)state;
    static const struct {
        const char *location;
        const char *name;
        const char *value;
        const char *said;
    } cases[] = {
        {"/LM/NNTPSVC", "AnonymousUserName", "x", "there is no node /LM/NNTPSVC"},
        {"/LM/MSFTPSVC", "NoSuchName", "x", "not in the schema"},
        {"/LM/MSFTPSVC", "9998", "x", "not in the schema"},
        {"/LM/MSFTPSVC", "AnonymousPasswordSync", "maybe", "is a BOOL"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct world world;
        struct fault fault = {""};
        bool saved;
        live_world_begin(&world);
        struct metabase_edit edits[] = {
            edit_of(&world, "/LM/MSFTPSVC", "AnonymousUserName", "first"),
            edit_of(&world, cases[i].location, cases[i].name, cases[i].value)};
        assert_false(edit(&world, edits, 2, &saved, &fault));
        assert_non_null(strstr(fault.text, cases[i].said));
        assert_int_equal(world.fake.calls[FAKE_OPEN], 0);
        live_world_end(&world);
    }
}

/* Two nodes, two properties at the first: what is made, and what is said, where a call fails. */
static void each_call_that_fails_is_named_with_what_is_changed_already(void **state)
{
    (void)state;
    static const struct {
        enum fake_call call;
        unsigned from;
        const char *node;
        const char *already;
    } cases[] = {
        {FAKE_OPEN, 0, "/LM/MSFTPSVC: ", "nothing is changed"},
        {FAKE_SET, 0, "/LM/MSFTPSVC: ", "nothing is changed"},
        {FAKE_SET, 1, "/LM/MSFTPSVC: ",
         "changed already: 1 property, the last of them AnonymousUserName at /LM/MSFTPSVC"},
        {FAKE_CLOSE, 0, "/LM/MSFTPSVC: ", "changed already: 2 properties"},
        {FAKE_OPEN, 1, "/LM/MSFTPSVC/1: ",
         "changed already: 2 properties, the last of them AnonymousUserPass at /LM/MSFTPSVC"},
        {FAKE_SAVE, 0, "/LM/MSFTPSVC/1: ", "changed already: 3 properties"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct world world;
        struct fault fault = {""};
        bool saved;
        live_world_begin(&world);
        struct metabase_edit edits[] = {
            edit_of(&world, "/LM/MSFTPSVC", "AnonymousUserName", "IUSR_B"),
            edit_of(&world, "/LM/MSFTPSVC/1", "AnonymousUserName", "IUSR_B"),
            edit_of(&world, "/LM/MSFTPSVC", "AnonymousUserPass", "s3cret-word")};
        fake_base_fail(&world.fake, cases[i].call, 0x800706BAu, cases[i].from, 1);
        assert_false(edit(&world, edits, 3, &saved, &fault));
        assert_int_equal(strncmp(fault.text, cases[i].node, strlen(cases[i].node)), 0);
        assert_non_null(strstr(fault.text, "the IISADMIN service has ended"));
        assert_non_null(strstr(fault.text, "0x800706BA"));
        assert_non_null(strstr(fault.text, cases[i].already));
        assert_null(strstr(fault.text, "s3cret"));
        live_world_end(&world);
    }
}

static void a_node_that_is_held_is_tried_again_for_thirty_seconds(void **state)
{
    (void)state;
    static const struct {
        unsigned busy; /* so many times; each waits its three seconds */
        bool done;
    } cases[] = {{0, true}, {3, true}, {9, true}, {11, false}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct world world;
        struct fault fault = {""};
        bool saved = false;
        live_world_begin(&world);
        world.fake.clock = UINT32_MAX - 5000; /* it wraps meanwhile */
        struct metabase_edit made = edit_of(&world, "/LM/MSFTPSVC", "AnonymousUserName", "x");
        fake_base_fail(&world.fake, FAKE_OPEN, ADMIN_PATH_BUSY, 0, cases[i].busy);
        assert_int_equal(edit(&world, &made, 1, &saved, &fault), cases[i].done);
        if (!cases[i].done) {
            assert_non_null(strstr(fault.text, "another program holds it open"));
        }
        live_world_end(&world);
    }
}

static void an_edit_that_iisadmin_has_not_saved_is_made_all_the_same(void **state)
{
    (void)state;
    struct world world;
    struct fault fault = {""};
    bool saved = true;
    live_world_begin(&world);
    struct metabase_edit made = edit_of(&world, "/LM/MSFTPSVC", "AnonymousUserName", "x");
    fake_base_fail(&world.fake, FAKE_SAVE, ADMIN_PATH_BUSY, 0, 1000);
    assert_true(edit(&world, &made, 1, &saved, &fault));
    assert_false(saved);
    fake_base_fail(&world.fake, FAKE_SAVE, ADMIN_PATH_BUSY, 0, 40);
    assert_true(edit(&world, &made, 1, &saved, &fault));
    assert_true(saved);
    live_world_end(&world);
}

static void what_is_removed_may_be_gone_already(void **state)
{
    (void)state;
    struct world world;
    struct fault fault = {""};
    bool saved;
    live_world_begin(&world);
    struct metabase_edit made = edit_of(&world, "/LM/MSFTPSVC", "AnonymousUserPass", NULL);
    assert_true(edit(&world, &made, 1, &saved, &fault));
    assert_null(fake_base_record(live_world_node(&world, "/LM/MSFTPSVC"), USER_PASS));
    assert_true(edit(&world, &made, 1, &saved, &fault));
    live_world_end(&world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_thousand_random_edits_leave_what_they_leave_in_a_file),
        cmocka_unit_test(an_edit_keeps_what_the_record_is),
        cmocka_unit_test(an_edit_that_cannot_be_made_is_refused_before_any_call),
        cmocka_unit_test(each_call_that_fails_is_named_with_what_is_changed_already),
        cmocka_unit_test(a_node_that_is_held_is_tried_again_for_thirty_seconds),
        cmocka_unit_test(an_edit_that_iisadmin_has_not_saved_is_made_all_the_same),
        cmocka_unit_test(what_is_removed_may_be_gone_already),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
