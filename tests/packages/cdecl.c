/* A package that is sound but for its calling convention, which matters on x86: cdecl, and not
 * NTAPI. */
#include "abi/subauth_abi.h"

NTSTATUS __cdecl refuse(NETLOGON_LOGON_INFO_CLASS level, PVOID information, ULONG flags,
                        PUSER_ALL_INFORMATION user, PULONG which, PULONG user_flags,
                        PBOOLEAN authoritative, PLARGE_INTEGER logoff, PLARGE_INTEGER kickoff);

NTSTATUS __cdecl refuse(NETLOGON_LOGON_INFO_CLASS level, PVOID information, ULONG flags,
                        PUSER_ALL_INFORMATION user, PULONG which, PULONG user_flags,
                        PBOOLEAN authoritative, PLARGE_INTEGER logoff, PLARGE_INTEGER kickoff)
{
    (void)information;
    (void)flags;
    (void)user;
    *authoritative = TRUE;
    *which = 0;
    *user_flags = 0;
    logoff->QuadPart = NT_NEVER;
    kickoff->QuadPart = NT_NEVER;
    return level == NetlogonNetworkInformation ? STATUS_WRONG_PASSWORD : STATUS_INVALID_INFO_CLASS;
}
