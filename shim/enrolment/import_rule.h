/*
 * What an import does to the store, account by account. The rule is one, whoever asks: import by
 * hand, or what keeps the store in step by itself.
 *
 * Sources: Q259353 (the third state has no password, and the account worked before), Q190005; the
 * rest is ours.
 */
#ifndef IISSUBA_IMPORT_RULE_H
#define IISSUBA_IMPORT_RULE_H

#include "import_plan.h"
#include "lsass/record.h"

enum import_action {
    IMPORT_ADDED,      /* enrolled: it was not before, or its record was damaged */
    IMPORT_REPLACED,   /* its secret or its synchronization is another now */
    IMPORT_UNCHANGED,  /* its record says all that already */
    IMPORT_KEPT,       /* the metabase has no password; the last secret stays */
    IMPORT_FORGOTTEN,  /* the same, and the last secret is cleared, as was asked */
    IMPORT_LEFT_ALONE, /* what the metabase says of its password cannot be used */
    IMPORT_REMOVED,    /* an import enrolled it, and the metabase names it no more */
    IMPORT_FOREIGN     /* a person enrolled it, and the metabase does not name it */
};

/* What a metabase says of an account. */
struct import_said {
    enum import_verdict verdict;
    bool sync;
    struct owf_pair secret; /* for IMPORT_SECRET */
};

struct import_step {
    enum import_action action;
    bool writes; /* record is to be stored; where it is removed this is false */
    struct record record;
};

/*
 * Says what is to be done, in *step, which the caller wipes. said is NULL where the metabase does
 * not name the account; stored is NULL where the account is not enrolled, or its record is damaged.
 * Not both are NULL. forget: last secrets are not kept. now is the time of the import, 100 ns since
 * 1601-01-01 UTC.
 */
void import_rule(const struct import_said *said, const struct record *stored, bool forget,
                 int64_t now, struct import_step *step);

#endif
