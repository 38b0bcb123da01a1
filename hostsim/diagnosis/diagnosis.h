/*
 * Why an anonymous logon fails. Each known cause is looked for on its own. The causes are then
 * compared with an actual logon as IIS's service does it. No count, lockout or event of the machine
 * is changed (on Windows the package itself may report its refusals).
 *
 * Sources: Q201851, Q259353, Q269241, Q218756, Q332167.
 */
#ifndef HOSTSIM_DIAGNOSIS_H
#define HOSTSIM_DIAGNOSIS_H

#include "check_context.h"
#include "findings.h"
#include "lsa.h"

/*
 * Checks one node. The LSA is silenced (lsa_silence), and its machine has a metabase; context is of
 * that machine; place is what the mends are to name; location is the node's. Fills *diagnosis,
 * which points into the machine. False where the host or the package failed.
 */
bool diagnose(struct lsa *lsa, const struct check_context *context, const struct mend_place *place,
              const char *location, struct diagnosis *diagnosis, struct fault *fault);

/*
 * The same of an account that is enrolled, where the machine has no metabase: as though the service
 * presented what is stored. name is the account's, and outlives the diagnosis.
 */
bool diagnose_enrolled(struct lsa *lsa, const struct check_context *context,
                       const struct mend_place *place, const struct snapshot_account *account,
                       const char *name, struct diagnosis *diagnosis, struct fault *fault);

/*
 * Whether a check of everything looks at a node of the machine's metabase (fake_server.h says
 * which).
 */
bool diagnosis_wants(const struct machine *machine, const struct metabase_node *node);

#endif
