/* What an edit makes of a file's text, byte for byte, and what it refuses. */
#include "machine_folder.h"

#include <stdlib.h>

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
        cmocka_unit_test(a_large_file_is_edited_at_its_end),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
