/* What import, check and the FTP service keep of a MetaBase.xml. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "metabase_nodes.h"
#include "metabase_query.h"
#include "metabase_scan.h"
#include "metabase_words.h"
#include "text/wipe.h"

struct keeper {
    struct metabase *metabase;
    const char *path;
    struct fault *fault;
    int wanted;                /* the properties below this number */
    struct metabase_node node; /* the one being read */
    struct metabase_node
        bare; /* the last that was not worth keeping: what it inherits may follow */
};

static bool no_memory(const struct keeper *keeper)
{
    return fault_set(keeper->fault, "%s: no memory", keeper->path);
}

static bool set_property(struct keeper *keeper, const struct metabase_tag *tag,
                         enum property property, const char *value)
{
    const struct property_schema *schema = &property_schema[property];
    if (schema->type == TYPE_BOOL && strcmp(value, "TRUE") != 0 && strcmp(value, "FALSE") != 0) {
        char expected[64];
        snprintf(expected, sizeof expected, "%s to be TRUE or FALSE", schema->name);
        return metabase_unexpected(keeper->fault, keeper->path, tag, expected, value);
    }
    char **held = &keeper->node.values[property];
    if (*held != NULL) {
        wipe(*held, strlen(*held));
        free(*held);
    }
    *held = strdup(value);
    return *held != NULL || no_memory(keeper);
}

static bool keep_node(void *context, const char *location, const struct metabase_tag *tag)
{
    struct keeper *keeper = context;
    keeper->node.line = tag->line;
    keeper->node.is_set = !tag->inherited;
    keeper->node.inherits = tag->inherited;
    keeper->node.location = strdup(location);
    keeper->node.key_type = strdup(tag->name);
    if (keeper->node.location == NULL || keeper->node.key_type == NULL) {
        return no_memory(keeper);
    }
    for (int i = 0; i < keeper->wanted; i++) {
        const char *value = tag_value(tag, property_schema[i].name);
        if (value != NULL && !set_property(keeper, tag, (enum property)i, value)) {
            return false;
        }
    }
    return true;
}

/* A property that the file's schema has no name for is stored by its identifier. */
static bool keep_custom(void *context, const struct metabase_tag *tag)
{
    struct keeper *keeper = context;
    unsigned long id = strtoul(tag_value(tag, "ID"), NULL, 10);
    for (int i = 0; i < keeper->wanted; i++) {
        if (id == property_schema[i].id) {
            const char *value = tag_value(tag, "Value");
            value = value == NULL ? "" : value;
            bool is_bool = property_schema[i].type == TYPE_BOOL;
            return set_property(keeper, tag, (enum property)i,
                                is_bool ? metabase_bool_of_number(value) : value);
        }
    }
    return true;
}

/* Sites, services and pools are kept whether or not they set anything: they can be asked about. */
static bool worth_keeping(const struct metabase_node *node)
{
    static const char *const types[] = {"IIsFtpService",       "IIsFtpServer",
                                        "IIsWebService",       "IIsWebServer",
                                        "IIsApplicationPools", "IIsApplicationPool"};
    for (int i = 0; i < PROPERTY_COUNT; i++) {
        if (node->values[i] != NULL) {
            return true;
        }
    }
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        if (strcmp(node->key_type, types[i]) == 0) {
            return true;
        }
    }
    return false;
}

/* The other half of a node that is kept: what it sets, or what it inherits. */
static void merge(struct metabase_node *kept, struct metabase_node *node)
{
    if (node->is_set) { /* as if the two had come in the other order */
        struct metabase_node other = *kept;
        *kept = *node;
        *node = other;
    }
    for (int i = 0; i < PROPERTY_COUNT; i++) {
        if (kept->values[i] == NULL) {
            kept->values[i] = node->values[i];
            node->values[i] = NULL;
        }
    }
    kept->inherits = true;
}

static struct metabase_node *kept_at(const struct keeper *keeper, const char *location)
{
    const struct metabase_node *found = metabase_find(keeper->metabase, location);
    return found == NULL ? NULL : &keeper->metabase->nodes[found - keeper->metabase->nodes];
}

static bool keep(struct keeper *keeper, struct metabase_node *node)
{
    struct metabase_tag tag = {.line = node->line};
    struct metabase_node *bare = &keeper->bare;
    if (node->inherits && bare->location != NULL &&
        metabase_same_location(bare->location, node->location) &&
        kept_at(keeper, node->location) == NULL && !metabase_add(keeper->metabase, bare)) {
        return no_memory(keeper);
    }
    struct metabase_node *kept = kept_at(keeper, node->location);
    if (kept == NULL) {
        return metabase_add(keeper->metabase, node) || no_memory(keeper);
    }
    if ((kept->is_set && node->is_set) || (kept->inherits && node->inherits)) {
        return metabase_unexpected(keeper->fault, keeper->path, &tag, "each Location once",
                                   node->location);
    }
    merge(kept, node);
    return true;
}

static bool end_node(void *context)
{
    struct keeper *keeper = context;
    const struct metabase_node *kept = kept_at(keeper, keeper->node.location);
    bool done = true;
    if (worth_keeping(&keeper->node) || (kept != NULL && !kept->is_set)) {
        done = keep(keeper, &keeper->node);
    } else {
        metabase_node_release(&keeper->bare);
        keeper->bare = keeper->node;
        keeper->node = (struct metabase_node){.location = NULL};
    }
    metabase_node_release(&keeper->node);
    return done;
}

bool metabase_read(const struct metabase_text *text, enum metabase_wanted wanted,
                   struct metabase *metabase, struct fault *fault)
{
    struct keeper keeper = {.metabase = metabase,
                            .path = text->name,
                            .fault = fault,
                            .wanted = wanted == METABASE_ACCOUNTS ? APP_POOL_ID : PROPERTY_COUNT};
    struct metabase_handler handler = {&keeper, keep_node, keep_custom, end_node, NULL};
    *metabase = (struct metabase){.nodes = NULL};
    bool done = metabase_scan(text, &handler, fault);
    metabase_node_release(&keeper.node);
    metabase_node_release(&keeper.bare);
    if (!done) {
        metabase_release(metabase);
    }
    return done;
}
