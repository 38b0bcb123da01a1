/* A start tag as it stands in the text: attributes by their place, references, and its end. */
#include "support.h"

#include <malloc.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "metabase/metabase_tag.h"

static struct metabase_tag tag_of(const char *text, size_t size)
{
    static const char *none[] = {NULL};
    return (struct metabase_tag){.name = "a", .attributes = none, .text = text, .size = size};
}

static void where_the_next_would_stand_is_told(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        size_t count;
        size_t before;
        size_t name;
    } cases[] = {
        {"<a>", 0, 2, 2},
        {"<a >", 0, 2, 3},
        {"<a \t\r\n/>", 0, 2, 6},
        {"<a b=\"\">", 1, 7, 7},
        {"<a b=\"\"/>", 1, 7, 7},
        {"<a b=\"'>/\" c='\"/>'  >", 2, 18, 20},
        {"<a\nb\t=\r\n\"=\"\nc =\"b\" />", 2, 18, 19},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct metabase_tag tag = tag_of(cases[i].text, strlen(cases[i].text));
        struct tag_span span;
        size_t at = 0;
        size_t count = 0;
        while (tag_next(&tag, &at, &span)) {
            count++;
        }
        assert_int_equal(count, cases[i].count);
        assert_int_equal(span.before, cases[i].before);
        assert_int_equal(span.name, cases[i].name);
    }
}

/* Each beginning of it stands before memory that nobody may read. */
static void a_tag_is_not_read_beyond_its_end(void **state)
{
    (void)state;
    static const char text[] = "<a \r\n bcd = '1 2>'\tef=\"&#65;\" />";
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    char *pages = mmap(NULL, 2 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    assert_true(pages != MAP_FAILED);
    assert_int_equal(mprotect(pages + page, page, PROT_NONE), 0);
    for (size_t size = 0; size < sizeof text; size++) {
        char *at_end = pages + page - size;
        memcpy(at_end, text, size);
        struct metabase_tag tag = tag_of(at_end, size);
        struct tag_span span;
        assert_int_equal(tag_find(&tag, "bcd", &span), size >= 18);
        assert_int_equal(tag_find(&tag, "ef", &span), size >= 29);
        assert_false(tag_find(&tag, "bc", &span));
        assert_false(tag_find(&tag, "bcde", &span));
    }
    munmap(pages, 2 * page);
}

static void an_attribute_is_found_by_its_whole_name(void **state)
{
    (void)state;
    static const char text[] =
        "<a Value2=\"2\" Value =\"1\" value=\"3\" Val='4' V\t=\"5\" U\n= '6'>";
    static const struct {
        const char *name;
        const char *value; /* NULL: there is none */
    } cases[] = {{"Value", "1"}, {"Value2", "2"}, {"value", "3"}, {"Val", "4"},     {"V", "5"},
                 {"U", "6"},     {"Va", NULL},    {"a", NULL},    {"Value3", NULL}, {"u", NULL}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct metabase_tag tag = tag_of(text, sizeof text - 1);
        char *value = tag_text(&tag, cases[i].name);
        assert_string_equal(value == NULL ? "none" : value,
                            cases[i].value == NULL ? "none" : cases[i].value);
        free(value);
    }
}

/* XML 1.0, 2.11, 4.1 and 4.6. */
static void a_value_has_its_references_and_line_ends_resolved(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"", ""},
        {"a", "a"},
        {"&amp;&lt;&gt;&quot;&apos;", "&<>\"'"},
        {"&amp;amp;&amp;", "&amp;&"},
        {"&#65;&#x41;&#x6a;&#x6A;", "AAjj"},
        {"&#9;&#10;&#13;&#xD;", "\t\n\r\r"},
        {"&#127;&#128;", "\x7F\xC2\x80"},
        {"&#x7FF;&#x800;", "\xDF\xBF\xE0\xA0\x80"},
        {"&#xFFFD;&#x10000;", "\xEF\xBF\xBD\xF0\x90\x80\x80"},
        {"&#65533;&#65536;", "\xEF\xBF\xBD\xF0\x90\x80\x80"},
        {"&#xE000;&#xD7FF;", "\xEE\x80\x80\xED\x9F\xBF"},
        {"&#x10FFFF;&#1114111;", "\xF4\x8F\xBF\xBF\xF4\x8F\xBF\xBF"},
        {"&#x1F600;x", "\xF0\x9F\x98\x80x"},
        {"\xC3\xBC\xF0\x9F\x98\x80", "\xC3\xBC\xF0\x9F\x98\x80"},
        {"a\r\nb\rc\n4\t5\r", "a\nb\nc\n4\t5\n"},
        {"\r\n", "\n"},
        {"\r\r\n\n", "\n\n\n"},
        {"\n\r", "\n\n"},
        {";;&lt;;", ";;<;"},
        {"0123456789abcde", "0123456789abcde"}, /* with its NUL 16 bytes */
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char text[256];
        int size = snprintf(text, sizeof text, "<a b=\"%s\">\n;", cases[i][0]) - 2;
        struct metabase_tag tag = tag_of(text, (size_t)size);
        char *value = tag_text(&tag, "b");
        assert_string_equal(value, cases[i][1]);
        assert_true(malloc_usable_size(value) > strlen(cases[i][0])); /* room for all of it */
        free(value);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(where_the_next_would_stand_is_told),
        cmocka_unit_test(a_tag_is_not_read_beyond_its_end),
        cmocka_unit_test(an_attribute_is_found_by_its_whole_name),
        cmocka_unit_test(a_value_has_its_references_and_line_ends_resolved),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
