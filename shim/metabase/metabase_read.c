/* What import, check and the FTP service keep of a MetaBase.xml. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "metabase_nodes.h"
#include "metabase_scan.h"
#include "text/wipe.h"

struct keeper {
    struct metabase *metabase;
    const char *path;
    struct fault *fault;
    struct metabase_node node; /* the one being read */
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
    keeper->node.location = strdup(location);
    keeper->node.key_type = strdup(tag->name);
    if (keeper->node.location == NULL || keeper->node.key_type == NULL) {
        return no_memory(keeper);
    }
    for (int i = 0; i < PROPERTY_COUNT; i++) {
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
    const char *value = tag_value(tag, "Value");
    unsigned long id = strtoul(tag_value(tag, "ID"), NULL, 10);
    for (int i = 0; i < PROPERTY_COUNT; i++) {
        if (id == property_schema[i].id) {
            return set_property(keeper, tag, (enum property)i, value == NULL ? "" : value);
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
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
        if (strcmp(node->key_type, types[i]) == 0) {
            return true;
        }
    }
    return false;
}

static bool end_node(void *context)
{
    struct keeper *keeper = context;
    struct metabase_node *node = &keeper->node;
    bool done = true;
    if (worth_keeping(node)) {
        struct metabase_tag tag = {.line = node->line};
        if (metabase_find(keeper->metabase, node->location) != NULL) {
            done = metabase_unexpected(keeper->fault, keeper->path, &tag, "each Location once",
                                       node->location);
        } else {
            done = metabase_add(keeper->metabase, node) || no_memory(keeper);
        }
    }
    metabase_node_release(node);
    return done;
}

bool metabase_read(const struct metabase_text *text, struct metabase *metabase, struct fault *fault)
{
    struct keeper keeper = {metabase, text->name, fault, {.location = NULL}};
    struct metabase_handler handler = {&keeper, keep_node, keep_custom, end_node, NULL};
    *metabase = (struct metabase){.nodes = NULL};
    bool done = metabase_scan(text, &handler, fault);
    metabase_node_release(&keeper.node);
    if (!done) {
        metabase_release(metabase);
    }
    return done;
}
