/* What the reader and the metabase in memory share. */
#ifndef IISSUBA_METABASE_NODES_H
#define IISSUBA_METABASE_NODES_H

#include "metabase.h"

/* Takes the node over and leaves *node empty; false: no memory, the node stays the caller's. */
bool metabase_add(struct metabase *metabase, struct metabase_node *node);
void metabase_node_release(struct metabase_node *node);

#endif
