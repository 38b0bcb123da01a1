/*
 * An example of RoutineGeneric: a filter (Auth0) that counts the logons MSV1_0 has admitted, and
 * tells whoever asks. A process with SeTcbPrivilege asks by LsaCallAuthenticationPackage, message
 * MsV1_0SubAuth, with "count" as SubmitBuffer; ReturnBuffer is the number, as text.
 */
#include "abi/subauth_abi.h"

#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

#define QUESTION "count"

static atomic_uint logons;

NTSTATUS NTAPI Msv1_0SubAuthenticationFilter(NETLOGON_LOGON_INFO_CLASS LogonLevel,
                                             PVOID LogonInformation, ULONG Flags,
                                             PUSER_ALL_INFORMATION UserAll, PULONG WhichFields,
                                             PULONG UserFlags, PBOOLEAN Authoritative,
                                             PLARGE_INTEGER LogoffTime, PLARGE_INTEGER KickoffTime)
{
    (void)LogonLevel;
    (void)LogonInformation;
    (void)Flags;
    (void)UserAll;
    (void)WhichFields;
    (void)UserFlags;
    (void)Authoritative;
    (void)LogoffTime;
    (void)KickoffTime;
    atomic_fetch_add(&logons, 1);
    return STATUS_SUCCESS;
}

NTSTATUS NTAPI Msv1_0SubAuthenticationRoutineGeneric(PVOID SubmitBuffer, ULONG SubmitBufferLength,
                                                     PULONG ReturnBufferLength, PVOID *ReturnBuffer)
{
    /* Who frees ReturnBuffer is not documented: this one stays, each thread's own. */
    static _Thread_local char answer[16];
    *ReturnBufferLength = 0;
    *ReturnBuffer = NULL;
    if (SubmitBufferLength != sizeof QUESTION - 1 ||
        memcmp(SubmitBuffer, QUESTION, sizeof QUESTION - 1) != 0) {
        return STATUS_INVALID_PARAMETER;
    }
    *ReturnBufferLength = (ULONG)snprintf(answer, sizeof answer, "%u", atomic_load(&logons));
    *ReturnBuffer = answer;
    return STATUS_SUCCESS;
}
