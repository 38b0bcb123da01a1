/* An edited metabase is read back: what was edited is as it was to be, and all else as it was. */
#include "support.h"

#include "metabase/metabase_verify.h"

#define SITE "/LM/MSFTPSVC/1"
#define FILE_OF(attributes, customs)                                                            \
    "<configuration>\n<MBProperty>\n"                                                           \
    "<IIsFtpService\tLocation=\"/LM/MSFTPSVC\"\n\tServerComment=\"above\"\n></IIsFtpService>\n" \
    "<IIsFtpServer\tLocation=\"" SITE "\"\n" attributes ">\n" customs "</IIsFtpServer>\n"       \
    "</MBProperty>\n</configuration>\n"
#define CUSTOM(name, value)                                        \
    "<Custom\tName=\"" name "\"\n\tID=\"47001\"\n\tValue=\"" value \
    "\"\n\tType=\"STRING\"\n\tUserType=\"IIS_MD_UT_SERVER\"\n\tAttributes=\"NO_ATTRIBUTES\"\n/>\n"

#define TWICE(first, second)                                                            \
    FILE_OF("\tMaxConnections=\"5\"\n\tServerComment=\"" first "\"\n></IIsFtpServer>\n" \
            "<IIsFtpServer\tLocation=\"" SITE "\"\n\tServerComment=\"" second "\"\n",   \
            "")

static bool verified(const char *old, const char *edited, const char *location, const char *name,
                     const char *value)
{
    struct metabase_text before = {"MetaBase.xml", old, strlen(old), TEXT_UTF8};
    struct metabase_text after = {"MetaBase.xml", edited, strlen(edited), TEXT_UTF8};
    struct metabase_edit edit = {location, {"", 0, NULL}, value};
    struct fault fault = {""};
    strcpy(edit.query.name, name);
    bool done = metabase_verify(&before, &after, &edit, 1, &fault);
    assert_true(done == (fault.text[0] == '\0'));
    if (!done) {
        assert_non_null(strstr(fault.text, "MetaBase.xml: the new text does not read back"));
    }
    return done;
}

/* The same of one site's attributes. */
static bool right(const char *old, const char *edited, const char *value)
{
    return verified(old, edited, SITE, "ServerComment", value);
}

static void an_attribute_is_what_it_was_to_be(void **state)
{
    (void)state;
    const char *none = FILE_OF("\tMaxConnections=\"5\"\n", "");
    const char *a = FILE_OF("\tMaxConnections=\"5\"\n\tServerComment=\"a\"\n", "");
    const char *b = FILE_OF("\tMaxConnections=\"5\"\n\tServerComment=\"b\"\n", "");
    assert_true(right(none, a, "a"));
    assert_true(right(b, a, "a"));
    assert_true(right(a, none, NULL));
    assert_false(right(none, none, "a"));
    assert_false(right(none, b, "a"));
    assert_false(right(a, a, "ab"));
    assert_false(right(a, a, ""));
    assert_false(right(b, a, NULL));
    assert_false(right(a, a, NULL));
    /* At another node of the same file. */
    assert_false(verified(none, a, "/LM/MSFTPSVC", "ServerComment", "a"));
    assert_false(verified(a, none, "/LM/MSFTPSVC", "ServerComment", NULL));
    /* Set twice, and one of the two is wrong. */
    assert_false(right(none, TWICE("a", "b"), "a"));
    assert_false(right(none, TWICE("b", "a"), "a"));
    assert_false(right(TWICE("1", "2"), TWICE("a", "b"), "a"));
    assert_false(right(TWICE("1", "2"), TWICE("b", "a"), "a"));
    assert_true(right(TWICE("1", "2"), TWICE("a", "a"), "a"));
}

static void all_else_is_as_it_was(void **state)
{
    (void)state;
    const char *old = FILE_OF("\tMaxConnections=\"5\"\n", "");
    static const char *const edited[] = {
        FILE_OF("\tMaxConnections=\"6\"\n\tServerComment=\"a\"\n", ""),
        FILE_OF("\tServerComment=\"a\"\n", ""),
        FILE_OF("\tMaxConnections=\"5\"\n\tServerComment=\"a\"\n\tServerSize=\"0\"\n", ""),
        FILE_OF("\tMaxConnection=\"5\"\n\tServerComment=\"a\"\n", ""),
        FILE_OF("\tMaxConnections=\"5\"\n\tServerComment=\"a\"\n", CUSTOM("x", "1")),
        FILE_OF("\tMaxConnections=\"5\"\n\tServerComment=\"a\"\n", "<Custom/>"),
        FILE_OF("\tMaxConnections=\"5\"\n\tServerComment=\"a\"\n",
                "</IIsFtpServer><IIsFtpServer Location=\"/\">"),
        FILE_OF("\tMaxConnections=\"5\"\n\tServerComment=\"a\"\n",
                "</IIsFtpServer><!-- --><IIsFtpServer Location=\"/\">"),
    };
    for (size_t i = 0; i < sizeof edited / sizeof edited[0]; i++) {
        assert_false(right(old, edited[i], "a"));
    }
}

/* One edit, of /LM/X's A; what else there is in the file is another in each. */
#define NODES(nodes) "<configuration><MBProperty>" nodes "</MBProperty></configuration>"
#define SET " A=\"new\""
static const struct {
    const char *old;
    const char *edited;
    bool same;
} one_edit[] = {
    {NODES("<a Location=\"/LM/X\" B=\"1\"/>"), NODES("<a Location=\"/LM/X\" B=\"1\"" SET "/>"),
     true},
    {NODES("<a Location=\"/LM/X\" B=\"1\"/>"), NODES("<a" SET " Location=\"/lm/x\" B=\"1\"/>"),
     false},
    {NODES("<a Location=\"/LM/X\"/>"), NODES("<b Location=\"/LM/X\"" SET "/>"), false},
    {NODES("<a Location=\"/LM/X\"/>"), NODES("<aa Location=\"/LM/X\"" SET "/>"), false},
    {NODES("<a Location=\"/LM/X\" BC=\"1\"/>"), NODES("<a Location=\"/LM/X\" B=\"C1\"" SET "/>"),
     false},
    {NODES("<a Location=\"/LM/X\" B=\"\" C=\"1\"/>"),
     NODES("<a Location=\"/LM/X\" C=\"\" B=\"1\"" SET "/>"), false},
    {NODES("<a Location=\"/LM/X\" B=\"1\" C=\"2\"/>"),
     NODES("<a Location=\"/LM/X\" C=\"2\" B=\"1\"" SET "/>"), false},
    {NODES("<a Location=\"/LM/X\"/><a Location=\"/Y\"/><a Location=\"/Z\"/>"),
     NODES("<a Location=\"/LM/X\"" SET "/><a Location=\"/Z\"/><a Location=\"/Y\"/>"), false},
    {NODES("<a Location=\"/LM/X\"/><a Location=\"/Y\"/>"), NODES("<a Location=\"/LM/X\"" SET "/>"),
     false},
    {NODES("<a Location=\"/LM/X\"/><a Location=\"/Y\"/>"),
     NODES("<a Location=\"/LM/X\"" SET "/><a Location=\"/Y/Z\"/>"), false},
    {NODES("<a Location=\"/LM/X\"/><a Location=\"/Y\" A=\"1\"/>"),
     NODES("<a Location=\"/LM/X\"" SET "/><a Location=\"/Y\" A=\"2\"/>"), false},
    {NODES("<a Location=\"/LM/X\"><Custom ID=\"1\" Value=\"1\"/></a>"),
     NODES("<a Location=\"/LM/X\"" SET "><Custom ID=\"2\" Value=\"1\"/></a>"), false},
    {NODES("<a Location=\"/LM/X\"><Custom ID=\"1\" Value=\"1\"/></a>"),
     NODES("<a Location=\"/LM/X\"" SET "/>"), false},
    {NODES("<a Location=\"/LM/X\"><Custom ID=\"1\" Value=\"1\"/></a><a Location=\"/Y\"/>"),
     NODES("<a Location=\"/LM/X\"" SET "/><a Location=\"/Y\"><Custom ID=\"1\" Value=\"1\"/></a>"),
     false},
    /* The <Custom>'s value is new, and something else of it too. */
    {NODES("<a Location=\"/LM/X\"><Custom Name=\"A\" ID=\"1\" Value=\"1\"/></a>"),
     NODES("<a Location=\"/LM/X\"><Custom Name=\"A\" ID=\"1\" Value=\"new\"/></a>"), true},
    {NODES("<a Location=\"/LM/X\"><Custom Name=\"A\" ID=\"1\" Value=\"1\"/></a>"),
     NODES("<a Location=\"/LM/X\"><Custom Name=\"A\" ID=\"2\" Value=\"new\"/></a>"), false},
    {NODES("<a Location=\"/LM/X\"><Custom Name=\"A\" ID=\"1\" Value=\"1\" Type=\"STRING\"/></a>"),
     NODES("<a Location=\"/LM/X\"><Custom Name=\"A\" ID=\"1\" Value=\"new\"/></a>"), false},
    /* What an export says is inherited is no node: there the edit is none. */
    {NODES("<a Location=\"/LM/X\"/><a Location=\"inherited:/LM/X\" A=\"1\"/>"),
     NODES("<a Location=\"/LM/X\"" SET "/><a Location=\"inherited:/LM/X\" A=\"1\"/>"), true},
    {NODES("<a Location=\"/LM/X\"/><a Location=\"inherited:/LM/X\" A=\"1\"/>"),
     NODES("<a Location=\"/LM/X\"" SET "/><a Location=\"inherited:/LM/X\"" SET "/>"), false},
    {NODES("<a Location=\"/LM/X\"/><a Location=\"inherited:/LM/X\" A=\"1\"/>"),
     NODES("<a Location=\"/LM/X\"" SET "/><a Location=\"/LM/X\"" SET "/>"), false},
    {NODES("<a Location=\"/LM/X\"/><IIsInheritedProperties Location=\"/LM/X\"/>"),
     NODES("<a Location=\"/LM/X\"/><IIsInheritedProperties Location=\"/LM/X\"" SET "/>"), false},
    {NODES(""), NODES("<a Location=\"/LM/X\"" SET "/>"), false},
};

static void nothing_but_the_edit_may_differ(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof one_edit / sizeof one_edit[0]; i++) {
        if (verified(one_edit[i].old, one_edit[i].edited, "/LM/X", "A", "new") !=
            one_edit[i].same) {
            fail_msg("%s", one_edit[i].edited);
        }
    }
}

/* A <Custom> that goes: that one, and of that node, and not of what an export says. */
static void nothing_but_the_custom_may_go(void **state)
{
    (void)state;
#define FREE(name) "<Custom Name=\"" name "\" ID=\"1\" Value=\"v\"/>"
    static const char old[] = NODES("<a Location=\"/LM/X\">" FREE("A") FREE(
        "B") "</a>"
             "<a Location=\"/Y\">" FREE("A") "</a>"
                                             "<a Location=\"inherited:/LM/X\">" FREE("A") "</a>");
    static const struct {
        const char *edited;
        bool same;
    } cases[] = {
        {NODES("<a Location=\"/LM/X\">" FREE("B") "</a><a Location=\"/Y\">" FREE(
             "A") "</a>"
                  "<a Location=\"inherited:/LM/X\">" FREE("A") "</a>"),
         true},
        {NODES("<a Location=\"/LM/X\"></a><a Location=\"/Y\">" FREE(
             "A") "</a>"
                  "<a Location=\"inherited:/LM/X\">" FREE("A") "</a>"),
         false},
        {NODES("<a Location=\"/LM/X\">" FREE("B") "</a><a Location=\"/Y\"></a>"
                                                  "<a Location=\"inherited:/LM/X\">" FREE(
                                                      "A") "</a>"),
         false},
        {NODES("<a Location=\"/LM/X\">" FREE("B") "</a><a Location=\"/Y\">" FREE(
             "A") "</a>"
                  "<a Location=\"inherited:/LM/X\"></a>"),
         false},
        {old, false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_int_equal(verified(old, cases[i].edited, "/LM/X", "A", NULL), cases[i].same);
    }
}

static void what_is_no_xml_is_refused(void **state)
{
    (void)state;
    const char *old = FILE_OF("", "");
    assert_false(right(old, "", "a"));
    assert_false(right(old, FILE_OF("\tServerComment=\"a\n", ""), "a"));
    assert_false(right(old, "<configuration>", "a"));
    assert_false(right("<configuration>", FILE_OF("\tServerComment=\"a\"\n", ""), "a"));
}

/* What is wrong with it is said where there is something to say, and cut off. */
static void a_refusal_says_what_cannot_be_read(void **state)
{
    (void)state;
    char name[400];
    char expected[512];
    struct metabase_text before = metabase_in_memory("old", "<configuration/>", 16);
    struct metabase_text after = metabase_in_memory(name, "<other/>", 8);
    struct fault fault = {""};
    snprintf(name, sizeof name, "new");
    assert_false(metabase_verify(&before, &after, NULL, 0, &fault));
    assert_string_equal(fault.text, "old: the new text does not read back as it should: new:1: "
                                    "expected <configuration>, found other; it is unchanged");
    snprintf(name, sizeof name, "%0299d", 0);
    assert_false(metabase_verify(&before, &after, NULL, 0, &fault));
    snprintf(expected, sizeof expected,
             "old: the new text does not read back as it should: %s:; it is unchanged", name);
    assert_string_equal(fault.text, expected);
    assert_false(metabase_verify(&before, &before,
                                 &(struct metabase_edit){"/", {"A", 0, NULL}, "1"}, 1, &fault));
    assert_string_equal(fault.text,
                        "old: the new text does not read back as it should; it is unchanged");
}

/* A list's strings are on lines of their own; a tab, or a line end, may also be a reference. */
static void values_read_as_they_were_given(void **state)
{
    (void)state;
    static const struct {
        const char *written;
        const char *value;
        bool same;
    } cases[] = {
        {"a&#9;b", "a\tb", true},
        {"a b", "a\tb", false},
        {"a&#10;b", "a\nb", false}, /* expat has a line end there, and not the space of a list */
        {"a\n\t\t\tb", "a\nb", true},
        {"a\r\n \tb", "a\nb", true},
        {"a b", "a\nb", false},
        {"a\nb", "a b", false},
        {"a\n\t\t\t", "a\n", true},
        {"a", "a\n", false},
        {"a\n\t\t\tb", "a\n  \tb", true}, /* blanks there are the file's */
        {"a\nb\n c", "a\n b\nc", true},
        {"a\n\t\tb c", "a\nb  c", false},
        {" a", " a", true},
        {" a", "a", false},
        {"a", " a", false},
        {"", "", true},
        {"ab", "a", false},
        {"&lt;&amp;&quot;&gt;&apos;", "<&\">'", true},
        {"&#x1F600;&#128513;", "\xF0\x9F\x98\x80\xF0\x9F\x98\x81", true},
        {"&#x1F600;", "\xF0\x9F\x98\x81", false},
        {"&#x10FFFD;&#x10000;", "\xF4\x8F\xBF\xBD\xF0\x90\x80\x80", true},
        {"&#xE9;\xC3\xA9", "\xC3\xA9\xC3\xA9", true},
        {"a  b", "a b", false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char edited[1024];
        snprintf(edited, sizeof edited, FILE_OF("\tServerComment=\"%s\"\n", ""), cases[i].written);
        if (right(FILE_OF("", ""), edited, cases[i].value) != cases[i].same) {
            fail_msg("%s, as %s", cases[i].written, cases[i].value);
        }
    }
}

static void a_custom_is_edited_or_goes_as_a_whole(void **state)
{
    (void)state;
    const char *none = FILE_OF("", CUSTOM("y", "1"));
    const char *one = FILE_OF("", CUSTOM("x", "1") CUSTOM("y", "1"));
    const char *two = FILE_OF("", CUSTOM("x", "2") CUSTOM("y", "1"));
    assert_true(verified(one, two, SITE, "x", "2"));
    assert_true(verified(one, none, SITE, "x", NULL));
    assert_false(verified(one, one, SITE, "x", NULL));
    assert_false(verified(one, two, SITE, "x", "3"));
    assert_false(verified(one, two, SITE, "y", "1"));
    assert_false(verified(one, two, "/LM/MSFTPSVC", "x", "2"));
    assert_false(verified(two, none, SITE, "y", NULL));
    assert_false(verified(one, FILE_OF("", CUSTOM("x", "2")), SITE, "x", "2"));
}

/* A BOOL is a number there, if it was one. */
static void a_bool_of_a_custom_stays_a_number(void **state)
{
    (void)state;
    static const struct schema_property known = {.id = 6022, .type = TYPE_BOOL};
#define SYNC(value) NODES("<a Location=\"/X\"><Custom ID=\"6022\" Value=\"" value "\"/></a>")
    static const struct {
        const char *text;
        const char *value;
        bool same;
    } cases[] = {{SYNC("0"), "FALSE", true},   {SYNC("1"), "TRUE", true},
                 {SYNC("0"), "TRUE", false},   {SYNC("1"), "FALSE", false},
                 {SYNC("TRUE"), "TRUE", true}, {SYNC("TRUE"), "FALSE", false},
                 {SYNC("2"), "TRUE", false}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct metabase_text before = metabase_in_memory("m", SYNC("7"), sizeof SYNC("7") - 1);
        struct metabase_text after = metabase_in_memory("m", cases[i].text, strlen(cases[i].text));
        struct metabase_edit edit = {"/X", {"AnonymousPasswordSync", 6022, &known}, cases[i].value};
        struct fault fault = {""};
        assert_int_equal(metabase_verify(&before, &after, &edit, 1, &fault), cases[i].same);
    }
}

static void several_edits_are_each_looked_at(void **state)
{
    (void)state;
    const char *old = FILE_OF("\tMaxConnections=\"5\"\n", "");
    const char *new = FILE_OF("\tMaxConnections=\"6\"\n\tServerComment=\"a\"\n", "");
    struct metabase_text before = {"m", old, strlen(old), TEXT_UTF8};
    struct metabase_text after = {"m", new, strlen(new), TEXT_UTF8};
    struct fault fault = {""};
    struct metabase_edit edits[] = {{SITE, {"ServerComment", 0, NULL}, "a"},
                                    {SITE, {"MaxConnections", 0, NULL}, "6"}};
    assert_true(metabase_verify(&before, &after, edits, 2, &fault));
    assert_false(metabase_verify(&before, &after, edits, 1, &fault));
    edits[1].value = "7";
    assert_false(metabase_verify(&before, &after, edits, 2, &fault));
    edits[1].value = "6";
    const char *first = FILE_OF("\tMaxConnections=\"5\"\n\tServerComment=\"a\"\n", "");
    const char *second = FILE_OF("\tServerComment=\"a\"\n", "");
    const char *third = FILE_OF("\tMaxConnections=\"6\"\n", "");
    const char *const parts[] = {old, first, second, third};
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) { /* not all of it is done */
        struct metabase_text part = {"m", parts[i], strlen(parts[i]), TEXT_UTF8};
        assert_false(metabase_verify(&before, &part, edits, 2, &fault));
    }
    edits[0].value = "b";
    assert_false(metabase_verify(&before, &after, edits, 2, &fault));
    assert_true(metabase_verify(&before, &before, edits, 0, &fault));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_attribute_is_what_it_was_to_be),
        cmocka_unit_test(all_else_is_as_it_was),
        cmocka_unit_test(nothing_but_the_edit_may_differ),
        cmocka_unit_test(nothing_but_the_custom_may_go),
        cmocka_unit_test(what_is_no_xml_is_refused),
        cmocka_unit_test(a_refusal_says_what_cannot_be_read),
        cmocka_unit_test(values_read_as_they_were_given),
        cmocka_unit_test(a_custom_is_edited_or_goes_as_a_whole),
        cmocka_unit_test(a_bool_of_a_custom_stays_a_number),
        cmocka_unit_test(several_edits_are_each_looked_at),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
