/*
 * What a metabase says about IIS's anonymous accounts, and which of them can be enrolled. Nothing
 * is guessed: an account whose secret cannot be read, or whose nodes disagree, is left as it is.
 */
#ifndef IISSUBA_IMPORT_PLAN_H
#define IISSUBA_IMPORT_PLAN_H

#include "metabase/metabase.h"
#include "text/hash_index.h"

enum import_verdict {
    IMPORT_SECRET,    /* enrol with the secret */
    IMPORT_NO_SECRET, /* enrol without one: the third state of Q259353 */
    IMPORT_ENCRYPTED, /* only the server that wrote it can read the secret */
    IMPORT_DISAGREE,  /* nodes hold different secrets */
    IMPORT_DOMAIN     /* an account of a domain: not for synchronization (Q190005) */
};

/* Where an account is named, and what is in force there. */
struct import_node {
    const struct metabase_node *node;
    bool sync;
    const char *secret; /* as the metabase holds it; "" for none */
};

struct import_account {
    const char *name;
    struct import_node *nodes;
    size_t count;
    size_t capacity;
    enum import_verdict verdict;
    bool sync;          /* on at one node at least */
    const char *secret; /* for IMPORT_SECRET */
};

/* Points into the metabase, which must outlive it. */
struct import_plan {
    struct import_account *accounts;
    size_t count;
    size_t capacity;
    struct hash_index by_name;
};

/*
 * Makes the plan from all nodes of a metabase that set the anonymous account, its password or its
 * synchronization. Nodes with synchronization on decide; where an account has none such, the others
 * do. The caller releases *plan. False, with an empty plan and without a fault, where there is no
 * memory. (Q259353, Q190005)
 */
bool import_plan_make(const struct metabase *metabase, struct import_plan *plan);

/* The account of a name, as Windows compares names. NULL where there is none. */
const struct import_account *import_plan_find(const struct import_plan *plan, const char *name);

/* Frees the plan, and leaves an empty one. The secrets are the metabase's. */
void import_plan_release(struct import_plan *plan);

#endif
