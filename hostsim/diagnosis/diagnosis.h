/*
 * Why an anonymous logon fails: the administrators' list (facts 4), each cause looked for on its
 * own, and held against an actual logon as IIS's service does it. Nothing of the machine is
 * changed: no count, no lockout, no event (on Windows the package itself may report its refusals).
 */
#ifndef HOSTSIM_DIAGNOSIS_H
#define HOSTSIM_DIAGNOSIS_H

#include "check_context.h"
#include "findings.h"
#include "lsa.h"

/* One node's. The metabase has to be there. False where the host failed. */
bool diagnose(struct lsa *lsa, const struct check_context *context, const char *location,
              struct diagnosis *diagnosis, struct fault *fault);

/* Whether a check of everything looks at the node (fake_server.h says which). */
bool diagnosis_wants(const struct machine *machine, const struct metabase_node *node);

#endif
