/* What a listing keeps of each property, which nodes it has, and what is in force at a node. */
#include "support.h"

#include <stdlib.h>

#include "metabase/metabase_listing.h"
#include "text/hash.h"

#define FILE_OF(nodes) "<configuration><MBProperty>" nodes "</MBProperty></configuration>"

static struct schema schema;

static int begin(void **state)
{
    (void)state;
    return schema_builtin(&schema) ? 0 : -1;
}

static int end(void **state)
{
    (void)state;
    schema_release(&schema);
    return 0;
}

static struct metabase_listing list(const char *text, const char *location, bool all, bool is_there)
{
    struct metabase_text given = metabase_in_memory("live", text, strlen(text));
    struct metabase_listing listing;
    struct fault fault = {""};
    bool exists = !is_there;
    if (!metabase_list(&given, &schema, location, all, &listing, &exists, &fault)) {
        fail_msg("%s", fault.text);
    }
    assert_int_equal(exists, is_there);
    return listing;
}

static const char described[] =
    "<configuration><MBProperty>"
    "<IIsFtpServer Location=\"/LM/A\" anonymoususerpass=\"s\" AnonymousOnly=\"1\" "
    "Free=\"a&#9;b&#10;c\n4\" AuthFlags=\"4\">"
    "<Custom Name=\"Down\" ID=\"47001\" Value=\"d\" Type=\"MULTISZ\" Attributes=\"INHERIT\"/>"
    "<Custom Name=\"Own\" ID=\"47002\" Value=\"o\" Type=\"BINARY\" Attributes=\"SECURE\"/>"
    "<Custom ID=\"47003\" Value=\"\" Attributes=\"SECURE | INHERIT\"/>"
    "<Custom Name=\"x\" ID=\"6022\" Value=\"0\" Type=\"DWORD\" Attributes=\"INHERIT\"/>"
    "<Custom Name=\"x\" ID=\"5005\" Value=\"no number\" Type=\"STRING\"/>"
    "<Custom Name=\"wamuserpass\" ID=\"1\" Value=\"w\" Type=\"STRING\" Attributes=\"INHERIT\"/>"
    "<Custom Name=\"x\" ID=\"6021\" Value=\"7\" Type=\"WORD\" Attributes=\"INHERIT\"/>"
    "<Custom Name=\"Valueless\" ID=\"47004\" Type=\"STRING\"/></IIsFtpServer>"
    "<IIsFtpServer Location=\"inherited:/LM/A\" Over=\"e\">"
    "<Custom Name=\"Also\" ID=\"47005\" Value=\"a\" Type=\"NTACL\" Attributes=\"INHERIT\"/>"
    "</IIsFtpServer></MBProperty></configuration>";

static const struct set_property description[] = {
    {(char *)"AnonymousUserPass", (char *)"s", 6021, TYPE_STRING, true, true, false},
    {(char *)"AnonymousOnly", (char *)"1", 5006, TYPE_BOOL, false, true, false},
    {(char *)"Free", (char *)"a\tb\nc\n4", 0, TYPE_UNKNOWN, false, true, false},
    {(char *)"AuthFlags", (char *)"4", 6000, TYPE_DWORD, false, true, false},
    {(char *)"Down", (char *)"d", 47001, TYPE_MULTISZ, false, true, false},
    {(char *)"Own", (char *)"o", 47002, TYPE_BINARY, true, false, false},
    {(char *)"47003", (char *)"", 47003, TYPE_UNKNOWN, true, true, false},
    {(char *)"AnonymousPasswordSync", (char *)"FALSE", 6022, TYPE_BOOL, false, true, false},
    {(char *)"AllowAnonymous", (char *)"no number", 5005, TYPE_STRING, false, false, false},
    {(char *)"WAMUserPass", (char *)"w", 7502, TYPE_STRING, true, true, false},
    {(char *)"AnonymousUserPass", (char *)"7", 6021, TYPE_UNKNOWN, true, true, false},
    {(char *)"Over", (char *)"e", 0, TYPE_UNKNOWN, false, true, true},
    {(char *)"Also", (char *)"a", 47005, TYPE_NTACL, false, true, true},
};

static void a_property_is_kept_with_what_is_said_of_it(void **state)
{
    (void)state;
    struct metabase_listing listing = list(described, "/lm/a", false, true);
    assert_int_equal(listing.count, 1);
    assert_string_equal(listing.nodes[0].location, "/LM/A");
    assert_string_equal(listing.nodes[0].key_type, "IIsFtpServer");
    assert_int_equal(listing.nodes[0].count, sizeof description / sizeof description[0]);
    for (size_t i = 0; i < listing.nodes[0].count; i++) {
        const struct set_property *property = &listing.nodes[0].properties[i];
        assert_string_equal(property->name, description[i].name);
        assert_string_equal(property->value, description[i].value);
        assert_int_equal(property->id, description[i].id);
        assert_int_equal(property->type, description[i].type);
        assert_int_equal(property->secure, description[i].secure);
        assert_int_equal(property->inherits, description[i].inherits);
        assert_int_equal(property->from_export, description[i].from_export);
    }
    metabase_listing_release(&listing);
    assert_int_equal(listing.count + listing.capacity, 0);
    assert_null(listing.nodes);
}

/* Longer than a property's name may be that is asked for (PROPERTY_NAME_MAX). */
static void an_attribute_of_any_length_has_its_name(void **state)
{
    (void)state;
    for (int length = 254; length <= 300; length += length < 257 ? 1 : 43) {
        char name[301] = "";
        char text[512];
        memset(name, 'n', (size_t)length);
        snprintf(text, sizeof text, FILE_OF("<a Location=\"/LM\" %s=\"v\"/>"), name);
        struct metabase_listing listing = list(text, "/LM", false, true);
        assert_string_equal(listing.nodes[0].properties[0].name, name);
        metabase_listing_release(&listing);
    }
}

#define TREE                                                                           \
    FILE_OF("<r Location=\"/\" P=\"r\"/><lm Location=\"/LM\" P=\"lm\"/>"               \
            "<a Location=\"/LM/A\" P=\"a\"><Custom ID=\"7\" Value=\"c\"/></a>"         \
            "<a Location=\"inherited:/LM/A\" Q=\"e\"/>"                                \
            "<b Location=\"/LM/A/B\" P=\"b\"/><c Location=\"/LM/AC\" P=\"c\"/>"        \
            "<d Location=\"inherited:/LM/D\" P=\"d\"/><d Location=\"/LM/D\" P=\"d\"/>" \
            "<e Location=\"inherited:/LM/E\" P=\"e\"/><f Location=\"/LM/F/F\"/>")

static void the_nodes_are_those_on_the_way_and_below(void **state)
{
    (void)state;
    static const struct {
        const char *location;
        bool all;
        bool exists;
        const char *nodes; /* location:key type:properties */
    } cases[] = {
        {"", false, true, ":r:1 /LM:lm:0 "},
        {"/LM", false, true, ":r:1 /LM:lm:1 /LM/A:a:0 /LM/AC:c:0 /LM/D:d:0 "},
        {"/lm/a", false, true, ":r:1 /LM:lm:1 /LM/A:a:3 /LM/A/B:b:0 "},
        {"/LM/A", true, true, ":r:1 /LM:lm:1 /LM/A:a:3 /LM/A/B:b:1 "},
        {"/LM/A/B", true, true, ":r:1 /LM:lm:1 /LM/A:a:3 /LM/A/B:b:1 "},
        {"/LM/D", false, true, ":r:1 /LM:lm:1 /LM/D:d:2 "},
        {"/LM/E", false, true, ":r:1 /LM:lm:1 /LM/E:none:1 "},
        {"/LM/F", false, true, ":r:1 /LM:lm:1 /LM/F/F:f:0 "},
        {"/LM/X", false, false, ":r:1 /LM:lm:1 "},
        {"/LM/X", true, false, ":r:1 /LM:lm:1 "},
        {"", true, true,
         ":r:1 /LM:lm:1 /LM/A:a:3 /LM/A/B:b:1 /LM/AC:c:1 /LM/D:d:2 /LM/E:none:1 /LM/F/F:f:0 "},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char found[512] = "";
        struct metabase_listing listing =
            list(TREE, cases[i].location, cases[i].all, cases[i].exists);
        for (size_t n = 0; n < listing.count; n++) {
            const struct listed_node *node = &listing.nodes[n];
            size_t used = strlen(found);
            snprintf(found + used, sizeof found - used, "%s:%s:%u ", node->location,
                     node->key_type == NULL ? "none" : node->key_type, (unsigned)node->count);
        }
        assert_string_equal(found, cases[i].nodes);
        metabase_listing_release(&listing);
    }
}

struct told {
    char text[512];
    size_t used;
};

static void tell(void *context, const struct set_property *property, const char *from)
{
    struct told *told = context;
    told->used += (size_t)snprintf(told->text + told->used, sizeof told->text - told->used,
                                   "%s=%s@%s ", property->name, property->value, from);
    assert_true(told->used < sizeof told->text);
}

static void expect_in_force(const char *text, const char *location, const char *expected)
{
    struct metabase_listing listing = list(text, "", true, true);
    struct told told = {.used = 0};
    assert_true(metabase_listing_each(&listing, location, tell, &told));
    assert_string_equal(told.text, expected);
    metabase_listing_release(&listing);
}

static void the_nearest_comes_first_and_what_is_not_handed_down_ends_there(void **state)
{
    (void)state;
#define EACH                                                                                  \
    FILE_OF("<a Location=\"/\" P=\"root\" Q=\"root\"/>"                                       \
            "<a Location=\"inherited:/LM/A\" P=\"export\" R=\"export\">"                      \
            "<Custom Name=\"S\" ID=\"8\" Value=\"export\" Attributes=\"NO_ATTRIBUTES\"/></a>" \
            "<a Location=\"/LM/A\" P=\"a\" p=\"A\" T=\"t\">"                                  \
            "<Custom Name=\"U\" ID=\"9\" Value=\"own\" Attributes=\"NO_ATTRIBUTES\"/>"        \
            "<Custom Name=\"V\" ID=\"9\" Value=\"twice\" Attributes=\"INHERIT\"/>"            \
            "<Custom Name=\"W\" ID=\"10\" Value=\"w\" Attributes=\"NO_ATTRIBUTES\"/></a>"     \
            "<a Location=\"/LM/A/B\" T=\"b\"><Custom Name=\"x\" ID=\"9\" Value=\"b\"/></a>"   \
            "<a Location=\".\" P=\"dot\"/>")
    expect_in_force(EACH, "", "P=root@ Q=root@ ");
    expect_in_force(EACH, "/LM", "P=root@ Q=root@ ");
    expect_in_force(EACH, "/LM/A",
                    "p=A@/LM/A T=t@/LM/A V=twice@/LM/A W=w@/LM/A R=export@/LM/A S=export@/LM/A "
                    "Q=root@ ");
    expect_in_force(EACH, "/lm/a/b", "T=b@/LM/A/B x=b@/LM/A/B p=A@/LM/A R=export@/LM/A Q=root@ ");
    expect_in_force(EACH, "/LM/A/C", "p=A@/LM/A T=t@/LM/A V=twice@/LM/A R=export@/LM/A Q=root@ ");
    struct metabase_listing dot = list(EACH, ".", true, true);
    struct told told = {.used = 0};
    assert_true(metabase_listing_each(&dot, ".", tell, &told));
    assert_string_equal(told.text, "P=dot@. ");
    metabase_listing_release(&dot);
    expect_in_force(EACH, ".x", "P=root@ Q=root@ ");
    expect_in_force(EACH, "/LM/A/B/C/D/E",
                    "T=b@/LM/A/B p=A@/LM/A V=twice@/LM/A R=export@/LM/A Q=root@ ");
}

/* What an export says comes behind in the file too; what is named twice keeps its first type. */
static void a_node_s_own_counts_and_its_first_type(void **state)
{
    (void)state;
    static const char text[] = FILE_OF("<a Location=\"/X\" P=\"own\"/><b Location=\"/X\" Q=\"q\"/>"
                                       "<a Location=\"inherited:/X\" P=\"export\"/>");
    expect_in_force(text, "/X", "P=own@/X Q=q@/X ");
    struct metabase_listing listing = list(text, "/X", false, true);
    assert_string_equal(listing.nodes[0].key_type, "a");
    metabase_listing_release(&listing);
}

/* As the schema has it, whatever the record says. */
static void what_the_schema_does_not_hand_down_is_not_inherited(void **state)
{
    (void)state;
    static const char text[] =
        FILE_OF("<a Location=\"/X\" P=\"1\"><Custom ID=\"7\" Value=\"2\" Attributes=\"INHERIT\"/>"
                "<Custom ID=\"8\" Value=\"3\" Attributes=\"INHERIT\"/></a>");
    struct schema_property properties[] = {{.name = (char *)"P", .id = 7, .type = TYPE_STRING},
                                           {.name = (char *)"Q", .id = 8, .attributes = 1}};
    struct schema two = {.properties = properties, .count = 2};
    struct metabase_text given = metabase_in_memory("live", text, sizeof text - 1);
    struct metabase_listing listing;
    struct fault fault;
    bool exists;
    assert_true(metabase_list(&given, &two, "/X", false, &listing, &exists, &fault));
    assert_int_equal(listing.nodes[0].count, 3);
    assert_false(listing.nodes[0].properties[0].inherits);
    assert_false(listing.nodes[0].properties[1].inherits);
    assert_true(listing.nodes[0].properties[2].inherits);
    metabase_listing_release(&listing);
}

/* FNV-1a gives each two of these one hash. */
static void nodes_of_one_hash_are_told_apart(void **state)
{
    (void)state;
    static const char *const pairs[][2] = {{"/LM/YNOXYH", "/LM/CPYTAV"},
                                           {"/LM/W3SVC/135321", "/LM/W3SVC/135321/G73"}};
    for (int i = 0; i < 4; i++) {
        const char *first = pairs[i / 2][i % 2];
        const char *second = pairs[i / 2][1 - i % 2];
        char text[256];
        assert_int_equal(hash_caseless(first, strlen(first)),
                         hash_caseless(second, strlen(second)));
        snprintf(text, sizeof text, FILE_OF("<a Location=\"%s\" P=\"1\"/><a Location=\"%s\"/>"),
                 first, second);
        struct metabase_listing listing = list(text, "", true, true);
        assert_int_equal(listing.count, 2);
        assert_string_equal(listing.nodes[0].location, first);
        assert_string_equal(listing.nodes[1].location, second);
        metabase_listing_release(&listing);
    }
}

static void many_nodes_and_properties_are_all_there(void **state)
{
    (void)state;
    static char text[200 * 96];
    int used = snprintf(text, sizeof text, "<configuration><MBProperty><a Location=\"/\"");
    for (int i = 0; i < 100; i++) {
        used += snprintf(text + used, sizeof text - (size_t)used, " P%d=\"%d\"", i, i);
    }
    used += snprintf(text + used, sizeof text - (size_t)used, "/>");
    for (int i = 0; i < 100; i++) {
        used += snprintf(text + used, sizeof text - (size_t)used, "<a Location=\"/%d\"/>", i);
    }
    snprintf(text + used, sizeof text - (size_t)used, "</MBProperty></configuration>");
    struct metabase_listing listing = list(text, "", true, true);
    assert_int_equal(listing.count, 101);
    assert_int_equal(listing.nodes[0].count, 100);
    for (int i = 0; i < 100; i++) {
        char number[16];
        char location[16];
        snprintf(number, sizeof number, "%d", i);
        snprintf(location, sizeof location, "/%d", i);
        assert_string_equal(listing.nodes[0].properties[i].value, number);
        assert_string_equal(listing.nodes[i + 1].location, location);
    }
    metabase_listing_release(&listing);
}

static void a_broken_text_has_no_listing(void **state)
{
    (void)state;
    static const char broken[] = "<configuration><MBProperty><a Location=\"/LM\" P=\"x\"/>";
    struct metabase_text text = metabase_in_memory("m", broken, sizeof broken - 1);
    struct metabase_listing listing = {.count = 7};
    struct fault fault = {""};
    bool exists;
    assert_false(metabase_list(&text, &schema, "", true, &listing, &exists, &fault));
    assert_string_equal(fault.text, "m:1: expected well-formed XML, found no element found");
    assert_int_equal(listing.count + listing.capacity, 0);
    assert_null(listing.nodes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_property_is_kept_with_what_is_said_of_it),
        cmocka_unit_test(an_attribute_of_any_length_has_its_name),
        cmocka_unit_test(the_nodes_are_those_on_the_way_and_below),
        cmocka_unit_test(the_nearest_comes_first_and_what_is_not_handed_down_ends_there),
        cmocka_unit_test(a_node_s_own_counts_and_its_first_type),
        cmocka_unit_test(what_the_schema_does_not_hand_down_is_not_inherited),
        cmocka_unit_test(nodes_of_one_hash_are_told_apart),
        cmocka_unit_test(many_nodes_and_properties_are_all_there),
        cmocka_unit_test(a_broken_text_has_no_listing),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
