/*
 * The edits of the command line, one after another on a metabase: put, its removal, several at
 * once, toggle. After each the file is byte for byte what a second editor makes of it, or unchanged
 * where that may refuse; and a lookup finds what was put.
 */
#include "fuzz.h"

#include <sys/mman.h>
#include <unistd.h>

#include "metabase/metabase_edit.h"
#include "second_editor.h"

static const struct {
    const char *name;
    unsigned id; /* 0: the schema does not know it */
    bool is_bool;
} properties[] = {{"AllowAnonymous", 5005, true},       {"AnonymousPasswordSync", 6022, true},
                  {"AnonymousUserName", 6020, false},   {"AnonymousUserPass", 6021, false},
                  {"AppPoolIdentityType", 9021, false}, {"Path", 3001, false},
                  {"ServerBindings", 0, false},         {"AuthFlags", 6000, false}};
#define PROPERTIES (sizeof properties / sizeof properties[0])

static const char *const locations[SECOND_NODES] = {"/LM", "/LM/MSFTPSVC/1", "/LM/MSFTPSVC/1/Root"};

/* What values are put together of. */
static const char *const pieces[] = {
    "a", "&", "<",    ">",     "\"",  "'",     "\n",       "\t",
    " ", "1", "TRUE", "FALSE", "]]>", "&amp;", "\xC3\xBC", "\xF0\x9F\x98\x80"};

struct world {
    struct input input;
    struct schema schema;
    struct second_metabase second;
    enum text_form form;
    int file;
    char path[64];
};

static char *copy_of(const char *text)
{
    char *copy = strdup(text);
    if (copy == NULL) {
        exit(0);
    }
    return copy;
}

/* Up to three pieces; raw: as one may stand in the file. */
static char *some_value(struct input *input, bool raw)
{
    char text[64] = "";
    for (uint32_t left = input_number(input, 1) % 4; left > 0; left--) {
        const char *piece = pieces[input_number(input, 1) % 16];
        bool as_it_is = !raw || (strpbrk(piece, "<\"&'") == NULL);
        strcat(text, as_it_is ? piece : "&#x41;&lt;");
    }
    return copy_of(text);
}

static void make_attributes(struct input *input, struct second_node *node, const char *line_end)
{
    uint32_t present = input_number(input, 1);
    uint32_t turn = input_number(input, 1);
    for (uint32_t i = 0; i <= PROPERTIES; i++) {
        uint32_t which = (i * 5 + turn) % (PROPERTIES + 1);
        struct second_attribute *one = &node->attributes[node->count];
        if (which == PROPERTIES) {
            *one = (struct second_attribute){" ", "Location", '"', copy_of(node->location)};
        } else if ((present >> which & 1) != 0) {
            uint32_t form = input_number(input, 1);
            *one = (struct second_attribute){.name = properties[which].name,
                                             .quote = form % 16 == 15 ? '\'' : '"',
                                             .value = some_value(input, true)};
            snprintf(one->space, sizeof one->space, "%s", form % 4 == 3 ? " " : line_end);
        } else {
            continue;
        }
        node->count++;
    }
}

/* Those of a property that the node has as an attribute, too, are left out: IIS writes one. */
static void make_customs(struct input *input, struct second_node *node)
{
    for (uint32_t left = input_number(input, 1) % (SECOND_CUSTOMS + 1); left > 0; left--) {
        uint32_t form = input_number(input, 1);
        size_t which = form % PROPERTIES;
        bool twice = false;
        for (size_t i = 0; i < node->count; i++) {
            twice = twice || strcmp(node->attributes[i].name, properties[which].name) == 0;
        }
        for (size_t i = 0; i < node->custom_count; i++) {
            twice = twice || strcmp(node->customs[i].name, properties[which].name) == 0;
        }
        if (!twice) {
            node->customs[node->custom_count++] =
                (struct second_custom){.end = form >> 4 == 15,
                                       .name = properties[which].name,
                                       .id = properties[which].id,
                                       .value = some_value(input, true)};
        }
    }
}

static void make_metabase(struct world *world)
{
    static const enum text_form forms[] = {TEXT_UTF8, TEXT_UTF8_MARKED, TEXT_UTF16_LE,
                                           TEXT_UTF16_BE};
    uint32_t form = input_number(&world->input, 1);
    world->form = forms[form % 4];
    world->second.line_end = (form & 4) != 0 ? "\r\n" : "\n";
    world->second.count = 1 + form / 8 % SECOND_NODES;
    for (size_t i = 0; i < world->second.count; i++) {
        struct second_node *node = &world->second.nodes[i];
        node->location = locations[i];
        make_attributes(&world->input, node, world->second.line_end);
        make_customs(&world->input, node);
    }
}

/* The file's bytes as the second editor has them. */
static struct contents expected_file(const struct world *world)
{
    struct buffer text = {.text = NULL};
    struct contents file;
    second_write(&world->second, &text);
    if (text.no_memory || !text_file_encode(text.text, text.size, world->form, &file)) {
        exit(0);
    }
    buffer_release(&text);
    return file;
}

static void write_file(const struct world *world)
{
    struct contents file = expected_file(world);
    FUZZ_CHECK(ftruncate(world->file, 0) == 0);
    FUZZ_CHECK(pwrite(world->file, file.text, file.size, 0) == (ssize_t)file.size);
    contents_release(&file);
}

/* A path as a person gives it, which names the property by its name or its id. */
static void ask_by_path(struct world *world, size_t node, size_t which,
                        struct property_query *query)
{
    char path[256];
    char location[LOCATION_MAX];
    char name[64];
    struct fault fault;
    uint32_t form = input_number(&world->input, 1);
    snprintf(name, sizeof name, "%s", properties[which].name);
    if ((form & 1) != 0 && properties[which].id != 0) {
        snprintf(name, sizeof name, "%s%u", (form & 2) != 0 ? "UnknownName_" : "",
                 properties[which].id);
    }
    const char *given = locations[node] + ((form & 4) != 0);
    given = (form & 8) != 0 && node > 0 ? locations[node] + 4 : given;
    snprintf(path, sizeof path, "%s/%s", given, name);
    FUZZ_CHECK(metabase_path(&world->schema, path, location, query, &fault));
    FUZZ_CHECK(strcmp(location, locations[node]) == 0);
    FUZZ_CHECK(query->id == properties[which].id);
}

/* One edit that is to be made, in both editors' terms. value is the caller's to free. */
struct pair {
    struct metabase_edit first;
    struct second_edit second;
    char *value;
};

static void pair_of(struct world *world, size_t node, size_t which, char *value, struct pair *pair)
{
    *pair = (struct pair){.value = value};
    ask_by_path(world, node, which, &pair->first.query);
    pair->first.location = locations[node];
    pair->first.value = value;
    pair->second = (struct second_edit){node, properties[which].name, properties[which].id,
                                        properties[which].is_bool, value};
}

/* What was put is what a lookup finds. A list's strings are on indented lines there. */
static void look_up(const struct world *world, const struct pair *pair)
{
    struct metabase_text text = metabase_file(world->path);
    struct lookup found;
    struct fault fault;
    FUZZ_CHECK(metabase_lookup(&text, pair->first.location, &pair->first.query, &found, &fault));
    FUZZ_CHECK(found.node_exists);
    if (pair->value == NULL) {
        FUZZ_CHECK(found.source != LOOKUP_HERE);
    } else {
        FUZZ_CHECK(found.source == LOOKUP_HERE);
        FUZZ_CHECK(strchr(pair->value, '\n') != NULL || strcmp(found.value, pair->value) == 0);
    }
    lookup_release(&found);
}

/* Makes the edits in both editors, and holds the files together. */
static void make(struct world *world, struct pair *pairs, size_t count)
{
    struct metabase_edit first[SECOND_EDITS];
    struct second_edit second[SECOND_EDITS];
    struct contents edited;
    struct fault fault = {""};
    for (size_t i = 0; i < count; i++) {
        first[i] = pairs[i].first;
        second[i] = pairs[i].second;
    }
    bool may = second_may(&world->second, second, count);
    bool done = metabase_edit(world->path, first, count, &edited, &fault);
    if (done != may) {
        fprintf(stderr, "%s\n", fault.text);
    }
    FUZZ_CHECK(done == may);
    if (done) {
        second_edit(&world->second, second, count);
        struct contents expected = expected_file(world);
        FUZZ_CHECK(edited.size == expected.size);
        FUZZ_CHECK(memcmp(edited.text, expected.text, expected.size) == 0);
        contents_release(&expected);
        contents_release(&edited);
        write_file(world);
        look_up(world, &pairs[count - 1]);
    } else {
        FUZZ_CHECK(strstr(fault.text, "unchanged") != NULL);
    }
    for (size_t i = 0; i < count; i++) {
        free(pairs[i].value);
    }
}

/* What the schema takes of what a person might give; NULL where it takes it not. */
static char *value_for(struct world *world, size_t which)
{
    struct fault fault;
    struct schema_property list = {.name = (char *)"List", .type = TYPE_MULTISZ};
    const struct schema_property *known = schema_find_id(&world->schema, properties[which].id);
    char *given = some_value(&world->input, false);
    char *taken = schema_value(known == NULL ? &list : known, given, &fault);
    free(given);
    return taken;
}

static void put(struct world *world, size_t node)
{
    struct pair pair;
    size_t which = input_number(&world->input, 1) % PROPERTIES;
    char *value = value_for(world, which);
    if (value != NULL) {
        pair_of(world, node, which, value, &pair);
        make(world, &pair, 1);
    }
}

/* Several properties of any nodes: each set, removed (where no value fits, too), or left alone. */
static void several(struct world *world)
{
    struct pair pairs[SECOND_EDITS];
    size_t count = 0;
    uint32_t which = input_number(&world->input, 1);
    for (size_t i = 0; i < PROPERTIES; i++) {
        if ((which >> i & 1) != 0) {
            uint32_t form = input_number(&world->input, 1);
            char *value = (form & 1) != 0 ? NULL : value_for(world, i);
            pair_of(world, form / 4 % world->second.count, i, value, &pairs[count]);
            count++;
        }
    }
    if (count > 0) {
        make(world, pairs, count);
    }
}

/* As IIS's dialogue does it: on, the node's own password goes; off, it stays (Q259353). */
static void toggle(struct world *world, size_t node, bool on)
{
    struct pair pairs[2];
    struct lookup found;
    struct fault fault;
    struct metabase_text text = metabase_file(world->path);
    pair_of(world, node, 1, copy_of(on ? "TRUE" : "FALSE"), &pairs[0]);
    pair_of(world, node, 3, NULL, &pairs[1]);
    FUZZ_CHECK(metabase_lookup(&text, locations[node], &pairs[1].first.query, &found, &fault));
    bool own = found.source == LOOKUP_HERE;
    lookup_release(&found);
    make(world, pairs, on && own ? 2 : 1);
}

static void step(struct world *world)
{
    uint32_t form = input_number(&world->input, 1);
    size_t node = form / 4 % world->second.count;
    switch (form % 4) {
    case 0:
        put(world, node);
        break;
    case 1:
        several(world);
        break;
    case 2:
        toggle(world, node, true);
        break;
    default:
        toggle(world, node, false);
        break;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static int file = -1;
    struct world world = {.input = {data, size}};
    if (file < 0) {
        file = memfd_create("MetaBase.xml", 0);
    }
    world.file = file;
    snprintf(world.path, sizeof world.path, "/proc/self/fd/%d", file);
    if (file < 0 || !schema_builtin(&world.schema)) {
        exit(1);
    }
    make_metabase(&world);
    write_file(&world);
    for (int steps = 0; steps < 4 && world.input.left > 0; steps++) {
        step(&world);
    }
    second_release(&world.second);
    schema_release(&world.schema);
    return 0;
}
