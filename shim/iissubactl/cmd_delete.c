/* delete: takes one property away from one node, which then inherits it, or has the default. */
#include <string.h>

#include "enumerate.h"
#include "show.h"

/* What is to go, and what comes of it. */
struct deleting {
    char location[LOCATION_MAX];
    struct property_query query;
    struct lookup now;
    struct lookup then;
};

static enum exit_code refuse(const struct metabase_source *source, const struct deleting *deleting)
{
    struct fault fault;
    const char *node = metabase_location_text(deleting->location);
    if (!deleting->now.node_exists) {
        fault_set(&fault, "%s: there is no node %s (0x80070003, the path does not exist)",
                  source->text.name, node);
        return complain(EXIT_USAGE, &fault);
    }
    if (deleting->now.source == LOOKUP_INHERITED) {
        fault_set(&fault, "%s is not set at %s, which inherits it from %s; nothing is changed",
                  deleting->query.name, node, metabase_location_text(deleting->now.from));
    } else {
        fault_set(&fault, "%s is not set at %s; nothing is changed", deleting->query.name, node);
    }
    return complain(EXIT_LEFT, &fault);
}

static void print_plan(const struct deleting *deleting)
{
    const struct lookup *now = &deleting->now;
    const struct lookup *then = &deleting->then;
    printf("%s: %s (%s) ", metabase_location_text(deleting->location), deleting->query.name,
           metabase_type_name(now->type));
    show_value(stdout, now->type, now->secure, now->value, 4);
    fputs(" -> ", stdout);
    if (then->value == NULL) {
        puts("not set");
        return;
    }
    show_value(stdout, then->type, then->secure, then->value, 4);
    if (then->source == LOOKUP_DEFAULT) {
        puts(" (the schema's default)");
    } else {
        printf(" (inherited from %s)\n", metabase_location_text(then->from));
    }
}

/* A value as find and get show it; null where there is none, or it is secret. */
static json_t *value_json(const struct lookup *lookup)
{
    json_t *shown =
        lookup->value == NULL ? NULL : show_json(lookup->type, lookup->secure, lookup->value);
    json_t *json = shown == NULL ? json_null() : json_incref(json_object_get(shown, "value"));
    json_decref(shown);
    return json;
}

static json_t *delete_json(const struct deleting *deleting, bool applied)
{
    return json_pack("{s:s, s:s, s:s, s:b, s:o, s:o, s:s, s:b}", "node",
                     metabase_location_text(deleting->location), "property", deleting->query.name,
                     "type", metabase_type_name(deleting->now.type), "secret", deleting->now.secure,
                     "before", value_json(&deleting->now), "after", value_json(&deleting->then),
                     "after_source", show_source(deleting->then.source), "changed", applied);
}

static enum exit_code apply(const struct options *options, const struct metabase_source *source,
                            struct deleting *deleting)
{
    struct fault fault;
    if (deleting->now.source != LOOKUP_HERE) {
        return refuse(source, deleting);
    }
    if (!metabase_lookup_above(&source->text, deleting->location, &deleting->query, &deleting->then,
                               &fault)) {
        return complain(EXIT_USAGE, &fault);
    }
    if (!options->json) {
        print_plan(deleting);
    }
    struct metabase_edit edit = {deleting->location, deleting->query, NULL};
    enum exit_code code = metabase_source_apply(options, source, &edit, 1);
    if (code == EXIT_DONE && options->json) {
        code = show_print(delete_json(deleting, options->apply));
    }
    lookup_release(&deleting->then);
    return code;
}

static enum exit_code delete_property(const struct options *options,
                                      const struct metabase_source *source, const char *path)
{
    struct deleting deleting;
    struct fault fault;
    bool is_node;
    if (!names_node(source, path, deleting.location, &is_node, &fault)) {
        return complain(EXIT_USAGE, &fault);
    }
    if (is_node) {
        fault_set(&fault,
                  "%s is a node: name one of its properties, as NODE/PROPERTY; nothing is changed",
                  metabase_location_text(deleting.location));
        return complain(EXIT_USAGE, &fault);
    }
    if (!metabase_path(&source->schema, path, deleting.location, &deleting.query, &fault) ||
        !metabase_lookup(&source->text, deleting.location, &deleting.query, &deleting.now,
                         &fault)) {
        return complain(EXIT_USAGE, &fault);
    }
    enum exit_code code = apply(options, source, &deleting);
    lookup_release(&deleting.now);
    return code;
}

enum exit_code command_delete(const struct options *options, int count, char **arguments)
{
    struct metabase_source source;
    struct fault fault;
    (void)count;
    if (!metabase_source_open(options, &source, &fault)) {
        return complain(EXIT_USAGE, &fault);
    }
    enum exit_code code = delete_property(options, &source, arguments[0]);
    metabase_source_close(&source);
    return code;
}
