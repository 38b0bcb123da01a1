/*
 * A stand-in for secur32.dll's logon functions, for Wine, which has none. It is never shipped. It
 * reads each block as the documentation describes it, answers by the rule that the file of
 * LSA_STANDIN gives for the user's name, and writes down what it saw:
 *
 *   [lsa]      record=FILE
 *              caller=system          both functions connect (the default)
 *              caller=administrator   without SeTcbPrivilege on XP or later:
 * LsaRegisterLogonProcess refuses, and a logon through a package caller=administrator-2000   the
 * same, and every other logon package=absent         there is no MSV1_0 profile=none|wrong     a
 * logon without a profile, or with one that cannot be read [answers]  NAME=STATUS SUBSTATUS  in
 * hex; "default" for every other name
 */
#include "standin.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TRUSTED ((HANDLE)(ULONG_PTR)0x7415)
#define UNTRUSTED ((HANDLE)(ULONG_PTR)0x0715)
#define PACKAGE 42

static HANDLE last_token;
static const unsigned char *last_block;
static ULONG last_size;

static bool is_system(void)
{
    return !setting_is("caller", "administrator") && !setting_is("caller", "administrator-2000");
}

static void put_name(const char *call, const LSA_STRING *name)
{
    record("\"call\": \"%s\", \"name\": \"%.*s\", \"length\": %u", call, name->Length, name->Buffer,
           name->Length);
}

NTSTATUS NTAPI LsaRegisterLogonProcess(PLSA_STRING name, PHANDLE handle, PLSA_OPERATIONAL_MODE mode)
{
    put_name("LsaRegisterLogonProcess", name);
    *mode = 0;
    *handle = TRUSTED;
    return is_system() ? STATUS_SUCCESS : STATUS_PORT_CONNECTION_REFUSED;
}

NTSTATUS NTAPI LsaConnectUntrusted(PHANDLE handle)
{
    record("\"call\": \"LsaConnectUntrusted\"");
    *handle = UNTRUSTED;
    return STATUS_SUCCESS;
}

NTSTATUS NTAPI LsaLookupAuthenticationPackage(HANDLE handle, PLSA_STRING name, PULONG package)
{
    static const char msv1_0[] = "MICROSOFT_AUTHENTICATION_PACKAGE_V1_0";
    (void)handle;
    put_name("LsaLookupAuthenticationPackage", name);
    bool known =
        name->Length == sizeof msv1_0 - 1 && memcmp(name->Buffer, msv1_0, sizeof msv1_0 - 1) == 0;
    *package = PACKAGE;
    return known && !setting_is("package", "absent") ? STATUS_SUCCESS : STATUS_NO_SUCH_PACKAGE;
}

static void write_down(HANDLE handle, const struct seen_block *seen, const LSA_STRING *origin,
                       ULONG type, const TOKEN_SOURCE *source, ULONG size)
{
    record(
        "\"call\": \"LsaLogonUser\", \"trusted\": %s, \"origin\": \"%.*s\", \"logon_type\": %lu, "
        "\"message\": %lu, \"control\": %lu, \"package_id\": %lu, \"source\": \"%.8s\", "
        "\"size\": %lu, \"wrong\": \"%s\"",
        handle == TRUSTED ? "true" : "false", origin->Length, origin->Buffer, type, seen->message,
        seen->control, seen->package_id, source->SourceName, size,
        seen->wrong == NULL ? "" : seen->wrong);
    if (seen->wrong != NULL) {
        return;
    }
    for (size_t i = 0; i < seen->count; i++) {
        const struct seen_string *string = &seen->strings[i];
        record("\"field\": \"%s\", \"bytes\": \"%s\"", string->name,
               hex_of(string->bytes, string->length));
    }
    if (seen->challenge != NULL) {
        record("\"field\": \"challenge\", \"bytes\": \"%s\"", hex_of(seen->challenge, 8));
    }
}

/* The rule for a user, or for all others. */
static NTSTATUS answer_for(const struct seen_string *user, NTSTATUS *sub_status)
{
    char name[128] = "";
    char rule[128];
    char *end;
    WideCharToMultiByte(CP_UTF8, 0, user->bytes, user->length / 2, name, sizeof name - 1, NULL,
                        NULL);
    setting("answers", "default", "C000006D 0", rule);
    setting("answers", name, rule, rule);
    NTSTATUS status = (NTSTATUS)strtoul(rule, &end, 16);
    *sub_status = (NTSTATUS)strtoul(end, NULL, 16);
    return status;
}

static UNICODE_STRING put_text(unsigned char **at, const WCHAR *text)
{
    USHORT length = (USHORT)(2 * wcslen(text));
    memcpy(*at, text, length);
    UNICODE_STRING string = {length, length, (WCHAR *)(void *)*at};
    *at += length;
    return string;
}

/* The profile, with keys that are easily found again. */
static void *profile_of(bool interactive, ULONG *size)
{
    *size = 512;
    unsigned char *bytes = calloc(1, *size);
    unsigned char *at = bytes + 256;
    if (interactive) {
        MSV1_0_INTERACTIVE_PROFILE *profile = (void *)bytes;
        profile->MessageType = MsV1_0InteractiveProfile;
        profile->LogoffTime.QuadPart = 127000000000000000;
        profile->KickOffTime.QuadPart = MAXLONGLONG;
        profile->UserFlags = 0x20;
        profile->LogonServer = put_text(&at, L"REALSERVER");
    } else {
        MSV1_0_LM20_LOGON_PROFILE *profile = (void *)bytes;
        profile->MessageType = MsV1_0Lm20LogonProfile;
        profile->LogoffTime.QuadPart = MAXLONGLONG;
        profile->KickOffTime.QuadPart = 128000000000000000;
        profile->UserFlags = 0x124;
        memset(profile->UserSessionKey, 0xA5, sizeof profile->UserSessionKey);
        memset(profile->LanmanSessionKey, 0xA5, sizeof profile->LanmanSessionKey);
        profile->LogonDomainName = put_text(&at, L"REALDOMAIN");
        profile->LogonServer = put_text(&at, L"REALSERVER");
        if (setting_is("profile", "wrong")) {
            profile->LogonServer.Buffer += 4096;
        }
    }
    return bytes;
}

NTSTATUS NTAPI LsaLogonUser(HANDLE handle, PLSA_STRING origin, SECURITY_LOGON_TYPE type,
                            ULONG package, PVOID information, ULONG size, PTOKEN_GROUPS groups,
                            PTOKEN_SOURCE source, PVOID *profile, PULONG profile_size, PLUID id,
                            PHANDLE token, PQUOTA_LIMITS quotas, PNTSTATUS sub_status)
{
    struct seen_block seen = block_read(information, size);
    write_down(handle, &seen, origin, type, source, size);
    memset(quotas, 0, sizeof *quotas);
    *profile = NULL;
    *profile_size = 0;
    *sub_status = STATUS_SUCCESS;
    bool interactive = seen.message == MsV1_0InteractiveLogon;
    if (seen.wrong != NULL || package != PACKAGE || groups != NULL ||
        (type == Network) == interactive) {
        return STATUS_INVALID_PARAMETER;
    }
    bool subauth = seen.message == MsV1_0SubAuthLogon || seen.control >> 24 != 0;
    if (handle != TRUSTED && (subauth || setting_is("caller", "administrator-2000"))) {
        return STATUS_PRIVILEGE_NOT_HELD;
    }
    NTSTATUS status = answer_for(&seen.strings[1], sub_status);
    if (status == STATUS_SUCCESS) {
        *id = (LUID){0x1234, 1};
        *token = last_token = CreateEventA(NULL, FALSE, FALSE, NULL);
        *profile = setting_is("profile", "none") ? NULL : profile_of(interactive, profile_size);
        last_block = information;
        last_size = size;
    }
    return status;
}

static bool all_zero(const unsigned char *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        if (bytes[i] != 0) {
            return false;
        }
    }
    return true;
}

NTSTATUS NTAPI LsaFreeReturnBuffer(PVOID buffer)
{
    record("\"call\": \"LsaFreeReturnBuffer\", \"profile_wiped\": %s, \"block_wiped\": %s",
           all_zero(buffer, 512) ? "true" : "false",
           all_zero(last_block, last_size) ? "true" : "false");
    free(buffer);
    return STATUS_SUCCESS;
}

NTSTATUS NTAPI LsaDeregisterLogonProcess(HANDLE handle)
{
    DWORD flags;
    record("\"call\": \"LsaDeregisterLogonProcess\", \"trusted\": %s, \"token_open\": %s",
           handle == TRUSTED ? "true" : "false",
           last_token != NULL && GetHandleInformation(last_token, &flags) ? "true" : "false");
    return STATUS_SUCCESS;
}

BOOL WINAPI DllMain(HINSTANCE module, DWORD reason, LPVOID reserved)
{
    (void)module;
    (void)reserved;
    if (reason == DLL_PROCESS_ATTACH) {
        record("\"call\": \"loaded\"");
    }
    return TRUE;
}
