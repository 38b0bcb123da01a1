/*
 * The live metabase in memory: its nodes, and the records that each sets.
 */
#ifndef IISSUBA_LIVE_TREE_H
#define IISSUBA_LIVE_TREE_H

#include "admin_base.h"

struct live_node {
    char *location;        /* "/LM/MSFTPSVC/1"; the root's is "" */
    unsigned char *buffer; /* live_record_at reads it */
    uint32_t size;         /* of the buffer, in bytes */
    uint32_t count;        /* of records */
};

struct live_tree {
    struct live_node *nodes; /* by location; a node comes before those below it */
    size_t count;
    size_t capacity;
    uint32_t change_number; /* of the metabase as it was read */
};

/*
 * Reads all nodes. The change number is asked before and after; where it moved the tree is read
 * again, up to 10 times. Fills *tree, which the caller releases. False, with an empty tree, where a
 * call fails, the metabase never rests, or there is no memory.
 */
bool live_tree_read(const struct admin_base *base, struct live_tree *tree, struct fault *fault);

/* Wipes and frees, and leaves an empty tree. */
void live_tree_release(struct live_tree *tree);

/* The node of a location, where ASCII letters match in either case. NULL where there is none. */
const struct live_node *live_tree_find(const struct live_tree *tree, const char *location);

/* The record of an id at a node. False where the node does not set it; *record is undefined then.
 */
bool live_node_record(const struct live_node *node, uint32_t id, struct live_record *record);

#endif
