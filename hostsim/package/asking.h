/*
 * How a package is asked about a logon: plainly, or in another way that the LSA's caller hands in
 * (hostile.h has such ways). The LSA prepares the one call whose answer counts. Whoever asks makes
 * that call, after any other calls that it wants to make.
 */
#ifndef HOSTSIM_ASKING_H
#define HOSTSIM_ASKING_H

#include "package_call.h"

/* What the package is about to be asked. All of it is the LSA's. */
struct package_question {
    const struct package *package;
    const struct logon_subject *subject;
    ULONG flags; /* of the routine: MSV1_0_PASSTHRU, MSV1_0_GUEST_LOGON */
};

struct asking {
    /*
     * Makes the call. context is the asking's own; the rest is the LSA's. Where the package
     * crashed, call->crashed is set, and there is no answer. False where the host failed, or the
     * crash ends the whole logon.
     */
    bool (*ask)(void *context, const struct package_question *question, struct package_call *call,
                struct fault *fault);
    void *context;
};

/* Makes the one call alone. A crash is a fault. */
extern const struct asking asking_plainly;

#endif
