/* Which nodes name an account, and which of them get the password. */
#ifndef IISSUBACTL_SYNC_PLAN_H
#define IISSUBACTL_SYNC_PLAN_H

#include "metabase/metabase.h"

struct sync_node {
    const struct metabase_node *node;
    bool encrypted; /* its password is under its own server's key */
};

struct sync_plan {
    const char *kind; /* "Anonymous", "WAM" or "UNC" */
    enum property user;
    enum property password;
    struct sync_node *nodes;
    size_t count;
    size_t capacity;
    bool synchronized; /* anonymous, and synchronization is on at one of them */
};

/* False where there is no such kind. */
bool sync_kind(const char *name, struct sync_plan *plan);

/*
 * The nodes that name the account, or set its password below a node that does. Borrows from the
 * metabase. False: no memory.
 */
bool sync_plan_make(const struct metabase *metabase, const char *account, struct sync_plan *plan);
void sync_plan_release(struct sync_plan *plan);

#endif
