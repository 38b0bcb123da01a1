/* Which property of which node is asked for, and what it is there. */
#include "support.h"

#include <stdlib.h>

#include "metabase/metabase_query.h"

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

static void a_location_is_what_a_person_gives(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"", ""},
        {"/", ""},
        {"\\", ""},
        {"//\\", ""},
        {".", "."},
        {"LM", "/LM"},
        {"/lm", "/LM"},
        {"lm/", "/LM"},
        {"\\LM\\", "/LM"},
        {"L", "/LM/L"},
        {"/M", "/LM/M"},
        {"LMX", "/LM/LMX"},
        {"LX", "/LM/LX"},
        {"/LX/1", "/LM/LX/1"},
        {"LM/1", "/LM/1"},
        {"Lm\\1/", "/LM/1"},
        {"/LM/LM", "/LM/LM"},
        {"W3SVC", "/LM/W3SVC"},
        {"W3SVC/1\\ROOT//", "/LM/W3SVC/1/ROOT"},
        {"..", "/LM/.."},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char location[LOCATION_MAX];
        struct fault fault = {""};
        memset(location, '\\', sizeof location);
        assert_true(metabase_location(cases[i][0], location, &fault));
        assert_string_equal(location, cases[i][1]);
        for (size_t at = strlen(location) + 1; at < sizeof location; at++) {
            assert_int_equal(location[at], '\\'); /* what is behind is left alone */
        }
        assert_string_equal(fault.text, "");
    }
}

/* metabase_tag.h: a path's bytes, NUL included, are 4096 at most. */
static void a_path_that_is_too_long_is_refused(void **state)
{
    (void)state;
    for (int absolute = 0; absolute < 2; absolute++) {
        for (int length = 4094; length <= 4097; length++) {
            char given[2 * LOCATION_MAX];
            char says[128];
            char location[LOCATION_MAX];
            struct property_query query;
            struct fault fault = {""};
            snprintf(given, sizeof given, "%s%0*d", absolute ? "/LM/" : "", length - 4, 0);
            snprintf(says, sizeof says, "%.60s...: the path is too long", given);
            assert_int_equal(metabase_location(given, location, &fault), length <= 4095);
            assert_string_equal(fault.text, length <= 4095 ? "" : says);
            if (length <= 4095) {
                assert_int_equal(strlen(location), length);
            }
            fault.text[0] = '\0';
            strcat(given, "/6020");
            assert_int_equal(metabase_path(&schema, given, location, &query, &fault),
                             length <= 4095);
            assert_string_equal(fault.text, length <= 4095 ? "" : says);
        }
    }
    static char longest[LOCATION_MAX + 16];
    char location[LOCATION_MAX];
    struct property_query query;
    struct fault fault = {""};
    memset(longest, '/', LOCATION_MAX - 1); /* as long as it may be, and nothing but slashes */
    strcpy(longest + LOCATION_MAX - 1, "/6020");
    assert_true(metabase_path(&schema, longest, location, &query, &fault));
    assert_string_equal(location, "");
    memmove(longest + 1, longest, sizeof longest - 1);
    assert_false(metabase_path(&schema, longest, location, &query, &fault));
}

static void a_property_is_its_name_or_its_id(void **state)
{
    (void)state;
    static const struct {
        const char *given;
        const char *name;
        unsigned long id;
        bool known;
    } cases[] = {
        {"AnonymousUserName", "AnonymousUserName", 6020, true},
        {"anonymoususername", "AnonymousUserName", 6020, true},
        {"6020", "AnonymousUserName", 6020, true},
        {"UnknownName_6020", "AnonymousUserName", 6020, true},
        {"unknownname_6020", "AnonymousUserName", 6020, true},
        {"UnknownName_47001", "UnknownName_47001", 47001, false},
        {"47001", "47001", 47001, false},
        {"6020x", "6020x", 0, false},
        {"x6020", "x6020", 0, false},
        {"UnknownName_", "UnknownName_", 0, false},
        {"UnknownName", "UnknownName", 0, false},
        {"UnknownNameX6020", "UnknownNameX6020", 0, false},
        {"100%s%d", "100%s%d", 0, false},
        {"UnknownNam_6020", "UnknownNam_6020", 0, false},
        {"UnknownName_60 20", "UnknownName_60 20", 0, false},
        {"ServerComment", "ServerComment", 0, false},
        {"a", "a", 0, false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct property_query query = {"", 7, NULL};
        struct fault fault = {""};
        assert_true(property_query_of(&schema, cases[i].given, &query, &fault));
        assert_string_equal(query.name, cases[i].name);
        assert_int_equal(query.id, cases[i].id);
        assert_true((query.known != NULL) == cases[i].known);
        assert_ptr_equal(query.known, cases[i].known ? schema_find_id(&schema, 6020) : NULL);
    }
}

static void no_number_is_not_the_number_0(void **state)
{
    (void)state;
    struct schema_property properties[] = {{.name = (char *)"Zero", .id = 0}};
    struct schema only_zero = {.properties = properties, .count = 1};
    struct property_query query;
    struct fault fault;
    assert_true(property_query_of(&only_zero, "0", &query, &fault));
    assert_ptr_equal(query.known, properties);
    assert_true(property_query_of(&only_zero, "UnknownName_", &query, &fault));
    assert_null(query.known);
}

static void a_property_s_name_has_1_to_255_bytes(void **state)
{
    (void)state;
    for (int length = 0; length <= 257; length++) {
        char given[300] = "";
        char says[128];
        struct property_query query;
        struct fault fault = {""};
        memset(given, 'n', (size_t)length);
        snprintf(says, sizeof says, "\"%.60s\": expected a property's name or id", given);
        bool fits = length >= 1 && length <= 255;
        assert_int_equal(property_query_of(&schema, given, &query, &fault), fits);
        assert_string_equal(fault.text, fits ? "" : says);
        if (fits) {
            assert_string_equal(query.name, given);
        }
    }
}

static void a_path_is_a_node_and_a_property(void **state)
{
    (void)state;
    static const char *const cases[][3] = {
        {"6020", "/LM", "AnonymousUserName"},
        {"/6020", "", "AnonymousUserName"},
        {"\\6020", "", "AnonymousUserName"},
        {"./6020", ".", "AnonymousUserName"},
        {"a/b/6020", "/LM/a/b", "AnonymousUserName"},
        {"a\\b/6020", "/LM/a/b", "AnonymousUserName"},
        {"a/b\\6020", "/LM/a/b", "AnonymousUserName"},
        {"LM/x", "/LM", "x"},
    };
    struct fault fault = {""};
    char location[LOCATION_MAX];
    struct property_query query;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_true(metabase_path(&schema, cases[i][0], location, &query, &fault));
        assert_string_equal(location, cases[i][1]);
        assert_string_equal(query.name, cases[i][2]);
    }
    assert_false(metabase_path(&schema, "a/b/", location, &query, &fault));
    assert_string_equal(fault.text, "\"\": expected a property's name or id");
    assert_false(metabase_path(&schema, "", location, &query, &fault));
}

static void locations_are_compared_in_any_case(void **state)
{
    (void)state;
    static const struct {
        const char *a;
        const char *b;
        bool same;
        bool below;
        bool child;
    } cases[] = {
        {"", "", true, true, false},
        {"/LM", "/lm", true, true, false},
        {"/LM", "/LM/A", false, true, true},
        {"/lm", "/LM/a", false, true, true},
        {"", "/LM", false, true, true},
        {"", "/LM/A", false, true, false},
        {"/LM", "/LM/A/B", false, true, false},
        {"/LM", "/LM/", false, true, true},
        {"/LM", "/LM//", false, true, false},
        {"/LM/A", "/LM", false, false, false},
        {"/LM", "/LMX", false, false, false},
        {"/LM", "/LX/A", false, false, false},
        {"", ".", false, false, false},
        {"/LM/A", "/LM/B", false, false, false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_int_equal(metabase_same_location(cases[i].a, cases[i].b), cases[i].same);
        assert_int_equal(metabase_is_below(cases[i].a, cases[i].b), cases[i].below);
        assert_int_equal(metabase_is_child(cases[i].a, cases[i].b), cases[i].child);
    }
    assert_string_equal(metabase_location_text(""), "/");
    assert_string_equal(metabase_location_text("/LM"), "/LM");
    assert_string_equal(metabase_location_text("."), ".");
}

static void a_tag_holds_the_property_by_name_or_id(void **state)
{
    (void)state;
    static const char *node[] = {"Location", "/LM", "anonymousUSERname", "a", NULL};
    struct metabase_tag tag = {.name = "a", .attributes = node};
    struct property_query query = {"AnonymousUserName", 6020, NULL};
    struct property_query location = {"Location", 0, NULL};
    struct property_query other_case = {"location", 0, NULL};
    struct property_query none = {"AnonymousUser", 0, NULL};
    assert_string_equal(query_in_node(&query, &tag), "anonymousUSERname");
    assert_null(query_in_node(&location, &tag));
    assert_null(query_in_node(&other_case, &tag));
    assert_null(query_in_node(&none, &tag));
    static const struct {
        const char *attributes[7];
        bool holds;
        bool by_name_alone;
    } customs[] = {
        {{"ID", "6020", "Value", "v", NULL}, true, false},
        {{"Name", "AnonymousUserName", "ID", "1", "Value", "v", NULL}, true, true},
        {{"Name", "anonymoususername", "ID", "0", "Value", "", NULL}, true, true},
        {{"Name", "x", "ID", "6020", "Value", "v", NULL}, true, false},
        {{"Name", "x", "ID", "0", "Value", "v", NULL}, false, false},
        {{"ID", "x", "Value", "v", NULL}, false, false},
        {{"ID", "6020", NULL}, false, false},
        {{"Name", "AnonymousUserName", "ID", "6020", NULL}, false, false},
        {{"ID", "60201", "Value", "v", NULL}, false, false},
        {{"ID", "602", "Value", "v", NULL}, false, false},
    };
    for (size_t i = 0; i < sizeof customs / sizeof customs[0]; i++) {
        const char *held[7];
        memcpy(held, customs[i].attributes, sizeof held);
        struct metabase_tag custom = {.name = "Custom", .attributes = held};
        const char *found = query_in_custom(&query, &custom);
        assert_string_equal(found == NULL ? "" : found, customs[i].holds ? "Value" : "");
        query.id = 0;
        found = query_in_custom(&query, &custom);
        assert_string_equal(found == NULL ? "" : found, customs[i].by_name_alone ? "Value" : "");
        query.id = 6020;
    }
}

static void a_bool_that_is_a_number_stays_one(void **state)
{
    (void)state;
    static const struct schema_property is_bool = {.type = TYPE_BOOL};
    static const struct schema_property is_dword = {.type = TYPE_DWORD};
    static const struct {
        const struct schema_property *known;
        const char *there;
        const char *value;
        const char *expected;
    } cases[] = {
        {&is_bool, "1", "TRUE", "1"},   {&is_bool, "0", "TRUE", "1"},
        {&is_bool, "1", "FALSE", "0"},  {&is_bool, "TRUE", "FALSE", "FALSE"},
        {&is_bool, "", "TRUE", "TRUE"}, {&is_dword, "1", "TRUE", "TRUE"},
        {NULL, "1", "TRUE", "TRUE"},    {&is_bool, "7", "FALSE", "0"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const char *attributes[] = {"Value", cases[i].there, NULL};
        struct metabase_tag tag = {.name = "Custom", .attributes = attributes};
        struct property_query query = {"p", 1, cases[i].known};
        assert_string_equal(query_value_in_custom(&query, &tag, cases[i].value), cases[i].expected);
    }
}

#define FILE_OF(nodes) "<configuration><MBProperty>" nodes "</MBProperty></configuration>"

struct lookup_case {
    const char *text;
    const char *location;
    const char *property;
    struct lookup expected;
};

static void check_lookup(const struct lookup_case *given, bool above)
{
    struct metabase_text text = metabase_in_memory("m", given->text, strlen(given->text));
    struct property_query query;
    struct lookup lookup;
    struct fault fault = {""};
    const struct lookup *expected = &given->expected;
    assert_true(property_query_of(&schema, given->property, &query, &fault));
    assert_true((above ? metabase_lookup_above : metabase_lookup)(&text, given->location, &query,
                                                                  &lookup, &fault));
    if (lookup.source != expected->source || lookup.node_exists != expected->node_exists ||
        lookup.from_export != expected->from_export || lookup.type != expected->type ||
        lookup.secure != expected->secure ||
        strcmp(lookup.value == NULL ? "none" : lookup.value,
               expected->value == NULL ? "none" : expected->value) != 0 ||
        strcmp(lookup.from == NULL ? "none" : lookup.from,
               expected->from == NULL ? "none" : expected->from) != 0) {
        fail_msg("%s at %s of %s: %d, %d, %s, %s, %d, %d, %d", given->property, given->location,
                 given->text, lookup.source, lookup.node_exists,
                 lookup.value == NULL ? "none" : lookup.value,
                 lookup.from == NULL ? "none" : lookup.from, lookup.from_export, lookup.type,
                 lookup.secure);
    }
    lookup_release(&lookup);
    assert_null(lookup.value);
    assert_null(lookup.from);
}

#define TREE                                                                                     \
    FILE_OF("<a Location=\"/\" Free=\"root\" AnonymousUserPass=\"secret\"/>"                     \
            "<a Location=\"/LM\" AnonymousUserName=\"lm\" AnonymousOnly=\"TRUE\"/>"              \
            "<a Location=\"/LM/A\" anonymoususername=\"a\">"                                     \
            "<Custom Name=\"Own\" ID=\"47001\" Value=\"o\" Type=\"MULTISZ\" "                    \
            "Attributes=\"NO_ATTRIBUTES\"/>"                                                     \
            "<Custom Name=\"Down\" ID=\"47002\" Value=\"d\" Type=\"BINARY\" "                    \
            "Attributes=\"INHERIT | SECURE\"/>"                                                  \
            "<Custom Name=\"Typeless\" ID=\"47003\" Value=\"t\" Attributes=\"INHERIT\"/>"        \
            "<Custom Name=\"y\" ID=\"6022\" Value=\"0\" Type=\"DWORD\" Attributes=\"INHERIT\"/>" \
            "<Custom Name=\"f\" ID=\"6000\" Value=\"4\" Type=\"DWORD\"/>"                        \
            "<Custom Name=\"z\" ID=\"5005\" Value=\"TRUE\" Type=\"DWORD\" "                      \
            "Attributes=\"INHERIT\"/></a><a Location=\"/LM/A/B/C\"/>")

#define HERE LOOKUP_HERE, true
#define ABOVE LOOKUP_INHERITED, true
#define DEFAULT LOOKUP_DEFAULT, true
#define UNSET LOOKUP_UNSET, true
static const struct lookup_case of_tree[] = {
    {TREE, "/LM/A", "6020", {HERE, (char *)"a", (char *)"/LM/A", false, TYPE_STRING, false}},
    {TREE, "/lm/a", "6020", {HERE, (char *)"a", (char *)"/LM/A", false, TYPE_STRING, false}},
    {TREE, "/LM/A/B", "6020", {ABOVE, (char *)"a", (char *)"/LM/A", false, TYPE_STRING, false}},
    {TREE, "/LM", "6020", {HERE, (char *)"lm", (char *)"/LM", false, TYPE_STRING, false}},
    {TREE, "", "6020", {DEFAULT, (char *)"", NULL, false, TYPE_STRING, false}},
    {TREE,
     "/LM/X",
     "6020",
     {LOOKUP_INHERITED, false, (char *)"lm", (char *)"/LM", false, TYPE_STRING, false}},
    {TREE,
     "/LM/AB",
     "6020",
     {LOOKUP_INHERITED, false, (char *)"lm", (char *)"/LM", false, TYPE_STRING, false}},
    {TREE, "/LM/A/B/C", "6021", {ABOVE, (char *)"secret", (char *)"", false, TYPE_STRING, true}},
    {TREE, "", "6021", {HERE, (char *)"secret", (char *)"", false, TYPE_STRING, true}},
    {TREE, "/LM/A", "7502", {DEFAULT, (char *)"", NULL, false, TYPE_STRING, true}},
    {TREE, "/LM/A", "5006", {ABOVE, (char *)"TRUE", (char *)"/LM", false, TYPE_BOOL, false}},
    {TREE, "/LM/A", "LogonMethod", {DEFAULT, (char *)"3", NULL, false, TYPE_DWORD, false}},
    {TREE, "/LM/A", "Free", {ABOVE, (char *)"root", (char *)"", false, TYPE_UNKNOWN, false}},
    {TREE, "/LM/A", "None", {UNSET, NULL, NULL, false, TYPE_UNKNOWN, false}},
    {TREE, "/X", "None", {LOOKUP_UNSET, false, NULL, NULL, false, TYPE_UNKNOWN, false}},
    {TREE, "/LM/A", "Own", {HERE, (char *)"o", (char *)"/LM/A", false, TYPE_MULTISZ, false}},
    {TREE, "/LM/A/B", "Own", {UNSET, NULL, NULL, false, TYPE_UNKNOWN, false}},
    {TREE, "/LM/A", "47002", {HERE, (char *)"d", (char *)"/LM/A", false, TYPE_BINARY, true}},
    {TREE, "/LM/A/B", "Down", {ABOVE, (char *)"d", (char *)"/LM/A", false, TYPE_BINARY, true}},
    {TREE,
     "/LM/A/B",
     "Typeless",
     {ABOVE, (char *)"t", (char *)"/LM/A", false, TYPE_UNKNOWN, false}},
    {TREE, "/LM/A/B", "6022", {ABOVE, (char *)"FALSE", (char *)"/LM/A", false, TYPE_BOOL, false}},
    {TREE, "/LM/A", "5005", {HERE, (char *)"TRUE", (char *)"/LM/A", false, TYPE_DWORD, false}},
    {TREE, "/LM/A", "6000", {HERE, (char *)"4", (char *)"/LM/A", false, TYPE_DWORD, false}},
};

static void a_property_is_set_there_or_above_or_by_default(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof of_tree / sizeof of_tree[0]; i++) {
        check_lookup(&of_tree[i], false);
    }
}

/* Whatever the file's order, the nearest node counts, with all that is said of it. */
static void the_nearest_counts_in_any_order(void **state)
{
    (void)state;
#define CUSTOM(value, type, attributes)                                      \
    "<Custom Name=\"P\" ID=\"47001\" Value=\"" value "\" Type=\"" type "\" " \
    "Attributes=\"INHERIT" attributes "\"/>"
#define NEARER "<a Location=\"/LM/A\">" CUSTOM("near", "STRING", " | SECURE") "</a>"
#define FARTHER "<a Location=\"/LM\">" CUSTOM("far", "DWORD", "") "</a>"
#define PLAIN "<a Location=\"/LM/A/B\" P=\"plain\"/>"
    static const struct lookup_case cases[] = {
        {FILE_OF(FARTHER NEARER),
         "/LM/A/B",
         "P",
         {LOOKUP_INHERITED, false, (char *)"near", (char *)"/LM/A", false, TYPE_STRING, true}},
        {FILE_OF(NEARER FARTHER),
         "/LM/A/B",
         "P",
         {LOOKUP_INHERITED, false, (char *)"near", (char *)"/LM/A", false, TYPE_STRING, true}},
        {FILE_OF(NEARER FARTHER),
         "/LM",
         "P",
         {LOOKUP_HERE, true, (char *)"far", (char *)"/LM", false, TYPE_DWORD, false}},
        {FILE_OF(NEARER PLAIN),
         "/LM/A/B",
         "P",
         {LOOKUP_HERE, true, (char *)"plain", (char *)"/LM/A/B", false, TYPE_UNKNOWN, false}},
        {FILE_OF(PLAIN NEARER),
         "/LM/A/B",
         "P",
         {LOOKUP_HERE, true, (char *)"plain", (char *)"/LM/A/B", false, TYPE_UNKNOWN, false}},
        {FILE_OF("<a Location=\"/LM\" AnonymousOnly=\"FALSE\"/><a Location=\"/\"><Custom "
                 "ID=\"5006\" Value=\"1\" Type=\"BOOL\" Attributes=\"INHERIT\"/></a>"),
         "/LM",
         "AnonymousOnly",
         {LOOKUP_HERE, true, (char *)"FALSE", (char *)"/LM", false, TYPE_BOOL, false}},
        /* Of what one node sets twice, the last. */
        {FILE_OF("<a Location=\"/LM\" P=\"first\">" CUSTOM("last", "STRING", "") "</a>"),
         "/LM",
         "P",
         {LOOKUP_HERE, true, (char *)"last", (char *)"/LM", false, TYPE_STRING, false}},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        check_lookup(&cases[i], false);
    }
}

/* What an export says that a node inherits: nearer than what is above it, and not set there. */
static void what_an_export_says_stands_between_the_node_and_those_above(void **state)
{
    (void)state;
#define EXPORTED(value) "<a Location=\"inherited:/LM/A\" P=\"" value "\"/>"
#define SET(location, value) "<a Location=\"" location "\" P=\"" value "\"/>"
    static const struct lookup_case cases[] = {
        {FILE_OF(EXPORTED("x")),
         "/LM/A",
         "P",
         {ABOVE, (char *)"x", (char *)"/LM/A", true, TYPE_UNKNOWN, false}},
        {FILE_OF(EXPORTED("x") SET("/LM/A", "own")),
         "/LM/A",
         "P",
         {HERE, (char *)"own", (char *)"/LM/A", false, TYPE_UNKNOWN, false}},
        {FILE_OF(SET("/LM/A", "own") EXPORTED("x")),
         "/LM/A",
         "P",
         {HERE, (char *)"own", (char *)"/LM/A", false, TYPE_UNKNOWN, false}},
        {FILE_OF(EXPORTED("x") SET("/LM", "lm")),
         "/LM/A",
         "P",
         {ABOVE, (char *)"x", (char *)"/LM/A", true, TYPE_UNKNOWN, false}},
        {FILE_OF(SET("/LM", "lm") EXPORTED("x")),
         "/LM/A/B",
         "P",
         {LOOKUP_INHERITED, false, (char *)"x", (char *)"/LM/A", true, TYPE_UNKNOWN, false}},
        {FILE_OF("<a Location=\"inherited:/\" P=\"x\"/>"),
         "/LM",
         "P",
         {LOOKUP_INHERITED, false, (char *)"x", (char *)"", true, TYPE_UNKNOWN, false}},
        {FILE_OF(SET("/", "r") "<a Location=\"inherited:/\" P=\"x\"/>"),
         "/LM",
         "P",
         {LOOKUP_INHERITED, false, (char *)"r", (char *)"", false, TYPE_UNKNOWN, false}},
        {FILE_OF(SET("/", "r") "<a Location=\"inherited:/A\" P=\"x\"/>"),
         "/A",
         "P",
         {ABOVE, (char *)"x", (char *)"/A", true, TYPE_UNKNOWN, false}},
        {FILE_OF(SET("/A", "a") "<a Location=\"inherited:/A/B\" P=\"x\"/>" SET("/A", "b")),
         "/A/B",
         "P",
         {ABOVE, (char *)"x", (char *)"/A/B", true, TYPE_UNKNOWN, false}},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        check_lookup(&cases[i], false);
    }
}

static void above_is_what_there_would_be_without_the_node_s_own(void **state)
{
    (void)state;
    static const struct lookup_case cases[] = {
        {TREE, "/LM/A", "6020", {ABOVE, (char *)"lm", (char *)"/LM", false, TYPE_STRING, false}},
        {TREE, "/LM/A", "Own", {UNSET, NULL, NULL, false, TYPE_UNKNOWN, false}},
        {TREE, "/LM/A", "Down", {UNSET, NULL, NULL, false, TYPE_UNKNOWN, false}},
        {TREE, "/LM/A", "6022", {DEFAULT, (char *)"TRUE", NULL, false, TYPE_BOOL, false}},
        {TREE, "/LM/A/B", "6020", {ABOVE, (char *)"a", (char *)"/LM/A", false, TYPE_STRING, false}},
        {TREE, "", "6021", {DEFAULT, (char *)"", NULL, false, TYPE_STRING, true}},
        {FILE_OF(SET("/LM/A", "own") EXPORTED("x")),
         "/LM/A",
         "P",
         {ABOVE, (char *)"x", (char *)"/LM/A", true, TYPE_UNKNOWN, false}},
        {FILE_OF(EXPORTED("x") SET("/LM/A", "own")),
         "/LM/A",
         "P",
         {ABOVE, (char *)"x", (char *)"/LM/A", true, TYPE_UNKNOWN, false}},
        {FILE_OF(SET("/LM", "lm") SET("/LM/A", "own")),
         "/LM/A",
         "P",
         {ABOVE, (char *)"lm", (char *)"/LM", false, TYPE_UNKNOWN, false}},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        check_lookup(&cases[i], true);
    }
}

/* A schema may have a property that nodes do not inherit: the own value counts, and no other. */
static void what_is_not_inherited_counts_at_its_node_alone(void **state)
{
    (void)state;
    static const struct schema_property known = {
        .name = (char *)"P", .id = 7, .type = TYPE_STRING, .absent = (char *)"none"};
    static const char file[] =
        FILE_OF("<a Location=\"/LM\" P=\"lm\"/><a Location=\"/LM/A\"><Custom ID=\"7\" "
                "Value=\"c\" Attributes=\"INHERIT\"/></a>");
    static const char *const cases[][2] = {
        {"/LM", "lm"}, {"/LM/A", "c"}, {"/LM/A/B", "none"}, {"/LM/B", "none"}, {"", "none"}};
    struct property_query query = {"P", 7, &known};
    struct metabase_text text = metabase_in_memory("m", file, sizeof file - 1);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct lookup lookup;
        struct fault fault;
        assert_true(metabase_lookup(&text, cases[i][0], &query, &lookup, &fault));
        assert_string_equal(lookup.value, cases[i][1]);
        lookup_release(&lookup);
    }
}

static void a_broken_text_has_no_answer(void **state)
{
    (void)state;
    static const char broken[] = "<configuration><MBProperty><a Location=\"/LM\" P=\"x\"/>";
    struct metabase_text text = metabase_in_memory("m", broken, sizeof broken - 1);
    struct property_query query;
    struct lookup lookup = {.value = (char *)"stale", .from = (char *)"stale"};
    struct fault fault = {""};
    assert_true(property_query_of(&schema, "P", &query, &fault));
    assert_false(metabase_lookup(&text, "/LM", &query, &lookup, &fault));
    assert_string_equal(fault.text, "m:1: expected well-formed XML, found no element found");
    assert_null(lookup.value);
    assert_null(lookup.from);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_location_is_what_a_person_gives),
        cmocka_unit_test(a_path_that_is_too_long_is_refused),
        cmocka_unit_test(a_property_is_its_name_or_its_id),
        cmocka_unit_test(no_number_is_not_the_number_0),
        cmocka_unit_test(a_property_s_name_has_1_to_255_bytes),
        cmocka_unit_test(a_path_is_a_node_and_a_property),
        cmocka_unit_test(locations_are_compared_in_any_case),
        cmocka_unit_test(a_tag_holds_the_property_by_name_or_id),
        cmocka_unit_test(a_bool_that_is_a_number_stays_one),
        cmocka_unit_test(a_property_is_set_there_or_above_or_by_default),
        cmocka_unit_test(the_nearest_counts_in_any_order),
        cmocka_unit_test(what_an_export_says_stands_between_the_node_and_those_above),
        cmocka_unit_test(above_is_what_there_would_be_without_the_node_s_own),
        cmocka_unit_test(what_is_not_inherited_counts_at_its_node_alone),
        cmocka_unit_test(a_broken_text_has_no_answer),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
