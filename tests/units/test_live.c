/*
 * The live metabase on a stand-in for IMSAdminBase: what is read and rendered, and each call that
 * fails. tests/e2e/live.py does the same with a service, a proxy and a stub.
 */
#include "live_world.h"

#include <stdlib.h>

#include "live/live_value.h"
#include "metabase/metabase_redact.h"

static void a_value_of_each_type_is_text_and_back(void **state)
{
    (void)state;
    static struct schema_flag flags[] = {{(char *)"A", 1}, {(char *)"B", 4}};
    static const struct {
        enum metabase_type type;
        const char *hex;
        const char *text; /* NULL: it is none of its type */
        bool one_way;     /* the text gives other bytes */
        enum live_fit fit;
    } cases[] = {
        {TYPE_DWORD, "05000000", "A | B", false, LIVE_FITS},
        {TYPE_DWORD, "07000000", "7", false, LIVE_FITS},
        {TYPE_DWORD, "00000000", "0", false, LIVE_FITS},
        {TYPE_DWORD, "ffffffff", "4294967295", false, LIVE_FITS},
        {TYPE_DWORD, "0500", NULL, false, LIVE_BROKEN},
        {TYPE_BOOL, "00000000", "FALSE", false, LIVE_FITS},
        {TYPE_BOOL, "01000000", "TRUE", false, LIVE_FITS},
        {TYPE_BOOL, "ffffffff", "TRUE", true, LIVE_FITS},
        {TYPE_STRING, "41003c00fc000000", "A<\xC3\xBC", false, LIVE_FITS},
        {TYPE_STRING, "0000", "", false, LIVE_FITS},
        {TYPE_STRING, "", "", true, LIVE_FITS},
        {TYPE_STRING, "410042004300", "ABC", true, LIVE_FITS},
        {TYPE_STRING, "410000004200", "A", true, LIVE_FITS},
        {TYPE_STRING, "3dd800de0000", "\xF0\x9F\x98\x80", false, LIVE_FITS},
        {TYPE_STRING, "3dd80000", "\xEF\xBF\xBD", true, LIVE_REPLACED},
        {TYPE_STRING, "00de0000", "\xEF\xBF\xBD", true, LIVE_REPLACED},
        {TYPE_STRING, "07000000", "\xEF\xBF\xBD", true, LIVE_REPLACED},
        {TYPE_STRING, "feff0000", "\xEF\xBF\xBD", true, LIVE_REPLACED},
        {TYPE_STRING, "410000", "A", true, LIVE_FITS},
        {TYPE_EXPANDSZ,
         "250057002500"
         "0000",
         "%W%", false, LIVE_FITS},
        {TYPE_MULTISZ, "41000000420000000000", "A\nB", false, LIVE_FITS},
        {TYPE_MULTISZ, "0000", "", false, LIVE_FITS},
        {TYPE_MULTISZ, "41000a00420000000000",
         "A\xEF\xBF\xBD"
         "B",
         true, LIVE_REPLACED},
        {TYPE_MULTISZ, "410000000700000000", "A\n\xEF\xBF\xBD", true, LIVE_REPLACED},
        {TYPE_MIMEMAP,
         "2e0061000000"
         "0000",
         ".a", false, LIVE_FITS},
        {TYPE_BINARY, "00ff10", "00ff10", false, LIVE_FITS},
        {TYPE_BINARY, "", "", false, LIVE_FITS},
        {TYPE_NTACL, "01", "01", false, LIVE_FITS},
        {TYPE_IPSECLIST, "02", "02", false, LIVE_FITS},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        unsigned char bytes[64];
        size_t size = from_hex(cases[i].hex, bytes);
        struct schema_property property = {
            .name = (char *)"P", .type = cases[i].type, .flags = flags, .flag_count = 2};
        struct live_record record = {1, 0, 1, live_type_of(cases[i].type), bytes, (uint32_t)size};
        struct buffer text = {.text = NULL};
        struct buffer data = {.text = NULL};
        enum live_fit fit = live_value_text(&record, cases[i].type, &property, &text);
        assert_int_equal(fit, cases[i].fit);
        if (cases[i].text != NULL) {
            assert_string_equal(text.text == NULL ? "" : text.text, cases[i].text);
            assert_true(live_value_bytes(cases[i].text, cases[i].type, &property, &data));
        }
        if (cases[i].text != NULL && !cases[i].one_way) {
            assert_int_equal(data.size, size);
            assert_memory_equal(data.text == NULL ? "" : data.text, bytes, size);
        }
        buffer_release(&text);
        buffer_release(&data);
    }
}

static void a_value_that_is_none_of_its_type_is_not_encoded(void **state)
{
    (void)state;
    static const struct {
        enum metabase_type type;
        const char *text;
    } cases[] = {{TYPE_DWORD, ""},    {TYPE_DWORD, "4294967296"}, {TYPE_DWORD, "A"},
                 {TYPE_DWORD, "-1"},  {TYPE_BOOL, "true"},        {TYPE_BINARY, "0"},
                 {TYPE_BINARY, "0g"}, {TYPE_STRING, "\xFF"},      {TYPE_MULTISZ, "a\n\xFF"}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct buffer data = {.text = NULL};
        assert_false(live_value_bytes(cases[i].text, cases[i].type, NULL, &data));
        buffer_release(&data);
    }
}

static void a_record_outside_its_buffer_is_none(void **state)
{
    (void)state;
    unsigned char bytes[2 * LIVE_GETALL_RECORD_SIZE] = {0};
    struct live_record record;
    bytes[16] = 4;                       /* its length */
    bytes[20] = LIVE_GETALL_RECORD_SIZE; /* its offset */
    bytes[LIVE_GETALL_RECORD_SIZE] = 0x5A;
    assert_true(live_record_at(bytes, sizeof bytes, 0, &record));
    assert_int_equal(record.data[0], 0x5A);
    assert_true(live_record_at(bytes, LIVE_GETALL_RECORD_SIZE + 4, 0, &record));
    assert_false(live_record_at(bytes, LIVE_GETALL_RECORD_SIZE + 3, 0, &record));
    assert_false(live_record_at(bytes, LIVE_GETALL_RECORD_SIZE - 1, 0, &record));
    assert_false(live_record_at(bytes, sizeof bytes, 2, &record));
    bytes[23] = 0xFF; /* an offset far away */
    assert_false(live_record_at(bytes, sizeof bytes, 0, &record));
    memset(bytes + 16, 0xFF, 8); /* a length and an offset whose sum wraps */
    assert_false(live_record_at(bytes, sizeof bytes, 0, &record));
}

static void a_metabase_is_rendered_as_its_file_would_be(void **state)
{
    (void)state;
    struct world world;
    live_world_begin(&world);
    struct fake_node *site = live_world_node(&world, "/LM/MSFTPSVC/1");
    fake_base_put_dword(site, SYNC, INHERITED, USER_TYPE_FILE, 0);
    fake_base_put_text(site, USER_NAME, INHERITED, USER_TYPE_FILE, "<\"&\t\">");
    fake_base_put_dword(site, 5005, 0, USER_TYPE_SERVER, 1); /* without INHERIT */
    fake_base_put_text(site, 9999, SECRET, 7, "x");
    struct contents text = live_world_text(&world, NULL);
    assert_string_equal(
        text.text, "<?xml version =\"1.0\"?>\n"
                   "<configuration xmlns=\"urn:microsoft-catalog:XML_Metabase_V64_0\">\n"
                   "<MBProperty>\n"
                   "<IIsConfigObject\tLocation =\"/\"\n\t>\n</IIsConfigObject>\n"
                   "<IIsComputer\tLocation =\"/LM\"\n\t>\n</IIsComputer>\n"
                   "<IIsFtpService\tLocation =\"/LM/MSFTPSVC\"\n"
                   "\t\tAnonymousUserName=\"IUSR_A\"\n"
                   "\t\tAnonymousUserPass=\"Secret-1\"\n"
                   "\t>\n</IIsFtpService>\n"
                   "<IIsConfigObject\tLocation =\"/LM/MSFTPSVC/1\"\n"
                   "\t\tAnonymousPasswordSync=\"FALSE\"\n"
                   "\t\tAnonymousUserName=\"&lt;&quot;&amp;&#9;&quot;&gt;\"\n"
                   "\t>\n"
                   "\t<Custom\n\t\tName=\"AllowAnonymous\"\n\t\tID=\"5005\"\n"
                   "\t\tValue=\"TRUE\"\n\t\tType=\"BOOL\"\n"
                   "\t\tUserType=\"IIS_MD_UT_SERVER\"\n\t\tAttributes=\"NO_ATTRIBUTES\"\n\t/>\n"
                   "\t<Custom\n\t\tName=\"UnknownName_9999\"\n\t\tID=\"9999\"\n"
                   "\t\tValue=\"x\"\n\t\tType=\"STRING\"\n\t\tUserType=\"7\"\n"
                   "\t\tAttributes=\"INHERIT | SECURE\"\n\t/>\n"
                   "</IIsConfigObject>\n"
                   "</MBProperty>\n</configuration>\n");
    contents_release(&text);
    live_world_end(&world);
}

static void nodes_come_as_a_walk_down_the_tree_meets_them(void **state)
{
    (void)state;
    static const char *const expected[] = {"",     "/A",  "/A/B",   "/A/b-c",
                                           "/A.B", "/LM", "/LM/10", "/LM/2"};
    struct world world;
    struct live_tree tree;
    struct fault fault;
    fake_base_begin(&world.fake);
    world.base = fake_base_interface(&world.fake);
    for (size_t i = 8; i-- > 1;) {
        fake_base_node(&world.fake, expected[i]);
    }
    assert_true(live_tree_read(&world.base, &tree, &fault));
    assert_int_equal(tree.count, 8);
    for (size_t i = 0; i < 8; i++) {
        assert_string_equal(tree.nodes[i].location, expected[i]);
    }
    live_tree_release(&tree);
    fake_base_end(&world.fake);
}

static void each_property_of_each_node_is_found_as_it_was_set(void **state)
{
    (void)state;
    struct world world;
    struct model model;
    assert_true(schema_builtin(&world.schema));
    random_begin(7);
    for (int round = 0; round < 200; round++) {
        random_metabase(&world, &model);
        model_check(&world, &model);
        fake_base_end(&world.fake);
    }
    schema_release(&world.schema);
}

static void a_metabase_that_moves_is_read_again(void **state)
{
    (void)state;
    struct world world;
    struct live_tree tree;
    struct fault fault = {""};
    live_world_begin(&world);
    world.fake.moves = 9;
    assert_true(live_tree_read(&world.base, &tree, &fault));
    assert_int_equal(tree.count, 4);
    live_tree_release(&tree);
    world.fake.moves = 10;
    assert_false(live_tree_read(&world.base, &tree, &fault));
    assert_non_null(strstr(fault.text, "changed during each of 10 readings"));
    assert_int_equal(tree.count, 0);
    world.fake.moves = 0;
    /* A node that is removed while it is read is a change too. */
    fake_base_fail(&world.fake, FAKE_DATA_OF, ADMIN_PATH_NOT_FOUND, 2, 1);
    assert_true(live_tree_read(&world.base, &tree, &fault));
    assert_int_equal(tree.count, 4);
    live_tree_release(&tree);
    live_world_end(&world);
}

static void each_call_of_reading_that_fails_is_named(void **state)
{
    (void)state;
    static const struct {
        enum fake_call call;
        unsigned from;
        const char *node;
    } cases[] = {{FAKE_CHANGE_NUMBER, 0, "the live metabase: "},
                 {FAKE_CHANGE_NUMBER, 1, "the live metabase: "},
                 {FAKE_CHILD, 0, "/: "},
                 {FAKE_DATA_OF, 1, "/LM: "}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct world world;
        struct live_tree tree;
        struct fault fault = {""};
        live_world_begin(&world);
        fake_base_fail(&world.fake, cases[i].call, ADMIN_DENIED, cases[i].from, 1);
        assert_false(live_tree_read(&world.base, &tree, &fault));
        assert_int_equal(strncmp(fault.text, cases[i].node, strlen(cases[i].node)), 0);
        assert_non_null(strstr(fault.text, "access is denied"));
        assert_int_equal(tree.count, 0);
        live_world_end(&world);
    }
}

static void a_record_longer_than_the_first_buffer_is_read_whole(void **state)
{
    (void)state;
    static char secret[1001];
    struct world world;
    live_world_begin(&world);
    memset(secret, 's', 1000);
    for (uint32_t id = 50000; id < 50008; id++) {
        fake_base_put_text(live_world_node(&world, "/LM/MSFTPSVC/1"), id, 0, 1, secret);
    }
    struct contents text = live_world_text(&world, NULL);
    char *value = live_world_lookup(&world, &text, "/LM/MSFTPSVC/1", "50007");
    assert_string_equal(value, secret);
    free(value);
    contents_release(&text);
    live_world_end(&world);
}

static void what_xml_cannot_hold_is_named_and_lets_nothing_show_through(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        const char *value;
    } expected[] = {{"AnonymousUserPass", METABASE_WITHHELD},
                    {"AnonymousUserName", "x\xEF\xBF\xBDy"},
                    {"AnonymousPasswordSync", "TRUE"}};
    struct world world;
    struct buffer not_whole = {.text = NULL};
    live_world_begin(&world);
    struct fake_node *site = live_world_node(&world, "/LM/MSFTPSVC/1");
    struct live_record broken = {SYNC, INHERITED, 2, LIVE_DWORD, (const unsigned char *)"", 1};
    fake_base_put(site, &broken);
    fake_base_put_text(site, USER_PASS, SECRET, USER_TYPE_FILE, "bell\a");
    fake_base_put_text(site, USER_NAME, INHERITED, USER_TYPE_FILE, "x\xEF\xBF\xBFy");
    fake_base_node(&world.fake, "/LM/bell\a");
    fake_base_node(&world.fake, "/LM/\xEF\xBF\xBE");
    struct contents text = live_world_text(&world, &not_whole);
    assert_string_equal(
        not_whole.text,
        "/LM/bell\a 0\n/LM/MSFTPSVC/1 6022\n/LM/MSFTPSVC/1 6020\n/LM/MSFTPSVC/1 6021\n"
        "/LM/\xEF\xBF\xBE 0\n");
    for (size_t i = 0; i < sizeof expected / sizeof expected[0]; i++) {
        char *value = live_world_lookup(&world, &text, "/LM/MSFTPSVC/1", expected[i].name);
        assert_string_equal(value, expected[i].value);
        free(value);
    }
    contents_release(&text);
    buffer_release(&not_whole);
    live_world_end(&world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_value_of_each_type_is_text_and_back),
        cmocka_unit_test(a_value_that_is_none_of_its_type_is_not_encoded),
        cmocka_unit_test(a_record_outside_its_buffer_is_none),
        cmocka_unit_test(a_metabase_is_rendered_as_its_file_would_be),
        cmocka_unit_test(nodes_come_as_a_walk_down_the_tree_meets_them),
        cmocka_unit_test(each_property_of_each_node_is_found_as_it_was_set),
        cmocka_unit_test(a_metabase_that_moves_is_read_again),
        cmocka_unit_test(each_call_of_reading_that_fails_is_named),
        cmocka_unit_test(a_record_longer_than_the_first_buffer_is_read_whole),
        cmocka_unit_test(what_xml_cannot_hold_is_named_and_lets_nothing_show_through),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
