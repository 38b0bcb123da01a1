/*
 * What the LSA hands to a package, as lsass does: NETLOGON_NETWORK_INFO and USER_ALL_INFORMATION,
 * every string in memory of exactly its length, without a NUL behind it, and room for the answer.
 */
#ifndef HOSTSIM_MARSHAL_H
#define HOSTSIM_MARSHAL_H

#include "guard.h"
#include "logon.h"
#include "lsass/clock.h"
#include "policy.h"

/* The buffers' names, as findings give them. */
#define MARSHAL_INFO "LogonInformation"
#define MARSHAL_USER "LogonInformation->Identity.UserName.Buffer"
#define MARSHAL_DOMAIN "LogonInformation->Identity.LogonDomainName.Buffer"
#define MARSHAL_WORKSTATION "LogonInformation->Identity.Workstation.Buffer"
#define MARSHAL_NT_RESPONSE "LogonInformation->NtChallengeResponse.Buffer"
#define MARSHAL_LM_RESPONSE "LogonInformation->LmChallengeResponse.Buffer"
#define MARSHAL_ACCOUNT_INFO "UserAll"
#define MARSHAL_ACCOUNT "UserAll->UserName.Buffer"
#define MARSHAL_WORKSTATIONS "UserAll->WorkStations.Buffer"
#define MARSHAL_PARAMETERS "UserAll->Parameters.Buffer"
#define MARSHAL_NT_OWF "UserAll->NtPassword.Buffer"
#define MARSHAL_LM_OWF "UserAll->LmPassword.Buffer"
#define MARSHAL_HOURS "UserAll->LogonHours.LogonHours"
#define MARSHAL_VALIDATION "ValidationInformation"

struct marshalled {
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
#define MARSHAL_UNSET(side) ((side) == GUARD_OFF ? 0 : (side) == GUARD_BEFORE ? 0x5A : 0xA5)

/* The caller releases it, whatever the answer. */
bool marshal_build(struct marshalled *marshalled, enum guard_side side,
                   const struct logon_request *request, const struct sam_account *account,
                   const struct policy *policy, struct moment now, struct fault *fault);

/* Takes UserAll's Parameters over into the account. */
bool marshal_take_parameters(const struct marshalled *marshalled, struct sam_account *account,
                             struct fault *fault);

/* Wipes and frees. */
void marshal_release(struct marshalled *marshalled);

#endif
