/*
 * One call of a package's routine, and what it answered. The call is made so that a package that
 * crashes does not take the host with it.
 */
#ifndef HOSTSIM_PACKAGE_CALL_H
#define HOSTSIM_PACKAGE_CALL_H

#include "marshal.h"
#include "package.h"

#define CALL_TEXT 128 /* bytes of a text of Ex that are kept */

struct package_call {
    const struct package *package;
    struct marshalled *marshalled;
    enum package_export export;
    NETLOGON_LOGON_INFO_CLASS level;
    void *information;            /* LogonInformation; usually the marshalled logon's */
    ULONG flags;                  /* MSV1_0_PASSTHRU, MSV1_0_GUEST_LOGON */
    NTSTATUS status;              /* what it returned */
    bool crashed;                 /* it did not return: there is no answer */
    char logon_server[CALL_TEXT]; /* of Ex's answer, UTF-8; so is the next */
    char domain[CALL_TEXT];
    bool stack_kept; /* it took its arguments off the stack, as NTAPI has it on x86 */
};

/*
 * Prepares a call with what was marshalled, at its level. Package and marshalled stay the caller's
 * and outlive the call. The package has the export; marshalled was built for it. flags are the
 * routine's.
 */
struct package_call package_call_of(const struct package *package, struct marshalled *marshalled,
                                    enum package_export export, ULONG flags);

/*
 * Makes the call, and sets its status. False where the package crashed: crashed is set, and
 * marshalled->guard.crash tells how.
 */
bool package_call_make(struct package_call *call);

/*
 * Makes the call so many times. *differ becomes the number of statuses that are not the expected
 * one. False where the package crashed, which ends it; marshalled->guard.crash tells how.
 */
bool package_call_repeat(struct package_call *call, unsigned times, NTSTATUS expected,
                         unsigned *differ);

/*
 * Takes the answer of a call that was made into *result, as the LSA does. The caller has set
 * *result to what holds without an answer; elapsed_ns stays. Where the package crashed, status
 * becomes STATUS_UNSUCCESSFUL and nothing else is set.
 */
void package_call_answer(const struct package_call *call, struct logon_result *result);

#endif
