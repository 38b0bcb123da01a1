/*
 * Why an anonymous logon fails: the administrators' list (facts 4), each cause looked for on its
 * own, and held against an actual logon as IIS's service does it. Nothing of the machine is
 * changed: no count, no lockout, no event (on Windows the package itself may report its refusals).
 */
#ifndef HOSTSIM_DIAGNOSIS_H
#define HOSTSIM_DIAGNOSIS_H

#include "ground.h"
#include "service_logon.h"

#define FINDING_TEXT 320

struct finding {
    const char *cause; /* a word that stays: "locked-out" */
    bool fatal;        /* the logon cannot succeed; otherwise it can, and something is wrong */
    char what[FINDING_TEXT];
    char evidence[FINDING_TEXT];
    char mend[FINDING_TEXT]; /* one command */
};

#define FINDINGS_MAX 24

struct diagnosis {
    const char *location;
    const char *account; /* as the metabase names it; "" for none */
    bool sync;
    bool granted;
    NTSTATUS status; /* of the logon; STATUS_SUCCESS where the service itself refused */
    struct finding findings[FINDINGS_MAX];
    size_t count;
};

/* One node's. The metabase has to be there. False where the host failed. */
bool diagnose(struct machine *machine, const struct ground *ground, const char *location,
              struct diagnosis *diagnosis, struct fault *fault);

/*
 * The nodes that a check of everything looks at: sites, services that have none, and what below a
 * site names its own anonymous account, password or synchronization.
 */
bool diagnosis_wants(const struct machine *machine, const struct metabase_node *node);

#endif
