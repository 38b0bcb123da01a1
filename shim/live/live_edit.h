/*
 * Edits of the live metabase: SetData and DeleteData on one node after another, then SaveData. A
 * record keeps its attributes, its user type and its type. A new one takes them from the node that
 * it is inherited from, else from the schema; a secret is always stored as one.
 *
 * Sources: the IIS SDK's reference (IMSAdminBase::OpenKey, SetData, SaveData), [MS-IMSA] 3.1.4.
 */
#ifndef IISSUBA_LIVE_EDIT_H
#define IISSUBA_LIVE_EDIT_H

#include "live_tree.h"
#include "metabase/metabase_edit.h"

/* Edits that can be made: each has its node, and its value's bytes. */
struct live_plan {
    struct live_step *steps;
    size_t count;
};

/*
 * Finds out how to make the edits, without a call. The schema and the edits' locations and names
 * must outlive the plan, which the caller releases. False, with an empty plan, where a node does
 * not exist, a property has no id that is known, a value is none of the property's type, or there
 * is no memory.
 */
bool live_plan_make(const struct live_tree *tree, const struct metabase_edit *edits, size_t count,
                    struct live_plan *plan, struct fault *fault);

/* Wipes and frees, and leaves an empty plan. */
void live_plan_release(struct live_plan *plan);

/*
 * Makes the edits. Each node is opened for writing once; where another holds it, that is tried
 * again for 30 seconds. *saved tells whether IISADMIN has written the metabase to its disk; where
 * not, the edits are in force all the same, and it writes them when it stops. False where a call
 * fails: the fault then says which edits are made already.
 */
bool live_plan_apply(const struct admin_base *base, const struct live_plan *plan, bool *saved,
                     struct fault *fault);

#endif
