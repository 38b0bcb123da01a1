/*
 * A package that leaves a mark wherever it is loaded: a line in the file that the environment's
 * MARKS names. It admits everybody, as a routine and as a filter.
 */
#include <stdio.h>
#include <stdlib.h>

#include "abi/subauth_abi.h"

#ifdef _WIN32
#define EXPORTED __declspec(dllexport)
#else
#define EXPORTED __attribute__((visibility("default")))
#endif

__attribute__((constructor)) static void leave_a_mark(void)
{
    const char *path = getenv("MARKS");
    FILE *file = path == NULL ? NULL : fopen(path, "a");
    if (file != NULL) {
        fputs("loaded\n", file);
        fclose(file);
    }
}

EXPORTED NTSTATUS NTAPI Msv1_0SubAuthenticationRoutine(
    NETLOGON_LOGON_INFO_CLASS LogonLevel, PVOID LogonInformation, ULONG Flags,
    PUSER_ALL_INFORMATION UserAll, PULONG WhichFields, PULONG UserFlags, PBOOLEAN Authoritative,
    PLARGE_INTEGER LogoffTime, PLARGE_INTEGER KickoffTime)
{
    (void)LogonLevel;
    (void)LogonInformation;
    (void)Flags;
    (void)UserAll;
    *WhichFields = 0;
    *UserFlags = 0;
    *Authoritative = TRUE;
    LogoffTime->QuadPart = NT_NEVER;
    KickoffTime->QuadPart = NT_NEVER;
    return STATUS_SUCCESS;
}

EXPORTED NTSTATUS NTAPI Msv1_0SubAuthenticationFilter(
    NETLOGON_LOGON_INFO_CLASS LogonLevel, PVOID LogonInformation, ULONG Flags,
    PUSER_ALL_INFORMATION UserAll, PULONG WhichFields, PULONG UserFlags, PBOOLEAN Authoritative,
    PLARGE_INTEGER LogoffTime, PLARGE_INTEGER KickoffTime)
{
    return Msv1_0SubAuthenticationRoutine(LogonLevel, LogonInformation, Flags, UserAll, WhichFields,
                                          UserFlags, Authoritative, LogoffTime, KickoffTime);
}
