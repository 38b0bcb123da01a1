/* An import's plan, put into the store by the rule. */
#ifndef IISSUBA_IMPORT_APPLY_H
#define IISSUBA_IMPORT_APPLY_H

#include "import_rule.h"
#include "registry/registry.h"
#include "text/fault.h"

/*
 * Is told what came of an account, in the plan's order, and behind them those that the metabase
 * does not name. account is NULL for these. enrolled: the store had it already, also where its
 * record is damaged.
 */
typedef void import_teller(void *context, const char *name, const struct import_account *account,
                           enum import_action action, bool enrolled);

/*
 * Stores what the plan says. The registry is open for writing; the caller commits it, where
 * *changes, the number of records stored or removed, is not 0. now is as import_rule has it. False
 * where the registry refuses, a name is none of an account, or there is no memory: on Windows what
 * was told before is in force then.
 */
bool import_apply(struct registry *registry, const struct import_plan *plan, bool forget,
                  int64_t now, import_teller *tell, void *context, size_t *changes,
                  struct fault *fault);

#endif
