/* What MetaBase.xml writes of a property, what of a tag is where, and values by their type. */
#include "support.h"

#include <stdlib.h>

#include "metabase/metabase_tag.h"
#include "metabase/metabase_words.h"
#include "metabase/schema.h"

static void assert_text(struct buffer *text, const char *expected)
{
    assert_string_equal(text->text == NULL ? "" : text->text, expected);
    buffer_release(text);
}

static void a_value_is_written_so_that_xml_gives_it_back(void **state)
{
    (void)state;
    struct buffer text = {.text = NULL};
    metabase_add_value(&text, "a&b<c>d\"e'f\tg\rh\ni\v", NULL);
    assert_text(&text, "a&amp;b&lt;c&gt;d&quot;e'f&#9;g&#13;h&#10;i\v");
    metabase_add_value(&text, "one\ntwo\nthree", "\r\n");
    assert_text(&text, "one\r\n\t\t\ttwo\r\n\t\t\tthree");
    metabase_add_value(&text, "", "\n");
    assert_text(&text, "");
}

static void what_xml_cannot_hold_does_not_fit(void **state)
{
    (void)state;
    char each[] = "a?b";
    for (int c = 1; c < 0x80; c++) {
        each[1] = (char)c;
        assert_true(metabase_value_fits(each) == (c >= ' ' || c == '\t' || c == '\n'));
    }
    assert_true(metabase_value_fits(""));
    assert_true(metabase_value_fits("\xEF\xBF\xBD"));
    assert_false(metabase_value_fits("a\xEF\xBF\xBE"));
    assert_false(metabase_value_fits("\xEF\xBF\xBF"));
    assert_false(metabase_value_fits("\xED\xA0\x80"));
    assert_false(metabase_value_fits("\xFF"));
}

static void attributes_and_user_types_are_words_or_numbers(void **state)
{
    (void)state;
    static const struct {
        unsigned number;
        const char *words;
    } attributes[] = {{0, "NO_ATTRIBUTES"},
                      {1, "INHERIT"},
                      {2, "PARTIAL_PATH"},
                      {4, "SECURE"},
                      {8, "REFERENCE"},
                      {16, "VOLATILE"},
                      {64, "INSERT_PATH"},
                      {7, "INHERIT | PARTIAL_PATH | SECURE"},
                      {0x5F,
                       "INHERIT | PARTIAL_PATH | SECURE | REFERENCE | VOLATILE | INSERT_PATH"}},
      users[] = {{1, "IIS_MD_UT_SERVER"},
                 {2, "IIS_MD_UT_FILE"},
                 {100, "IIS_MD_UT_WAM"},
                 {101, "ASP_MD_UT_APP"},
                 {0, "0"},
                 {99, "99"},
                 {102, "102"},
                 {4294967295u, "4294967295"}};
    struct buffer text = {.text = NULL};
    for (size_t i = 0; i < sizeof attributes / sizeof attributes[0]; i++) {
        metabase_add_attributes(&text, attributes[i].number);
        assert_text(&text, attributes[i].words);
        assert_int_equal(metabase_attributes_named(attributes[i].words), attributes[i].number);
    }
    for (size_t i = 0; i < sizeof users / sizeof users[0]; i++) {
        metabase_add_user_type(&text, users[i].number);
        assert_text(&text, users[i].words);
        assert_true(metabase_user_type_named(users[i].words) == users[i].number);
    }
    assert_int_equal(metabase_attributes_named(NULL), 0);
    assert_int_equal(metabase_user_type_named(NULL), 0);
    assert_int_equal(metabase_attributes_named("64 | VOLATILE"), 0x50);
    assert_int_equal(metabase_attributes_named(""), 0);
    assert_int_equal(metabase_attributes_named(" | "), 0);
    assert_int_equal(metabase_attributes_named("|SECURE|INHERIT "), 5);
    assert_int_equal(metabase_attributes_named("SECURED INHERI 64"), 64);
}

static void a_bool_of_a_number_is_true_or_false(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"0", "FALSE"},   {"1", "TRUE"}, {"00", "FALSE"}, {"10", "TRUE"}, {"", ""},
        {"TRUE", "TRUE"}, {"1x", "1x"},  {"-1", "-1"},    {"9", "TRUE"},  {"FALSE", "FALSE"}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_string_equal(metabase_bool_of_number(cases[i][0]), cases[i][1]);
    }
}

static void a_tag_s_attributes_are_found_in_its_text(void **state)
{
    (void)state;
    static const char *pairs[] = {"Ab", "1", "AbC", "2>", "B", "", NULL};
    static const char text[] = "<Node\r\n\tAb = '1'\tAbC=\"2&gt;\"  B=\"\" />";
    struct metabase_tag tag = {
        .name = "Node", .attributes = pairs, .text = text, .size = sizeof text - 1};
    static const struct {
        size_t before, name, value, size;
    } spans[] = {{5, 8, 14, 1}, {16, 17, 22, 5}, {28, 30, 33, 0}};
    struct tag_span span;
    size_t at = 0;
    for (int i = 0; i < 3; i++) {
        assert_true(tag_next(&tag, &at, &span));
        assert_int_equal(span.before, spans[i].before);
        assert_int_equal(span.name, spans[i].name);
        assert_int_equal(span.value, spans[i].value);
        assert_int_equal(span.size, spans[i].size);
        assert_true(tag_find(&tag, pairs[2 * i], &span));
        assert_int_equal(span.value, spans[i].value);
        assert_string_equal(tag_value(&tag, pairs[2 * i]), pairs[2 * i + 1]);
        char *value = tag_text(&tag, pairs[2 * i]);
        assert_string_equal(value, pairs[2 * i + 1]);
        free(value);
    }
    assert_false(tag_next(&tag, &at, &span));
    assert_int_equal(span.before, 34);
    assert_int_equal(span.name, 35);
    static const char *const absent[] = {"A", "ab", "1", "AbCd", "", "Node"};
    for (size_t i = 0; i < sizeof absent / sizeof absent[0]; i++) {
        assert_false(tag_find(&tag, absent[i], &span));
        assert_null(tag_value(&tag, absent[i]));
        assert_null(tag_text(&tag, absent[i]));
    }
    assert_string_equal(tag_spelling(&tag, "aBc"), "AbC");
    assert_string_equal(tag_spelling(&tag, "b"), "B");
    assert_null(tag_spelling(&tag, "1"));
}

static void a_tag_cut_off_has_no_attribute_behind_its_end(void **state)
{
    (void)state;
    static const char *pairs[] = {NULL};
    static const char text[] = "<Node A=\"1\">";
    for (size_t size = 0; size < sizeof text - 1; size++) {
        char *exact = malloc(size + (size == 0));
        struct metabase_tag tag = {
            .name = "Node", .attributes = pairs, .text = exact, .size = size};
        struct tag_span span;
        memcpy(exact, text, size);
        assert_true(tag_find(&tag, "A", &span) == (size >= 11));
        free(exact);
    }
}

/* iiscnfg.h: MD_AUTH_ANONYMOUS, BASIC, NT, MD5, PASSPORT. */
static void the_schema_s_own_flags_are_iiscnfg_s(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        uint32_t bits;
    } expected[] = {{"AuthAnonymous", 1},
                    {"AuthBasic", 2},
                    {"AuthNTLM", 4},
                    {"AuthMD5", 16},
                    {"AuthPassport", 64}};
    struct schema schema;
    assert_true(schema_builtin(&schema));
    const struct schema_property *flags = schema_find(&schema, "authflags");
    assert_non_null(flags);
    assert_int_equal(flags->flag_count, 5);
    for (size_t i = 0; i < 5; i++) {
        assert_string_equal(flags->flags[i].name, expected[i].name);
        assert_int_equal(flags->flags[i].bits, expected[i].bits);
    }
    for (size_t i = 0; i < schema.count; i++) {
        assert_ptr_equal(schema_find_id(&schema, schema.properties[i].id), &schema.properties[i]);
        assert_ptr_equal(schema_find(&schema, schema.properties[i].name), &schema.properties[i]);
    }
    assert_null(schema_find(&schema, "AuthFlag"));
    assert_null(schema_find_id(&schema, 1));
    schema_release(&schema);
    assert_int_equal(schema.count, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_value_is_written_so_that_xml_gives_it_back),
        cmocka_unit_test(what_xml_cannot_hold_does_not_fit),
        cmocka_unit_test(attributes_and_user_types_are_words_or_numbers),
        cmocka_unit_test(a_bool_of_a_number_is_true_or_false),
        cmocka_unit_test(a_tag_s_attributes_are_found_in_its_text),
        cmocka_unit_test(a_tag_cut_off_has_no_attribute_behind_its_end),
        cmocka_unit_test(the_schema_s_own_flags_are_iiscnfg_s),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
