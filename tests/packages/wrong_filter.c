/*
 * A filter that is sound, but for what the environment's WRONG names: the check of hostsim probe
 * that must find it. It looks into LogonInformation and the times, as the KDC may hand them over.
 */
#include "abi/subauth_abi.h"

#include <stdlib.h>
#include <string.h>

static volatile unsigned taken;

static int wrong(const char *name)
{
    const char *named = getenv("WRONG");
    return named != NULL && strcmp(named, name) == 0;
}

#ifdef _WIN32
__declspec(dllexport)
#else
__attribute__((visibility("default")))
#endif
    NTSTATUS NTAPI
    Msv1_0SubAuthenticationFilter(NETLOGON_LOGON_INFO_CLASS LogonLevel, PVOID LogonInformation,
                                  ULONG Flags, PUSER_ALL_INFORMATION UserAll, PULONG WhichFields,
                                  PULONG UserFlags, PBOOLEAN Authoritative,
                                  PLARGE_INTEGER LogoffTime, PLARGE_INTEGER KickoffTime)
{
    const NETLOGON_LOGON_IDENTITY_INFO *identity = LogonInformation;
    (void)LogonLevel;
    (void)Flags;
    (void)UserAll;
    (void)WhichFields;
    (void)UserFlags;
    (void)Authoritative;
    (void)KickoffTime;
    if (wrong("kerberos-null-pointers")) {
        taken += identity->ParameterControl;
        LogoffTime->QuadPart = NT_NEVER;
    }
    if (wrong("kerberos-filter") && identity != NULL && identity->LogonId.LowPart == 0) {
        abort();
    }
    return STATUS_SUCCESS;
}
