/*
 * What LsaLogonUser's caller is told: Status, and SubStatus where the account's restrictions are
 * why (ntsecapi.h, LsaLogonUser). A wrong name and a wrong password read alike.
 */
#ifndef HOSTSIM_CALLER_STATUS_H
#define HOSTSIM_CALLER_STATUS_H

#include "abi/subauth_abi.h"

struct caller_status {
    NTSTATUS status;
    NTSTATUS sub_status; /* STATUS_SUCCESS where there is none */
};

/*
 * status: what the package or SAM judged. STATUS_ACCOUNT_RESTRICTION with INVALID_LOGON_HOURS,
 * INVALID_WORKSTATION, PASSWORD_EXPIRED or ACCOUNT_DISABLED; STATUS_LOGON_FAILURE for a wrong name
 * or password; every other status as it is.
 */
struct caller_status caller_status_of(NTSTATUS status);

/* The same as event 4625 has it: there SubStatus tells a wrong name from a wrong password. */
struct caller_status caller_status_audited(NTSTATUS status);

#endif
