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

/* Borrows from the metabase, which must outlive it. */
struct import_plan {
    struct import_account *accounts;
    size_t count;
    size_t capacity;
    struct hash_index by_name;
};

/* False: no memory. */
bool import_plan_make(const struct metabase *metabase, struct import_plan *plan);
void import_plan_release(struct import_plan *plan);

#endif
