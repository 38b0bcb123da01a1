/* What the reader and the metabase in memory share. */
#ifndef IISSUBA_METABASE_NODES_H
#define IISSUBA_METABASE_NODES_H

#include "metabase.h"

/*
 * Adds a node. Its location is not in the metabase yet. The metabase takes its memory over, and
 * *node becomes empty. False, without a fault, where there is no memory: the node then stays the
 * caller's.
 */
bool metabase_add(struct metabase *metabase, struct metabase_node *node);

/* Wipes and frees a node that the caller owns, and leaves it empty. */
void metabase_node_release(struct metabase_node *node);

#endif
