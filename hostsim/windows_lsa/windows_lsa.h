/*
 * Windows' own LSA: a logon by LsaLogonUser, so that the fake LSA can be held against it.
 *
 * Whether SeTcbPrivilege is needed. LsaLogonUser's page asks it of the caller "if a
 * subauthentication package is used" (or LocalGroups is not NULL), and otherwise has
 * LsaConnectUntrusted to obtain the handle; NT 4.0 and 2000 ask it of every caller (LogonUser's
 * page; XP is the first that does not). LsaRegisterLogonProcess's page: without it,
 * STATUS_PORT_CONNECTION_REFUSED. So LsaRegisterLogonProcess is tried first, with the privilege
 * enabled where the token has it. Where it refuses, the connection is an untrusted one: a logon
 * through a package is then not tried, and another one fails where the LSA answers
 * STATUS_PRIVILEGE_NOT_HELD. The fault says how to run as LocalSystem, who has the privilege.
 *
 * The functions are in secur32.dll, on NT 4.0 too. It is loaded when it is needed, and from the
 * system folder alone.
 *
 * A logon here is a real one: a wrong password counts towards lockout, and is in the Security log.
 *
 * Source: the pages of these functions in the Platform SDK.
 */
#ifndef HOSTSIM_WINDOWS_LSA_H
#define HOSTSIM_WINDOWS_LSA_H

#include "logon.h"
#include "profile_buffer.h"

struct windows_answer {
    NTSTATUS status;
    NTSTATUS sub_status; /* documented where the account's restrictions are why; else as it came */
    uint64_t logon_id;   /* 0 where nobody was logged on; so is the profile */
    struct returned_profile profile;
};

/* A connection to the LSA. */
struct windows_lsa;

/* Whether this is Windows; elsewhere opening fails always. */
extern const bool windows_lsa_here;

/*
 * Connects to the LSA and finds MSV1_0. The caller closes it. NULL, with the fault, where
 * secur32.dll or one of its functions is not there, the LSA refuses, or it has no MSV1_0.
 */
struct windows_lsa *windows_lsa_open(struct fault *fault);

/*
 * Does one logon. Fills *answer. The token is closed, so that the logon's session ends; the profile
 * is wiped and freed, and so is the block that was submitted. False where it was not tried, or
 * for want of the privilege.
 */
bool windows_lsa_logon(struct windows_lsa *lsa, const struct logon_request *request,
                       struct windows_answer *answer, struct fault *fault);

/* NULL may be given as well. */
void windows_lsa_close(struct windows_lsa *lsa);

#endif
