/*
 * ntdll's functions for counted strings and memory, as far as packages use them, where there is no
 * ntdll: each does what its page in the Windows Driver Kit says. None of them allocates. For
 * subauth_abi.h, behind its types. No header of the C library is needed.
 *
 * Upper case is the host's to know: RtlUpcaseUnicodeChar is found in it as a package is loaded.
 */
#ifndef IISSUBA_RTL_H
#define IISSUBA_RTL_H

#ifdef __cplusplus
extern "C" {
#endif

#define RtlZeroMemory(Destination, Length) __builtin_memset((Destination), 0, (Length))
#define RtlFillMemory(Destination, Length, Fill) __builtin_memset((Destination), (Fill), (Length))
#define RtlCopyMemory(Destination, Source, Length) \
    __builtin_memcpy((Destination), (Source), (Length))
#define RtlMoveMemory(Destination, Source, Length) \
    __builtin_memmove((Destination), (Source), (Length))
#define RtlEqualMemory(Left, Right, Length) (__builtin_memcmp((Left), (Right), (Length)) == 0)
#define ZeroMemory RtlZeroMemory
#define CopyMemory RtlCopyMemory
#define MoveMemory RtlMoveMemory
#define FillMemory RtlFillMemory

typedef const UNICODE_STRING *PCUNICODE_STRING;
typedef const STRING *PCSTRING;
typedef STRING ANSI_STRING, *PANSI_STRING;

#define RTL_LONGEST_STRING 0xFFFC /* bytes of a string that is initialized, without its NUL */

/* What the compiler does not leave out, though nothing reads it afterwards. */
static inline PVOID RtlSecureZeroMemory(PVOID Destination, SIZE_T Length)
{
    for (SIZE_T i = 0; i < Length; i++) {
        ((volatile UCHAR *)Destination)[i] = 0;
    }
    return Destination;
}

/* The upper case of a character; one without an upper case is returned as it is. */
WCHAR NTAPI RtlUpcaseUnicodeChar(WCHAR SourceCharacter);

/* A string up to a NUL, which is not counted in Length; SourceString may be NULL. */
static inline void RtlInitUnicodeString(PUNICODE_STRING DestinationString, PCWSTR SourceString)
{
    size_t length = 0;
    while (SourceString != NULL && length < RTL_LONGEST_STRING &&
           SourceString[length / sizeof(WCHAR)] != 0) {
        length += sizeof(WCHAR);
    }
    DestinationString->Length = (USHORT)length;
    DestinationString->MaximumLength = SourceString == NULL ? 0 : (USHORT)(length + sizeof(WCHAR));
    DestinationString->Buffer = (PWSTR)(uintptr_t)SourceString;
}

static inline void RtlInitString(PSTRING DestinationString, PCSZ SourceString)
{
    size_t length = 0;
    while (SourceString != NULL && length < RTL_LONGEST_STRING && SourceString[length] != 0) {
        length++;
    }
    DestinationString->Length = (USHORT)length;
    DestinationString->MaximumLength = SourceString == NULL ? 0 : (USHORT)(length + 1);
    DestinationString->Buffer = (PCHAR)(uintptr_t)SourceString;
}
#define RtlInitAnsiString RtlInitString

/* A unit of a buffer, which a counted string need not have aligned. */
static inline WCHAR rtl_unit(PCUNICODE_STRING string, size_t index, BOOLEAN CaseInSensitive)
{
    WCHAR unit;
    __builtin_memcpy(&unit, (const char *)string->Buffer + index * sizeof unit, sizeof unit);
    return CaseInSensitive ? RtlUpcaseUnicodeChar(unit) : unit;
}

/* Below 0, 0 or above 0, as String1 is below String2, equal, or above it. */
static inline LONG RtlCompareUnicodeString(PCUNICODE_STRING String1, PCUNICODE_STRING String2,
                                           BOOLEAN CaseInSensitive)
{
    size_t length1 = String1->Length / sizeof(WCHAR);
    size_t length2 = String2->Length / sizeof(WCHAR);
    for (size_t i = 0; i < length1 && i < length2; i++) {
        WCHAR unit1 = rtl_unit(String1, i, CaseInSensitive);
        WCHAR unit2 = rtl_unit(String2, i, CaseInSensitive);
        if (unit1 != unit2) {
            return (LONG)unit1 - (LONG)unit2;
        }
    }
    return (LONG)length1 - (LONG)length2;
}

static inline BOOLEAN RtlEqualUnicodeString(PCUNICODE_STRING String1, PCUNICODE_STRING String2,
                                            BOOLEAN CaseInSensitive)
{
    return String1->Length == String2->Length &&
           RtlCompareUnicodeString(String1, String2, CaseInSensitive) == 0;
}

/* Whether String2 begins with String1. */
static inline BOOLEAN RtlPrefixUnicodeString(PCUNICODE_STRING String1, PCUNICODE_STRING String2,
                                             BOOLEAN CaseInSensitive)
{
    UNICODE_STRING beginning = *String2;
    beginning.Length = String1->Length;
    return String1->Length <= String2->Length &&
           RtlEqualUnicodeString(String1, &beginning, CaseInSensitive);
}

/* Copies what fits into MaximumLength; SourceString may be NULL. A NUL follows where it fits. */
static inline void RtlCopyUnicodeString(PUNICODE_STRING DestinationString,
                                        PCUNICODE_STRING SourceString)
{
    USHORT length = SourceString == NULL ? 0 : SourceString->Length;
    USHORT most = DestinationString->MaximumLength;
    char *to = (char *)DestinationString->Buffer;
    length = length < most ? length : most;
    if (length > 0) {
        __builtin_memmove(to, SourceString->Buffer, length);
    }
    DestinationString->Length = length;
    if (length + sizeof(WCHAR) <= most) {
        __builtin_memset(to + length, 0, sizeof(WCHAR));
    }
}

/* Appends; STATUS_BUFFER_TOO_SMALL, with nothing changed, where it does not fit. */
static inline NTSTATUS RtlAppendUnicodeStringToString(PUNICODE_STRING Destination,
                                                      PCUNICODE_STRING Source)
{
    size_t length = (size_t)Destination->Length + Source->Length;
    char *to = (char *)Destination->Buffer;
    if (length > Destination->MaximumLength) {
        return STATUS_BUFFER_TOO_SMALL;
    }
    if (Source->Length > 0) {
        __builtin_memmove(to + Destination->Length, Source->Buffer, Source->Length);
    }
    Destination->Length = (USHORT)length;
    if (length + sizeof(WCHAR) <= Destination->MaximumLength) {
        __builtin_memset(to + length, 0, sizeof(WCHAR));
    }
    return STATUS_SUCCESS;
}

static inline NTSTATUS RtlAppendUnicodeToString(PUNICODE_STRING Destination, PCWSTR Source)
{
    UNICODE_STRING source;
    RtlInitUnicodeString(&source, Source);
    return RtlAppendUnicodeStringToString(Destination, &source);
}

#ifdef __cplusplus
}
#endif

#endif
