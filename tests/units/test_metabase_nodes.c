/* What is kept of a metabase in memory, and what is asked of it: nodes, values, flags, secrets. */
#include "support.h"

#include "metabase/metabase.h"
#include "text/hash.h"

#define HEAD "<configuration>\n<MBProperty>\n"
#define TAIL "\n</MBProperty>\n</configuration>"

static bool read(const char *text, enum metabase_wanted wanted, struct metabase *metabase,
                 struct fault *fault)
{
    struct metabase_text given = metabase_in_memory("M", text, strlen(text));
    return metabase_read(&given, wanted, metabase, fault);
}

static struct metabase metabase_of(const char *text)
{
    struct metabase metabase;
    struct fault fault = {""};
    if (!read(text, METABASE_ALL, &metabase, &fault)) {
        fail_msg("%s", fault.text);
    }
    return metabase;
}

static void expect_fault(const char *text, const char *expected)
{
    struct metabase metabase = {.count = 1};
    struct fault fault = {""};
    assert_false(read(text, METABASE_ALL, &metabase, &fault));
    assert_string_equal(fault.text, expected);
    assert_int_equal(metabase.count, 0);
    assert_null(metabase.nodes);
}

/* The IIS 6.0 property reference and iiscnfg.h: id, type, attributes, user type, default. */
static void the_properties_are_those_of_the_reference(void **state)
{
    (void)state;
    static const struct property_schema expected[] = {
        {"AnonymousUserName", 6020, TYPE_STRING, 1, 2, ""},
        {"AnonymousUserPass", 6021, TYPE_STRING, 5, 2, ""},
        {"AnonymousPasswordSync", 6022, TYPE_BOOL, 1, 2, "TRUE"},
        {"AllowAnonymous", 5005, TYPE_BOOL, 1, 1, "TRUE"},
        {"AnonymousOnly", 5006, TYPE_BOOL, 1, 1, "FALSE"},
        {"WAMUserName", 7501, TYPE_STRING, 1, 2, ""},
        {"WAMUserPass", 7502, TYPE_STRING, 5, 2, ""},
        {"UNCUserName", 3002, TYPE_STRING, 1, 2, ""},
        {"UNCPassword", 3003, TYPE_STRING, 5, 2, ""},
        {"AppPoolId", 9101, TYPE_STRING, 1, 1, ""},
        {"AppPoolIdentityType", 9021, TYPE_DWORD, 1, 1, "2"},
        {"LogonMethod", 6013, TYPE_DWORD, 1, 2, "3"},
        {"IIs5IsolationModeEnabled", 9203, TYPE_BOOL, 1, 1, "TRUE"},
        {"AuthFlags", 6000, TYPE_DWORD, 1, 2, "AuthAnonymous"},
        {"Path", 3001, TYPE_STRING, 1, 2, ""},
    };
    assert_int_equal(PROPERTY_COUNT, sizeof expected / sizeof expected[0]);
    struct schema schema;
    assert_true(schema_builtin(&schema));
    assert_int_equal(schema.count, PROPERTY_COUNT);
    for (size_t i = 0; i < PROPERTY_COUNT; i++) {
        const struct schema_property *of_schema = schema_find_id(&schema, expected[i].id);
        assert_string_equal(property_schema[i].name, expected[i].name);
        assert_int_equal(property_schema[i].id, expected[i].id);
        assert_string_equal(property_schema[i].absent, expected[i].absent);
        assert_string_equal(of_schema->name, expected[i].name);
        assert_string_equal(of_schema->absent, expected[i].absent);
        assert_int_equal(of_schema->type, expected[i].type);
        assert_int_equal(of_schema->attributes, expected[i].attributes);
        assert_int_equal(of_schema->user_type, expected[i].user_type);
        assert_int_equal(of_schema->flag_count, expected[i].id == 6000 ? 5 : 0);
    }
    schema_release(&schema);
}

static void services_sites_and_pools_are_kept_and_what_sets_something(void **state)
{
    (void)state;
    static const struct {
        const char *key_type;
        const char *attribute;
        bool kept;
    } cases[] = {
        {"IIsFtpService", "", true},
        {"IIsFtpServer", "", true},
        {"IIsWebService", "", true},
        {"IIsWebServer", "", true},
        {"IIsApplicationPools", "", true},
        {"IIsApplicationPool", "", true},
        {"IIsFtpVirtualDir", "", false},
        {"iisftpserver", "", false},
        {"IIsConfigObject", "ServerComment=\"c\"", false},
        {"IIsConfigObject", "AnonymousUserName=\"\"", true},
        {"IIsConfigObject", "Path=\"p\"", true},
        {"IIsConfigObject", "path=\"p\"", false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char text[512];
        snprintf(text, sizeof text, HEAD "\n<%s Location=\"/LM/X\" %s/>" TAIL, cases[i].key_type,
                 cases[i].attribute);
        struct metabase m = metabase_of(text);
        assert_int_equal(m.count, cases[i].kept);
        if (cases[i].kept) {
            assert_string_equal(m.nodes[0].location, "/LM/X");
            assert_string_equal(m.nodes[0].key_type, cases[i].key_type);
            assert_int_equal(m.nodes[0].line, 4);
            assert_true(m.nodes[0].is_set);
            assert_false(m.nodes[0].inherits);
        }
        metabase_release(&m);
        assert_int_equal(m.count, 0);
        assert_null(m.nodes);
    }
}

static void of_accounts_alone_the_other_properties_are_passed_over(void **state)
{
    (void)state;
    for (int p = 0; p < PROPERTY_COUNT; p++) {
        char text[512];
        bool of_accounts = p < 9; /* the names and passwords, and what governs anonymous logons */
        const char *value = property_schema[p].type == TYPE_BOOL ? "FALSE" : "7";
        for (int custom = 0; custom < 2; custom++) {
            struct metabase m;
            struct fault fault;
            snprintf(text, sizeof text,
                     custom == 0 ? HEAD "<a Location=\"/X\" %s=\"%s\"/>" TAIL
                                 : HEAD "<a Location=\"/X\"><Custom Name=\"%s\" Value=\"%s\" "
                                        "ID=\"%u\"/></a>" TAIL,
                     property_schema[p].name, value, property_schema[p].id);
            assert_true(read(text, METABASE_ACCOUNTS, &m, &fault));
            assert_int_equal(m.count, of_accounts);
            metabase_release(&m);
            assert_true(read(text, METABASE_ALL, &m, &fault));
            assert_int_equal(m.count, 1);
            for (int other = 0; other < PROPERTY_COUNT; other++) {
                assert_true((m.nodes[0].values[other] != NULL) == (other == p));
            }
            assert_string_equal(m.nodes[0].values[p], value);
            metabase_release(&m);
        }
    }
}

/* A <Custom>'s BOOL is a number, or the word; what is set twice counts as it was set last. */
static void a_custom_counts_by_its_id(void **state)
{
    (void)state;
    static const struct {
        const char *customs;
        enum property property;
        const char *expected; /* NULL: it is not set */
    } cases[] = {
        {"<Custom ID=\"6020\" Value=\"a\"/>", ANONYMOUS_USER_NAME, "a"},
        {"<Custom ID=\"6020\"/>", ANONYMOUS_USER_NAME, ""},
        {"<Custom ID=\"6020\" Value=\"a\"/><Custom ID=\"6020\" Value=\"b\"/>", ANONYMOUS_USER_NAME,
         "b"},
        {"<Custom ID=\"6019\" Value=\"a\"/>", ANONYMOUS_USER_NAME, NULL},
        {"<Custom ID=\"60200\" Value=\"a\"/>", ANONYMOUS_USER_NAME, NULL},
        {"<Custom Name=\"AnonymousUserName\" ID=\"1\" Value=\"a\"/>", ANONYMOUS_USER_NAME, NULL},
        {"<Custom ID=\"6022\" Value=\"0\"/>", ANONYMOUS_PASSWORD_SYNC, "FALSE"},
        {"<Custom ID=\"6022\" Value=\"1\"/>", ANONYMOUS_PASSWORD_SYNC, "TRUE"},
        {"<Custom ID=\"6022\" Value=\"FALSE\"/>", ANONYMOUS_PASSWORD_SYNC, "FALSE"},
        {"<Custom ID=\"6000\" Value=\"0\"/>", AUTH_FLAGS, "0"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char text[512];
        snprintf(text, sizeof text, HEAD "<IIsFtpServer Location=\"/X\">%s</IIsFtpServer>" TAIL,
                 cases[i].customs);
        struct metabase m = metabase_of(text);
        const char *value = m.nodes[0].values[cases[i].property];
        assert_true((value == NULL) == (cases[i].expected == NULL));
        assert_string_equal(value == NULL ? "" : value,
                            cases[i].expected == NULL ? "" : cases[i].expected);
        metabase_release(&m);
    }
    struct metabase m = metabase_of(HEAD "<a Location=\"/X\" AnonymousUserName=\"by name\">"
                                         "<Custom ID=\"6020\" Value=\"by id\"/></a>" TAIL);
    assert_string_equal(m.nodes[0].values[ANONYMOUS_USER_NAME], "by id");
    metabase_release(&m);
}

static void a_bool_is_true_or_false(void **state)
{
    (void)state;
    expect_fault(HEAD "<a Location=\"/X\" AnonymousOnly=\"true\"/>" TAIL,
                 "M:3: expected AnonymousOnly to be TRUE or FALSE, found true");
    expect_fault(HEAD "<a Location=\"/X\" AllowAnonymous=\"1\"/>" TAIL,
                 "M:3: expected AllowAnonymous to be TRUE or FALSE, found 1");
    expect_fault(HEAD "<a Location=\"/X\" IIs5IsolationModeEnabled=\"\"/>" TAIL,
                 "M:3: expected IIs5IsolationModeEnabled to be TRUE or FALSE, found ");
    expect_fault(HEAD "<a Location=\"/X\">\n<Custom ID=\"6022\" Value=\"-1\"/></a>" TAIL,
                 "M:4: expected AnonymousPasswordSync to be TRUE or FALSE, found -1");
    expect_fault(HEAD "<a Location=\"/X\">\n\n<Custom ID=\"6022\"/></a>" TAIL,
                 "M:5: expected AnonymousPasswordSync to be TRUE or FALSE, found ");
}

#define OWN(attributes) "\n<IIsFtpVirtualDir Location=\"/LM/X\" " attributes "/>"
#define ABOVE(attributes) "\n<IIsInheritedProperties Location=\"/lm/x\" " attributes "/>"
#define ELSEWHERE "\n<IIsFtpVirtualDir Location=\"/LM/Y\"/>"

/* Of an export: what a node sets and what it inherits are one node, in either order. */
static void a_node_and_what_it_inherits_are_one(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        bool is_set;
        bool inherits;
        const char *name;
        const char *path;
        unsigned line;
    } cases[] = {
        {OWN("Path=\"own\"") ABOVE("Path=\"p\" AnonymousUserName=\"a\""), true, true, "a", "own",
         4},
        {ABOVE("Path=\"p\" AnonymousUserName=\"a\"") OWN("Path=\"own\""), true, true, "a", "own",
         5},
        {OWN("") ABOVE("AnonymousUserName=\"a\""), true, true, "a", NULL, 4},
        {ABOVE("AnonymousUserName=\"a\"") OWN(""), true, true, "a", NULL, 5},
        {ABOVE("AnonymousUserName=\"a\""), false, true, "a", NULL, 4},
        {OWN("Path=\"own\""), true, false, NULL, "own", 4},
        {OWN("Path=\"own\"") ABOVE(""), true, false, NULL, "own", 4},
        {ABOVE("") OWN("Path=\"own\""), true, false, NULL, "own", 5},
        /* What comes between parts what was not worth keeping from what it inherits. */
        {OWN("") ELSEWHERE ABOVE("AnonymousUserName=\"a\""), false, true, "a", NULL, 6},
        {ABOVE("AnonymousUserName=\"a\"") ELSEWHERE OWN(""), true, true, "a", NULL, 6},
        {ELSEWHERE ABOVE("AnonymousUserName=\"a\""), false, true, "a", NULL, 5},
        {OWN("") OWN("Path=\"own\"") ABOVE("AnonymousUserName=\"a\""), true, true, "a", "own", 5},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char text[1024];
        snprintf(text, sizeof text, HEAD "%s" TAIL, cases[i].text);
        struct metabase m = metabase_of(text);
        assert_int_equal(m.count, 1);
        const struct metabase_node *node = metabase_find(&m, "/LM/X");
        const char *name = node->values[ANONYMOUS_USER_NAME];
        const char *path = node->values[CONTENT_PATH];
        assert_int_equal(node->is_set, cases[i].is_set);
        assert_int_equal(node->inherits, cases[i].inherits);
        assert_string_equal(name == NULL ? "none" : name,
                            cases[i].name == NULL ? "none" : cases[i].name);
        assert_string_equal(path == NULL ? "none" : path,
                            cases[i].path == NULL ? "none" : cases[i].path);
        assert_int_equal(node->line, cases[i].line);
        assert_string_equal(node->key_type,
                            cases[i].is_set ? "IIsFtpVirtualDir" : "IIsInheritedProperties");
        metabase_release(&m);
    }
}

static void a_node_is_named_once_and_what_it_inherits_once(void **state)
{
    (void)state;
    expect_fault(HEAD OWN("Path=\"1\"") OWN("Path=\"2\"") TAIL,
                 "M:5: expected each Location once, found /LM/X");
    expect_fault(HEAD ABOVE("Path=\"1\"") ABOVE("Path=\"2\"") TAIL,
                 "M:5: expected each Location once, found /lm/x");
    expect_fault(HEAD OWN("Path=\"1\"") ABOVE("Path=\"2\"") OWN("Path=\"3\"") TAIL,
                 "M:6: expected each Location once, found /LM/X");
    expect_fault(HEAD OWN("Path=\"1\"") ABOVE("Path=\"2\"") ABOVE("Path=\"3\"") TAIL,
                 "M:6: expected each Location once, found /lm/x");
    expect_fault(HEAD ABOVE("Path=\"2\"") OWN("") OWN("Path=\"3\"") TAIL,
                 "M:6: expected each Location once, found /LM/X");
    expect_fault(HEAD OWN("") ABOVE("Path=\"2\"") OWN("Path=\"3\"") TAIL,
                 "M:6: expected each Location once, found /LM/X");
}

static void a_node_is_found_in_any_case_and_with_slashes_behind_it(void **state)
{
    (void)state;
    struct metabase m = metabase_of(HEAD "<a Location=\"/\" Path=\"0\"/><a Location=\"/L\" "
                                         "Path=\"1\"/><a Location=\"/LM/x\" Path=\"2\"/>"
                                         "<a Location=\".\" Path=\"3\"/>" TAIL);
    static const struct {
        const char *location;
        const char *path; /* what is set there */
        const char *effective;
    } cases[] = {
        {"", "0", "0"},      {"/", "0", "0"},     {"//", "0", "0"},      {"/L", "1", "1"},
        {"/l/", "1", "1"},   {"/L///", "1", "1"}, {"/LM/X", "2", "2"},   {"/lm/x/", "2", "2"},
        {"/LM", NULL, "0"},  {"/LM/", NULL, "0"}, {"/LM/XY", NULL, "0"}, {"/LM/x/y/z//", NULL, "2"},
        {"/L/M", NULL, "1"}, {"L", NULL, "0"},    {"/LL", NULL, "0"},    {"nothing", NULL, "0"},
        {".", "3", "3"},     {".x", NULL, "0"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const struct metabase_node *node = metabase_find(&m, cases[i].location);
        struct effective effective = metabase_effective(&m, cases[i].location, CONTENT_PATH);
        assert_true((node == NULL) == (cases[i].path == NULL));
        if (node != NULL) {
            assert_string_equal(node->values[CONTENT_PATH], cases[i].path);
            assert_ptr_equal(effective.from, node);
        }
        assert_string_equal(effective.value, cases[i].effective);
        assert_string_equal(effective.from->values[CONTENT_PATH], cases[i].effective);
    }
    metabase_release(&m);
    assert_null(metabase_find(&m, ""));
    assert_null(metabase_effective(&m, "/LM/x", CONTENT_PATH).from);
}

/* More than there is room for at first: all are found, and in the file's order. */
static void many_nodes_are_each_found(void **state)
{
    (void)state;
    static char text[200 * 64];
    int used = snprintf(text, sizeof text, HEAD);
    for (int i = 0; i < 200; i++) {
        used += snprintf(text + used, sizeof text - (size_t)used,
                         "<a Location=\"/LM/%d\" Path=\"%d\"/>", i, i);
    }
    snprintf(text + used, sizeof text - (size_t)used, TAIL);
    struct metabase m = metabase_of(text);
    assert_int_equal(m.count, 200);
    for (int i = 0; i < 200; i++) {
        char number[16];
        char location[32];
        snprintf(number, sizeof number, "%d", i);
        snprintf(location, sizeof location, "/LM/%d", i);
        assert_ptr_equal(metabase_find(&m, location), &m.nodes[i]);
        assert_string_equal(m.nodes[i].values[CONTENT_PATH], number);
    }
    assert_null(metabase_find(&m, "/LM/200"));
    metabase_release(&m);
}

/* FNV-1a gives each two of these one hash. */
static void nodes_of_one_hash_are_told_apart(void **state)
{
    (void)state;
    static const char *const pairs[][2] = {{"/LM/YNOXYH", "/LM/CPYTAV"},
                                           {"/LM/W3SVC/135321", "/LM/W3SVC/135321/G73"}};
    for (int i = 0; i < 4; i++) {
        const char *kept = pairs[i / 2][i % 2];
        const char *other = pairs[i / 2][1 - i % 2];
        char text[256];
        assert_int_equal(hash_caseless(kept, strlen(kept)), hash_caseless(other, strlen(other)));
        snprintf(text, sizeof text, HEAD "<a Location=\"%s\" Path=\"p\"/>" TAIL, kept);
        struct metabase m = metabase_of(text);
        assert_ptr_equal(metabase_find(&m, kept), &m.nodes[0]);
        assert_null(metabase_find(&m, other));
        metabase_release(&m);
    }
}

static void a_bool_in_force_is_true_or_not(void **state)
{
    (void)state;
    struct metabase m =
        metabase_of(HEAD "<a Location=\"/A\" AnonymousOnly=\"TRUE\" AllowAnonymous=\"FALSE\" "
                         "LogonMethod=\"TRUE1\"/>" TAIL);
    assert_true(metabase_effective_bool(&m, "/A/b", ANONYMOUS_ONLY));
    assert_false(metabase_effective_bool(&m, "/A", ALLOW_ANONYMOUS));
    assert_false(metabase_effective_bool(&m, "/A", LOGON_METHOD));
    assert_false(metabase_effective_bool(&m, "/B", ANONYMOUS_ONLY));
    assert_true(metabase_effective_bool(&m, "/B", ALLOW_ANONYMOUS));
    metabase_release(&m);
}

static void a_flag_is_there_by_its_word_or_its_bit(void **state)
{
    (void)state;
    static const struct {
        const char *value;
        bool basic; /* the bit is 2 */
    } cases[] = {
        {"AuthBasic", true},
        {"AuthAnonymous | AuthBasic", true},
        {"AuthBasic|AuthNTLM", true},
        {" | AuthNTLM |  AuthBasic | ", true},
        {"AuthAnonymous", false},
        {"AuthBasicX", false},
        {"AuthBasi", false},
        {"authbasic", false},
        {"XAuthBasic", false},
        {"", false},
        {"|", false},
        {"2", true},
        {"3", true},
        {"5", false},
        {"0", false},
        {"18446744073709551615", true},
        {"4 | 2", true},
        {"1 | 4", false},
        {"12", false},
        {"AuthBasic | AuthNTLM", true},
        {"AuthNTLM|AuthBasic | AuthMD5", true},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char text[256];
        snprintf(text, sizeof text, HEAD "<a Location=\"/A\" AuthFlags=\"%s\"/>" TAIL,
                 cases[i].value);
        struct metabase m = metabase_of(text);
        if (metabase_effective_flag(&m, "/A", AUTH_FLAGS, "AuthBasic", 2) != cases[i].basic) {
            fail_msg("%s", cases[i].value);
        }
        assert_true(metabase_effective_flag(&m, "/B", AUTH_FLAGS, "AuthAnonymous", 1));
        assert_false(metabase_effective_flag(&m, "/B", AUTH_FLAGS, "AuthBasic", 2));
        metabase_release(&m);
    }
}

/* Secure values begin with "IcDb" in hex, SessionKey with "IcKb"; in lower case. */
static void a_value_under_a_server_s_key_is_known(void **state)
{
    (void)state;
    static const struct {
        const char *value;
        bool encrypted;
        bool cipher;
    } cases[] = {
        {"49634462", true, true},
        {"4963446200", true, true},
        {"49634462abcdef0123456789", true, true},
        {"496344620", false, true},
        {"4963446g", false, false},
        {"49634462xy", false, true},
        {"49634462AB", false, true},
        {"49634462a ", false, true},
        {"4963446", false, false},
        {"49634463", false, false},
        {"48634462", false, false},
        {"049634462", false, false},
        {"4963446ab2", false, false},
        {"", false, false},
        {"49634b62", false, true},
        {"49634b62ff", false, true},
        {"49634b6", false, false},
        {"49634b63", false, false},
        {"49634B62", false, false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        if (metabase_encrypted(cases[i].value) != cases[i].encrypted ||
            metabase_cipher(cases[i].value) != cases[i].cipher) {
            fail_msg("%s", cases[i].value);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_properties_are_those_of_the_reference),
        cmocka_unit_test(services_sites_and_pools_are_kept_and_what_sets_something),
        cmocka_unit_test(of_accounts_alone_the_other_properties_are_passed_over),
        cmocka_unit_test(a_custom_counts_by_its_id),
        cmocka_unit_test(a_bool_is_true_or_false),
        cmocka_unit_test(a_node_and_what_it_inherits_are_one),
        cmocka_unit_test(a_node_is_named_once_and_what_it_inherits_once),
        cmocka_unit_test(a_node_is_found_in_any_case_and_with_slashes_behind_it),
        cmocka_unit_test(many_nodes_are_each_found),
        cmocka_unit_test(nodes_of_one_hash_are_told_apart),
        cmocka_unit_test(a_bool_in_force_is_true_or_not),
        cmocka_unit_test(a_flag_is_there_by_its_word_or_its_bit),
        cmocka_unit_test(a_value_under_a_server_s_key_is_known),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
