#include "metabase_listing.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "metabase_query.h"
#include "metabase_scan.h"
#include "metabase_words.h"
#include "text/array.h"
#include "text/hash.h"
#include "text/wipe.h"

struct lister {
    const struct schema *schema;
    const char *location;
    bool all;
    struct metabase_listing *listing;
    bool *exists;
    bool kept; /* the node being read, with what it sets */
    bool exported;
    size_t here; /* its index */
    struct fault *fault;
};

static void release_value(char *value)
{
    if (value != NULL) {
        wipe(value, strlen(value));
        free(value);
    }
}

static bool no_memory(const struct lister *lister)
{
    return fault_set(lister->fault, "no memory");
}

static size_t find(const struct metabase_listing *listing, const char *location, size_t length)
{
    uint32_t hash = hash_caseless(location, length);
    size_t at = 0;
    for (;;) {
        size_t item = hash_index_next(&listing->by_location, hash, &at);
        if (item == HASH_INDEX_NONE ||
            (strlen(listing->nodes[item].location) == length &&
             strncasecmp(listing->nodes[item].location, location, length) == 0)) {
            return item;
        }
    }
}

/* The node's index; it is added where it is new. */
static bool enter(struct lister *lister, const char *location)
{
    struct metabase_listing *listing = lister->listing;
    size_t length = strlen(location);
    lister->here = find(listing, location, length);
    if (lister->here != HASH_INDEX_NONE) {
        return true;
    }
    char *copy = strdup(location);
    if (copy == NULL ||
        !array_grow((void **)&listing->nodes, listing->count, &listing->capacity,
                    sizeof *listing->nodes) ||
        !hash_index_reserve(&listing->by_location, listing->count + 1)) {
        free(copy);
        return no_memory(lister);
    }
    lister->here = listing->count++;
    listing->nodes[lister->here] = (struct listed_node){.location = copy};
    hash_index_add(&listing->by_location, hash_caseless(location, length), lister->here);
    return true;
}

/* Takes the value over. What a node sets twice counts as it was set last. */
static bool add(struct lister *lister, const char *name, struct set_property *property)
{
    struct listed_node *node = &lister->listing->nodes[lister->here];
    property->name = strdup(name);
    if (property->name == NULL || property->value == NULL ||
        !array_grow((void **)&node->properties, node->count, &node->capacity,
                    sizeof *node->properties)) {
        free(property->name);
        release_value(property->value);
        return no_memory(lister);
    }
    node->properties[node->count++] = *property;
    return true;
}

static bool see_attribute(struct lister *lister, const struct metabase_tag *tag, const char *name)
{
    struct fault too_long;
    struct property_query query = {.name = ""};
    bool is_name = property_query_of(lister->schema, name, &query, &too_long);
    const struct schema_property *known = query.known;
    struct set_property property = {.value = tag_text(tag, name),
                                    .id = query.id,
                                    .type = known == NULL ? TYPE_UNKNOWN : known->type,
                                    .secure = schema_is_secure(known),
                                    .inherits = known == NULL || schema_inherits(known),
                                    .from_export = tag->inherited};
    return add(lister, is_name ? query.name : name, &property);
}

static bool see_node(void *context, const char *location, const struct metabase_tag *tag)
{
    struct lister *lister = context;
    bool below = metabase_is_below(lister->location, location);
    bool listed = metabase_is_below(location, lister->location) || (below && lister->all);
    *lister->exists = *lister->exists || below;
    lister->kept = listed;
    lister->exported = tag->inherited;
    if (!listed && (tag->inherited || !metabase_is_child(lister->location, location))) {
        return true;
    }
    if (!enter(lister, location)) {
        return false;
    }
    struct listed_node *node = &lister->listing->nodes[lister->here];
    if (!tag->inherited && node->key_type == NULL) {
        node->key_type = strdup(tag->name);
        if (node->key_type == NULL) {
            return no_memory(lister);
        }
    }
    for (const char **pair = tag->attributes; listed && *pair != NULL; pair += 2) {
        if (strcmp(pair[0], "Location") != 0 && !see_attribute(lister, tag, pair[0])) {
            return false;
        }
    }
    return true;
}

/* TRUE or FALSE where the schema's BOOL stands as a number. */
static void take_bool(struct set_property *property)
{
    if (property->value != NULL && metabase_is_number(property->value)) {
        char *text = strdup(metabase_bool_of_number(property->value));
        free(property->value);
        property->value = text;
        property->type = TYPE_BOOL;
    }
}

static bool see_custom(void *context, const struct metabase_tag *tag)
{
    struct lister *lister = context;
    const char *name = tag_value(tag, "Name");
    const char *type = tag_value(tag, "Type");
    unsigned long id = strtoul(tag_value(tag, "ID"), NULL, 10);
    if (!lister->kept || tag_value(tag, "Value") == NULL) {
        return true;
    }
    const struct schema_property *known = schema_find_id(lister->schema, id);
    if (known == NULL && name != NULL) {
        known = schema_find(lister->schema, name);
    }
    unsigned attributes = metabase_attributes_named(tag_value(tag, "Attributes"));
    bool secure = (attributes & ATTRIBUTE_SECURE) != 0 || schema_is_secure(known);
    struct set_property property = {
        .value = tag_text(tag, "Value"),
        .id = known == NULL ? id : known->id,
        .type = type == NULL ? TYPE_UNKNOWN : metabase_type_named(type),
        .secure = secure,
        .inherits =
            (attributes & ATTRIBUTE_INHERIT) != 0 && (known == NULL || schema_inherits(known)),
        .from_export = lister->exported,
    };
    if (known != NULL && known->type == TYPE_BOOL) {
        take_bool(&property);
    }
    char number[32];
    snprintf(number, sizeof number, "%lu", id);
    return add(lister, known != NULL ? known->name : name != NULL ? name : number, &property);
}

bool metabase_list(const struct metabase_text *text, const struct schema *schema,
                   const char *location, bool all, struct metabase_listing *listing, bool *exists,
                   struct fault *fault)
{
    *listing = (struct metabase_listing){.nodes = NULL};
    *exists = false;
    struct lister lister = {.schema = schema,
                            .location = location,
                            .all = all,
                            .listing = listing,
                            .exists = exists,
                            .fault = fault};
    struct metabase_handler handler = {&lister, see_node, see_custom, NULL, NULL};
    if (!metabase_scan(text, &handler, fault)) {
        metabase_listing_release(listing);
        return false;
    }
    return true;
}

void metabase_listing_release(struct metabase_listing *listing)
{
    for (size_t i = 0; i < listing->count; i++) {
        struct listed_node *node = &listing->nodes[i];
        for (size_t p = 0; p < node->count; p++) {
            free(node->properties[p].name);
            release_value(node->properties[p].value);
        }
        free(node->properties);
        free(node->location);
        free(node->key_type);
    }
    free(listing->nodes);
    hash_index_release(&listing->by_location);
    *listing = (struct metabase_listing){.nodes = NULL};
}

static bool same_property(const struct set_property *a, const struct set_property *b)
{
    return (a->id != 0 && a->id == b->id) || strcasecmp(a->name, b->name) == 0;
}

/* What has been handed over so far: what stands above is then of no account. */
struct walk {
    const struct set_property **seen;
    size_t count;
    size_t capacity;
    listing_property *see;
    void *context;
};

static bool is_seen(const struct walk *walk, const struct set_property *property)
{
    for (size_t i = 0; i < walk->count; i++) {
        if (same_property(walk->seen[i], property)) {
            return true;
        }
    }
    return false;
}

static bool is_last(const struct listed_node *node, size_t at)
{
    for (size_t i = at + 1; i < node->count; i++) {
        if (node->properties[i].from_export == node->properties[at].from_export &&
            same_property(&node->properties[i], &node->properties[at])) {
            return false;
        }
    }
    return true;
}

static bool hand_over(struct walk *walk, const struct listed_node *node, bool own, bool exported)
{
    for (size_t i = 0; i < node->count; i++) {
        const struct set_property *property = &node->properties[i];
        if (property->from_export != exported || !(own || property->inherits) ||
            is_seen(walk, property) || !is_last(node, i)) {
            continue;
        }
        if (!array_grow((void **)&walk->seen, walk->count, &walk->capacity, sizeof(void *))) {
            return false;
        }
        walk->seen[walk->count++] = property;
        walk->see(walk->context, property, node->location);
    }
    return true;
}

bool metabase_listing_each(const struct metabase_listing *listing, const char *location,
                           listing_property *see, void *context)
{
    struct walk walk = {.see = see, .context = context};
    size_t whole = strlen(location);
    size_t length = whole;
    bool done = true;
    while (done) {
        size_t item = find(listing, location, length);
        if (item != HASH_INDEX_NONE) {
            const struct listed_node *node = &listing->nodes[item];
            done = hand_over(&walk, node, length == whole, false) &&
                   hand_over(&walk, node, length == whole, true);
        }
        if (length == 0) {
            break;
        }
        do {
            length--;
        } while (length > 0 && location[length] != '/');
    }
    free(walk.seen);
    return done;
}
