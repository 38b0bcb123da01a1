#include "live_world.h"

#include <stdlib.h>
#include <strings.h>

#include "live/live_render.h"

void live_world_begin(struct world *world)
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

void live_world_end(struct world *world)
{
    schema_release(&world->schema);
    fake_base_end(&world->fake);
}

struct fake_node *live_world_node(struct world *world, const char *location)
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

struct contents live_world_text(struct world *world, struct buffer *not_whole)
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

char *live_world_lookup(struct world *world, const struct contents *text, const char *location,
                        const char *name)
{
    struct metabase_text given = metabase_in_memory("live", text->text, text->size);
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

const char *const places[PLACES] = {"",          "/LM",      "/LM/A",   "/LM/A/1",
                                    "/LM/A/1/R", "/LM/A/10", "/LM/A.B", "/LM/\xC3\xBC"};

static uint64_t random_state;

void random_begin(uint64_t seed)
{
    random_state = seed;
}

uint32_t random_below(uint32_t limit)
{
    /* A linear congruence modulo 2^31; its upper bits are taken. */
    random_state = (random_state * 1103515245u + 12345u) % 0x80000000u;
    return (uint32_t)(random_state >> 7) % limit;
}

const char *random_value(int property)
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

void random_metabase(struct world *world, struct model *model)
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

const char *model_in_force(const struct model *model, int place, int property)
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

void model_check(struct world *world, const struct model *model)
{
    struct contents text = live_world_text(world, NULL);
    for (int i = 0; i < PLACES; i++) {
        for (int p = 0; p < PROPERTY_COUNT; p++) {
            char *value = live_world_lookup(world, &text, places[i], property_schema[p].name);
            assert_string_equal(value, model_in_force(model, i, p));
            free(value);
        }
    }
    contents_release(&text);
}
