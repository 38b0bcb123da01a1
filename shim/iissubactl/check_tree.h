/* The tree of inheritance: the judged nodes and those above them, each with what it sets. */
#ifndef IISSUBACTL_CHECK_TREE_H
#define IISSUBACTL_CHECK_TREE_H

#include "check_report.h"

/* A node of the tree. The nodes come as a walk meets them, from the root down. */
struct tree_node {
    char *location;
    const char *name; /* its last; "/" for the root */
    size_t depth;     /* of the root: 0 */
    bool last;        /* of its siblings */
    bool is_judged;
};

struct check_tree {
    struct tree_node *nodes;
    size_t count;
};

/* The report has a metabase. The caller releases the tree. False: no memory. */
bool check_tree_make(const struct check_report *report, struct check_tree *tree);
void check_tree_release(struct check_tree *tree);

/*
 * What the node sets of what a logon depends on: "AnonymousUserName \"IUSR_A\"". from is 0 before
 * the first call, and is moved on. A secret's value is not told. False where there is no further
 * one.
 */
bool check_tree_property(const struct check_report *report, const struct tree_node *node, int *from,
                         char out[512]);

/* Draws it to standard output. False: no memory. */
bool check_tree_print(const struct check_report *report);

#endif
