/*
 * A package that replaces Parameters by a longer text, as the SDK's page says: MIDL_user_free, and
 * MIDL_user_allocate. The environment's ALLOCATES has it break one of the rules.
 */
#include "abi/subauth_abi.h"

#include <stdlib.h>
#include <string.h>

static const char text[] = "s\0e\0e\0n\0"; /* UTF-16 */

static int does(const char *what)
{
    const char *chosen = getenv("ALLOCATES");
    return chosen != NULL && strcmp(chosen, what) == 0;
}

static void replace(UNICODE_STRING *parameters)
{
    static WCHAR own[4];
    USHORT size = sizeof text - 1;
    PWSTR fresh = does("own") ? own : MIDL_user_allocate(size);
    if (!does("keep") && !does("dangle")) {
        MIDL_user_free(parameters->Buffer);
    }
    if (does("twice")) {
        MIDL_user_free(parameters->Buffer);
    }
    if (does("foreign")) {
        MIDL_user_free(own);
    }
    if (does("dangle")) {
        MIDL_user_free(parameters->Buffer);
        return;
    }
    memcpy(fresh, text, size);
    parameters->Buffer = does("nothing") ? NULL : fresh;
    parameters->Length = size;
    parameters->MaximumLength = (USHORT)(does("more") ? 2 * size : size);
}

NTSTATUS NTAPI Msv1_0SubAuthenticationRoutine(NETLOGON_LOGON_INFO_CLASS LogonLevel,
                                              PVOID LogonInformation, ULONG Flags,
                                              PUSER_ALL_INFORMATION UserAll, PULONG WhichFields,
                                              PULONG UserFlags, PBOOLEAN Authoritative,
                                              PLARGE_INTEGER LogoffTime, PLARGE_INTEGER KickoffTime)
{
    (void)LogonLevel;
    (void)LogonInformation;
    (void)Flags;
    *UserFlags = 0;
    *Authoritative = TRUE;
    LogoffTime->QuadPart = NT_NEVER;
    KickoffTime->QuadPart = NT_NEVER;
    *WhichFields = USER_ALL_PARAMETERS;
    replace(&UserAll->Parameters);
    return STATUS_SUCCESS;
}
