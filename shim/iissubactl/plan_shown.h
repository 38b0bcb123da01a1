/*
 * The plan of a whole check: the steps of all its nodes, each once, in one order; and how a mend is
 * shown.
 */
#ifndef IISSUBACTL_PLAN_SHOWN_H
#define IISSUBACTL_PLAN_SHOWN_H

#include <jansson.h>

#include "mend/mend.h"
#include "text/hash_index.h"

/* Zeroed it is empty. */
struct plan_shown {
    struct mend *steps;
    size_t count;
    size_t capacity;
    struct hash_index by_command;
};

/* Adds steps that are not there yet. False: no memory. */
bool plan_shown_add(struct plan_shown *plan, const struct mend *steps, size_t count);

/* Prints the plan, where it has more than one step: each finding has said its own. */
void plan_shown_print(const struct plan_shown *plan);

/* An array of steps, in their order. NULL: no memory. */
json_t *plan_shown_json(const struct plan_shown *plan);

/* Frees the plan, and leaves an empty one. */
void plan_shown_release(struct plan_shown *plan);

/* " on the server" where a mend is not for this prompt, else "". */
const char *plan_shown_where(const struct mend *mend);

/* "mend" is null where there is no command; "no_mend" then says why. NULL: no memory. */
json_t *plan_shown_mend(const struct mend *mend);

#endif
