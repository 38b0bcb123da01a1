/*
 * Which property of which node is meant, and what it is there. Paths are as adsutil.vbs takes them
 * (MSFTPSVC/1/AnonymousUserName, /LM/..., with slashes of either kind). A property is given by its
 * name, in any case, or by its id.
 *
 * Source: the IIS 6.0 documentation (adsutil.vbs, metabase property inheritance).
 */
#ifndef IISSUBA_METABASE_QUERY_H
#define IISSUBA_METABASE_QUERY_H

#include "metabase_tag.h"
#include "metabase_text.h"
#include "schema.h"

#define PROPERTY_NAME_MAX 256

/* A property that was asked for; the schema may not know it. */
struct property_query {
    char name[PROPERTY_NAME_MAX];        /* in the schema's case, where it knows it */
    unsigned long id;                    /* 0: not known */
    const struct schema_property *known; /* NULL: not in the schema */
};

/* What a property is to be at a node. */
struct metabase_edit {
    const char *location;
    struct property_query query;
    const char *value; /* UTF-8, a list's strings separated by LF; NULL: removed */
};

/*
 * Makes a node's location of what a person gave: "MSFTPSVC/1", "/LM/MSFTPSVC/1" and "LM/MSFTPSVC/1"
 * are one; "/" and "" are the root, whose location is "". "." stays as it is: a metabase file has a
 * node of that name. False where it is too long.
 */
bool metabase_location(const char *given, char location[LOCATION_MAX], struct fault *fault);

/*
 * Makes a query of a property's name or id; "UnknownName_6020" is an id too. *query points into
 * the schema. A property that the schema does not know is no error: query->known is then NULL.
 * False where nothing is given, or it is too long.
 */
bool property_query_of(const struct schema *schema, const char *given, struct property_query *query,
                       struct fault *fault);

/*
 * Splits NODE/PROPERTY at its last slash, and reads both parts as the two functions above do.
 * Without a node it is /LM's property; with nothing before the slash, the root's. False where
 * either part fails.
 */
bool metabase_path(const struct schema *schema, const char *given, char location[LOCATION_MAX],
                   struct property_query *query, struct fault *fault);

/*
 * A location as a person reads it: "/" for the root, whose location is empty. The result is static
 * or the argument itself.
 */
const char *metabase_location_text(const char *location);

/*
 * Whether two locations are one; whether a node is the one of a location or stands below it;
 * whether it stands right below it. ASCII letters match in either case.
 */
bool metabase_same_location(const char *a, const char *b);
bool metabase_is_below(const char *location, const char *node);
bool metabase_is_child(const char *location, const char *node);

/*
 * Tells which attribute of a tag holds the property: of a node its own spelling of the name, of a
 * <Custom> "Value". A <Custom> has an ID. The result is the tag's or static. NULL where the tag
 * does not set the property.
 */
const char *query_in_node(const struct property_query *query, const struct metabase_tag *tag);
const char *query_in_custom(const struct property_query *query, const struct metabase_tag *tag);

/*
 * The property's value, as it stands in a <Custom> that has one already: a BOOL that is a number
 * there stays a number. The result is value or static.
 */
const char *query_value_in_custom(const struct property_query *query,
                                  const struct metabase_tag *tag, const char *value);

enum lookup_source { LOOKUP_HERE, LOOKUP_INHERITED, LOOKUP_DEFAULT, LOOKUP_UNSET };

struct lookup {
    enum lookup_source source;
    bool node_exists;        /* it, or one below it, is in the metabase */
    char *value;             /* UTF-8; NULL for LOOKUP_UNSET */
    char *from;              /* the node that sets it; NULL unless LOOKUP_HERE or _INHERITED */
    bool from_export;        /* LOOKUP_INHERITED by `from`, from a node that is not in the file */
    enum metabase_type type; /* the schema's, or a <Custom>'s own */
    bool secure;
};

/*
 * Finds what a property is at a node: what is set there, or what its nearest ancestor sets where
 * the property is inherited, or the schema's default. location is as
 * metabase_location makes it. One pass over the text. Fills *lookup, which the caller releases.
 * False where the text cannot be read or is broken, or there is no memory: there is then nothing to
 * release.
 */
bool metabase_lookup(const struct metabase_text *text, const char *location,
                     const struct property_query *query, struct lookup *lookup,
                     struct fault *fault);

/*
 * The same, but of what would be in force did the node itself not set it: what comes of removing it
 * there.
 */
bool metabase_lookup_above(const struct metabase_text *text, const char *location,
                           const struct property_query *query, struct lookup *lookup,
                           struct fault *fault);

/* Wipes and frees value and from, and leaves them NULL. */
void lookup_release(struct lookup *lookup);

#endif
