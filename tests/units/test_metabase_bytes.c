/* What an edit makes of a file's text, byte for byte, and what it refuses. */
#include "metabase_forms.h"

#include "metabase/metabase_edit.h"

#define EDITS_MOST 2
#define FILE_OF(attributes, customs)                                                            \
    "<configuration>\n<MBProperty>\n<IIsFtpServer\tLocation=\"/LM/X\"" attributes "\n>" customs \
    "\n</IIsFtpServer>\n<IIsConfigObject\tLocation=\"/LM/Y\"/>\n</MBProperty>\n"                \
    "</configuration>\n"
#define CUSTOM(id, value, end) \
    "\n\t<Custom Name=\"x\" ID=\"" id "\" Value=\"" value "\" Type=\"STRING\"" end
#define LARGE 70000 /* more than is parsed at once */

struct edit_case {
    const char *old;
    struct {
        const char *name; /* NULL: no edit */
        const char *value;
    } edits[EDITS_MOST];
    const char *expected;
    const char *refused; /* what the refusal says; NULL: it is done */
};

struct place {
    char folder[FOLDER_MAX];
    char path[FOLDER_MAX + 16];
    struct schema schema;
};

static int begin(void **state)
{
    static struct place place;
    folder_new(place.folder);
    snprintf(place.path, sizeof place.path, "%s/MetaBase.xml", place.folder);
    *state = &place;
    return schema_builtin(&place.schema) ? 0 : -1;
}

static int end(void **state)
{
    struct place *place = *state;
    schema_release(&place->schema);
    folder_remove(place->folder);
    return 0;
}

static bool edit(const struct place *place, const char *location, const struct edit_case *given,
                 struct contents *edited, struct fault *fault)
{
    struct metabase_edit edits[EDITS_MOST];
    size_t count = 0;
    folder_write(place->folder, "MetaBase.xml", given->old);
    for (; count < EDITS_MOST && given->edits[count].name != NULL; count++) {
        edits[count] = (struct metabase_edit){location, {"", 0, NULL}, given->edits[count].value};
        assert_true(property_query_of(&place->schema, given->edits[count].name, &edits[count].query,
                                      fault));
    }
    return metabase_edit(place->path, edits, count, edited, fault);
}

static void check(const struct place *place, const struct edit_case *given)
{
    struct contents edited;
    struct fault fault = {""};
    bool done = edit(place, "/LM/X", given, &edited, &fault);
    if (given->refused != NULL) {
        assert_false(done);
        assert_null(edited.text);
        if (strstr(fault.text, given->refused) == NULL) {
            fail_msg("%s: expected %s", fault.text, given->refused);
        }
        return;
    }
    if (!done) {
        fail_msg("%s", fault.text);
    }
    assert_string_equal(edited.text, given->expected);
    assert_int_equal(edited.size, strlen(given->expected));
    contents_release(&edited);
}

static void attributes_are_set_inserted_in_order_and_removed(void **state)
{
    static const struct edit_case cases[] = {
        {FILE_OF("", ""),
         {{"AnonymousUserName", "a<b"}},
         FILE_OF("\n\t\tAnonymousUserName=\"a&lt;b\"", ""),
         NULL},
        {FILE_OF("\n\t\tAnonymousUserName=\"old\"\n\t\tServerComment=\"c\"", ""),
         {{"AnonymousUserName", ""}},
         FILE_OF("\n\t\tAnonymousUserName=\"\"\n\t\tServerComment=\"c\"", ""),
         NULL},
        {FILE_OF(" \n\t\tAnonymousUserName = \"old\"\n\t\tServerComment=\"c\"", ""),
         {{"AnonymousUserName", NULL}},
         FILE_OF("\n\t\tServerComment=\"c\"", ""),
         NULL},
        {FILE_OF("\n\t\tServerComment=\"c\"", ""),
         {{"AnonymousUserName", NULL}},
         FILE_OF("\n\t\tServerComment=\"c\"", ""),
         NULL},
        /* A name that begins another comes before it. */
        {FILE_OF("\n\t\tAnonymousUser=\"1\"\n\t\tAnonymousUserNames=\"2\"", ""),
         {{"AnonymousUserName", "a"}},
         FILE_OF("\n\t\tAnonymousUser=\"1\"\n\t\tAnonymousUserName=\"a\""
                 "\n\t\tAnonymousUserNames=\"2\"",
                 ""),
         NULL},
        {FILE_OF("\n\t\tallowanonymous=\"1\"\n\t\tServerComment=\"2\"", ""),
         {{"AnonymousUserName", "a"}},
         FILE_OF("\n\t\tallowanonymous=\"1\"\n\t\tAnonymousUserName=\"a\"\n\t\tServerComment=\"2\"",
                 ""),
         NULL},
        {"<configuration>\r\n<MBProperty><a Location=\"/LM/X\"/></MBProperty></configuration>",
         {{"AnonymousUserName", "a"}},
         "<configuration>\r\n<MBProperty><a Location=\"/LM/X\"\r\n\t\tAnonymousUserName=\"a\"/>"
         "</MBProperty></configuration>",
         NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        check(*state, &cases[i]);
    }
}

static void a_custom_is_set_or_goes_with_its_white_space(void **state)
{
    static const struct edit_case cases[] = {
        {FILE_OF("", CUSTOM("1", "keep", "/>") CUSTOM("6020", "v", "/>")),
         {{"AnonymousUserName", NULL}},
         FILE_OF("", CUSTOM("1", "keep", "/>")),
         NULL},
        {FILE_OF("", CUSTOM("6020", "v", "/>")),
         {{"AnonymousUserName", "a\"b"}},
         FILE_OF("", CUSTOM("6020", "a&quot;b", "/>")),
         NULL},
        {FILE_OF("", CUSTOM("6022", "1", "/>")),
         {{"AnonymousPasswordSync", "FALSE"}},
         FILE_OF("", CUSTOM("6022", "0", "/>")),
         NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        check(*state, &cases[i]);
    }
}

static void edits_at_once_are_in_the_order_of_their_places(void **state)
{
    static const struct edit_case cases[] = {
        {FILE_OF("\n\t\tAllowAnonymous=\"TRUE\"\n\t\tAnonymousUserName=\"old\"", ""),
         {{"AnonymousUserName", "new"}, {"AllowAnonymous", "FALSE"}},
         FILE_OF("\n\t\tAllowAnonymous=\"FALSE\"\n\t\tAnonymousUserName=\"new\"", ""),
         NULL},
        {FILE_OF("", ""),
         {{"AnonymousUserName", "new"}, {"AllowAnonymous", "FALSE"}},
         FILE_OF("\n\t\tAllowAnonymous=\"FALSE\"\n\t\tAnonymousUserName=\"new\"", ""),
         NULL},
        {FILE_OF("\n\t\tAnonymousUserName=\"old\"", ""),
         {{"AnonymousUserName", NULL}, {"AllowAnonymous", "FALSE"}},
         FILE_OF("\n\t\tAllowAnonymous=\"FALSE\"", ""),
         NULL},
        {FILE_OF("\n\t\tAnonymousUserName=\"old\"", ""),
         {{"AnonymousUserName", "a"}, {"AnonymousUserName", "b"}},
         NULL,
         "two edits are of one place; it is unchanged"},
        {FILE_OF("\n\t\tAnonymousUserName=\"old\"", ""),
         {{"AnonymousUserName", NULL}, {"AnonymousUserName", NULL}},
         NULL,
         "two edits are of one place; it is unchanged"},
        {FILE_OF("\n\t\tAnonymousUserName=\"old\"", ""),
         {{"AnonymousUserName", NULL}, {"AnonymousUserName", "new"}},
         NULL,
         "two edits are of one place; it is unchanged"},
        {FILE_OF("", CUSTOM("6020", "v", "/>")),
         {{"AnonymousUserName", "new"}, {"AnonymousUserName", NULL}},
         NULL,
         "two edits are of one place; it is unchanged"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        check(*state, &cases[i]);
    }
}

static void what_iis_does_not_write_is_left_alone(void **state)
{
    static const struct edit_case cases[] = {
        {FILE_OF("\n\t\tAnonymousUserName='old'", ""),
         {{"AnonymousUserName", "new"}},
         NULL,
         "MetaBase.xml:3: AnonymousUserName is in single quotes"},
        {FILE_OF("", CUSTOM("6020", "v", "></Custom>")),
         {{"AnonymousUserName", NULL}},
         NULL,
         "MetaBase.xml:5: this <Custom> has an end of its own"},
        {FILE_OF("/>\n<IIsFtpServer\tLocation=\"/lm/x/\"", ""),
         {{"AnonymousUserName", "new"}},
         NULL,
         "MetaBase.xml:4: expected each Location once, found /lm/x"},
        {"<configuration><MBProperty></MBProperty></configuration>",
         {{"AnonymousUserName", "new"}},
         NULL,
         "there is no node /LM/X (0x80070003); it is unchanged"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        check(*state, &cases[i]);
    }
}

/* README: put changes the one attribute; every other byte stays, in UTF-16 too. */
static void every_form_of_a_file_is_kept(void **state)
{
    struct place *place = *state;
#define FORMED(value)                                                                           \
    BOTH("<?xml version=\"1.0\"?>\r\n<configuration>\r\n<MBProperty>\r\n"                       \
         "<IIsFtpServer\tLocation=\"/LM/X\" A=\"\u00FC\u20AC\U0001F600\"" value " Z='\u00FC'/>" \
         "\r\n<!-- \u0100 --></MBProperty></configuration>\r\n")
    static const char *const values[] = {"\u00E4\u4E2D\U0001F601", NULL};
    for (int form = 0; form < METABASE_FORMS; form++) {
        for (int i = 0; i < 2; i++) {
            struct formed old;
            struct formed expected;
            struct contents edited;
            struct fault fault = {""};
            struct metabase_edit given = {"/LM/X", {"ServerComment", 0, NULL}, values[i]};
            formed_of((enum text_form)form, FORMED("\r\n\t\tServerComment=\"\u00DF\""), &old);
            formed_of((enum text_form)form,
                      i == 0 ? FORMED("\r\n\t\tServerComment=\"\u00E4\u4E2D\U0001F601\"")
                             : FORMED(""),
                      &expected);
            folder_write_formed(place->folder, &old);
            assert_true(metabase_edit(place->path, &given, 1, &edited, &fault));
            assert_int_equal(edited.size, expected.size);
            assert_memory_equal(edited.text, expected.bytes, expected.size);
            contents_release(&edited);
        }
    }
}

static void lines_end_as_the_first_does(void **state)
{
#define ONE_LINE "<configuration><MBProperty><a Location=\"/LM/X\""
#define REST "/></MBProperty></configuration>"
    static const struct edit_case cases[] = {
        {ONE_LINE REST, {{"A", "1\n2"}}, ONE_LINE "\n\t\tA=\"1\n\t\t\t2\"" REST, NULL},
        {"\n" ONE_LINE REST "\r\n",
         {{"A", "1\n2"}},
         "\n" ONE_LINE "\n\t\tA=\"1\n\t\t\t2\"" REST "\r\n",
         NULL},
        {"\r\n" ONE_LINE REST "\n",
         {{"A", "1\n2"}},
         "\r\n" ONE_LINE "\r\n\t\tA=\"1\r\n\t\t\t2\"" REST "\n",
         NULL},
        {ONE_LINE REST "\r", {{"A", "1\n2"}}, ONE_LINE "\n\t\tA=\"1\n\t\t\t2\"" REST "\r", NULL},
        {ONE_LINE " A=\"old\"" REST "\r\n",
         {{"A", "1\n2"}},
         ONE_LINE " A=\"1\r\n\t\t\t2\"" REST "\r\n",
         NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        check(*state, &cases[i]);
    }
}

/* Location is first, and what comes behind it is in the order of the names. */
static void a_new_attribute_stands_by_its_name(void **state)
{
#define TAG_OF(attributes) \
    "<configuration><MBProperty><a" attributes "/></MBProperty></configuration>"
    static const struct edit_case cases[] = {
        {TAG_OF(" C=\"1\" Location=\"/LM/X\" D=\"2\""),
         {{"B", "b"}},
         TAG_OF(" C=\"1\" Location=\"/LM/X\"\n\t\tB=\"b\" D=\"2\""),
         NULL},
        {TAG_OF(" C=\"1\" Location=\"/LM/X\" D=\"2\""),
         {{"F", "f"}},
         TAG_OF(" C=\"1\" Location=\"/LM/X\" D=\"2\"\n\t\tF=\"f\""),
         NULL},
        {TAG_OF(" Location=\"/LM/X\" Locations=\"1\" LocatioZ=\"2\""),
         {{"A", "a"}},
         TAG_OF(" Location=\"/LM/X\"\n\t\tA=\"a\" Locations=\"1\" LocatioZ=\"2\""),
         NULL},
        {TAG_OF(" Location=\"/LM/X\" Mocation=\"1\""),
         {{"A", "a"}},
         TAG_OF(" Location=\"/LM/X\"\n\t\tA=\"a\" Mocation=\"1\""),
         NULL},
        {TAG_OF(" Location=\"/LM/X\" AB\t=\"1\" ABC\n=\"2\" ABCD =\"3\" ABCDE\r\n=\"4\""),
         {{"ABCC", "a"}},
         TAG_OF(" Location=\"/LM/X\" AB\t=\"1\" ABC\n=\"2\"\n\t\tABCC=\"a\" ABCD =\"3\""
                " ABCDE\r\n=\"4\""),
         NULL},
        {TAG_OF(" Location=\"/LM/X\" ABCD=\"1\" ABCDEF=\"2\""),
         {{"ABCDE", "a"}},
         TAG_OF(" Location=\"/LM/X\" ABCD=\"1\"\n\t\tABCDE=\"a\" ABCDEF=\"2\""),
         NULL},
        {TAG_OF(" Location=\"/LM/X\" abcd=\"1\" aBcDef=\"2\""),
         {{"AbCdE", "a"}},
         TAG_OF(" Location=\"/LM/X\" abcd=\"1\"\n\t\tAbCdE=\"a\" aBcDef=\"2\""),
         NULL},
        {TAG_OF(" Location=\"/LM/X\""),
         {{"Zz", "2"}, {"ZZ1", "1"}},
         TAG_OF(" Location=\"/LM/X\"\n\t\tZZ1=\"1\"\n\t\tZz=\"2\""),
         NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        check(*state, &cases[i]);
    }
}

static void an_attribute_is_edited_where_it_stands(void **state)
{
    static const struct edit_case cases[] = {
        {FILE_OF("\r\nanonymoususername \t= \"old\"", ""),
         {{"AnonymousUserName", "new"}},
         FILE_OF("\r\nanonymoususername \t= \"new\"", ""),
         NULL},
        {FILE_OF(" AnonymousUserName=\"old\" A='1'", ""),
         {{"A", NULL}},
         FILE_OF(" AnonymousUserName=\"old\"", ""),
         NULL},
        {FILE_OF(" A=\"1\" B=\"2\"", ""), {{"A", NULL}, {"B", NULL}}, FILE_OF("", ""), NULL},
        {FILE_OF(" A=\"1\" B=\"2\"", ""),
         {{"A", ""}, {"B", "3"}},
         FILE_OF(" A=\"\" B=\"3\"", ""),
         NULL},
        /* Removed, and another in its place, in either order. */
        {FILE_OF(" B=\"1\"", ""), {{"B", NULL}, {"A", "a"}}, FILE_OF("\n\t\tA=\"a\"", ""), NULL},
        {FILE_OF(" B=\"1\"", ""), {{"A", "a"}, {"B", NULL}}, FILE_OF("\n\t\tA=\"a\"", ""), NULL},
        {FILE_OF(" B=\"1\"", ""), {{"B", NULL}, {"C", "c"}}, FILE_OF("\n\t\tC=\"c\"", ""), NULL},
        {FILE_OF(" B=\"1\"", ""), {{NULL, NULL}}, FILE_OF(" B=\"1\"", ""), NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        check(*state, &cases[i]);
    }
}

static void a_custom_is_the_one_of_that_id_or_name_with_a_value(void **state)
{
#define NAMED(name, value) "\t\r\n \t<Custom ID='70000' Name=\"" name "\" Value=\"" value "\"/>"
#define WITHOUT_VALUE "\n<Custom Name=\"AnonymousUserName\" ID=\"6020\"/>"
    static const struct edit_case cases[] = {
        {FILE_OF("", NAMED("anonymoususername", "old") NAMED("AnonymousUser", "other")),
         {{"AnonymousUserName", "new"}},
         FILE_OF("", NAMED("anonymoususername", "new") NAMED("AnonymousUser", "other")),
         NULL},
        {FILE_OF("", NAMED("AnonymousUser", "other") NAMED("AnonymousUserName", "old")),
         {{"AnonymousUserName", NULL}},
         FILE_OF("", NAMED("AnonymousUser", "other")),
         NULL},
        {FILE_OF("", WITHOUT_VALUE),
         {{"AnonymousUserName", "new"}},
         FILE_OF("\n\t\tAnonymousUserName=\"new\"", WITHOUT_VALUE),
         NULL},
        {FILE_OF("", WITHOUT_VALUE),
         {{"AnonymousUserName", NULL}},
         FILE_OF("", WITHOUT_VALUE),
         NULL},
        {FILE_OF("", NAMED("Free", "a") NAMED("Other", "b")),
         {{"Other", "1\n2"}, {"Free", NULL}},
         FILE_OF("", NAMED("Other", "1\n\t\t\t2")),
         NULL},
        {FILE_OF("", CUSTOM("6022", "TRUE", "/>")),
         {{"AnonymousPasswordSync", "FALSE"}},
         FILE_OF("", CUSTOM("6022", "FALSE", "/>")),
         NULL},
        {FILE_OF("", CUSTOM("6022", "0", "/>")),
         {{"AnonymousPasswordSync", "TRUE"}},
         FILE_OF("", CUSTOM("6022", "1", "/>")),
         NULL},
        {FILE_OF("", CUSTOM("6020", "v", "></Custom>")),
         {{"AnonymousUserName", "w"}},
         FILE_OF("", CUSTOM("6020", "w", "></Custom>")),
         NULL},
        {FILE_OF("", "\n\n<Custom ID=\"6020\" Value='v'/>"),
         {{"AnonymousUserName", "w"}},
         NULL,
         "MetaBase.xml:6: AnonymousUserName is in single quotes, which IIS does not write; it is "
         "unchanged"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        check(*state, &cases[i]);
    }
}

/* What an export says that a node inherits is no node (metabase_edit.h). */
static void what_an_export_says_is_inherited_is_left_alone(void **state)
{
#define EXPORTED(location)                                                          \
    "/>\n<a Location=\"inherited:" location "\" AnonymousUserName=\"old\">" CUSTOM( \
        "6021", "old", "/>") "</a>\n<IIsInheritedProperties Location=\"" location   \
                             "\" B=\"1\"/>\n<IIsFtpServer Location=\"/LM/Z\""
    static const struct edit_case cases[] = {
        {FILE_OF(EXPORTED("/LM/X"), ""),
         {{"AnonymousUserName", "new"}, {"AnonymousUserPass", "p"}},
         FILE_OF("\n\t\tAnonymousUserName=\"new\"\n\t\tAnonymousUserPass=\"p\"" EXPORTED("/LM/X"),
                 ""),
         NULL},
        {FILE_OF(EXPORTED("/LM/X"), ""),
         {{"AnonymousUserName", NULL}, {"AnonymousUserPass", NULL}},
         FILE_OF(EXPORTED("/LM/X"), ""),
         NULL},
        {"<configuration><MBProperty><IIsInheritedProperties Location=\"/LM/X\" A=\"1\"/>"
         "</MBProperty></configuration>",
         {{"A", "2"}},
         NULL,
         "MetaBase.xml: there is no node /LM/X (0x80070003); it is unchanged"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        check(*state, &cases[i]);
    }
}

static bool edit_at(const struct place *place, const struct metabase_edit *edits, size_t count,
                    const char *old, const char *expected)
{
    struct contents edited = {NULL, 1};
    struct fault fault = {""};
    char says[FOLDER_MAX + 256];
    folder_write(place->folder, "MetaBase.xml", old);
    bool done = metabase_edit(place->path, edits, count, &edited, &fault);
    snprintf(says, sizeof says, "%s:%s", place->path, expected);
    assert_string_equal(done ? edited.text : fault.text, done ? expected : says);
    assert_int_equal(edited.size, done ? strlen(expected) : 0);
    struct contents kept = folder_read(place->folder, "MetaBase.xml");
    assert_string_equal(kept.text, old); /* the caller writes it */
    contents_release(&kept);
    contents_release(&edited);
    return done;
}

static void each_node_gets_its_own_edits(void **state)
{
#define NODES(root, x, y)                                                                \
    "<configuration><MBProperty>\n<a Location=\"/\"" root "/>\n<b Location=\"/LM/X/\"" x \
    "/>\n<c Location=\"/LM/X/Y\"" y "/>\n</MBProperty></configuration>"
    static const struct metabase_edit edits[] = {{"/lm/x/y", {"A", 0, NULL}, "y"},
                                                 {"", {"A", 0, NULL}, "r"},
                                                 {"/LM/X", {"A", 0, NULL}, NULL}};
    static const struct metabase_edit nowhere[] = {{"/LM/X", {"A", 0, NULL}, "1"},
                                                   {"/LM", {"A", 0, NULL}, "2"}};
    assert_true(edit_at(*state, edits, 3, NODES("", " A=\"1\" B=\"2\"", " A=\"1\""),
                        NODES("\n\t\tA=\"r\"", " B=\"2\"", " A=\"y\"")));
    assert_true(edit_at(*state, edits, 0, NODES("", "", ""), NODES("", "", "")));
    static const struct metabase_edit again[] = {{"", {"A", 0, NULL}, "1"},
                                                 {"/LM/X/Y", {"A", 0, NULL}, "2"},
                                                 {"/LM/X/Y", {"A", 0, NULL}, "3"}};
    assert_false(edit_at(*state, again, 3, NODES(" A=\"1\"", "", " A=\"1\""),
                         " two edits are of one place; it is unchanged"));
    assert_false(edit_at(*state, nowhere, 2, NODES("", "", ""),
                         " there is no node /LM (0x80070003); it is unchanged"));
    assert_false(edit_at(*state, &edits[1], 1,
                         "<configuration><MBProperty></MBProperty></configuration>",
                         " there is no node / (0x80070003); it is unchanged"));
    assert_false(edit_at(*state, edits, 3, NODES("/>\n<a Location=\"//\"", "", ""),
                         "3: expected each Location once, found /"));
}

static void what_would_not_read_back_is_not_done(void **state)
{
    static const struct metabase_edit twice = {"/LM/X", {"Location", 0, NULL}, "/LM/Z"};
    static const struct metabase_edit control = {"/LM/X", {"A", 0, NULL}, "\x01"};
    static const char broken[] = "<configuration>\n<MBProperty>\n";
    static const char old[] = ONE_LINE REST;
    char says[2 * FOLDER_MAX + 256];
    const struct place *place = *state;
    snprintf(says, sizeof says,
             " the new text does not read back as it should: %s:2: expected well-formed XML, found "
             "duplicate attribute; it is unchanged",
             place->path);
    assert_false(edit_at(place, &twice, 1, old, says));
    snprintf(says, sizeof says,
             " the new text does not read back as it should: %s:2: expected well-formed XML, found "
             "not well-formed (invalid token); it is unchanged",
             place->path);
    assert_false(edit_at(place, &control, 1, old, says));
    assert_false(
        edit_at(place, &control, 1, broken, "3: expected well-formed XML, found no element found"));
}

static void a_file_that_is_not_there_is_said(void **state)
{
    struct place *place = *state;
    struct metabase_edit edit = {"/LM/X", {"A", 0, NULL}, "1"};
    struct contents edited = {NULL, 1};
    struct fault fault = {""};
    char path[FOLDER_MAX + 32];
    snprintf(path, sizeof path, "%s.none", place->path);
    assert_false(metabase_edit(path, &edit, 1, &edited, &fault));
    assert_int_equal(edited.size, 0);
    assert_memory_equal(fault.text, path, strlen(path));
}

/* The node is at the end of a file that is read in several parts. */
static void a_large_file_is_edited_at_its_end(void **state)
{
    static char old[LARGE + 4096];
    static char expected[LARGE + 4096];
    static const char head[] = "<configuration>\n<MBProperty>\n<!--";
    static const char site[] = "-->\n<IIsFtpServer\tLocation=\"/LM/X\"";
    static const char tail[] = "/>\n</MBProperty>\n</configuration>\n";
    int filled = LARGE;
    snprintf(old, sizeof old, "%s%*s%s%s", head, filled, "x", site, tail);
    snprintf(expected, sizeof expected, "%s%*s%s\n\t\tAnonymousUserName=\"a\"%s", head, filled, "x",
             site, tail);
    check(*state, &(struct edit_case){old, {{"AnonymousUserName", "a"}}, expected, NULL});
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(attributes_are_set_inserted_in_order_and_removed),
        cmocka_unit_test(a_custom_is_set_or_goes_with_its_white_space),
        cmocka_unit_test(edits_at_once_are_in_the_order_of_their_places),
        cmocka_unit_test(what_iis_does_not_write_is_left_alone),
        cmocka_unit_test(every_form_of_a_file_is_kept),
        cmocka_unit_test(lines_end_as_the_first_does),
        cmocka_unit_test(a_new_attribute_stands_by_its_name),
        cmocka_unit_test(an_attribute_is_edited_where_it_stands),
        cmocka_unit_test(a_custom_is_the_one_of_that_id_or_name_with_a_value),
        cmocka_unit_test(what_an_export_says_is_inherited_is_left_alone),
        cmocka_unit_test(each_node_gets_its_own_edits),
        cmocka_unit_test(what_would_not_read_back_is_not_done),
        cmocka_unit_test(a_file_that_is_not_there_is_said),
        cmocka_unit_test(a_large_file_is_edited_at_its_end),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
