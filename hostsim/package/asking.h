/*
 * How a package is asked about a logon: plainly, or in a way that whoever calls the LSA hands in
 * (hostile.h has the odd ways). The LSA makes the one call whose answer counts ready; what asks
 * makes it, and any other calls that it wants to make before.
 */
#ifndef HOSTSIM_ASKING_H
#define HOSTSIM_ASKING_H

#include "package_call.h"

/* What the package is about to be asked. */
struct package_question {
    const struct package *package;
    const struct logon_subject *subject;
    ULONG flags; /* of the routine: MSV1_0_PASSTHRU, MSV1_0_GUEST_LOGON */
};

struct asking {
    /*
     * Makes call; where the package crashed in it, call->crashed is set and there is no answer.
     * False, with the fault set, where the host failed or the crash ends the whole logon.
     */
    bool (*ask)(void *context, const struct package_question *question, struct package_call *call,
                struct fault *fault);
    void *context;
};

/* One call. A crash is a fault. */
extern const struct asking asking_plainly;

#endif
