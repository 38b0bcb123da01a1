#include "metabase_query.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "metabase_scan.h"
#include "metabase_words.h"
#include "text/wipe.h"

/* Either slash parts the names of a path, as adsutil and IMSAdminBase take them. */
static bool is_slash(char c)
{
    return c == '/' || c == '\\';
}

static void turn_slashes(char *path)
{
    for (; *path != '\0'; path++) {
        *path = is_slash(*path) ? '/' : *path;
    }
}

bool metabase_location(const char *given, char location[LOCATION_MAX], struct fault *fault)
{
    size_t length = strlen(given);
    while (length > 0 && is_slash(given[length - 1])) {
        length--;
    }
    if (length == 0 || strcmp(given, ".") == 0) {
        snprintf(location, LOCATION_MAX, "%.*s", (int)length, given);
        return true;
    }
    const char *rest = given + is_slash(*given);
    length -= (size_t)(rest - given);
    bool absolute = strncasecmp(rest, "LM", 2) == 0 && (length == 2 || is_slash(rest[2]));
    int used = snprintf(location, LOCATION_MAX, "/LM%s%.*s", absolute ? "" : "/",
                        (int)length - (absolute ? 2 : 0), rest + (absolute ? 2 : 0));
    if (used >= LOCATION_MAX) {
        return fault_set(fault, "%.60s...: the path is too long", given);
    }
    turn_slashes(location);
    return true;
}

/* "6020"; or "UnknownName_6020", as IIS calls what its schema does not know. */
static bool is_number(const char *given, unsigned long *id)
{
    static const char unknown[] = "UnknownName_";
    const char *digits = given;
    char *end;
    if (strncasecmp(given, unknown, sizeof unknown - 1) == 0) {
        digits += sizeof unknown - 1;
    }
    *id = strtoul(digits, &end, 10);
    return *digits != '\0' && *end == '\0';
}

bool property_query_of(const struct schema *schema, const char *given, struct property_query *query,
                       struct fault *fault)
{
    unsigned long id;
    bool number = is_number(given, &id);
    query->known = number ? schema_find_id(schema, id) : schema_find(schema, given);
    query->id = query->known != NULL ? query->known->id : number ? id : 0;
    int used = snprintf(query->name, sizeof query->name, "%s",
                        query->known != NULL ? query->known->name : given);
    return (*given != '\0' && used < (int)sizeof query->name) ||
           fault_set(fault, "\"%.60s\": expected a property's name or id", given);
}

static const char *last_slash(const char *path)
{
    const char *found = NULL;
    for (; *path != '\0'; path++) {
        found = is_slash(*path) ? path : found;
    }
    return found;
}

bool metabase_path(const struct schema *schema, const char *given, char location[LOCATION_MAX],
                   struct property_query *query, struct fault *fault)
{
    const char *slash = last_slash(given);
    char node[LOCATION_MAX] = "LM";
    if (slash != NULL) {
        int length = (int)(slash - given);
        if (snprintf(node, sizeof node, "%.*s", length, given) >= (int)sizeof node) {
            return fault_set(fault, "%.60s...: the path is too long", given);
        }
    }
    return metabase_location(node, location, fault) &&
           property_query_of(schema, slash == NULL ? given : slash + 1, query, fault);
}

const char *metabase_location_text(const char *location)
{
    return *location == '\0' ? "/" : location;
}

bool metabase_same_location(const char *a, const char *b)
{
    return strcasecmp(a, b) == 0;
}

bool metabase_is_below(const char *location, const char *node)
{
    size_t length = strlen(location);
    return strncasecmp(location, node, length) == 0 &&
           (node[length] == '\0' || node[length] == '/');
}

bool metabase_is_child(const char *location, const char *node)
{
    size_t length = strlen(location);
    return metabase_is_below(location, node) && node[length] == '/' &&
           strchr(node + length + 1, '/') == NULL;
}

const char *query_in_node(const struct property_query *query, const struct metabase_tag *tag)
{
    const char *spelling = tag_spelling(tag, query->name);
    return spelling != NULL && strcmp(spelling, "Location") != 0 ? spelling : NULL;
}

const char *query_in_custom(const struct property_query *query, const struct metabase_tag *tag)
{
    const char *name = tag_value(tag, "Name");
    bool is_id = query->id != 0 && strtoul(tag_value(tag, "ID"), NULL, 10) == query->id;
    bool is_name = name != NULL && strcasecmp(name, query->name) == 0;
    return (is_id || is_name) && tag_value(tag, "Value") != NULL ? "Value" : NULL;
}

const char *query_value_in_custom(const struct property_query *query,
                                  const struct metabase_tag *tag, const char *value)
{
    bool is_bool = query->known != NULL && query->known->type == TYPE_BOOL;
    if (!is_bool || !metabase_is_number(tag_value(tag, "Value"))) {
        return value;
    }
    return strcmp(value, "TRUE") == 0 ? "1" : "0";
}

struct search {
    const struct property_query *query;
    const char *location;
    struct lookup *lookup;
    struct fault *fault;
    size_t depth; /* of the nearest found, see depth_of() */
    char here[LOCATION_MAX];
    bool relevant;   /* the node being read is the one or above it */
    bool inherited;  /* what is being read is what that node inherits */
    bool above_only; /* what the node itself sets is passed over */
};

/* How near: the deeper the nearer, and what a node sets before what it inherits. */
static size_t depth_of(const struct search *search)
{
    return strlen(search->here) + !search->inherited;
}

/* Takes the value over, where none nearer was found before. */
static bool take(struct search *search, char *value, enum metabase_type type, bool secure)
{
    size_t depth = depth_of(search);
    struct lookup found = {.value = value,
                           .from = strdup(search->here),
                           .from_export = search->inherited,
                           .type = type,
                           .secure = secure,
                           .node_exists = search->lookup->node_exists};
    bool done =
        (found.value != NULL && found.from != NULL) || fault_set(search->fault, "no memory");
    if (depth >= search->depth) {
        struct lookup farther = *search->lookup;
        *search->lookup = found;
        found = farther;
        search->depth = depth;
    }
    lookup_release(&found);
    return done;
}

static bool see_node(void *context, const char *location, const struct metabase_tag *tag)
{
    struct search *search = context;
    search->inherited = tag->inherited;
    if (metabase_is_below(search->location, location)) {
        search->lookup->node_exists = true;
    }
    bool here = metabase_same_location(location, search->location);
    bool inherits = search->query->known == NULL || schema_inherits(search->query->known);
    search->relevant = here ? !search->above_only || tag->inherited
                            : inherits && metabase_is_below(location, search->location);
    if (!search->relevant) {
        return true;
    }
    strcpy(search->here, location);
    const struct schema_property *known = search->query->known;
    const char *attribute = query_in_node(search->query, tag);
    return attribute == NULL || take(search, tag_text(tag, attribute),
                                     known == NULL ? TYPE_UNKNOWN : known->type, false);
}

static bool see_custom(void *context, const struct metabase_tag *tag)
{
    struct search *search = context;
    const char *attribute = search->relevant ? query_in_custom(search->query, tag) : NULL;
    unsigned attributes = metabase_attributes_named(tag_value(tag, "Attributes"));
    bool here = metabase_same_location(search->here, search->location);
    if (attribute == NULL || (!here && (attributes & ATTRIBUTE_INHERIT) == 0)) {
        return true;
    }
    const struct schema_property *known = search->query->known;
    const char *value = tag_value(tag, attribute);
    bool secure = (attributes & ATTRIBUTE_SECURE) != 0;
    if (known != NULL && known->type == TYPE_BOOL && metabase_is_number(value)) {
        return take(search, strdup(metabase_bool_of_number(value)), TYPE_BOOL, secure);
    }
    const char *type = tag_value(tag, "Type");
    return take(search, tag_text(tag, attribute),
                type == NULL ? TYPE_UNKNOWN : metabase_type_named(type), secure);
}

static bool look_up(const struct metabase_text *text, struct search *search)
{
    struct lookup *lookup = search->lookup;
    const struct property_query *query = search->query;
    const char *location = search->location;
    struct fault *fault = search->fault;
    struct metabase_handler handler = {search, see_node, see_custom, NULL, NULL};
    *lookup = (struct lookup){.source = LOOKUP_UNSET};
    if (!metabase_scan(text, &handler, fault)) {
        lookup_release(lookup);
        return false;
    }
    if (lookup->value != NULL) {
        bool here = metabase_same_location(lookup->from, location) && !lookup->from_export;
        lookup->source = here ? LOOKUP_HERE : LOOKUP_INHERITED;
    } else if (query->known != NULL) {
        lookup->source = LOOKUP_DEFAULT;
        lookup->type = query->known->type;
        lookup->value = strdup(query->known->absent);
        if (lookup->value == NULL) {
            return fault_set(fault, "no memory");
        }
    }
    lookup->secure = lookup->secure || schema_is_secure(query->known);
    return true;
}

bool metabase_lookup(const struct metabase_text *text, const char *location,
                     const struct property_query *query, struct lookup *lookup, struct fault *fault)
{
    struct search search = {.query = query, .location = location, .lookup = lookup, .fault = fault};
    return look_up(text, &search);
}

bool metabase_lookup_above(const struct metabase_text *text, const char *location,
                           const struct property_query *query, struct lookup *lookup,
                           struct fault *fault)
{
    struct search search = {
        .query = query, .location = location, .lookup = lookup, .fault = fault, .above_only = true};
    return look_up(text, &search);
}

void lookup_release(struct lookup *lookup)
{
    if (lookup->value != NULL) {
        wipe(lookup->value, strlen(lookup->value));
        free(lookup->value);
    }
    free(lookup->from);
    lookup->value = NULL;
    lookup->from = NULL;
}
