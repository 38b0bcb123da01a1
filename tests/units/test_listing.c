/* A node as a whole: what is listed of it is what a lookup of each property says. */
#include "live_world.h"

#include <stdlib.h>
#include <strings.h>

#include "metabase/metabase_listing.h"
#include "metabase/metabase_query.h"

struct listed {
    const char *names[64];
    const char *values[64];
    const char *from[64];
    size_t count;
};

static void take(void *context, const struct set_property *property, const char *from)
{
    struct listed *listed = context;
    assert_true(listed->count < 64);
    listed->names[listed->count] = property->name;
    listed->values[listed->count] = property->value;
    listed->from[listed->count++] = from;
}

static size_t find(const struct listed *listed, const char *name)
{
    size_t found = listed->count;
    for (size_t i = 0; i < listed->count; i++) {
        if (strcasecmp(listed->names[i], name) == 0) {
            assert_int_equal(found, listed->count); /* once */
            found = i;
        }
    }
    return found;
}

static struct metabase_listing list(const struct contents *text, const struct schema *schema,
                                    const char *location, bool all)
{
    struct metabase_text given = metabase_in_memory("live", text->text, text->size);
    struct metabase_listing listing;
    struct fault fault = {""};
    bool exists;
    if (!metabase_list(&given, schema, location, all, &listing, &exists, &fault)) {
        fail_msg("%s", fault.text);
    }
    assert_true(exists);
    return listing;
}

/* The nearest place that sets a property, itself first; PLACES: none does. */
static int setter(const struct model *model, int place, int property)
{
    int nearest = PLACES;
    for (int i = 0; i < PLACES; i++) {
        if (model->values[i][property] != NULL && metabase_is_below(places[i], places[place]) &&
            (nearest == PLACES || strlen(places[i]) > strlen(places[nearest]))) {
            nearest = i;
        }
    }
    return nearest;
}

static void check_place(const struct model *model, const struct metabase_listing *listing,
                        int place)
{
    struct listed listed = {.count = 0};
    size_t expected = 0;
    assert_true(metabase_listing_each(listing, places[place], take, &listed));
    for (int p = 0; p < PROPERTY_COUNT; p++) {
        int from = setter(model, place, p);
        size_t at = find(&listed, property_schema[p].name);
        assert_int_equal(at < listed.count, from < PLACES);
        if (from < PLACES) {
            expected++;
            assert_string_equal(listed.values[at], model->values[from][p]);
            assert_string_equal(listed.from[at], places[from]);
        }
    }
    assert_int_equal(listed.count, expected);
    for (size_t i = 1; i < listed.count; i++) { /* the nearest first */
        assert_true(strlen(listed.from[i]) <= strlen(listed.from[i - 1]));
    }
}

static void what_is_listed_of_a_random_metabase_is_what_its_model_says(void **state)
{
    (void)state;
    const char *given = getenv("LISTINGS");
    unsigned long rounds = given == NULL ? 100 : strtoul(given, NULL, 10);
    struct world world;
    struct model model;
    assert_true(schema_builtin(&world.schema));
    random_begin(31);
    for (unsigned long round = 0; round < rounds; round++) {
        random_metabase(&world, &model);
        struct contents text = live_world_text(&world, NULL);
        struct metabase_listing whole = list(&text, &world.schema, "", true);
        for (int i = 0; i < PLACES; i++) {
            struct metabase_listing one = list(&text, &world.schema, places[i], false);
            check_place(&model, &one, i);
            check_place(&model, &whole, i);
            metabase_listing_release(&one);
        }
        metabase_listing_release(&whole);
        contents_release(&text);
        fake_base_end(&world.fake);
    }
    schema_release(&world.schema);
}

/* Attributes, <Custom>s with and without inheritance, and what an export says is inherited. */
static const char odd[] =
    "<configuration><MBProperty>"
    "<IIsObject Location=\"/\" Far=\"away\"/>"
    "<IIsComputer Location=\"/LM\" Other=\"lm\" anonymoususername=\"top\">"
    "<Custom Name=\"Local\" ID=\"70001\" Value=\"no\" Type=\"STRING\" "
    "Attributes=\"NO_ATTRIBUTES\"/>"
    "<Custom Name=\"Down\" ID=\"70002\" Value=\"yes\" Type=\"STRING\" Attributes=\"INHERIT\"/>"
    "<Custom Name=\"AnonymousPasswordSync\" ID=\"6022\" Value=\"0\" Type=\"BOOL\" "
    "Attributes=\"INHERIT\"/>"
    "<Custom Name=\"Valueless\" ID=\"70004\" Type=\"STRING\"/></IIsComputer>"
    "<IIsInheritedProperties Location=\"/LM/A\" Other=\"export\" AllowAnonymous=\"FALSE\"/>"
    "<IIsFtpService Location=\"/LM/A\" AllowAnonymous=\"TRUE\">"
    "<Custom ID=\"70002\" Value=\"twice\" Type=\"STRING\" Attributes=\"INHERIT\"/>"
    "<Custom ID=\"70002\" Value=\"own\" Type=\"STRING\" Attributes=\"INHERIT | SECURE\"/>"
    "<Custom ID=\"6020\" Value=\"by number\" Type=\"STRING\" Attributes=\"INHERIT\"/>"
    "</IIsFtpService>"
    "<IIsFtpServer Location=\"/LM/A/1\"/>"
    "<IIsFtpVirtualDir Location=\"/LM/A/2/ROOT\" Own=\"x\"/>"
    "</MBProperty></configuration>";

static void it_agrees_with_the_lookup_of_each_property(void **state)
{
    (void)state;
    static const char *const locations[] = {
        "", "/LM", "/LM/A", "/LM/A/1", "/lm/a/2/ROOT", "/LM/A/2", "/LM/A/1/none"};
    static const char *const names[] = {"Far",   "Other", "AnonymousUserName",     "Local",
                                        "70001", "Down",  "AnonymousPasswordSync", "Valueless",
                                        "70002", "Own",   "AllowAnonymous"};
    struct contents text = {(char *)odd, sizeof odd - 1};
    struct schema schema;
    assert_true(schema_builtin(&schema));
    struct metabase_listing listing = list(&text, &schema, "", true);
    for (size_t i = 0; i < sizeof locations / sizeof locations[0]; i++) {
        struct listed listed = {.count = 0};
        assert_true(metabase_listing_each(&listing, locations[i], take, &listed));
        for (size_t n = 0; n < sizeof names / sizeof names[0]; n++) {
            struct metabase_text given = metabase_in_memory("live", text.text, text.size);
            struct property_query query;
            struct lookup lookup;
            struct fault fault;
            assert_true(property_query_of(&schema, names[n], &query, &fault));
            assert_true(metabase_lookup(&given, locations[i], &query, &lookup, &fault));
            size_t at = find(&listed, names[n]);
            bool set = lookup.source == LOOKUP_HERE || lookup.source == LOOKUP_INHERITED;
            bool by_other_name = strncmp(names[n], "7000", 4) == 0 || strcmp(names[n], "Down") == 0;
            if (!by_other_name && set != (at < listed.count)) {
                fail_msg("%s/%s", locations[i], names[n]);
            }
            if (set && at < listed.count) {
                assert_string_equal(listed.values[at], lookup.value);
                assert_string_equal(listed.from[at], lookup.from);
            }
            lookup_release(&lookup);
        }
    }
    metabase_listing_release(&listing);
    schema_release(&schema);
}

static void a_property_of_one_id_is_one_whatever_it_is_called(void **state)
{
    (void)state;
    struct contents text = {(char *)odd, sizeof odd - 1};
    struct listed listed = {.count = 0};
    struct schema schema;
    assert_true(schema_builtin(&schema));
    struct metabase_listing listing = list(&text, &schema, "/LM/A/1", false);
    assert_true(metabase_listing_each(&listing, "/LM/A/1", take, &listed));
    assert_string_equal(listed.values[find(&listed, "70002")], "own");
    assert_int_equal(find(&listed, "Down"), listed.count);
    assert_string_equal(listed.values[find(&listed, "Other")], "export");
    assert_string_equal(listed.values[find(&listed, "AllowAnonymous")], "TRUE");
    assert_string_equal(listed.values[find(&listed, "AnonymousUserName")], "by number");
    assert_string_equal(listed.values[find(&listed, "AnonymousPasswordSync")], "FALSE");
    metabase_listing_release(&listing);
    schema_release(&schema);
}

/* Its secret is one, although the number says nothing. */
static void a_custom_of_an_unknown_number_is_what_its_name_says(void **state)
{
    (void)state;
    static const char text[] =
        "<configuration><MBProperty><IIsFtpServer Location=\"/LM/A\">"
        "<Custom Name=\"anonymoususerpass\" ID=\"70001\" Value=\"v\" Type=\"STRING\"/>"
        "<Custom ID=\"70002\" Value=\"w\" Type=\"STRING\"/>"
        "</IIsFtpServer></MBProperty></configuration>";
    struct contents contents = {(char *)text, sizeof text - 1};
    struct schema schema;
    assert_true(schema_builtin(&schema));
    struct metabase_listing listing = list(&contents, &schema, "/LM/A", true);
    const struct listed_node *node = &listing.nodes[listing.count - 1];
    assert_string_equal(node->location, "/LM/A");
    assert_int_equal(node->count, 2);
    assert_string_equal(node->properties[0].name, "AnonymousUserPass");
    assert_int_equal(node->properties[0].id, 6021);
    assert_true(node->properties[0].secure);
    assert_string_equal(node->properties[1].name, "70002");
    assert_int_equal(node->properties[1].id, 70002);
    assert_false(node->properties[1].secure);
    metabase_listing_release(&listing);
    schema_release(&schema);
}

static void the_nodes_right_below_are_there_and_no_others(void **state)
{
    (void)state;
    struct contents text = {(char *)odd, sizeof odd - 1};
    struct schema schema;
    assert_true(schema_builtin(&schema));
    struct metabase_listing listing = list(&text, &schema, "/LM", false);
    assert_int_equal(listing.count, 3); /* the root, /LM, and /LM/A below it */
    assert_string_equal(listing.nodes[2].location, "/LM/A");
    assert_string_equal(listing.nodes[2].key_type, "IIsFtpService");
    assert_int_equal(listing.nodes[2].count, 0);
    metabase_listing_release(&listing);
    listing = list(&text, &schema, "/LM/A", true);
    assert_int_equal(listing.count, 5);
    metabase_listing_release(&listing);
    assert_true(metabase_is_child("/LM", "/lm/A"));
    assert_false(metabase_is_child("/LM", "/LM"));
    assert_false(metabase_is_child("/LM", "/LM/A/1"));
    assert_false(metabase_is_below("/LM/A", "/LM/AB"));
    schema_release(&schema);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_listed_of_a_random_metabase_is_what_its_model_says),
        cmocka_unit_test(it_agrees_with_the_lookup_of_each_property),
        cmocka_unit_test(a_property_of_one_id_is_one_whatever_it_is_called),
        cmocka_unit_test(a_custom_of_an_unknown_number_is_what_its_name_says),
        cmocka_unit_test(the_nodes_right_below_are_there_and_no_others),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
