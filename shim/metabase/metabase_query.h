/*
 * Which property of which node is meant, and what it is there: paths as adsutil.vbs takes them
 * (MSFTPSVC/1/AnonymousUserName, /LM/...), names in any case or ids.
 */
#ifndef IISSUBA_METABASE_QUERY_H
#define IISSUBA_METABASE_QUERY_H

#include "metabase_tag.h"
#include "schema.h"

#define PROPERTY_NAME_MAX 256

/* A property that was asked for; the schema may not know it. */
struct property_query {
    char name[PROPERTY_NAME_MAX];        /* in the schema's case, where it knows it */
    unsigned long id;                    /* 0: not known */
    const struct schema_property *known; /* NULL: not in the schema */
};

/* NODE: "MSFTPSVC/1", "/LM/MSFTPSVC/1" and "LM/..." are one; "/" is the root. False: too long. */
bool metabase_location(const char *given, char location[LOCATION_MAX], struct fault *fault);
/* PROPERTY: its name in any case, or its id. */
bool property_query_of(const struct schema *schema, const char *given, struct property_query *query,
                       struct fault *fault);
/* NODE/PROPERTY. Without a node it is /LM's; with nothing before the slash, the root's. */
bool metabase_path(const struct schema *schema, const char *given, char location[LOCATION_MAX],
                   struct property_query *query, struct fault *fault);

/* "/" for the root, whose location is empty. */
const char *metabase_location_text(const char *location);
/* Without case. */
bool metabase_same_location(const char *a, const char *b);

/*
 * The attribute that holds it: of a node its own spelling of the name, of a <Custom> "Value". NULL
 * where the tag does not set it.
 */
const char *query_in_node(const struct property_query *query, const struct metabase_tag *tag);
const char *query_in_custom(const struct property_query *query, const struct metabase_tag *tag);

enum lookup_source { LOOKUP_HERE, LOOKUP_INHERITED, LOOKUP_DEFAULT, LOOKUP_UNSET };

struct lookup {
    enum lookup_source source;
    bool node_exists;        /* it, or one below it, is in the file */
    char *value;             /* UTF-8; NULL for LOOKUP_UNSET */
    char *from;              /* the node that sets it; NULL unless LOOKUP_HERE or _INHERITED */
    enum metabase_type type; /* the schema's, or a <Custom>'s own */
    bool secure;
};

/*
 * What the property is at the node: set there, or its nearest ancestor's where it is inherited, or
 * the schema's default. One pass over the file. False, with the fault set, where it is broken.
 */
bool metabase_lookup(const char *path, const char *location, const struct property_query *query,
                     struct lookup *lookup, struct fault *fault);
/* Wipes and frees. */
void lookup_release(struct lookup *lookup);

#endif
