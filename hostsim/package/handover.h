/*
 * What the LSA hands to a package, as lsass does: NETLOGON_NETWORK_INFO and USER_ALL_INFORMATION,
 * every string in memory of exactly its length, without a NUL behind it, and room for the answer.
 */
#ifndef HOSTSIM_HANDOVER_H
#define HOSTSIM_HANDOVER_H

#include "guard.h"
#include "logon.h"
#include "lsass/clock.h"
#include "policy.h"

/* The buffers' names, as findings give them. */
#define HANDOVER_INFO "LogonInformation"
#define HANDOVER_USER "LogonInformation->Identity.UserName.Buffer"
#define HANDOVER_DOMAIN "LogonInformation->Identity.LogonDomainName.Buffer"
#define HANDOVER_WORKSTATION "LogonInformation->Identity.Workstation.Buffer"
#define HANDOVER_NT_RESPONSE "LogonInformation->NtChallengeResponse.Buffer"
#define HANDOVER_LM_RESPONSE "LogonInformation->LmChallengeResponse.Buffer"
#define HANDOVER_ACCOUNT_INFO "UserAll"
#define HANDOVER_ACCOUNT "UserAll->UserName.Buffer"
#define HANDOVER_WORKSTATIONS "UserAll->WorkStations.Buffer"
#define HANDOVER_PARAMETERS "UserAll->Parameters.Buffer"
#define HANDOVER_NT_OWF "UserAll->NtPassword.Buffer"
#define HANDOVER_LM_OWF "UserAll->LmPassword.Buffer"
#define HANDOVER_HOURS "UserAll->LogonHours.LogonHours"
#define HANDOVER_VALIDATION "ValidationInformation"

struct handover {
    struct guard guard; /* the memory of all that follows */
    NETLOGON_NETWORK_INFO *info;
    USER_ALL_INFORMATION *user;
    /* Msv1_0SubAuthenticationRoutine's answer */
    ULONG *which_fields;
    ULONG *user_flags;
    BOOLEAN *authoritative;
    LARGE_INTEGER *logoff;
    LARGE_INTEGER *kickoff;
    /* Msv1_0SubAuthenticationRoutineEx's */
    MSV1_0_VALIDATION_INFO *validation;
    ULONG *actions;
};

/*
 * What each byte of the answer's memory is before the call. Watched, it is no likely answer, so
 * that what was not set is seen; else it is zero, but authoritative, and never to be logged off.
 */
#define HANDOVER_UNSET(side) ((side) == GUARD_OFF ? 0 : (side) == GUARD_BEFORE ? 0x5A : 0xA5)

/* The caller releases it, whatever the answer. */
bool handover_build(struct handover *handover, enum guard_side side,
                    const struct lsa_request *request, const struct sam_account *account,
                    const struct policy *policy, struct moment now, struct fault *fault);

/* Takes UserAll's Parameters over into the account. */
bool handover_take_parameters(const struct handover *handover, struct sam_account *account,
                              struct fault *fault);

/* Wipes and frees. */
void handover_release(struct handover *handover);

#endif
