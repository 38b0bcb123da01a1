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

/* A network logon with what is handed over. */
struct package_call package_call_of(const struct package *package, struct marshalled *marshalled,
                                    enum package_export export, ULONG flags);

/* False where the package crashed: marshalled->guard.crash tells, and crashed is set. */
bool package_call_make(struct package_call *call);

/*
 * The same so many times; *differ counts the statuses that are not the expected one. False where it
 * crashed, which ends it.
 */
bool package_call_repeat(struct package_call *call, unsigned times, NTSTATUS expected,
                         unsigned *differ);

/*
 * The answer as the LSA takes it: STATUS_UNSUCCESSFUL, and nothing else, where it crashed. The
 * caller has set the result to what holds without an answer.
 */
void package_call_answer(const struct package_call *call, struct logon_result *result);

#endif
