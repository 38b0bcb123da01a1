/* enum: a node as a whole, as adsutil's ENUM and ENUM_ALL show it. */
#include "enumerate.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "metabase/metabase_listing.h"
#include "metabase/metabase_query.h"
#include "show.h"
#include "text/array.h"
#include "text/width.h"

/* A property in force, and where it is set. */
struct shown {
    const struct set_property *property;
    const char *from;
    size_t group; /* of those that come from one node: its place in their order */
};

/* A node's properties as they were handed over. */
struct sheet {
    const struct metabase_listing *listing;
    const char *location;
    struct shown *rows;
    size_t count;
    size_t capacity;
    bool no_memory;
};

static void take(void *context, const struct set_property *property, const char *from)
{
    struct sheet *sheet = context;
    if (!array_grow((void **)&sheet->rows, sheet->count, &sheet->capacity, sizeof *sheet->rows)) {
        sheet->no_memory = true;
        return;
    }
    struct shown *row = &sheet->rows[sheet->count++];
    *row = (struct shown){property, from, 0};
    if (sheet->count > 1) {
        const struct shown *before = row - 1;
        row->group = before->group + (from != before->from ||
                                      property->from_export != before->property->from_export);
    }
}

/* By name: a file has them so, and the live metabase by their numbers. */
static int by_name(const void *a, const void *b)
{
    const struct shown *left = a;
    const struct shown *right = b;
    return left->group != right->group ? (left->group > right->group ? 1 : -1)
                                       : strcasecmp(left->property->name, right->property->name);
}

static bool is_own(const struct sheet *sheet, const struct shown *row)
{
    return !row->property->from_export && metabase_same_location(row->from, sheet->location);
}

/* Whether a row is the first of those that come from its node. */
static bool is_first_of_node(const struct sheet *sheet, size_t at)
{
    return at == 0 || sheet->rows[at].group != sheet->rows[at - 1].group;
}

static void print_rows(const struct sheet *sheet)
{
    size_t names = 0;
    size_t types = 0;
    for (size_t i = 0; i < sheet->count; i++) {
        size_t name = text_width(sheet->rows[i].property->name);
        size_t type = strlen(metabase_type_name(sheet->rows[i].property->type));
        names = name > names ? name : names;
        types = type > types ? type : types;
    }
    for (size_t i = 0; i < sheet->count; i++) {
        const struct set_property *property = sheet->rows[i].property;
        const char *type = metabase_type_name(property->type);
        if (!is_own(sheet, &sheet->rows[i]) && is_first_of_node(sheet, i)) {
            printf("  inherited %s %s:\n",
                   property->from_export ? "from above, as the export says at" : "from",
                   metabase_location_text(sheet->rows[i].from));
        }
        printf("    %s%*s (%s)%*s ", property->name, (int)(names - text_width(property->name)), "",
               type, (int)(types - strlen(type)), "");
        show_value(stdout, property->type, property->secure, property->value,
                   (int)(4 + names + 2 + types + 2));
        putchar('\n');
    }
}

static void print_children(const struct sheet *sheet)
{
    for (size_t i = 0; i < sheet->listing->count; i++) {
        const struct listed_node *node = &sheet->listing->nodes[i];
        if (metabase_is_child(sheet->location, node->location)) {
            printf("  [%s]\n", node->location);
        }
    }
}

static json_t *row_json(const struct sheet *sheet, const struct shown *row)
{
    const struct set_property *property = row->property;
    json_t *json = show_json(property->type, property->secure, property->value);
    json_object_set_new(json, "property", json_string(property->name));
    json_object_set_new(json, "source", json_string(is_own(sheet, row) ? "here" : "inherited"));
    json_object_set_new(json, "from", json_string(metabase_location_text(row->from)));
    return json;
}

static json_t *sheet_json(const struct sheet *sheet, const char *key_type)
{
    json_t *properties = json_array();
    json_t *below = json_array();
    for (size_t i = 0; i < sheet->count; i++) {
        json_array_append_new(properties, row_json(sheet, &sheet->rows[i]));
    }
    for (size_t i = 0; i < sheet->listing->count; i++) {
        const char *location = sheet->listing->nodes[i].location;
        if (metabase_is_child(sheet->location, location)) {
            json_array_append_new(below, json_string(location));
        }
    }
    return json_pack("{s:s, s:s?, s:o, s:o}", "node", metabase_location_text(sheet->location),
                     "key_type", key_type, "properties", properties, "below", below);
}

/* One node; nodes: with --json, where it is added. */
static bool show_node(const struct metabase_listing *listing, const char *location,
                      const char *key_type, json_t *nodes)
{
    struct sheet sheet = {.listing = listing, .location = location};
    bool done = metabase_listing_each(listing, location, take, &sheet) && !sheet.no_memory;
    if (sheet.count > 0) {
        qsort(sheet.rows, sheet.count, sizeof *sheet.rows, by_name);
    }
    if (done && nodes != NULL) {
        json_array_append_new(nodes, sheet_json(&sheet, key_type));
    } else if (done) {
        printf("%s (%s)\n", metabase_location_text(location),
               key_type == NULL ? "not in the file itself" : key_type);
        print_rows(&sheet);
        print_children(&sheet);
    }
    free(sheet.rows);
    return done;
}

static const char *key_type_of(const struct metabase_listing *listing, const char *location)
{
    for (size_t i = 0; i < listing->count; i++) {
        if (metabase_same_location(listing->nodes[i].location, location)) {
            return listing->nodes[i].key_type;
        }
    }
    return NULL;
}

static bool show_nodes(const struct metabase_listing *listing, const char *location, bool all,
                       json_t *nodes)
{
    bool done = show_node(listing, location, key_type_of(listing, location), nodes);
    for (size_t i = 0; all && done && i < listing->count; i++) {
        const struct listed_node *node = &listing->nodes[i];
        if (metabase_is_below(location, node->location) && node->key_type != NULL &&
            !metabase_same_location(location, node->location)) {
            done = show_node(listing, node->location, node->key_type, nodes);
        }
    }
    return done;
}

enum exit_code enumerate(const struct options *options, const struct metabase_source *source,
                         const char *location, bool all)
{
    struct metabase_listing listing;
    struct fault fault;
    bool exists;
    if (!metabase_list(&source->text, &source->schema, location, all, &listing, &exists, &fault)) {
        return complain(EXIT_USAGE, &fault);
    }
    enum exit_code code = EXIT_DONE;
    json_t *nodes = options->json ? json_array() : NULL;
    if (!exists) {
        fault_set(&fault, "%s: there is no node %s (0x80070003, the path does not exist)",
                  source->text.name, metabase_location_text(location));
        code = complain(EXIT_USAGE, &fault);
    } else if (!show_nodes(&listing, location, all, nodes)) {
        fault_set(&fault, "no memory");
        code = complain(EXIT_FAILED, &fault);
    } else if (nodes != NULL) {
        code = show_print(json_pack("{s:O}", "nodes", nodes));
    }
    json_decref(nodes);
    metabase_listing_release(&listing);
    return code;
}

bool names_node(const struct metabase_source *source, const char *given,
                char location[LOCATION_MAX], bool *is_node, struct fault *fault)
{
    char above[LOCATION_MAX];
    struct property_query query;
    struct lookup lookup;
    size_t length = strlen(given);
    *is_node = length == 0 || given[length - 1] == '/' || given[length - 1] == '\\';
    if (!metabase_location(given, location, fault) || *is_node) {
        return *is_node;
    }
    if (!metabase_path(&source->schema, given, above, &query, fault)) {
        return false;
    }
    if (query.known != NULL) {
        return true;
    }
    if (!metabase_lookup(&source->text, location, &query, &lookup, fault)) {
        return false;
    }
    *is_node = lookup.node_exists;
    lookup_release(&lookup);
    return true;
}

enum exit_code command_enum(const struct options *options, int count, char **arguments)
{
    char location[LOCATION_MAX];
    struct metabase_source source;
    struct fault fault;
    if (!metabase_source_open(options, &source, &fault)) {
        return complain(EXIT_USAGE, &fault);
    }
    enum exit_code code = metabase_location(count > 0 ? arguments[0] : "/", location, &fault)
                              ? enumerate(options, &source, location, options->all)
                              : complain(EXIT_USAGE, &fault);
    metabase_source_close(&source);
    return code;
}
