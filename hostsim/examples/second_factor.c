/*
 * An example of a second factor: a filter, to be registered as Auth0 below Lsa\\MSV1_0, below
 * Lsa\\Kerberos, or both. Some other program asks the person for the factor, and writes into the
 * account's UserComment until when it holds, "factor=MINUTES", in minutes since 1970. An account
 * whose comment begins so is let in until then; every other account has no second factor.
 *
 * Kerberos may hand over NULL for LogonInformation and the times: this filter looks at neither.
 */
#include "abi/subauth_abi.h"

#include <string.h>
#include <time.h>

#define MARK "factor="
#define DIGITS_MOST 12

/* The comment is a counted string: it ends where it ends (Q240938). False: it does not begin so. */
static int read_minutes(const UNICODE_STRING *comment, long long *minutes)
{
    const unsigned char *bytes = (const unsigned char *)comment->Buffer;
    size_t units = comment->Length / 2u;
    if (bytes == NULL || comment->Length > comment->MaximumLength || units < sizeof MARK - 1) {
        return 0;
    }
    *minutes = 0;
    for (size_t i = 0; i < units && i < sizeof MARK - 1 + DIGITS_MOST; i++) {
        int unit = bytes[2 * i] | bytes[2 * i + 1] << 8;
        if (i < sizeof MARK - 1) {
            if (unit != MARK[i]) {
                return 0;
            }
        } else if (unit >= '0' && unit <= '9') {
            *minutes = *minutes * 10 + unit - '0';
        } else {
            break;
        }
    }
    return 1;
}

NTSTATUS NTAPI Msv1_0SubAuthenticationFilter(NETLOGON_LOGON_INFO_CLASS LogonLevel,
                                             PVOID LogonInformation, ULONG Flags,
                                             PUSER_ALL_INFORMATION UserAll, PULONG WhichFields,
                                             PULONG UserFlags, PBOOLEAN Authoritative,
                                             PLARGE_INTEGER LogoffTime, PLARGE_INTEGER KickoffTime)
{
    long long minutes;
    (void)LogonLevel;
    (void)LogonInformation;
    (void)Flags;
    (void)WhichFields;
    (void)UserFlags;
    (void)Authoritative;
    (void)LogoffTime;
    (void)KickoffTime;
    if (!read_minutes(&UserAll->UserComment, &minutes)) {
        return STATUS_SUCCESS;
    }
    return time(NULL) / 60 < minutes ? STATUS_SUCCESS : STATUS_ACCOUNT_RESTRICTION;
}
