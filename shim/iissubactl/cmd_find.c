/* find and get: what the metabase says, and where. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "enumerate.h"
#include "lsass/ntlm.h"
#include "metabase/metabase_scan.h"
#include "metabase/metabase_words.h"
#include "metabase_source.h"
#include "options/nearest.h"
#include "progress.h"
#include "show.h"
#include "text/array.h"
#include "text/width.h"

struct hit {
    char *location;
    enum metabase_type type;
    bool secure;
    char *value;
    unsigned long line;
};

struct finding {
    const struct property_query *query;
    const char *wanted; /* NULL: any value */
    char here[LOCATION_MAX];
    bool inherited; /* what is being read is no node, and sets nothing */
    struct hit *hits;
    size_t count;
    size_t capacity;
    struct fault *fault;
};

static bool add_hit(struct finding *finding, const struct metabase_tag *tag, const char *attribute,
                    enum metabase_type type, bool secure)
{
    char *value = tag_text(tag, attribute);
    if (value != NULL && finding->wanted != NULL && strcasecmp(value, finding->wanted) != 0) {
        wipe(value, strlen(value));
        free(value);
        return true;
    }
    char *location = strdup(metabase_location_text(finding->here));
    if (value == NULL || location == NULL ||
        !array_grow((void **)&finding->hits, finding->count, &finding->capacity,
                    sizeof *finding->hits)) {
        free(value);
        free(location);
        return fault_set(finding->fault, "no memory");
    }
    finding->hits[finding->count++] = (struct hit){location, type, secure, value, tag->line};
    return true;
}

static bool see_node(void *context, const char *location, const struct metabase_tag *tag)
{
    struct finding *finding = context;
    const struct schema_property *known = finding->query->known;
    strcpy(finding->here, location);
    finding->inherited = tag->inherited;
    const char *attribute = tag->inherited ? NULL : query_in_node(finding->query, tag);
    return attribute == NULL ||
           add_hit(finding, tag, attribute, known == NULL ? TYPE_UNKNOWN : known->type,
                   schema_is_secure(known));
}

static bool see_custom(void *context, const struct metabase_tag *tag)
{
    struct finding *finding = context;
    const char *attribute = finding->inherited ? NULL : query_in_custom(finding->query, tag);
    const char *type = tag_value(tag, "Type");
    unsigned attributes = metabase_attributes_named(tag_value(tag, "Attributes"));
    bool secure = (attributes & ATTRIBUTE_SECURE) != 0 || schema_is_secure(finding->query->known);
    return attribute == NULL ||
           add_hit(finding, tag, attribute, type == NULL ? TYPE_UNKNOWN : metabase_type_named(type),
                   secure);
}

static void see_progress(void *context, size_t done, size_t whole)
{
    (void)context;
    progress_show("MetaBase.xml", done, whole);
}

static void release(struct finding *finding)
{
    for (size_t i = 0; i < finding->count; i++) {
        wipe(finding->hits[i].value, strlen(finding->hits[i].value));
        free(finding->hits[i].value);
        free(finding->hits[i].location);
    }
    free(finding->hits);
}

static void print_hits(const struct finding *finding)
{
    size_t widest = 0;
    for (size_t i = 0; i < finding->count; i++) {
        size_t width = text_width(finding->hits[i].location);
        widest = width > widest ? width : widest;
    }
    for (size_t i = 0; i < finding->count; i++) {
        const struct hit *hit = &finding->hits[i];
        printf("%s%*s  ", hit->location, (int)(widest - text_width(hit->location)), "");
        show_value(stdout, hit->type, hit->secure, hit->value, (int)widest + 2);
        putchar('\n');
    }
}

/* A name that nothing knows is a slip of the keyboard; one that the schema has is set nowhere. */
static enum exit_code complain_of_none(const struct finding *finding, const struct schema *schema)
{
    struct fault fault;
    const char *wanted = finding->wanted;
    const char *name = finding->query->name;
    if (finding->query->known == NULL && wanted == NULL) {
        struct nearest nearest = {.typed = name, .length = strlen(name)};
        for (size_t i = 0; i < schema->count; i++) {
            nearest_try(&nearest, schema->properties[i].name);
        }
        fault_set(&fault, "\"%s\": no node sets it, and the schema has no such property; %s%s%s",
                  name, nearest.found == NULL ? "" : "did you mean ",
                  nearest.found == NULL
                      ? "name the server's MBSchema.xml with --schema if it is one"
                      : nearest.found,
                  nearest.found == NULL ? "" : "?");
        return complain(EXIT_USAGE, &fault);
    }
    fault_set(&fault, "no node sets %s%s%.200s%s", finding->query->name,
              wanted == NULL ? "" : " to \"", wanted == NULL ? "" : wanted,
              wanted == NULL ? "" : "\"");
    return complain(EXIT_LEFT, &fault);
}

static json_t *hits_json(const struct finding *finding)
{
    json_t *nodes = json_array();
    for (size_t i = 0; i < finding->count; i++) {
        const struct hit *hit = &finding->hits[i];
        json_t *node = show_json(hit->type, hit->secure, hit->value);
        json_object_set_new(node, "node", json_string(hit->location));
        json_object_set_new(node, "line", json_integer((json_int_t)hit->line));
        json_array_append_new(nodes, node);
    }
    json_t *json = json_object();
    json_object_set_new(json, "property", json_string(finding->query->name));
    json_object_set_new(json, "nodes", nodes);
    return json;
}

static enum exit_code find(const struct options *options, const struct metabase_source *source,
                           const struct property_query *query, const char *wanted)
{
    struct fault fault;
    struct finding finding = {.query = query, .wanted = wanted, .fault = &fault};
    struct metabase_handler handler = {&finding, see_node, see_custom, NULL, see_progress};
    enum exit_code code = EXIT_DONE;
    if (!metabase_scan(&source->text, &handler, &fault)) {
        code = complain(EXIT_USAGE, &fault);
    } else if (options->json) {
        code = show_print(hits_json(&finding));
    } else {
        print_hits(&finding);
    }
    if (code == EXIT_DONE && finding.count == 0) {
        code = complain_of_none(&finding, &source->schema);
    }
    release(&finding);
    return code;
}

enum exit_code command_find(const struct options *options, int count, char **arguments)
{
    struct metabase_source source;
    struct property_query query;
    struct fault fault;
    if (!metabase_source_open(options, &source, &fault)) {
        return complain(EXIT_USAGE, &fault);
    }
    enum exit_code code;
    if (!property_query_of(&source.schema, arguments[0], &query, &fault)) {
        code = complain(EXIT_USAGE, &fault);
    } else if (count > 1 && schema_is_secure(query.known)) {
        fault_set(&fault, "%s is a secret: it is not looked for by its value", query.name);
        code = complain(EXIT_USAGE, &fault);
    } else {
        code = find(options, &source, &query, count > 1 ? arguments[1] : NULL);
    }
    metabase_source_close(&source);
    return code;
}

static void print_lookup(const char *location, const struct property_query *query,
                         const struct lookup *lookup)
{
    int used = printf("%s (%s) ", query->name, metabase_type_name(lookup->type));
    show_value(stdout, lookup->type, lookup->secure, lookup->value, used);
    switch (lookup->source) {
    case LOOKUP_HERE:
        printf("\nset at this node, %s\n", metabase_location_text(location));
        break;
    case LOOKUP_INHERITED:
        printf("\nnot set at %s; inherited %s %s\n", metabase_location_text(location),
               lookup->from_export ? "from above, as the export says at" : "from",
               metabase_location_text(lookup->from));
        break;
    case LOOKUP_DEFAULT:
    case LOOKUP_UNSET:
        printf("\nnot set at %s%s; the schema's default\n", metabase_location_text(location),
               schema_inherits(query->known) ? ", nor above it" : ", and not inherited");
        break;
    }
}

static json_t *lookup_json(const char *location, const struct property_query *query,
                           const struct lookup *lookup)
{
    json_t *json = show_json(lookup->type, lookup->secure, lookup->value);
    json_object_set_new(json, "node", json_string(metabase_location_text(location)));
    json_object_set_new(json, "property", json_string(query->name));
    json_object_set_new(json, "source", json_string(show_source(lookup->source)));
    json_object_set_new(json, "from",
                        lookup->from == NULL ? json_null()
                                             : json_string(metabase_location_text(lookup->from)));
    return json;
}

static enum exit_code show_lookup(const struct options *options, const char *metabase,
                                  const char *location, const struct property_query *query,
                                  const struct lookup *lookup)
{
    struct fault fault;
    if (!lookup->node_exists) {
        fault_set(&fault, "%s: there is no node %s (0x80070003, the path does not exist)", metabase,
                  metabase_location_text(location));
        return complain(EXIT_USAGE, &fault);
    }
    if (lookup->source == LOOKUP_UNSET) {
        struct mend look;
        mend_tool(&look, &options->place, MEND_WORDS("find", query->name), MEND_NO_OPTIONS);
        fault_set(&fault,
                  "%s is not set at %s, and not in the schema: name MBSchema.xml with --schema, or "
                  "see",
                  query->name, metabase_location_text(location));
        return complain_and_mend(EXIT_LEFT, &fault, &look);
    }
    if (options->json) {
        return show_print(lookup_json(location, query, lookup));
    }
    print_lookup(location, query, lookup);
    return EXIT_DONE;
}

static enum exit_code get_property(const struct options *options,
                                   const struct metabase_source *source, const char *path)
{
    char location[LOCATION_MAX];
    struct property_query query;
    struct lookup lookup;
    struct fault fault;
    if (!metabase_path(&source->schema, path, location, &query, &fault) ||
        !metabase_lookup(&source->text, location, &query, &lookup, &fault)) {
        return complain(EXIT_USAGE, &fault);
    }
    enum exit_code code = show_lookup(options, source->text.name, location, &query, &lookup);
    lookup_release(&lookup);
    return code;
}

enum exit_code command_get(const struct options *options, int count, char **arguments)
{
    char location[LOCATION_MAX];
    struct metabase_source source;
    struct fault fault;
    bool is_node;
    (void)count;
    if (!metabase_source_open(options, &source, &fault)) {
        return complain(EXIT_USAGE, &fault);
    }
    enum exit_code code;
    if (!names_node(&source, arguments[0], location, &is_node, &fault)) {
        code = complain(EXIT_USAGE, &fault);
    } else {
        code = is_node ? enumerate(options, &source, location, false)
                       : get_property(options, &source, arguments[0]);
    }
    metabase_source_close(&source);
    return code;
}
