/*
 * What the LSA hands to a package, as lsass does: LogonInformation of the logon's level and
 * USER_ALL_INFORMATION, with every string in memory of exactly its length, without a NUL behind it,
 * and room for the answer.
 *
 * Sources: subauth.h, MS-SAMR 2.2.6 (the account's fields), Q240938 (counted strings).
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
#define MARSHAL_FULL_NAME "UserAll->FullName.Buffer"
#define MARSHAL_HOME_DIRECTORY "UserAll->HomeDirectory.Buffer"
#define MARSHAL_HOME_DIRECTORY_DRIVE "UserAll->HomeDirectoryDrive.Buffer"
#define MARSHAL_SCRIPT_PATH "UserAll->ScriptPath.Buffer"
#define MARSHAL_PROFILE_PATH "UserAll->ProfilePath.Buffer"
#define MARSHAL_ADMIN_COMMENT "UserAll->AdminComment.Buffer"
#define MARSHAL_USER_COMMENT "UserAll->UserComment.Buffer"
#define MARSHAL_NT_OWF "UserAll->NtPassword.Buffer"
#define MARSHAL_LM_OWF "UserAll->LmPassword.Buffer"
#define MARSHAL_HOURS "UserAll->LogonHours.LogonHours"
#define MARSHAL_VALIDATION "ValidationInformation"

/* What a package is told of: the logon, its account, and when. All of it is the caller's. */
struct logon_subject {
    const struct logon_request *request;
    const struct sam_account *account;
    const struct policy *policy;
    struct moment now;
    uint64_t logon_id; /* 0 for Kerberos */
};

struct marshalled {
    struct guard guard; /* the memory of all that follows */
    NETLOGON_LOGON_INFO_CLASS level;
    void *information;           /* LogonInformation, as the level has it; may be NULL */
    NETLOGON_NETWORK_INFO *info; /* the same, at a network level; else NULL */
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
 * What each byte of the answer's memory is before a routine is called. Watched memory has a pattern
 * that is no likely answer, so that what was not set is seen. With GUARD_OFF, and for a filter,
 * there is an answer instead: authoritative, no flags, and times that are NT_NEVER; Ex's is zero.
 */
#define MARSHAL_UNSET(side) ((side) == GUARD_OFF ? 0 : (side) == GUARD_BEFORE ? 0x5A : 0xA5)

/*
 * Makes all that a routine is handed for a network logon. side says how the memory is watched. What
 * the subject points to is copied. *marshalled is filled; the caller releases it, whatever the
 * result. Of the answer's memory there is what the request's export has; the rest is NULL. False
 * where a text is not UTF-8 or too long for a counted string, or there is no memory.
 */
bool marshal_build(struct marshalled *marshalled, enum guard_side side,
                   const struct logon_subject *subject, struct fault *fault);

/*
 * Makes all that a filter is handed for a logon that MSV1_0 or the KDC has admitted. found is their
 * result: its times and user flags already stand in the answer, so that a filter that only refuses
 * loses nothing. A network logon by NTLM has its network level, a service logon
 * NetlogonServiceInformation, every other NetlogonInteractiveInformation. Where the request says
 * null_pointers, LogonInformation and the times are NULL. *marshalled is filled, with memory that
 * is not watched; the caller releases it, whatever the result. False as marshal_build. (SDK,
 * "normally NetlogonInteractiveInformation"; kerbsubauth for the NULL pointers)
 */
bool marshal_filter(struct marshalled *marshalled, const struct logon_subject *subject,
                    const struct logon_result *found, struct fault *fault);

/*
 * Copies UserAll's Parameters into the account, as UTF-8; what was there is freed. False, with
 * nothing changed, where the package left them unsound (midl.h), or there is no memory.
 */
bool marshal_take_parameters(const struct marshalled *marshalled, struct sam_account *account,
                             struct fault *fault);

/* Wipes and frees. */
void marshal_release(struct marshalled *marshalled);

#endif
