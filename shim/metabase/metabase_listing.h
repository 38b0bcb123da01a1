/*
 * A node with all that is in force at it: what it sets, and what it inherits, each with the node
 * that it comes from; and the nodes below it. What metabase_lookup says of one property this says
 * of all that are set anywhere on the way to the root. Defaults of the schema are not listed.
 *
 * Source: the IIS 6.0 documentation (adsutil.vbs' ENUM and ENUM_ALL, metabase property
 * inheritance).
 */
#ifndef IISSUBA_METABASE_LISTING_H
#define IISSUBA_METABASE_LISTING_H

#include "metabase_tag.h"
#include "metabase_text.h"
#include "schema.h"
#include "text/hash_index.h"

/* A property that a node of the file sets, or that an export says it inherits. */
struct set_property {
    char *name; /* the schema's, where it knows it; else the file's */
    char *value;
    unsigned long id; /* 0: not known */
    enum metabase_type type;
    bool secure;
    bool inherits;    /* nodes below have it too */
    bool from_export; /* the node itself does not set it */
};

struct listed_node {
    char *location;
    char *key_type; /* NULL where the node itself is not in the file */
    struct set_property *properties;
    size_t count;
    size_t capacity;
};

struct metabase_listing {
    struct listed_node *nodes; /* in the file's order; those right below a location that is not
                                  listed with all have no properties here */
    size_t count;
    size_t capacity;
    struct hash_index by_location;
};

/*
 * Lists a node; all: and every node below it. location is as metabase_location makes it. One pass
 * over the text. Fills *listing, which the caller releases. *exists tells whether the node, or one
 * below it, is in the metabase. False where the text cannot be read or is broken, or there is no
 * memory: there is then nothing to release.
 */
bool metabase_list(const struct metabase_text *text, const struct schema *schema,
                   const char *location, bool all, struct metabase_listing *listing, bool *exists,
                   struct fault *fault);

/* Wipes and frees, and leaves an empty listing. */
void metabase_listing_release(struct metabase_listing *listing);

/*
 * Calls see for each property in force at a location: first what the node sets, in the file's
 * order, then what its nearest ancestor hands down, and so on up to the root. from is the location
 * of the node that sets it. What is handed over is the listing's. False where there is no memory.
 */
typedef void listing_property(void *context, const struct set_property *property, const char *from);
bool metabase_listing_each(const struct metabase_listing *listing, const char *location,
                           listing_property *see, void *context);

#endif
