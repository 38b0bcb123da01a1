/* MBSchema.xml: what is read of it, what is refused, and values by their type. */
#include "metabase_forms.h"

#include <stdlib.h>

#include "metabase/schema.h"

static bool parse(const char *text, struct schema *schema, struct fault *fault)
{
    struct contents contents = {(char *)text, strlen(text)};
    return schema_parse("S", &contents, schema, fault);
}

static void the_types_are_mbschema_s(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        enum metabase_type type;
        bool list;
    } cases[] = {
        {"STRING", TYPE_STRING, false},       {"EXPANDSZ", TYPE_EXPANDSZ, false},
        {"MULTISZ", TYPE_MULTISZ, true},      {"MIMEMAP", TYPE_MIMEMAP, true},
        {"IPSECLIST", TYPE_IPSECLIST, false}, {"DWORD", TYPE_DWORD, false},
        {"BOOL", TYPE_BOOL, false},           {"BINARY", TYPE_BINARY, false},
        {"NTACL", TYPE_NTACL, false},         {"unknown", TYPE_UNKNOWN, false},
    };
    static const char *const none[] = {"", "string", "STRINGS", "STRIN", "NTACL ", "Unknown"};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_int_equal(metabase_type_named(cases[i].name), cases[i].type);
        assert_string_equal(metabase_type_name(cases[i].type), cases[i].name);
        assert_int_equal(metabase_type_is_list(cases[i].type), cases[i].list);
    }
    for (size_t i = 0; i < sizeof none / sizeof none[0]; i++) {
        assert_int_equal(metabase_type_named(none[i]), TYPE_UNKNOWN);
    }
}

#define P(attributes) "<Property " attributes "/>"
#define WHOLE "InternalName=\"A\" ID=\"7\" Type=\"DWORD\""

/* Collections repeat properties by reference: what has a name, an id and a type is one. */
static void a_property_has_a_name_an_id_and_a_type(void **state)
{
    (void)state;
    static const struct {
        const char *properties;
        size_t count;
    } cases[] = {
        {"", 0},
        {P(WHOLE), 1},
        {P("ID=\"7\" Type=\"DWORD\""), 0},
        {P("InternalName=\"A\" Type=\"DWORD\""), 0},
        {P("InternalName=\"A\" ID=\"7\""), 0},
        {P("internalname=\"A\" ID=\"7\" Type=\"DWORD\""), 0},
        {"<property " WHOLE "/>", 0},
        {"<Collection><Property " WHOLE "/></Collection>", 1},
        {P(WHOLE) P("InternalName=\"a\" ID=\"8\" Type=\"BOOL\""), 1},
        {P(WHOLE) P("InternalName=\"B\" ID=\"7\" Type=\"BOOL\""), 2},
        {P("InternalName=\"A\" ID=\"8\"") P(WHOLE), 1},
        {P("UserType=\"Type\" Attributes=\"InternalName\" DefaultValue=\"\" " WHOLE), 1},
        {"<MetaData/>" P(WHOLE), 1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char text[512];
        struct schema schema;
        struct fault fault = {""};
        snprintf(text, sizeof text, "<MetaData>%s</MetaData>", cases[i].properties);
        assert_true(parse(text, &schema, &fault));
        assert_int_equal(schema.count, cases[i].count);
        if (cases[i].count > 0) {
            const struct schema_property *first = &schema.properties[0];
            assert_string_equal(first->name, "A");
            assert_int_equal(first->id, 7);
            assert_int_equal(first->type, TYPE_DWORD);
            assert_string_equal(first->absent, "");
            assert_int_equal(first->attributes + first->user_type, 0);
            assert_ptr_equal(schema_find(&schema, "a"), first);
            assert_ptr_equal(schema_find_id(&schema, 7), first);
            assert_null(schema_find(&schema, "AB"));
            assert_null(schema_find_id(&schema, 6));
        }
        schema_release(&schema);
        assert_int_equal(schema.count + schema.capacity, 0);
        assert_null(schema.properties);
    }
}

static void a_property_has_what_the_file_says_of_it(void **state)
{
    (void)state;
    struct schema schema;
    struct fault fault = {""};
    assert_true(parse("<MetaData>" P("InternalName=\"Pass\" ID=\"6021\" Type=\"STRING\" "
                                     "DefaultValue=\"none\" UserType=\"IIS_MD_UT_FILE\" "
                                     "Attributes=\"INHERIT | SECURE\"") "</MetaData>",
                      &schema, &fault));
    const struct schema_property *property = schema_find_id(&schema, 6021);
    assert_string_equal(property->absent, "none");
    assert_int_equal(property->user_type, 2);
    assert_int_equal(property->attributes, 5);
    assert_true(schema_inherits(property) && schema_is_secure(property));
    assert_false(schema_inherits(NULL) || schema_is_secure(NULL));
    schema_release(&schema);
}

/* A flag is that of the property that it stands in. */
static void flags_are_their_property_s(void **state)
{
    (void)state;
    static const char text[] =
        "<MetaData><Flag InternalName=\"Before\" Value=\"1\"/>"
        "<Property InternalName=\"A\" ID=\"7\" Type=\"DWORD\">"
        "<Flag InternalName=\"F\" Value=\"4\"/><Flag InternalName=\"G\" Value=\"4294967295\"/>"
        "<Flag InternalName=\"H\"/><Flag Value=\"1\"/><flag InternalName=\"I\" Value=\"1\"/>"
        "<Property InternalName=\"Reference\"><Flag InternalName=\"Other\" Value=\"1\"/>"
        "</Property></Property><Flag InternalName=\"Behind\" Value=\"1\"/>"
        "<Property InternalName=\"B\" ID=\"8\" Type=\"DWORD\">"
        "<Flag InternalName=\"J\" Value=\"1\"/></Property>"
        "<Flag InternalName=\"Last\" Value=\"1\"/></MetaData>";
    static const struct {
        const char *name;
        uint32_t bits;
    } expected[] = {{"F", 4}, {"G", 4294967295u}, {"H", 0}};
    struct schema schema;
    struct fault fault = {""};
    assert_true(parse(text, &schema, &fault));
    const struct schema_property *property = schema_find(&schema, "A");
    assert_int_equal(property->flag_count, 3);
    for (size_t i = 0; i < 3; i++) {
        assert_string_equal(property->flags[i].name, expected[i].name);
        assert_int_equal(property->flags[i].bits, expected[i].bits);
    }
    assert_int_equal(schema_find(&schema, "B")->flag_count, 1);
    schema_release(&schema);
}

static void what_is_behind_the_last_is_not_looked_at(void **state)
{
    (void)state;
    struct schema_property properties[] = {{.name = (char *)"A", .id = 1},
                                           {.name = (char *)"B", .id = 2}};
    struct schema schema = {.properties = properties, .count = 1};
    assert_ptr_equal(schema_find(&schema, "A"), properties);
    assert_ptr_equal(schema_find_id(&schema, 1), properties);
    assert_null(schema_find(&schema, "B"));
    assert_null(schema_find_id(&schema, 2));
}

static void what_is_no_schema_is_refused_with_its_line(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"", "S:1: expected well-formed XML, found no element found"},
        {"\n<metadata/>", "S:2: expected <MetaData>, found metadata"},
        {"<Property " WHOLE "/>", "S:1: expected <MetaData>, found Property"},
        {"<MetaData>\n" P("InternalName=\"A\" ID=\"1\" Type=\"WORD\"") P("InternalName=\"B\" "
                                                                         "ID=\"1\" Type=\"X\""),
         "S:2: expected a type that is known here, found WORD"},
        {"<MetaData>" P(WHOLE) "\n</Meta>", "S:2: expected well-formed XML, found mismatched tag"},
        {"<MetaData/>\n\nx", "S:3: expected well-formed XML, found junk after document element"},
        {"\n\n<!DOCTYPE MetaData><MetaData/>", "S:3: expected no document type, found MetaData"},
        {"<MetaData x=\"\xFC\"/>",
         "S:1: expected well-formed XML, found not well-formed (invalid token)"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct schema schema = {.count = 1};
        struct fault fault = {""};
        assert_false(parse(cases[i][0], &schema, &fault));
        assert_string_equal(fault.text, cases[i][1]);
        assert_int_equal(schema.count + schema.capacity, 0);
        assert_null(schema.properties);
    }
}

static void a_schema_is_read_from_a_file_of_any_form(void **state)
{
    (void)state;
    char folder[FOLDER_MAX];
    char path[FOLDER_MAX + 16];
    folder_new(folder);
    assert_true(path_join(path, sizeof path, folder, "MetaBase.xml"));
    for (int form = 0; form < METABASE_FORMS; form++) {
        struct formed formed;
        struct schema schema;
        struct fault fault = {""};
        formed_of((enum text_form)form,
                  BOTH("<?xml version=\"1.0\"?>\n<MetaData><Property InternalName=\"\u00C4\u4E2D\" "
                       "ID=\"9\" Type=\"STRING\" DefaultValue=\"\u20AC\"/></MetaData>"),
                  &formed);
        folder_write_formed(folder, &formed);
        assert_true(schema_read(path, &schema, &fault));
        assert_string_equal(schema_find_id(&schema, 9)->name, "\u00C4\u4E2D");
        assert_string_equal(schema_find_id(&schema, 9)->absent, "\u20AC");
        schema_release(&schema);
    }
    struct schema schema = {.count = 1};
    struct fault fault = {""};
    char says[FOLDER_MAX + 128];
    folder_write(folder, "MetaBase.xml", "<MetaData>");
    assert_false(schema_read(path, &schema, &fault));
    snprintf(says, sizeof says, "%s:1: expected well-formed XML, found no element found", path);
    assert_string_equal(fault.text, says);
    assert_int_equal(schema.count, 0);
    file_remove(path);
    assert_false(schema_read(path, &schema, &fault));
    snprintf(says, sizeof says, "%s: ", path);
    assert_memory_equal(fault.text, says, strlen(says));
    folder_remove(folder);
}

struct value_case {
    enum metabase_type type;
    const char *given;
    const char *expected; /* NULL: refused */
};

static struct schema_flag flags[] = {{(char *)"Read", 1}, {(char *)"Write", 2}, {(char *)"R", 4}};

static void check_values(const struct value_case *cases, size_t count, size_t flag_count,
                         const char *refusal)
{
    for (size_t i = 0; i < count; i++) {
        struct schema_property property = {
            .name = (char *)"P", .type = cases[i].type, .flags = flags, .flag_count = flag_count};
        struct fault fault = {""};
        char says[256];
        char *value = schema_value(&property, cases[i].given, &fault);
        if ((value == NULL) != (cases[i].expected == NULL)) {
            fail_msg("\"%s\": %s", cases[i].given, fault.text);
        }
        snprintf(says, sizeof says, "P is a %s: expected %s", metabase_type_name(cases[i].type),
                 refusal);
        assert_string_equal(value == NULL ? fault.text : value,
                            value == NULL ? says : cases[i].expected);
        assert_true((value == NULL) == (fault.text[0] != '\0'));
        free(value);
    }
}
#define CHECK(cases, flag_count, refusal) \
    check_values(cases, sizeof(cases) / sizeof(cases)[0], flag_count, refusal)

static void a_bool_is_one_of_eight_words_in_any_case(void **state)
{
    (void)state;
    static const struct value_case cases[] = {
        {TYPE_BOOL, "TRUE", "TRUE"},   {TYPE_BOOL, "tRue", "TRUE"}, {TYPE_BOOL, "1", "TRUE"},
        {TYPE_BOOL, "On", "TRUE"},     {TYPE_BOOL, "YES", "TRUE"},  {TYPE_BOOL, "FALSE", "FALSE"},
        {TYPE_BOOL, "false", "FALSE"}, {TYPE_BOOL, "0", "FALSE"},   {TYPE_BOOL, "OFF", "FALSE"},
        {TYPE_BOOL, "No", "FALSE"},    {TYPE_BOOL, "", NULL},       {TYPE_BOOL, "2", NULL},
        {TYPE_BOOL, "TRUE ", NULL},    {TYPE_BOOL, "TRU", NULL},    {TYPE_BOOL, "00", NULL},
    };
    CHECK(cases, 0, "TRUE or FALSE");
}

static void a_dword_is_a_number_of_32_bits(void **state)
{
    (void)state;
    static const struct value_case cases[] = {
        {TYPE_DWORD, "0", "0"},
        {TYPE_DWORD, "7", "7"},
        {TYPE_DWORD, "0012", "12"},
        {TYPE_DWORD, "4294967294", "4294967294"},
        {TYPE_DWORD, "4294967295", "4294967295"},
        {TYPE_DWORD, "4294967296", NULL},
        {TYPE_DWORD, "18446744073709551616", NULL},
        {TYPE_DWORD, "0x0", "0"},
        {TYPE_DWORD, "0xa", "10"},
        {TYPE_DWORD, "0xFFFFFFFF", "4294967295"},
        {TYPE_DWORD, "0x100000000", NULL},
        {TYPE_DWORD, "0x", NULL},
        {TYPE_DWORD, "0xg", NULL},
        {TYPE_DWORD, "0x-1", NULL},
        {TYPE_DWORD, "0y1", NULL},
        {TYPE_DWORD, "1x1", NULL},
        {TYPE_DWORD, "a", NULL},
        {TYPE_DWORD, "", NULL},
        {TYPE_DWORD, "-1", NULL},
        {TYPE_DWORD, "+1", NULL},
        {TYPE_DWORD, " 1", NULL},
        {TYPE_DWORD, "1 ", NULL},
        {TYPE_DWORD, "Read", NULL},
    };
    static const struct value_case flagged[] = {{TYPE_DWORD, "18446744073709551616", NULL}};
    CHECK(cases, 0, "a number up to 4294967295");
    CHECK(flagged, 1, "a number up to 4294967295, or flags as A | B");
}

static void a_dword_with_flags_takes_their_names(void **state)
{
    (void)state;
    static const struct value_case cases[] = {
        {TYPE_DWORD, "Read", "Read"},
        {TYPE_DWORD, "R", "R"},
        {TYPE_DWORD, "Read|Write", "Read|Write"},
        {TYPE_DWORD, " Read  |  Write | R ", " Read  |  Write | R "},
        {TYPE_DWORD, "3", "3"},
        {TYPE_DWORD, "Rea", NULL},
        {TYPE_DWORD, "Reads", NULL},
        {TYPE_DWORD, "read", NULL},
        {TYPE_DWORD, "Read Write", NULL},
        {TYPE_DWORD, "Read,Write", NULL},
        {TYPE_DWORD, "Read||Write", NULL},
        {TYPE_DWORD, "|Read", NULL},
        {TYPE_DWORD, "Read|", NULL},
        {TYPE_DWORD, "Read | ", NULL},
        {TYPE_DWORD, "|", NULL},
        {TYPE_DWORD, " ", NULL},
        {TYPE_DWORD, "Read | 2", NULL},
        {TYPE_DWORD, "Write | None", NULL},
    };
    static const struct value_case two[] = {{TYPE_DWORD, "R", NULL}};
    CHECK(cases, 3, "a number up to 4294967295, or flags as A | B");
    CHECK(two, 2, "a number up to 4294967295, or flags as A | B");
}

static void bytes_are_pairs_of_hex_digits(void **state)
{
    (void)state;
    static const enum metabase_type types[] = {TYPE_BINARY, TYPE_NTACL, TYPE_IPSECLIST};
    for (size_t i = 0; i < 3; i++) {
        const struct value_case cases[] = {
            {types[i], "", ""},     {types[i], "09", "09"},   {types[i], "afAF", "afAF"},
            {types[i], "0", NULL},  {types[i], "012", NULL},  {types[i], "g0", NULL},
            {types[i], "0g", NULL}, {types[i], "00g0", NULL}, {types[i], "000g", NULL},
            {types[i], "0 ", NULL}, {types[i], "0x00", NULL}, {types[i], "\xFC\xFC", NULL},
        };
        CHECK(cases, 0, "pairs of hex digits");
    }
}

static void a_text_has_no_control_characters(void **state)
{
    (void)state;
    static const enum metabase_type types[] = {TYPE_STRING, TYPE_EXPANDSZ, TYPE_UNKNOWN};
    for (size_t i = 0; i < 3; i++) {
        const struct value_case cases[] = {
            {types[i], "", ""},
            {types[i], " a b ", " a b "},
            {types[i], "\x7F\xC2\x80", "\x7F\xC2\x80"},
            {types[i], "\x1F", NULL},
            {types[i], "a\tb", NULL},
            {types[i], "a\n", NULL},
            {types[i], "\r", NULL},
            {types[i], "\xEF\xBF\xBE", NULL},
            {types[i], "\xEF\xBF\xBF", NULL},
        };
        const struct value_case broken[] = {{types[i], "a\xFC", NULL},
                                            {types[i], "\xED\xA0\x80\n", NULL}};
        CHECK(cases, 0, "text without control characters, U+FFFE and U+FFFF");
        CHECK(broken, 0, "UTF-8");
    }
}

static void a_list_has_a_string_a_line(void **state)
{
    (void)state;
    static const enum metabase_type types[] = {TYPE_MULTISZ, TYPE_MIMEMAP};
    for (size_t i = 0; i < 2; i++) {
        const struct value_case cases[] = {
            {types[i], "", ""},           {types[i], "a", "a"},         {types[i], "a\nb", "a\nb"},
            {types[i], "a \nb", "a \nb"}, {types[i], "a b", "a b"},     {types[i], "a\n", NULL},
            {types[i], "\n", NULL},       {types[i], "\na", NULL},      {types[i], "a\n\nb", NULL},
            {types[i], " a", NULL},       {types[i], "a\n b", NULL},    {types[i], " ", NULL},
            {types[i], "a\nb\n", NULL},   {types[i], "a\nb\n c", NULL},
        };
        const struct value_case unfit[] = {{types[i], "a\tb", NULL}, {types[i], "a\n\x01", NULL}};
        const struct value_case broken[] = {{types[i], "a\n\xFC", NULL}};
        CHECK(cases, 0, "strings that are not empty and do not begin with a blank");
        CHECK(unfit, 0, "text without control characters, U+FFFE and U+FFFF");
        CHECK(broken, 0, "UTF-8");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_types_are_mbschema_s),
        cmocka_unit_test(a_property_has_a_name_an_id_and_a_type),
        cmocka_unit_test(a_property_has_what_the_file_says_of_it),
        cmocka_unit_test(flags_are_their_property_s),
        cmocka_unit_test(what_is_behind_the_last_is_not_looked_at),
        cmocka_unit_test(what_is_no_schema_is_refused_with_its_line),
        cmocka_unit_test(a_schema_is_read_from_a_file_of_any_form),
        cmocka_unit_test(a_bool_is_one_of_eight_words_in_any_case),
        cmocka_unit_test(a_dword_is_a_number_of_32_bits),
        cmocka_unit_test(a_dword_with_flags_takes_their_names),
        cmocka_unit_test(bytes_are_pairs_of_hex_digits),
        cmocka_unit_test(a_text_has_no_control_characters),
        cmocka_unit_test(a_list_has_a_string_a_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
