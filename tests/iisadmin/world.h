/* What all threads of the fake share: the tree, and how often it was changed. */
#ifndef FAKE_WORLD_H
#define FAKE_WORLD_H

#include "metabase/schema.h"
#include "tree.h"

struct world {
    struct md_node root;
    DWORD change_number; /* rises with each change */
    struct schema schema;
    char *path; /* of the MetaBase.xml it was loaded from */
};

extern struct world world;

/* Held for as long as the tree, the handles or the list of sinks are looked at; never in a call. */
extern CRITICAL_SECTION world_lock;

#endif
