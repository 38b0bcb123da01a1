/*
 * The live metabase on a stand-in for IMSAdminBase: what is read and rendered, what edits leave,
 * and each call that fails. tests/e2e/live.py does the same with a service, a proxy and a stub.
 */
#include "machine_folder.h"

#include <stdlib.h>
#include <strings.h>

#include "fake_admin_base.h"
#include "live/live_edit.h"
#include "live/live_render.h"
#include "live/live_value.h"
#include "metabase/metabase.h"
#include "metabase/metabase_redact.h"

#define INHERITED ATTRIBUTE_INHERIT
#define SECRET (ATTRIBUTE_INHERIT | ATTRIBUTE_SECURE)
#define USER_NAME 6020
#define USER_PASS 6021
#define SYNC 6022

/* A server's metabase, and the schema that is built in. */
struct world {
    struct fake_base fake;
    struct admin_base base;
    struct schema schema;
};

static void begin(struct world *world)
{
    fake_base_begin(&world->fake);
    assert_true(schema_builtin(&world->schema));
    world->base = fake_base_interface(&world->fake);
    struct fake_node *lm = fake_base_node(&world->fake, "/LM");
    struct fake_node *service = fake_base_node(&world->fake, "/LM/MSFTPSVC");
    fake_base_node(&world->fake, "/LM/MSFTPSVC/1");
    fake_base_put_text(lm, LIVE_KEY_TYPE, 0, USER_TYPE_SERVER, "IIsComputer");
    fake_base_put_text(service, LIVE_KEY_TYPE, 0, USER_TYPE_SERVER, "IIsFtpService");
    fake_base_put_text(service, USER_NAME, INHERITED, USER_TYPE_FILE, "IUSR_A");
    fake_base_put_text(service, USER_PASS, SECRET, USER_TYPE_FILE, "Secret-1");
}

static void end(struct world *world)
{
    schema_release(&world->schema);
    fake_base_end(&world->fake);
}

static struct fake_node *node_of(struct world *world, const char *location)
{
    for (size_t i = 0; i < world->fake.count; i++) {
        if (strcmp(world->fake.nodes[i].location, location) == 0) {
            return &world->fake.nodes[i];
        }
    }
    fail_msg("no node %s", location);
    return NULL;
}

/* What is not whole, one a line. */
static void note_not_whole(void *context, const char *location, uint32_t id)
{
    buffer_print(context, "%s %lu\n", location, (unsigned long)id);
}

static struct contents rendered(struct world *world, struct buffer *not_whole)
{
    struct live_tree tree;
    struct fault fault = {""};
    struct buffer text = {.text = NULL};
    struct contents contents = {NULL, 0};
    if (!live_tree_read(&world->base, &tree, &fault)) {
        fail_msg("%s", fault.text);
    }
    live_render(&tree, &world->schema, not_whole == NULL ? NULL : note_not_whole, not_whole, &text);
    assert_true(buffer_take(&text, &contents));
    live_tree_release(&tree);
    return contents;
}

/* What a property is at a node, read through the text. The caller frees it. */
static char *looked_up(struct world *world, const struct contents *text, const char *location,
                       const char *name)
{
    struct metabase_text given = {"live", text->text, text->size};
    struct property_query query;
    struct lookup lookup;
    struct fault fault;
    assert_true(property_query_of(&world->schema, name, &query, &fault));
    if (!metabase_lookup(&given, location, &query, &lookup, &fault)) {
        fail_msg("%s", fault.text);
    }
    char *value = lookup.value == NULL ? NULL : strdup(lookup.value);
    lookup_release(&lookup);
    return value;
}

static bool edit(struct world *world, const struct metabase_edit *edits, size_t count, bool *saved,
                 struct fault *fault)
{
    struct live_tree tree;
    struct live_plan plan;
    assert_true(live_tree_read(&world->base, &tree, fault));
    bool done = live_plan_make(&tree, edits, count, &plan, fault) &&
                live_plan_apply(&world->base, &plan, saved, fault);
    live_plan_release(&plan);
    live_tree_release(&tree);
    assert_int_equal(world->fake.open_handle, -1);
    return done;
}

static struct metabase_edit edit_of(struct world *world, const char *location, const char *name,
                                    const char *value)
{
    struct metabase_edit made = {.location = location, .value = value};
    struct fault fault;
    assert_true(property_query_of(&world->schema, name, &made.query, &fault));
    return made;
}

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
    begin(&world);
    struct fake_node *site = node_of(&world, "/LM/MSFTPSVC/1");
    fake_base_put_dword(site, SYNC, INHERITED, USER_TYPE_FILE, 0);
    fake_base_put_text(site, USER_NAME, INHERITED, USER_TYPE_FILE, "<\"&\t\">");
    fake_base_put_dword(site, 5005, 0, USER_TYPE_SERVER, 1); /* without INHERIT */
    fake_base_put_text(site, 9999, SECRET, 7, "x");
    struct contents text = rendered(&world, NULL);
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
    end(&world);
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
    begin(&world);
    struct fake_node *site = node_of(&world, "/LM/MSFTPSVC/1");
    struct live_record broken = {SYNC, INHERITED, 2, LIVE_DWORD, (const unsigned char *)"", 1};
    fake_base_put(site, &broken);
    fake_base_put_text(site, USER_PASS, SECRET, USER_TYPE_FILE, "bell\a");
    fake_base_put_text(site, USER_NAME, INHERITED, USER_TYPE_FILE, "x\xEF\xBF\xBFy");
    fake_base_node(&world.fake, "/LM/bell\a");
    fake_base_node(&world.fake, "/LM/\xEF\xBF\xBE");
    struct contents text = rendered(&world, &not_whole);
    assert_string_equal(
        not_whole.text,
        "/LM/bell\a 0\n/LM/MSFTPSVC/1 6022\n/LM/MSFTPSVC/1 6020\n/LM/MSFTPSVC/1 6021\n"
        "/LM/\xEF\xBF\xBE 0\n");
    for (size_t i = 0; i < sizeof expected / sizeof expected[0]; i++) {
        char *value = looked_up(&world, &text, "/LM/MSFTPSVC/1", expected[i].name);
        assert_string_equal(value, expected[i].value);
        free(value);
    }
    contents_release(&text);
    buffer_release(&not_whole);
    end(&world);
}

/* Random metabases: the generator's own words are kept, so that nothing of the tool is the oracle.
 */
static uint64_t random_state;

static uint32_t random_below(uint32_t limit)
{
    /* A linear congruence modulo 2^31; its upper bits are taken. */
    random_state = (random_state * 1103515245u + 12345u) % 0x80000000u;
    return (uint32_t)(random_state >> 7) % limit;
}

static const char *random_value(int property)
{
    static const char *const texts[] = {
        "IUSR_A",           "",          "a&b <q>\"", "\xC3\xBC\xE2\x82\xAC", "t\tt",
        "\xF0\x9F\x98\x80", "two\nlines"};
    switch (property_schema[property].type) {
    case TYPE_BOOL:
        return random_below(2) == 0 ? "TRUE" : "FALSE";
    case TYPE_DWORD:
        return random_below(2) == 0 ? "0" : "4294967295";
    default:
        return texts[random_below(sizeof texts / sizeof texts[0])];
    }
}

#define PLACES 8

/* What each node sets; NULL: nothing. */
static const char *const places[PLACES] = {"",          "/LM",      "/LM/A",   "/LM/A/1",
                                           "/LM/A/1/R", "/LM/A/10", "/LM/A.B", "/LM/\xC3\xBC"};

struct model {
    const char *values[PLACES][PROPERTY_COUNT];
};

static void put_value(struct fake_node *node, int property, const char *value)
{
    const struct property_schema *schema = &property_schema[property];
    if (schema->type == TYPE_BOOL || schema->type == TYPE_DWORD) {
        uint32_t number = strcmp(value, "TRUE") == 0 ? 1 : (uint32_t)strtoul(value, NULL, 10);
        fake_base_put_dword(node, schema->id, schema->attributes, schema->user_type, number);
    } else {
        fake_base_put_text(node, schema->id, schema->attributes, schema->user_type, value);
    }
}

static void random_metabase(struct world *world, struct model *model)
{
    fake_base_begin(&world->fake);
    world->base = fake_base_interface(&world->fake);
    memset(model, 0, sizeof *model);
    for (int i = 0; i < PLACES; i++) {
        struct fake_node *node =
            i == 0 ? &world->fake.nodes[0] : fake_base_node(&world->fake, places[i]);
        for (int p = 0; p < PROPERTY_COUNT; p++) {
            if (random_below(3) == 0) {
                model->values[i][p] = random_value(p);
                put_value(node, p, model->values[i][p]);
            }
        }
    }
}

/* What is in force: the nearest place above that sets it. All properties inherit. */
static const char *in_force(const struct model *model, int place, int property)
{
    size_t nearest = 0;
    const char *value = property_schema[property].absent;
    for (int i = 0; i < PLACES; i++) {
        size_t length = strlen(places[i]);
        bool above = strncmp(places[i], places[place], length) == 0 &&
                     (places[place][length] == '/' || places[place][length] == '\0');
        if (above && model->values[i][property] != NULL && length + 1 > nearest) {
            nearest = length + 1;
            value = model->values[i][property];
        }
    }
    return value;
}

static void check_model(struct world *world, const struct model *model)
{
    struct contents text = rendered(world, NULL);
    for (int i = 0; i < PLACES; i++) {
        for (int p = 0; p < PROPERTY_COUNT; p++) {
            char *value = looked_up(world, &text, places[i], property_schema[p].name);
            assert_string_equal(value, in_force(model, i, p));
            free(value);
        }
    }
    contents_release(&text);
}

static void each_property_of_each_node_is_found_as_it_was_set(void **state)
{
    (void)state;
    struct world world;
    struct model model;
    assert_true(schema_builtin(&world.schema));
    random_state = 7;
    for (int round = 0; round < 200; round++) {
        random_metabase(&world, &model);
        check_model(&world, &model);
        fake_base_end(&world.fake);
    }
    schema_release(&world.schema);
}

/* The same edits on the text of a file, by the editor of files. */
static void edit_file(const struct metabase_edit *edits, size_t count, struct contents *text)
{
    char folder[FOLDER_MAX];
    char path[FOLDER_MAX + 16];
    struct contents edited;
    struct fault fault;
    folder_new(folder);
    folder_write(folder, "MetaBase.xml", text->text);
    snprintf(path, sizeof path, "%s/MetaBase.xml", folder);
    if (!metabase_edit(path, edits, count, &edited, &fault)) {
        fail_msg("%s", fault.text);
    }
    contents_release(text);
    *text = edited;
    folder_remove(folder);
}

static void a_thousand_random_edits_leave_what_they_leave_in_a_file(void **state)
{
    (void)state;
    struct world world;
    struct model model;
    assert_true(schema_builtin(&world.schema));
    random_state = 11;
    for (int round = 0; round < 250; round++) {
        struct metabase_edit edits[4];
        struct fault fault = {""};
        bool saved = false;
        random_metabase(&world, &model);
        struct contents file = rendered(&world, NULL);
        for (int e = 0; e < 4; e++) {
            int place = (int)random_below(PLACES);
            int property = e * 3 + (int)random_below(3); /* no property twice */
            const char *value = random_below(3) == 0 ? NULL : random_value(property);
            value = value != NULL && strchr(value, '\n') != NULL ? "one" : value;
            edits[e] = edit_of(&world, places[place], property_schema[property].name, value);
            model.values[place][property] = value;
        }
        if (!edit(&world, edits, 4, &saved, &fault)) {
            fail_msg("%s", fault.text);
        }
        assert_true(saved);
        check_model(&world, &model);
        edit_file(edits, 4, &file);
        for (int i = 0; i < PLACES; i++) {
            for (int p = 0; p < PROPERTY_COUNT; p++) {
                char *value = looked_up(&world, &file, places[i], property_schema[p].name);
                assert_string_equal(value, in_force(&model, i, p));
                free(value);
            }
        }
        contents_release(&file);
        fake_base_end(&world.fake);
    }
    schema_release(&world.schema);
}

static void an_edit_keeps_what_the_record_is(void **state)
{
    (void)state;
    static const struct {
        const char *where;
        uint32_t id;
        uint32_t attributes; /* of what is there, at the site or above; 0xFFFF: nothing is */
        uint32_t user_type;
        bool above;
        uint32_t expected_attributes;
        uint32_t expected_user_type;
    } cases[] = {
        {"what is there stays", USER_NAME, 0, 7, false, 0, 7},
        {"reference and insert path too", USER_NAME, 0x49, 2, false, 0x49, 2},
        {"what is inherited is taken over", USER_NAME, 0x11, 9, true, 0x11, 9},
        {"what is not inherited is not", USER_NAME, 0, 9, true, INHERITED, USER_TYPE_FILE},
        {"else the schema's", USER_NAME, 0xFFFF, 0, false, INHERITED, USER_TYPE_FILE},
        {"a secret is stored as one", USER_PASS, 0xFFFF, 0, false, SECRET, USER_TYPE_FILE},
        {"whatever it was before", USER_PASS, INHERITED, 2, false, SECRET, 2},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct world world;
        struct fault fault = {""};
        bool saved;
        begin(&world);
        struct fake_node *site = node_of(&world, "/LM/MSFTPSVC/1");
        struct fake_node *service = node_of(&world, "/LM/MSFTPSVC");
        service->count = 1; /* its key type alone */
        if (cases[i].attributes != 0xFFFF) {
            fake_base_put_text(cases[i].above ? service : site, cases[i].id, cases[i].attributes,
                               cases[i].user_type, "old");
        }
        struct metabase_edit made =
            edit_of(&world, "/LM/MSFTPSVC/1", cases[i].id == USER_PASS ? "6021" : "6020", "new");
        assert_true(edit(&world, &made, 1, &saved, &fault));
        const struct live_record *record = fake_base_record(site, cases[i].id);
        assert_non_null(record);
        assert_int_equal(record->attributes, cases[i].expected_attributes);
        assert_int_equal(record->user_type, cases[i].expected_user_type);
        assert_int_equal(record->type, LIVE_STRING);
        assert_memory_equal(record->data, u"new", 8);
        assert_int_equal(record->size, 8);
        end(&world);
    }
}

static void an_edit_that_cannot_be_made_is_refused_before_any_call(void **state)
{
    (void)state;
    static const struct {
        const char *location;
        const char *name;
        const char *value;
        const char *said;
    } cases[] = {
        {"/LM/NNTPSVC", "AnonymousUserName", "x", "there is no node /LM/NNTPSVC"},
        {"/LM/MSFTPSVC", "NoSuchName", "x", "not in the schema"},
        {"/LM/MSFTPSVC", "9998", "x", "not in the schema"},
        {"/LM/MSFTPSVC", "AnonymousPasswordSync", "maybe", "is a BOOL"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct world world;
        struct fault fault = {""};
        bool saved;
        begin(&world);
        struct metabase_edit edits[] = {
            edit_of(&world, "/LM/MSFTPSVC", "AnonymousUserName", "first"),
            edit_of(&world, cases[i].location, cases[i].name, cases[i].value)};
        assert_false(edit(&world, edits, 2, &saved, &fault));
        assert_non_null(strstr(fault.text, cases[i].said));
        assert_int_equal(world.fake.calls[FAKE_OPEN], 0);
        end(&world);
    }
}

/* Two nodes, two properties at the first: what is made, and what is said, where a call fails. */
static void each_call_that_fails_is_named_with_what_is_changed_already(void **state)
{
    (void)state;
    static const struct {
        enum fake_call call;
        unsigned from;
        const char *node;
        const char *already;
    } cases[] = {
        {FAKE_OPEN, 0, "/LM/MSFTPSVC: ", "nothing is changed"},
        {FAKE_SET, 0, "/LM/MSFTPSVC: ", "nothing is changed"},
        {FAKE_SET, 1, "/LM/MSFTPSVC: ",
         "changed already: 1 property, the last of them AnonymousUserName at /LM/MSFTPSVC"},
        {FAKE_CLOSE, 0, "/LM/MSFTPSVC: ", "changed already: 2 properties"},
        {FAKE_OPEN, 1, "/LM/MSFTPSVC/1: ",
         "changed already: 2 properties, the last of them AnonymousUserPass at /LM/MSFTPSVC"},
        {FAKE_SAVE, 0, "/LM/MSFTPSVC/1: ", "changed already: 3 properties"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct world world;
        struct fault fault = {""};
        bool saved;
        begin(&world);
        struct metabase_edit edits[] = {
            edit_of(&world, "/LM/MSFTPSVC", "AnonymousUserName", "IUSR_B"),
            edit_of(&world, "/LM/MSFTPSVC/1", "AnonymousUserName", "IUSR_B"),
            edit_of(&world, "/LM/MSFTPSVC", "AnonymousUserPass", "s3cret-word")};
        fake_base_fail(&world.fake, cases[i].call, 0x800706BAu, cases[i].from, 1);
        assert_false(edit(&world, edits, 3, &saved, &fault));
        assert_int_equal(strncmp(fault.text, cases[i].node, strlen(cases[i].node)), 0);
        assert_non_null(strstr(fault.text, "the IISADMIN service has ended"));
        assert_non_null(strstr(fault.text, "0x800706BA"));
        assert_non_null(strstr(fault.text, cases[i].already));
        assert_null(strstr(fault.text, "s3cret"));
        end(&world);
    }
}

static void a_node_that_is_held_is_tried_again_for_thirty_seconds(void **state)
{
    (void)state;
    static const struct {
        unsigned busy; /* so many times; each waits its three seconds */
        bool done;
    } cases[] = {{0, true}, {3, true}, {9, true}, {11, false}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct world world;
        struct fault fault = {""};
        bool saved = false;
        begin(&world);
        world.fake.clock = UINT32_MAX - 5000; /* it wraps meanwhile */
        struct metabase_edit made = edit_of(&world, "/LM/MSFTPSVC", "AnonymousUserName", "x");
        fake_base_fail(&world.fake, FAKE_OPEN, ADMIN_PATH_BUSY, 0, cases[i].busy);
        assert_int_equal(edit(&world, &made, 1, &saved, &fault), cases[i].done);
        if (!cases[i].done) {
            assert_non_null(strstr(fault.text, "another program holds it open"));
        }
        end(&world);
    }
}

static void an_edit_that_iisadmin_has_not_saved_is_made_all_the_same(void **state)
{
    (void)state;
    struct world world;
    struct fault fault = {""};
    bool saved = true;
    begin(&world);
    struct metabase_edit made = edit_of(&world, "/LM/MSFTPSVC", "AnonymousUserName", "x");
    fake_base_fail(&world.fake, FAKE_SAVE, ADMIN_PATH_BUSY, 0, 1000);
    assert_true(edit(&world, &made, 1, &saved, &fault));
    assert_false(saved);
    fake_base_fail(&world.fake, FAKE_SAVE, ADMIN_PATH_BUSY, 0, 40);
    assert_true(edit(&world, &made, 1, &saved, &fault));
    assert_true(saved);
    end(&world);
}

static void what_is_removed_may_be_gone_already(void **state)
{
    (void)state;
    struct world world;
    struct fault fault = {""};
    bool saved;
    begin(&world);
    struct metabase_edit made = edit_of(&world, "/LM/MSFTPSVC", "AnonymousUserPass", NULL);
    assert_true(edit(&world, &made, 1, &saved, &fault));
    assert_null(fake_base_record(node_of(&world, "/LM/MSFTPSVC"), USER_PASS));
    assert_true(edit(&world, &made, 1, &saved, &fault));
    end(&world);
}

static void a_metabase_that_moves_is_read_again(void **state)
{
    (void)state;
    struct world world;
    struct live_tree tree;
    struct fault fault = {""};
    begin(&world);
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
    end(&world);
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
        begin(&world);
        fake_base_fail(&world.fake, cases[i].call, ADMIN_DENIED, cases[i].from, 1);
        assert_false(live_tree_read(&world.base, &tree, &fault));
        assert_int_equal(strncmp(fault.text, cases[i].node, strlen(cases[i].node)), 0);
        assert_non_null(strstr(fault.text, "access is denied"));
        assert_int_equal(tree.count, 0);
        end(&world);
    }
}

static void a_record_longer_than_the_first_buffer_is_read_whole(void **state)
{
    (void)state;
    static char secret[1001];
    struct world world;
    begin(&world);
    memset(secret, 's', 1000);
    for (uint32_t id = 50000; id < 50008; id++) {
        fake_base_put_text(node_of(&world, "/LM/MSFTPSVC/1"), id, 0, 1, secret);
    }
    struct contents text = rendered(&world, NULL);
    char *value = looked_up(&world, &text, "/LM/MSFTPSVC/1", "50007");
    assert_string_equal(value, secret);
    free(value);
    contents_release(&text);
    end(&world);
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
        cmocka_unit_test(a_thousand_random_edits_leave_what_they_leave_in_a_file),
        cmocka_unit_test(an_edit_keeps_what_the_record_is),
        cmocka_unit_test(an_edit_that_cannot_be_made_is_refused_before_any_call),
        cmocka_unit_test(each_call_that_fails_is_named_with_what_is_changed_already),
        cmocka_unit_test(a_node_that_is_held_is_tried_again_for_thirty_seconds),
        cmocka_unit_test(an_edit_that_iisadmin_has_not_saved_is_made_all_the_same),
        cmocka_unit_test(what_is_removed_may_be_gone_already),
        cmocka_unit_test(a_metabase_that_moves_is_read_again),
        cmocka_unit_test(each_call_of_reading_that_fails_is_named),
        cmocka_unit_test(a_record_longer_than_the_first_buffer_is_read_whole),
        cmocka_unit_test(what_xml_cannot_hold_is_named_and_lets_nothing_show_through),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
