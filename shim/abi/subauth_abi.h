/*
 * The binary interface between MSV1_0 and a subauthentication package.
 *
 * On Windows it is the SDK's own headers. Elsewhere the same structures and constants are declared
 * here under the same documented names, so that package sources compile unchanged; so are ntdll's
 * functions for counted strings (rtl.h). abi_layout.h holds offsets and sizes equal on both.
 *
 * This is the one header with a platform conditional; platform code is otherwise in pairs of files.
 *
 * Counted strings: Length and MaximumLength are bytes, Buffer need not end in NUL (Q240938).
 * Times: 100 ns units since 1601-01-01 UTC; "never" is NT_NEVER.
 *
 * Sources: subauth.h, ntsecapi.h, ntsam.h, ntstatus.h, and their pages in the Platform SDK.
 */
#ifndef IISSUBA_SUBAUTH_ABI_H
#define IISSUBA_SUBAUTH_ABI_H

#include <stdint.h>

#ifdef _WIN32

#define WIN32_NO_STATUS
#include <windows.h>
#undef WIN32_NO_STATUS
#include <ntsecapi.h>
#include <ntstatus.h>
#include <subauth.h>

#else

#include <stddef.h>

/* What a declaration may be decorated with (windef.h, sal.h); none of it matters here. */
#define WINAPI
#define NTAPI WINAPI
#define APIENTRY WINAPI
#ifndef __stdcall
#define __stdcall
#endif
#ifndef __declspec
#define __declspec(what)
#endif
#define IN
#define OUT
#define OPTIONAL
#define CONST const
#define _In_
#define _Out_
#define _Inout_
#define _In_opt_
#define _Out_opt_
#define _Inout_opt_
#define UNREFERENCED_PARAMETER(parameter) ((void)(parameter))
#define TRUE 1
#define FALSE 0

/* windef.h, winnt.h, basetsd.h. A character has 16 bits: u"text", or L"text" with -fshort-wchar. */
#define VOID void
typedef void *PVOID, *LPVOID;
typedef const void *PCVOID, *LPCVOID;
typedef int32_t BOOL, *PBOOL;
typedef uint8_t UCHAR, *PUCHAR, BOOLEAN, *PBOOLEAN, BYTE, *PBYTE;
typedef char CHAR, *PCHAR, *PSTR, *LPSTR;
typedef const char *PCSTR, *LPCSTR, *PCSZ;
typedef int16_t SHORT, *PSHORT;
typedef uint16_t USHORT, *PUSHORT, WORD, *PWORD, WCHAR, *PWCHAR, *PWSTR, *LPWSTR;
typedef const WCHAR *PCWSTR, *LPCWSTR;
typedef int32_t INT, *PINT, LONG, *PLONG;
typedef uint32_t UINT, *PUINT, ULONG, *PULONG, DWORD, *PDWORD;
typedef int64_t LONGLONG, *PLONGLONG;
typedef uint64_t ULONGLONG, *PULONGLONG;
typedef size_t SIZE_T;
typedef uintptr_t ULONG_PTR, DWORD_PTR;
typedef int32_t NTSTATUS, *PNTSTATUS;
typedef PVOID SAM_HANDLE, HANDLE, HMODULE, HINSTANCE, *PSAM_HANDLE, *PHANDLE;
#define NT_SUCCESS(Status) ((NTSTATUS)(Status) >= 0)

typedef union _LARGE_INTEGER {
    __extension__ struct {
        ULONG LowPart;
        LONG HighPart;
    };
    LONGLONG QuadPart;
} LARGE_INTEGER, *PLARGE_INTEGER;

/* subauth.h */
typedef struct _UNICODE_STRING {
    USHORT Length;
    USHORT MaximumLength;
    PWSTR Buffer;
} UNICODE_STRING, *PUNICODE_STRING;

typedef struct _STRING {
    USHORT Length;
    USHORT MaximumLength;
    PCHAR Buffer;
} STRING, *PSTRING;

typedef struct _OLD_LARGE_INTEGER {
    ULONG LowPart;
    LONG HighPart;
} OLD_LARGE_INTEGER, *POLD_LARGE_INTEGER;

typedef struct _LOGON_HOURS {
    USHORT UnitsPerWeek;
    PUCHAR LogonHours;
} LOGON_HOURS, *PLOGON_HOURS;

typedef struct _SR_SECURITY_DESCRIPTOR {
    ULONG Length;
    PUCHAR SecurityDescriptor;
} SR_SECURITY_DESCRIPTOR, *PSR_SECURITY_DESCRIPTOR;

#pragma pack(push, 4)
typedef struct _USER_ALL_INFORMATION {
    LARGE_INTEGER LastLogon;
    LARGE_INTEGER LastLogoff;
    LARGE_INTEGER PasswordLastSet;
    LARGE_INTEGER AccountExpires;
    LARGE_INTEGER PasswordCanChange;
    LARGE_INTEGER PasswordMustChange;
    UNICODE_STRING UserName;
    UNICODE_STRING FullName;
    UNICODE_STRING HomeDirectory;
    UNICODE_STRING HomeDirectoryDrive;
    UNICODE_STRING ScriptPath;
    UNICODE_STRING ProfilePath;
    UNICODE_STRING AdminComment;
    UNICODE_STRING WorkStations;
    UNICODE_STRING UserComment;
    UNICODE_STRING Parameters;
    UNICODE_STRING LmPassword;
    UNICODE_STRING NtPassword;
    UNICODE_STRING PrivateData;
    SR_SECURITY_DESCRIPTOR SecurityDescriptor;
    ULONG UserId;
    ULONG PrimaryGroupId;
    ULONG UserAccountControl;
    ULONG WhichFields;
    LOGON_HOURS LogonHours;
    USHORT BadPasswordCount;
    USHORT LogonCount;
    USHORT CountryCode;
    USHORT CodePage;
    BOOLEAN LmPasswordPresent;
    BOOLEAN NtPasswordPresent;
    BOOLEAN PasswordExpired;
    BOOLEAN PrivateDataSensitive;
} USER_ALL_INFORMATION, *PUSER_ALL_INFORMATION;
#pragma pack(pop)

#define CLEAR_BLOCK_LENGTH 8
#define CYPHER_BLOCK_LENGTH 8
#define USER_SESSION_KEY_LENGTH (CYPHER_BLOCK_LENGTH * 2)

typedef struct _CLEAR_BLOCK {
    CHAR data[CLEAR_BLOCK_LENGTH];
} CLEAR_BLOCK, *PCLEAR_BLOCK, LM_CHALLENGE, *PLM_CHALLENGE, NT_CHALLENGE, *PNT_CHALLENGE;

typedef struct _CYPHER_BLOCK {
    CHAR data[CYPHER_BLOCK_LENGTH];
} CYPHER_BLOCK, *PCYPHER_BLOCK;

typedef struct _LM_OWF_PASSWORD {
    CYPHER_BLOCK data[2];
} LM_OWF_PASSWORD, *PLM_OWF_PASSWORD, NT_OWF_PASSWORD, *PNT_OWF_PASSWORD;

typedef struct _USER_SESSION_KEY {
    CYPHER_BLOCK data[2];
} USER_SESSION_KEY, *PUSER_SESSION_KEY;

typedef enum _NETLOGON_LOGON_INFO_CLASS {
    NetlogonInteractiveInformation = 1,
    NetlogonNetworkInformation,
    NetlogonServiceInformation,
    NetlogonGenericInformation,
    NetlogonInteractiveTransitiveInformation,
    NetlogonNetworkTransitiveInformation,
    NetlogonServiceTransitiveInformation
} NETLOGON_LOGON_INFO_CLASS;

typedef struct _NETLOGON_LOGON_IDENTITY_INFO {
    UNICODE_STRING LogonDomainName;
    ULONG ParameterControl;
    OLD_LARGE_INTEGER LogonId;
    UNICODE_STRING UserName;
    UNICODE_STRING Workstation;
} NETLOGON_LOGON_IDENTITY_INFO, *PNETLOGON_LOGON_IDENTITY_INFO;

typedef struct _NETLOGON_INTERACTIVE_INFO {
    NETLOGON_LOGON_IDENTITY_INFO Identity;
    LM_OWF_PASSWORD LmOwfPassword;
    NT_OWF_PASSWORD NtOwfPassword;
} NETLOGON_INTERACTIVE_INFO, *PNETLOGON_INTERACTIVE_INFO;

typedef struct _NETLOGON_SERVICE_INFO {
    NETLOGON_LOGON_IDENTITY_INFO Identity;
    LM_OWF_PASSWORD LmOwfPassword;
    NT_OWF_PASSWORD NtOwfPassword;
} NETLOGON_SERVICE_INFO, *PNETLOGON_SERVICE_INFO;

typedef struct _NETLOGON_NETWORK_INFO {
    NETLOGON_LOGON_IDENTITY_INFO Identity;
    LM_CHALLENGE LmChallenge;
    STRING NtChallengeResponse;
    STRING LmChallengeResponse;
} NETLOGON_NETWORK_INFO, *PNETLOGON_NETWORK_INFO;

typedef struct _NETLOGON_GENERIC_INFO {
    NETLOGON_LOGON_IDENTITY_INFO Identity;
    UNICODE_STRING PackageName;
    ULONG DataLength;
    PUCHAR LogonData;
} NETLOGON_GENERIC_INFO, *PNETLOGON_GENERIC_INFO;

typedef struct _MSV1_0_VALIDATION_INFO {
    LARGE_INTEGER LogoffTime;
    LARGE_INTEGER KickoffTime;
    UNICODE_STRING LogonServer;
    UNICODE_STRING LogonDomainName;
    USER_SESSION_KEY SessionKey;
    BOOLEAN Authoritative;
    ULONG UserFlags;
    ULONG WhichFields;
    ULONG UserId;
} MSV1_0_VALIDATION_INFO, *PMSV1_0_VALIDATION_INFO;

#define MSV1_0_PASSTHRU 0x01
#define MSV1_0_GUEST_LOGON 0x02

#define MSV1_0_VALIDATION_LOGOFF_TIME 0x01
#define MSV1_0_VALIDATION_KICKOFF_TIME 0x02
#define MSV1_0_VALIDATION_LOGON_SERVER 0x04
#define MSV1_0_VALIDATION_LOGON_DOMAIN 0x08
#define MSV1_0_VALIDATION_SESSION_KEY 0x10
#define MSV1_0_VALIDATION_USER_FLAGS 0x20
#define MSV1_0_VALIDATION_USER_ID 0x40

#define MSV1_0_SUBAUTH_ACCOUNT_DISABLED 0x01
#define MSV1_0_SUBAUTH_PASSWORD 0x02
#define MSV1_0_SUBAUTH_WORKSTATIONS 0x04
#define MSV1_0_SUBAUTH_LOGON_HOURS 0x08
#define MSV1_0_SUBAUTH_ACCOUNT_EXPIRY 0x10
#define MSV1_0_SUBAUTH_PASSWORD_EXPIRY 0x20
#define MSV1_0_SUBAUTH_ACCOUNT_TYPE 0x40
#define MSV1_0_SUBAUTH_LOCKOUT 0x80

#define USER_ALL_PARAMETERS 0x00200000

#define USER_ACCOUNT_DISABLED 0x00000001
#define USER_HOME_DIRECTORY_REQUIRED 0x00000002
#define USER_PASSWORD_NOT_REQUIRED 0x00000004
#define USER_TEMP_DUPLICATE_ACCOUNT 0x00000008
#define USER_NORMAL_ACCOUNT 0x00000010
#define USER_MNS_LOGON_ACCOUNT 0x00000020
#define USER_INTERDOMAIN_TRUST_ACCOUNT 0x00000040
#define USER_WORKSTATION_TRUST_ACCOUNT 0x00000080
#define USER_SERVER_TRUST_ACCOUNT 0x00000100
#define USER_DONT_EXPIRE_PASSWORD 0x00000200
#define USER_ACCOUNT_AUTO_LOCKED 0x00000400
#define USER_ENCRYPTED_TEXT_PASSWORD_ALLOWED 0x00000800
#define USER_SMARTCARD_REQUIRED 0x00001000
#define USER_TRUSTED_FOR_DELEGATION 0x00002000
#define USER_NOT_DELEGATED 0x00004000
#define USER_USE_DES_KEY_ONLY 0x00008000
#define USER_DONT_REQUIRE_PREAUTH 0x00010000
#define USER_PASSWORD_EXPIRED 0x00020000
#define USER_TRUSTED_TO_AUTHENTICATE_FOR_DELEGATION 0x00040000
#define USER_NO_AUTH_DATA_REQUIRED 0x00080000
#define USER_MACHINE_ACCOUNT_MASK \
    (USER_INTERDOMAIN_TRUST_ACCOUNT | USER_WORKSTATION_TRUST_ACCOUNT | USER_SERVER_TRUST_ACCOUNT)
#define USER_ACCOUNT_TYPE_MASK \
    (USER_TEMP_DUPLICATE_ACCOUNT | USER_NORMAL_ACCOUNT | USER_MACHINE_ACCOUNT_MASK)
#define USER_COMPUTED_ACCOUNT_CONTROL_BITS (USER_ACCOUNT_AUTO_LOCKED | USER_PASSWORD_EXPIRED)

#define SAM_DAYS_PER_WEEK 7
#define SAM_HOURS_PER_WEEK (24 * SAM_DAYS_PER_WEEK)
#define SAM_MINUTES_PER_WEEK (60 * SAM_HOURS_PER_WEEK)

/* ntsecapi.h: NETLOGON_LOGON_IDENTITY_INFO.ParameterControl */
#define MSV1_0_CLEARTEXT_PASSWORD_ALLOWED 0x02
#define MSV1_0_DONT_TRY_GUEST_ACCOUNT 0x10
#define MSV1_0_USE_CLIENT_CHALLENGE 0x80
#define MSV1_0_TRY_GUEST_ACCOUNT_ONLY 0x100
#define MSV1_0_SUBAUTHENTICATION_DLL_EX 0x00100000
#define MSV1_0_SUBAUTHENTICATION_DLL_SHIFT 24
#define MSV1_0_SUBAUTHENTICATION_DLL_IIS 132

/* ntsecapi.h: the profile's user flags */
#define LOGON_GUEST 0x01
#define LOGON_NOENCRYPTION 0x02

/* ntstatus.h */
#define STATUS_SUCCESS ((NTSTATUS)0x00000000)
#define STATUS_UNSUCCESSFUL ((NTSTATUS)0xC0000001)
#define STATUS_INVALID_INFO_CLASS ((NTSTATUS)0xC0000003)
#define STATUS_INVALID_PARAMETER ((NTSTATUS)0xC000000D)
#define STATUS_BUFFER_TOO_SMALL ((NTSTATUS)0xC0000023)
#define STATUS_PRIVILEGE_NOT_HELD ((NTSTATUS)0xC0000061)
#define STATUS_NO_SUCH_USER ((NTSTATUS)0xC0000064)
#define STATUS_WRONG_PASSWORD ((NTSTATUS)0xC000006A)
#define STATUS_PASSWORD_RESTRICTION ((NTSTATUS)0xC000006C)
#define STATUS_LOGON_FAILURE ((NTSTATUS)0xC000006D)
#define STATUS_ACCOUNT_RESTRICTION ((NTSTATUS)0xC000006E)
#define STATUS_INVALID_LOGON_HOURS ((NTSTATUS)0xC000006F)
#define STATUS_INVALID_WORKSTATION ((NTSTATUS)0xC0000070)
#define STATUS_PASSWORD_EXPIRED ((NTSTATUS)0xC0000071)
#define STATUS_ACCOUNT_DISABLED ((NTSTATUS)0xC0000072)
#define STATUS_PROCEDURE_NOT_FOUND ((NTSTATUS)0xC000007A)
#define STATUS_INSUFFICIENT_RESOURCES ((NTSTATUS)0xC000009A)
#define STATUS_DLL_NOT_FOUND ((NTSTATUS)0xC0000135)
#define STATUS_LOGON_TYPE_NOT_GRANTED ((NTSTATUS)0xC000015B)
#define STATUS_ACCOUNT_EXPIRED ((NTSTATUS)0xC0000193)
#define STATUS_PASSWORD_MUST_CHANGE ((NTSTATUS)0xC0000224)
#define STATUS_ACCOUNT_LOCKED_OUT ((NTSTATUS)0xC0000234)

#ifdef __cplusplus
extern "C" {
#endif

/*
 * The documented entry points of a package (subauth.h, and its pages in the Platform SDK). All
 * memory is the caller's, and valid for the call alone.
 *
 * Msv1_0SubAuthenticationRoutine judges a logon in MSV1_0's place. LogonLevel says what
 * LogonInformation is: with NetlogonNetworkInformation a NETLOGON_NETWORK_INFO. Flags are
 * MSV1_0_PASSTHRU and MSV1_0_GUEST_LOGON. UserAll is the account as SAM has it; only its Parameters
 * may be changed. Out come, each in its own place: WhichFields, which says what of UserAll is to be
 * written back, 0 or USER_ALL_PARAMETERS; UserFlags, LOGON_...; Authoritative, whether another
 * authority need not be asked; LogoffTime and KickoffTime, NT times. Returns an NTSTATUS;
 * STATUS_SUCCESS admits.
 *
 * Msv1_0SubAuthenticationRoutineEx does the same; the answer is in one structure, whose WhichFields
 * (MSV1_0_VALIDATION_...) says what of it is set. UserHandle is SAM's handle of the account.
 * ActionsPerformed says which checks were made, MSV1_0_SUBAUTH_...
 *
 * Msv1_0SubAuthenticationRoutineGeneric takes SubmitBufferLength bytes from
 * LsaCallAuthenticationPackage, and answers with a buffer and its length. Who frees that buffer is
 * not documented.
 *
 * Msv1_0SubAuthenticationFilter has the routine's signature. It is asked about whom MSV1_0 has
 * admitted, where the package is Auth0.
 */
NTSTATUS NTAPI Msv1_0SubAuthenticationRoutine(NETLOGON_LOGON_INFO_CLASS LogonLevel,
                                              PVOID LogonInformation, ULONG Flags,
                                              PUSER_ALL_INFORMATION UserAll, PULONG WhichFields,
                                              PULONG UserFlags, PBOOLEAN Authoritative,
                                              PLARGE_INTEGER LogoffTime,
                                              PLARGE_INTEGER KickoffTime);
NTSTATUS NTAPI Msv1_0SubAuthenticationRoutineEx(NETLOGON_LOGON_INFO_CLASS LogonLevel,
                                                PVOID LogonInformation, ULONG Flags,
                                                PUSER_ALL_INFORMATION UserAll,
                                                SAM_HANDLE UserHandle,
                                                PMSV1_0_VALIDATION_INFO ValidationInfo,
                                                PULONG ActionsPerformed);

NTSTATUS NTAPI Msv1_0SubAuthenticationRoutineGeneric(PVOID SubmitBuffer, ULONG SubmitBufferLength,
                                                     PULONG ReturnBufferLength,
                                                     PVOID *ReturnBuffer);
NTSTATUS NTAPI Msv1_0SubAuthenticationFilter(NETLOGON_LOGON_INFO_CLASS LogonLevel,
                                             PVOID LogonInformation, ULONG Flags,
                                             PUSER_ALL_INFORMATION UserAll, PULONG WhichFields,
                                             PULONG UserFlags, PBOOLEAN Authoritative,
                                             PLARGE_INTEGER LogoffTime, PLARGE_INTEGER KickoffTime);

/*
 * By these a package that resizes UserAll->Parameters.Buffer frees it, and allocates another: sizes
 * are in bytes. The host has both, and holds a package to that. NULL where there is no memory.
 */
void *MIDL_user_allocate(size_t size);
void MIDL_user_free(void *memory);

#ifdef __cplusplus
}
#endif

#include "rtl.h"

#endif

/* "Never", for LogoffTime and KickoffTime. */
#define NT_NEVER INT64_C(0x7FFFFFFFFFFFFFFF)

/* The relative ids of the built-in accounts (ntsam.h). */
#define RID_ADMINISTRATOR 500
#define RID_GUEST 501

#endif
