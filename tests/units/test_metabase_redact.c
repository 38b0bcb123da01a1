/* A metabase's text without its secrets: which values go, and that nothing else does. */
#include "metabase_forms.h"

#include "metabase/metabase_redact.h"

#define MARK "4963446200000000" /* the mark of an encrypted value, which says nothing */
#define CIPHER "49634462cafe"
#define SESSION_KEY "49634b62cafe"
#define FILE_OF(nodes) \
    "<configuration>\r\n<MBProperty>\r\n" nodes "</MBProperty></configuration>\r\n"

static struct schema schema;
static char folder[FOLDER_MAX];
static char path[FOLDER_MAX + 16];

static int begin(void **state)
{
    (void)state;
    folder_new(folder);
    return path_join(path, sizeof path, folder, "MetaBase.xml") && schema_builtin(&schema) ? 0 : -1;
}

static int end(void **state)
{
    (void)state;
    schema_release(&schema);
    folder_remove(folder);
    return 0;
}

static const char *const redacted_nodes[][2] = {
    {"", ""},
    {"<a Location=\"/\" AnonymousUserPass=\"secret\" B='1'/>",
     "<a Location=\"/\" AnonymousUserPass=\"" MARK "\" B='1'/>"},
    {"<a Location=\"/\"\r\n\twamuserpass\t= 's'/>",
     "<a Location=\"/\"\r\n\twamuserpass\t= '" MARK "'/>"},
    {"<a Location=\"/\" UNCPassword=\"\"/>", "<a Location=\"/\" UNCPassword=\"\"/>"},
    {"<a Location=\"/\" UNCPassword=\"&amp;\"/>", "<a Location=\"/\" UNCPassword=\"" MARK "\"/>"},
    {"<a Location=\"/\" UNCUserName=\"name\"/>", "<a Location=\"/\" UNCUserName=\"name\"/>"},
    {"<a Location=\"/\" Free=\"" CIPHER "\"/>", "<a Location=\"/\" Free=\"" MARK "\"/>"},
    {"<a Location=\".\" SessionKey=\"" SESSION_KEY "\"/>",
     "<a Location=\".\" SessionKey=\"" MARK "\"/>"},
    {"<a Location=\"/\" Free=\"0" CIPHER "\"/>", "<a Location=\"/\" Free=\"0" CIPHER "\"/>"},
    {"<a Location=\"/\" A" CIPHER "=\"1\"/>", "<a Location=\"/\" A" CIPHER "=\"1\"/>"},
    {"<a Location=\"/\" AnonymousUserPass=\"1\" B=\"AnonymousUserPass='2'\" "
     "WAMUserPass=\"3\"/>",
     "<a Location=\"/\" AnonymousUserPass=\"" MARK "\" B=\"AnonymousUserPass='2'\" "
     "WAMUserPass=\"" MARK "\"/>"},
#define NODE(customs) "<a Location=\"/\">\n" customs "\n</a>"
    {NODE("<Custom ID=\"6021\" Value=\"s\"/>"), NODE("<Custom ID=\"6021\" Value=\"" MARK "\"/>")},
    {NODE("<Custom ID=\"6020\" Value=\"s\"/>"), NODE("<Custom ID=\"6020\" Value=\"s\"/>")},
    {NODE("<Custom ID=\"6021\" Value=\"\"/>"), NODE("<Custom ID=\"6021\" Value=\"\"/>")},
    {NODE("<Custom ID=\"6021\" Type=\"STRING\"/>"), NODE("<Custom ID=\"6021\" Type=\"STRING\"/>")},
    {NODE("<Custom ID=\"1\" Value=\"s\" Attributes=\"INHERIT | SECURE\"/>"),
     NODE("<Custom ID=\"1\" Value=\"" MARK "\" Attributes=\"INHERIT | SECURE\"/>")},
    {NODE("<Custom ID=\"1\" Value=\"s\" Attributes=\"INHERIT\"/>"),
     NODE("<Custom ID=\"1\" Value=\"s\" Attributes=\"INHERIT\"/>")},
    {NODE("<Custom ID=\"1\" Value=\"\" Attributes=\"SECURE\"/>"),
     NODE("<Custom ID=\"1\" Value=\"\" Attributes=\"SECURE\"/>")},
    {NODE("<Custom ID=\"1\" Name=\"" CIPHER "\" Value='" CIPHER "'/>"),
     NODE("<Custom ID=\"1\" Name=\"" CIPHER "\" Value='" MARK "'/>")},
    {NODE("<!-- " CIPHER " --><Custom ID=\"1\" Value=\"" SESSION_KEY "\"/><!-- s -->"),
     NODE("<!-- " CIPHER " --><Custom ID=\"1\" Value=\"" MARK "\"/><!-- s -->")},
};

static void a_secret_goes_and_nothing_else(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof redacted_nodes / sizeof redacted_nodes[0]; i++) {
        char old[1024];
        char expected[1024];
        snprintf(old, sizeof old, FILE_OF("%s"), redacted_nodes[i][0]);
        snprintf(expected, sizeof expected, FILE_OF("%s"), redacted_nodes[i][1]);
        folder_write(folder, "MetaBase.xml", old);
        struct metabase_text texts[] = {metabase_in_memory("m", old, strlen(old)),
                                        metabase_file(path)};
        for (int t = 0; t < 2; t++) {
            struct contents redacted;
            struct fault fault = {""};
            assert_true(metabase_redact(&texts[t], &schema, &redacted, &fault));
            assert_string_equal(redacted.text, expected);
            assert_int_equal(redacted.size, strlen(expected));
            contents_release(&redacted);
        }
    }
}

static void a_file_stays_in_its_form(void **state)
{
    (void)state;
#define FORMED(pass, key)                                                                    \
    BOTH("<configuration><MBProperty><a Location=\"/\u00FC\" AnonymousUserPass=\"" pass      \
         "\" B=\"\u20AC\U0001F600\"><Custom ID=\"1\" Value=\"" key "\"/></a><!-- \u4E2D -->" \
         "</MBProperty></configuration>\r\n")
    for (int form = 0; form < METABASE_FORMS; form++) {
        struct formed old;
        struct formed expected;
        struct contents redacted;
        struct fault fault = {""};
        struct metabase_text file = metabase_file(path);
        formed_of((enum text_form)form, FORMED("\u00E4\U0001F601", SESSION_KEY), &old);
        formed_of((enum text_form)form, FORMED(MARK, MARK), &expected);
        folder_write_formed(folder, &old);
        assert_true(metabase_redact(&file, &schema, &redacted, &fault));
        assert_int_equal(redacted.size, expected.size);
        assert_memory_equal(redacted.text, expected.bytes, expected.size);
        contents_release(&redacted);
    }
}

static void what_cannot_be_read_is_not_redacted(void **state)
{
    (void)state;
    static const struct {
        const char *bytes;
        size_t size;
        const char *says;
    } cases[] = {
        {"<configuration>", 15, ":1: expected well-formed XML, found no element found"},
        {"\xFF\xFE<", 3, ":1: expected whole UTF-16 units"},
        {NULL, 0, ": "},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct contents redacted = {path, 1};
        struct formed formed = {.size = cases[i].size};
        struct metabase_text file = metabase_file(path);
        struct fault fault = {""};
        char says[FOLDER_MAX + 128];
        if (cases[i].bytes == NULL) {
            file_remove(path);
        } else {
            memcpy(formed.bytes, cases[i].bytes, formed.size);
            folder_write_formed(folder, &formed);
        }
        assert_false(metabase_redact(&file, &schema, &redacted, &fault));
        snprintf(says, sizeof says, "%s%s", path, cases[i].says);
        assert_memory_equal(fault.text, says, strlen(says));
        assert_null(redacted.text);
        assert_int_equal(redacted.size, 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_secret_goes_and_nothing_else),
        cmocka_unit_test(a_file_stays_in_its_form),
        cmocka_unit_test(what_cannot_be_read_is_not_redacted),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
