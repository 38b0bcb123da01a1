/*
 * What LsaLogonUser's caller is told: Status, and SubStatus where the account's restrictions are
 * why. A wrong name and a wrong password read alike.
 *
 * Source: LsaLogonUser's page in the Platform SDK.
 */
#ifndef HOSTSIM_CALLER_STATUS_H
#define HOSTSIM_CALLER_STATUS_H

#include "abi/subauth_abi.h"

struct caller_status {
    NTSTATUS status;
    NTSTATUS sub_status; /* STATUS_SUCCESS where there is none */
};

/*
 * Makes it of what the package or SAM judged. STATUS_ACCOUNT_RESTRICTION has INVALID_LOGON_HOURS,
 * INVALID_WORKSTATION, PASSWORD_EXPIRED or ACCOUNT_DISABLED as its SubStatus. A wrong name or
 * password is STATUS_LOGON_FAILURE. Every other status stays as it is.
 */
struct caller_status caller_status_of(NTSTATUS status);

/* Does the same as event 4625 has it: there SubStatus tells a wrong name from a wrong password. */
struct caller_status caller_status_audited(NTSTATUS status);

#endif
