/*
 * NTSTATUS codes by name, and what a program that called LogonUser sees: the Win32 error that
 * LsaLogonUser's caller gets, and Windows' text. A wrong name and a wrong password both read 1326.
 *
 * Sources: ntstatus.h, winerror.h, and the texts as FormatMessage gave them on NT 4.0 to 2003.
 */
#ifndef HOSTSIM_STATUS_H
#define HOSTSIM_STATUS_H

#include <stdint.h>

#include "abi/subauth_abi.h"

/* ntstatus.h; those that packages answer with are in subauth_abi.h. */
#ifndef STATUS_NAME_TOO_LONG
#define STATUS_NAME_TOO_LONG ((NTSTATUS)0xC0000106)
#define STATUS_ILL_FORMED_PASSWORD ((NTSTATUS)0xC000006B)
#define STATUS_AUDIT_FAILED ((NTSTATUS)0xC0000244)
#define STATUS_NO_SUCH_DOMAIN ((NTSTATUS)0xC00000DF)
#define STATUS_NOLOGON_INTERDOMAIN_TRUST_ACCOUNT ((NTSTATUS)0xC0000198)
#define STATUS_NOLOGON_WORKSTATION_TRUST_ACCOUNT ((NTSTATUS)0xC0000199)
#define STATUS_NOLOGON_SERVER_TRUST_ACCOUNT ((NTSTATUS)0xC000019A)
#endif

struct status_text {
    NTSTATUS status;
    const char *name; /* "STATUS_WRONG_PASSWORD" */
    uint32_t win32;
    const char *message; /* UTF-8, without a line end */
};

/*
 * Looks a status up. The result is static, and never NULL. A status that a logon usually ends with
 * has Windows' text. Every other one that ntstatus.h names has an empty text, and the error of
 * RtlNtStatusToDosError. One that it does not name is "unknown", with 317 and its text; the
 * result's own status is then 0.
 */
const struct status_text *status_text(NTSTATUS status);

#endif
