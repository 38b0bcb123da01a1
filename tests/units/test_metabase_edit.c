/*
 * Random metabases: what a property is at a node, held against a second reading of the rule, and
 * edits, which change the one attribute and nothing else.
 */
#include "machine_folder.h"

#include <stdlib.h>

#include "metabase/metabase.h"
#include "metabase/metabase_edit.h"
#include "metabase/metabase_redact.h"

#define TREES 10000 /* by IISSUBA_TREES fewer, where files are slow */
#define NODES_MAX 12
#define TEXT_MAX 32768
#define CIPHER "49634462cafe" /* a secret that the schema does not know */

static int trees(void)
{
    const char *number = getenv("IISSUBA_TREES");
    return number == NULL ? TREES : atoi(number);
}

/* A tree as a list of nodes, kept apart from what is under test. */
struct model_node {
    char location[128];
    bool listed; /* in the file; what is above a listed one need not be */
    const char *values[PROPERTY_COUNT];
    bool custom[PROPERTY_COUNT]; /* set by a <Custom> child */
};

struct model {
    struct model_node nodes[NODES_MAX];
    size_t count;
    bool crlf;
};

static uint64_t random_state;

static uint32_t random_below(uint32_t limit)
{
    /* A linear congruence modulo 2^31; its upper bits are taken. */
    random_state = (random_state * 1103515245u + 12345u) % 0x80000000u;
    return (uint32_t)(random_state >> 7) % limit;
}

/* Both the value and how XML writes it. */
static const struct {
    const char *value;
    const char *written;
} texts[] = {{"IUSR_A", "IUSR_A"},           {"", ""},
             {"DOMAIN\\x y", "DOMAIN\\x y"}, {"a&b", "a&amp;b"},
             {"<q>\"", "&lt;q&gt;&quot;"},   {"\xC3\xBC\xE2\x82\xAC", "\xC3\xBC\xE2\x82\xAC"},
             {"tab\there", "tab&#9;here"}};

static const char *random_value(int property)
{
    if (property_schema[property].type == TYPE_BOOL) {
        return random_below(2) == 0 ? "TRUE" : "FALSE";
    }
    if (property_schema[property].type == TYPE_DWORD) {
        return random_below(2) == 0 ? "0" : "4294967295";
    }
    return texts[random_below(sizeof texts / sizeof texts[0])].value;
}

static const char *written(const char *value)
{
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        if (texts[i].value == value) {
            return texts[i].written;
        }
    }
    return value;
}

static void random_tree(struct model *model)
{
    static const char *const names[] = {"A", "B", "ROOT"};
    *model = (struct model){.count = 1 + random_below(NODES_MAX - 1), .crlf = random_below(2) == 0};
    strcpy(model->nodes[0].location, "/LM");
    for (size_t i = 1; i < model->count; i++) {
        const struct model_node *parent = &model->nodes[random_below((uint32_t)i)];
        size_t length = strlen(parent->location);
        snprintf(model->nodes[i].location, sizeof model->nodes[i].location, "%.*s/%s%u",
                 (int)(length < 80 ? length : 3), parent->location, names[random_below(3)],
                 (unsigned)i);
    }
    for (size_t i = 0; i < model->count; i++) {
        model->nodes[i].listed = i == 0 || random_below(8) != 0;
        for (int p = 0; p < PROPERTY_COUNT && model->nodes[i].listed; p++) {
            if (random_below(3) == 0) {
                model->nodes[i].values[p] = random_value(p);
                model->nodes[i].custom[p] = random_below(6) == 0;
            }
        }
    }
}

struct page {
    char text[TEXT_MAX];
    size_t used;
    const char *line_end;
};

__attribute__((format(printf, 2, 3))) static void print(struct page *page, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    page->used += (size_t)vsnprintf(page->text + page->used, sizeof page->text - page->used, format,
                                    arguments);
    va_end(arguments);
    assert_true(page->used < sizeof page->text);
}

/* White space where XML allows it, of any kind. */
static void print_space(struct page *page)
{
    static const char *const spaces[] = {" ", "\t", "\t\t"};
    if (random_below(3) == 0) {
        print(page, "%s", spaces[random_below(3)]);
    } else {
        print(page, "%s\t\t", page->line_end);
    }
}

static void print_node(struct page *page, const struct model_node *node)
{
    print(page, "<IIsConfigObject\tLocation =\"%s\"", node->location);
    for (int p = 0; p < PROPERTY_COUNT; p++) {
        if (node->values[p] != NULL && !node->custom[p]) {
            print_space(page);
            print(page, "%s%s=%s\"%s\"", property_schema[p].name, random_below(4) == 0 ? " " : "",
                  random_below(4) == 0 ? "\t" : "", written(node->values[p]));
        }
    }
    if (random_below(4) == 0) {
        print_space(page);
        print(page, "Elsewhere=\"" CIPHER "\"");
    }
    print_space(page);
    print(page, ">%s", page->line_end);
    for (int p = 0; p < PROPERTY_COUNT; p++) {
        if (node->values[p] != NULL && node->custom[p]) {
            print(page,
                  "\t<Custom%s\t\tName=\"Unknown_%u\" ID=\"%u\" Value=\"%s\" Type=\"%s\" "
                  "Attributes=\"INHERIT\"/>%s",
                  page->line_end, property_schema[p].id, property_schema[p].id,
                  written(node->values[p]), metabase_type_name(property_schema[p].type),
                  page->line_end);
        }
    }
    if (random_below(4) == 0) {
        print(page, "<!-- AnonymousUserName=\"not this one\" > -->%s", page->line_end);
    }
    print(page, "</IIsConfigObject>%s", page->line_end);
}

static void print_tree(struct page *page, const struct model *model)
{
    page->used = 0;
    page->line_end = model->crlf ? "\r\n" : "\n";
    print(page, "%s<?xml version =\"1.0\"?>%s<configuration>%s<MBProperty>%s",
          random_below(2) == 0 ? "\xEF\xBB\xBF" : "", page->line_end, page->line_end,
          page->line_end);
    size_t first = random_below((uint32_t)model->count); /* not from the root down */
    for (size_t i = 0; i < model->count; i++) {
        const struct model_node *node = &model->nodes[(first + i) % model->count];
        if (node->listed) {
            print_node(page, node);
        }
    }
    print(page, "</MBProperty>%s</configuration>%s", page->line_end, page->line_end);
}

/* The rule, read once more: the longest location that begins the node's, at a slash or its end. */
static const struct model_node *setter(const struct model *model, const char *location,
                                       int property)
{
    const struct model_node *nearest = NULL;
    for (size_t i = 0; i < model->count; i++) {
        const struct model_node *node = &model->nodes[i];
        size_t length = strlen(node->location);
        bool above = strncmp(location, node->location, length) == 0 &&
                     (location[length] == '/' || location[length] == '\0');
        if (above && node->listed && node->values[property] != NULL &&
            (nearest == NULL || length > strlen(nearest->location))) {
            nearest = node;
        }
    }
    return nearest;
}

static bool exists(const struct model *model, const char *location)
{
    for (size_t i = 0; i < model->count; i++) {
        size_t length = strlen(location);
        const char *other = model->nodes[i].location;
        if (model->nodes[i].listed && strncmp(other, location, length) == 0 &&
            (other[length] == '\0' || other[length] == '/')) {
            return true;
        }
    }
    return false;
}

/* What both ways of asking say. */
static void check_property(const char *path, const struct metabase *metabase,
                           const struct schema *schema, const struct model *model, size_t at,
                           int property)
{
    const char *location = model->nodes[at].location;
    const struct model_node *from = setter(model, location, property);
    const char *expected = from == NULL ? property_schema[property].absent : from->values[property];
    struct property_query query;
    struct lookup lookup;
    struct fault fault = {""};
    assert_true(property_query_of(schema, property_schema[property].name, &query, &fault));
    struct metabase_text file = metabase_file(path);
    if (!metabase_lookup(&file, location, &query, &lookup, &fault)) {
        fail_msg("%s", fault.text);
    }
    assert_int_equal(lookup.node_exists, exists(model, location));
    assert_string_equal(lookup.value, expected);
    assert_int_equal(lookup.source, from == NULL                ? LOOKUP_DEFAULT
                                    : from == &model->nodes[at] ? LOOKUP_HERE
                                                                : LOOKUP_INHERITED);
    if (from != NULL) {
        assert_string_equal(lookup.from, from->location);
    }
    lookup_release(&lookup);
    struct effective effective = metabase_effective(metabase, location, property);
    assert_string_equal(effective.value, expected);
}

static void get_agrees_with_a_second_reading_of_the_rule(void **state)
{
    (void)state;
    static struct page page;
    static struct model model;
    char folder[FOLDER_MAX];
    char path[FOLDER_MAX + 16];
    struct schema schema;
    struct metabase metabase;
    struct fault fault = {""};
    random_state = 42;
    folder_new(folder);
    snprintf(path, sizeof path, "%s/MetaBase.xml", folder);
    assert_true(schema_builtin(&schema));
    struct metabase_text file = metabase_file(path);
    for (int tree = 0; tree < trees(); tree++) {
        random_tree(&model);
        print_tree(&page, &model);
        folder_write(folder, "MetaBase.xml", page.text);
        if (!metabase_read(&file, METABASE_ALL, &metabase, &fault)) {
            fail_msg("tree %d: %s", tree, fault.text);
        }
        size_t at = random_below((uint32_t)model.count);
        for (int property = 0; property < PROPERTY_COUNT; property++) {
            check_property(path, &metabase, &schema, &model, at, property);
        }
        metabase_release(&metabase);
    }
    schema_release(&schema);
    folder_remove(folder);
}

/* What of the old text is no longer there, once what both share at the ends is left out. */
static size_t bytes_gone(const struct page *old, const struct contents *edited)
{
    size_t shorter = old->used < edited->size ? old->used : edited->size;
    size_t front = 0;
    size_t back = 0;
    while (front < shorter && old->text[front] == edited->text[front]) {
        front++;
    }
    while (back < shorter - front &&
           old->text[old->used - 1 - back] == edited->text[edited->size - 1 - back]) {
        back++;
    }
    return old->used - front - back;
}

static void check_edit(const char *folder, const char *path, const struct schema *schema,
                       struct page *page, struct model *model)
{
    size_t at = random_below((uint32_t)model->count);
    int property = (int)random_below(PROPERTY_COUNT);
    struct model_node *node = &model->nodes[at];
    const char *old = node->values[property];
    const char *value = random_below(4) == 0 ? NULL : random_value(property);
    struct metabase_edit edit = {node->location, {"", 0, NULL}, value};
    struct contents edited;
    struct metabase metabase;
    struct fault fault = {""};
    assert_true(property_query_of(schema, property_schema[property].name, &edit.query, &fault));
    bool done = metabase_edit(path, &edit, 1, &edited, &fault);
    assert_int_equal(done, node->listed);
    if (!done) {
        assert_non_null(strstr(fault.text, "0x80070003"));
        return;
    }
    /* At most the value; the attribute and its white space; or the whole <Custom>. */
    size_t most = value == NULL ? 300 : old == NULL ? 0 : strlen(written(old));
    assert_true(bytes_gone(page, &edited) <= most);
    node->values[property] = value;
    folder_write(folder, "MetaBase.xml", edited.text);
    assert_int_equal(edited.size, strlen(edited.text));
    struct metabase_text file = metabase_file(path);
    if (!metabase_read(&file, METABASE_ALL, &metabase, &fault)) {
        fail_msg("%s", fault.text);
    }
    for (size_t i = 0; i < model->count; i++) {
        for (int p = 0; p < PROPERTY_COUNT; p++) {
            const struct model_node *from = setter(model, model->nodes[i].location, p);
            assert_string_equal(metabase_effective(&metabase, model->nodes[i].location, p).value,
                                from == NULL ? property_schema[p].absent : from->values[p]);
        }
    }
    metabase_release(&metabase);
    contents_release(&edited);
}

static void an_edit_changes_the_one_attribute_and_nothing_else(void **state)
{
    (void)state;
    static struct page page;
    static struct model model;
    char folder[FOLDER_MAX];
    char path[FOLDER_MAX + 16];
    struct schema schema;
    random_state = 7;
    folder_new(folder);
    snprintf(path, sizeof path, "%s/MetaBase.xml", folder);
    assert_true(schema_builtin(&schema));
    for (int tree = 0; tree < trees() / 2; tree++) {
        random_tree(&model);
        print_tree(&page, &model);
        folder_write(folder, "MetaBase.xml", page.text);
        check_edit(folder, path, &schema, &page, &model);
    }
    schema_release(&schema);
    folder_remove(folder);
}

static void redacting_hides_every_secret_and_changes_nothing_else(void **state)
{
    (void)state;
    static struct page page;
    static struct model model;
    char folder[FOLDER_MAX];
    char path[FOLDER_MAX + 16];
    struct schema schema;
    struct fault fault = {""};
    random_state = 11;
    folder_new(folder);
    snprintf(path, sizeof path, "%s/MetaBase.xml", folder);
    assert_true(schema_builtin(&schema));
    struct metabase_text file = metabase_file(path);
    for (int tree = 0; tree < trees() / 10; tree++) {
        struct contents redacted;
        struct metabase metabase;
        random_tree(&model);
        print_tree(&page, &model);
        folder_write(folder, "MetaBase.xml", page.text);
        assert_true(metabase_redact(&file, &schema, &redacted, &fault));
        assert_null(strstr(redacted.text, CIPHER));
        folder_write(folder, "MetaBase.xml", redacted.text);
        contents_release(&redacted);
        assert_true(metabase_read(&file, METABASE_ALL, &metabase, &fault));
        for (size_t i = 0; i < model.count; i++) {
            for (int p = 0; p < PROPERTY_COUNT; p++) {
                const struct model_node *from = setter(&model, model.nodes[i].location, p);
                const char *was = from == NULL ? property_schema[p].absent : from->values[p];
                bool secret =
                    (property_schema[p].attributes & ATTRIBUTE_SECURE) != 0 && *was != '\0';
                assert_string_equal(metabase_effective(&metabase, model.nodes[i].location, p).value,
                                    secret ? METABASE_WITHHELD : was);
            }
        }
        metabase_release(&metabase);
    }
    schema_release(&schema);
    folder_remove(folder);
}

static void a_path_is_taken_as_adsutil_takes_it(void **state)
{
    (void)state;
    static const struct {
        const char *given;
        const char *location;
        const char *property;
    } cases[] = {
        {"MSFTPSVC/1/AnonymousUserName", "/LM/MSFTPSVC/1", "AnonymousUserName"},
        {"/LM/MSFTPSVC/1/anonymoususername", "/LM/MSFTPSVC/1", "AnonymousUserName"},
        {"lm/W3SVC/6020", "/LM/W3SVC", "AnonymousUserName"},
        {"/W3SVC/1/ROOT/AllowAnonymous", "/LM/W3SVC/1/ROOT", "AllowAnonymous"},
        {"LMX/AllowAnonymous", "/LM/LMX", "AllowAnonymous"},
        {"/AdminACL", "", "AdminACL"},
        {"./SessionKey", ".", "SessionKey"},
        {"MaxBandwidth", "/LM", "MaxBandwidth"},
        {"LM/MaxBandwidth", "/LM", "MaxBandwidth"},
        {"MSFTPSVC\\1\\AnonymousUserName", "/LM/MSFTPSVC/1", "AnonymousUserName"},
        {"\\LM\\MSFTPSVC/1\\6020", "/LM/MSFTPSVC/1", "AnonymousUserName"},
        {"lm\\W3SVC\\\\6020", "/LM/W3SVC", "AnonymousUserName"},
        {"\\AdminACL", "", "AdminACL"},
    };
    struct schema schema;
    assert_true(schema_builtin(&schema));
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char location[LOCATION_MAX];
        struct property_query query;
        struct fault fault = {""};
        assert_true(metabase_path(&schema, cases[i].given, location, &query, &fault));
        assert_string_equal(location, cases[i].location);
        assert_string_equal(query.name, cases[i].property);
    }
    schema_release(&schema);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(get_agrees_with_a_second_reading_of_the_rule),
        cmocka_unit_test(an_edit_changes_the_one_attribute_and_nothing_else),
        cmocka_unit_test(redacting_hides_every_secret_and_changes_nothing_else),
        cmocka_unit_test(a_path_is_taken_as_adsutil_takes_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
