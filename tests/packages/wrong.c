/*
 * A package that does wrong what the user's name says: "over-read", "write", "silent" or "crash".
 * Anybody else is admitted. For the tests of what hostsim says of it.
 */
#include "abi/subauth_abi.h"

#include <stddef.h>

#ifdef _WIN32
#define EXPORTED __declspec(dllexport)
#else
#define EXPORTED __attribute__((visibility("default")))
#endif

static volatile unsigned taken;

static int is_user(const UNICODE_STRING *name, const char *word)
{
    const unsigned char *bytes = (const unsigned char *)name->Buffer;
    size_t i = 0;
    while (word[i] != '\0' && 2 * i + 1 < name->Length && name->Length <= name->MaximumLength &&
           bytes != NULL && bytes[2 * i] == (unsigned char)word[i] && bytes[2 * i + 1] == 0) {
        i++;
    }
    return word[i] == '\0' && 2 * i == name->Length;
}

EXPORTED NTSTATUS NTAPI Msv1_0SubAuthenticationRoutine(
    NETLOGON_LOGON_INFO_CLASS LogonLevel, PVOID LogonInformation, ULONG Flags,
    PUSER_ALL_INFORMATION UserAll, PULONG WhichFields, PULONG UserFlags, PBOOLEAN Authoritative,
    PLARGE_INTEGER LogoffTime, PLARGE_INTEGER KickoffTime)
{
    const UNICODE_STRING *name = &UserAll->UserName;
    (void)LogonLevel;
    (void)LogonInformation;
    (void)Flags;
    if (is_user(name, "silent")) {
        return STATUS_WRONG_PASSWORD;
    }
    if (is_user(name, "over-read")) {
        taken += ((const unsigned char *)name->Buffer)[name->Length];
    } else if (is_user(name, "write")) {
        UserAll->LogonCount++;
    } else if (is_user(name, "crash")) {
        const volatile unsigned *nowhere = (const volatile unsigned *)UserAll->AdminComment.Buffer;
        taken += *nowhere;
    }
    *Authoritative = TRUE;
    *WhichFields = 0;
    *UserFlags = 0;
    LogoffTime->QuadPart = NT_NEVER;
    KickoffTime->QuadPart = NT_NEVER;
    return STATUS_SUCCESS;
}
