/*
 * A package as it is written for Windows: the SDK's headers, types and decorations, L"", and
 * ntdll's functions for strings. It is compiled as it is on Linux, too (e2e/library.py). It lets in
 * whose comment begins with "guest", in either case.
 */
#include <windows.h>

#include <ntsecapi.h>
#include <subauth.h>
#include <winternl.h>

static BOOL IsGuest(IN CONST UNICODE_STRING *Comment)
{
    UNICODE_STRING Word;
    RtlInitUnicodeString(&Word, L"gUEST");
    return RtlPrefixUnicodeString(&Word, (PUNICODE_STRING)Comment, TRUE) ? TRUE : FALSE;
}

static VOID SetSafe(OUT PULONG WhichFields, OUT PULONG UserFlags, OUT PBOOLEAN Authoritative,
                    OUT PLARGE_INTEGER LogoffTime, OUT PLARGE_INTEGER KickoffTime)
{
    *WhichFields = 0;
    *UserFlags = 0;
    *Authoritative = TRUE;
    LogoffTime->HighPart = 0x7FFFFFFF;
    LogoffTime->LowPart = 0xFFFFFFFF;
    RtlCopyMemory(KickoffTime, LogoffTime, sizeof(LARGE_INTEGER));
}

NTSTATUS NTAPI Msv1_0SubAuthenticationRoutine(
    IN NETLOGON_LOGON_INFO_CLASS LogonLevel, IN PVOID LogonInformation, IN ULONG Flags,
    IN PUSER_ALL_INFORMATION UserAll, OUT PULONG WhichFields, OUT PULONG UserFlags,
    OUT PBOOLEAN Authoritative, OUT PLARGE_INTEGER LogoffTime, OUT PLARGE_INTEGER KickoffTime)
{
    PNETLOGON_LOGON_IDENTITY_INFO Identity;
    NTSTATUS Status = STATUS_SUCCESS;

    UNREFERENCED_PARAMETER(Flags);
    SetSafe(WhichFields, UserFlags, Authoritative, LogoffTime, KickoffTime);
    switch (LogonLevel) {
    case NetlogonNetworkInformation:
        Identity = &((PNETLOGON_NETWORK_INFO)LogonInformation)->Identity;
        break;
    default:
        return STATUS_INVALID_INFO_CLASS;
    }
    if (Identity->UserName.Length == 0) {
        Status = STATUS_NO_SUCH_USER;
    } else if ((UserAll->UserAccountControl & USER_ACCOUNT_TYPE_MASK) != USER_NORMAL_ACCOUNT) {
        Status = STATUS_ACCOUNT_RESTRICTION;
    } else if (!IsGuest(&UserAll->UserComment)) {
        Status = STATUS_PASSWORD_RESTRICTION;
    }
    return NT_SUCCESS(Status) ? STATUS_SUCCESS : Status;
}
