/*
 * An example of a routine: it judges logons in MSV1_0's place, for callers that name its number. It
 * is for machines that stand open to all, in a hall or a shop: an account whose "Log on to" list
 * names workstations is let in from one of them without a password, and from nowhere else.
 */
#include "abi/subauth_abi.h"

/* A counted string ends where it ends (Q240938). Returns its units; 0 where it is not sound. */
static unsigned units_of(const UNICODE_STRING *text)
{
    int sound = text->Buffer != NULL && text->Length <= text->MaximumLength;
    return sound ? text->Length / 2u : 0;
}

static int unit_at(const UNICODE_STRING *text, unsigned at)
{
    const unsigned char *bytes = (const unsigned char *)text->Buffer;
    int unit = bytes[2 * at] | bytes[2 * at + 1] << 8;
    return unit >= 'a' && unit <= 'z' ? unit - 'a' + 'A' : unit;
}

/* Whether the list, whose names are separated by commas, has the name at a place. */
static int has_at(const UNICODE_STRING *list, unsigned at, const UNICODE_STRING *name)
{
    unsigned length = units_of(name);
    if (at + length > units_of(list)) {
        return 0;
    }
    for (unsigned i = 0; i < length; i++) {
        if (unit_at(list, at + i) != unit_at(name, i)) {
            return 0;
        }
    }
    return at + length == units_of(list) || unit_at(list, at + length) == ',';
}

static int is_listed(const UNICODE_STRING *list, const UNICODE_STRING *name)
{
    for (unsigned at = 0; units_of(name) > 0 && at < units_of(list); at++) {
        if ((at == 0 || unit_at(list, at - 1) == ',') && has_at(list, at, name)) {
            return 1;
        }
    }
    return 0;
}

NTSTATUS NTAPI Msv1_0SubAuthenticationRoutine(NETLOGON_LOGON_INFO_CLASS LogonLevel,
                                              PVOID LogonInformation, ULONG Flags,
                                              PUSER_ALL_INFORMATION UserAll, PULONG WhichFields,
                                              PULONG UserFlags, PBOOLEAN Authoritative,
                                              PLARGE_INTEGER LogoffTime, PLARGE_INTEGER KickoffTime)
{
    const NETLOGON_NETWORK_INFO *logon = LogonInformation;
    *WhichFields = 0;
    *UserFlags = 0;
    *Authoritative = TRUE;
    LogoffTime->QuadPart = NT_NEVER;
    KickoffTime->QuadPart = NT_NEVER;
    if (LogonLevel != NetlogonNetworkInformation) {
        return STATUS_INVALID_INFO_CLASS;
    }
    /* A guest, and what is no person's account, have no place to log on from. */
    if ((Flags & MSV1_0_GUEST_LOGON) != 0 ||
        (UserAll->UserAccountControl & USER_NORMAL_ACCOUNT) == 0) {
        *Authoritative = FALSE;
        return STATUS_NO_SUCH_USER;
    }
    if ((UserAll->UserAccountControl & USER_ACCOUNT_DISABLED) != 0) {
        return STATUS_ACCOUNT_DISABLED;
    }
    return is_listed(&UserAll->WorkStations, &logon->Identity.Workstation)
               ? STATUS_SUCCESS
               : STATUS_INVALID_WORKSTATION;
}
