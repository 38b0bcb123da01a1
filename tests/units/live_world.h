/*
 * A server's live metabase for the tests: a stand-in for IMSAdminBase with a few nodes, or with
 * random ones whose values a model of the test's own keeps, so that nothing of the tool is the
 * oracle.
 */
#ifndef LIVE_WORLD_H
#define LIVE_WORLD_H

#include "machine_folder.h"

#include "fake_admin_base.h"
#include "files/buffer.h"
#include "live/live_tree.h"
#include "metabase/metabase.h"
#include "metabase/metabase_query.h"

#define INHERITED ATTRIBUTE_INHERIT
#define SECRET (ATTRIBUTE_INHERIT | ATTRIBUTE_SECURE)
#define USER_NAME 6020
#define USER_PASS 6021
#define SYNC 6022

/* A server's metabase, and the schema that is built in. */
struct world {
    struct fake_base fake;
    struct admin_base base;
    struct schema schema;
};

/* The root, /LM, /LM/MSFTPSVC with IUSR_A and its secret, and its site 1. */
void live_world_begin(struct world *world);
void live_world_end(struct world *world);
struct fake_node *live_world_node(struct world *world, const char *location);

/*
 * The metabase's text; the caller releases it. What is not whole is added to not_whole, as
 * "LOCATION ID" a line; it may be NULL.
 */
struct contents live_world_text(struct world *world, struct buffer *not_whole);

/* What a property is at a node, read through the text. The caller frees it. */
char *live_world_lookup(struct world *world, const struct contents *text, const char *location,
                        const char *name);

#define PLACES 8
extern const char *const places[PLACES];

/* What each place sets; NULL: nothing. */
struct model {
    const char *values[PLACES][PROPERTY_COUNT];
};

/* From the seed on; a linear congruence. */
void random_begin(uint64_t seed);
uint32_t random_below(uint32_t limit);
const char *random_value(int property);

/* world->schema is there; the caller ends world->fake. */
void random_metabase(struct world *world, struct model *model);

/* What is in force: the nearest place above that sets it. All properties inherit. */
const char *model_in_force(const struct model *model, int place, int property);

/* Reads the metabase and holds each property at each place against the model. */
void model_check(struct world *world, const struct model *model);

#endif
