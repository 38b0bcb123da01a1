#include "windows_lsa.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "files/system_error.h"
#include "status.h"
#include "submit_buffer.h"
#include "text/wipe.h"

#define NAME "hostsim" /* OriginName, the logon process, and the token's source: 7 and a NUL */

const bool windows_lsa_here = true;

/* secur32.dll's functions, by the names that ntsecapi.h declares them under. */
struct functions {
    NTSTATUS(NTAPI *register_process)(PLSA_STRING, PHANDLE, PLSA_OPERATIONAL_MODE);
    NTSTATUS(NTAPI *connect_untrusted)(PHANDLE);
    NTSTATUS(NTAPI *lookup_package)(HANDLE, PLSA_STRING, PULONG);
    NTSTATUS(NTAPI *logon_user)
    (HANDLE, PLSA_STRING, SECURITY_LOGON_TYPE, ULONG, PVOID, ULONG, PTOKEN_GROUPS, PTOKEN_SOURCE,
     PVOID *, PULONG, PLUID, PHANDLE, PQUOTA_LIMITS, PNTSTATUS);
    NTSTATUS(NTAPI *free_buffer)(PVOID);
    NTSTATUS(NTAPI *deregister)(HANDLE);
};

struct windows_lsa {
    HMODULE library;
    struct functions functions;
    HANDLE connection;
    bool trusted; /* by LsaRegisterLogonProcess */
    ULONG package;
};

static LSA_STRING string_of(char *text)
{
    return (LSA_STRING){(USHORT)strlen(text), (USHORT)(strlen(text) + 1), text};
}

/* From the system folder and no other: a DLL beside the program, or where it was started, is not
 * looked for. */
static bool load(struct windows_lsa *lsa, struct fault *fault)
{
    char path[MAX_PATH + 16];
    UINT length = GetSystemDirectoryA(path, MAX_PATH);
    if (length == 0 || length >= MAX_PATH) {
        return fault_set(fault, "Windows does not tell its system folder");
    }
    strcpy(path + length, "\\secur32.dll");
    lsa->library = LoadLibraryExA(path, NULL, LOAD_WITH_ALTERED_SEARCH_PATH);
    return lsa->library != NULL || system_fault(fault, path, GetLastError());
}

/* Looks a function up; function is where its address goes. */
static bool find(const struct windows_lsa *lsa, const char *name, void *function,
                 struct fault *fault)
{
    FARPROC found = GetProcAddress(lsa->library, name);
    memcpy(function, &found, sizeof found);
    return found != NULL || fault_set(fault, "secur32.dll has no %s", name);
}

static bool find_all(struct windows_lsa *lsa, struct fault *fault)
{
    struct functions *functions = &lsa->functions;
    return find(lsa, "LsaRegisterLogonProcess", &functions->register_process, fault) &&
           find(lsa, "LsaConnectUntrusted", &functions->connect_untrusted, fault) &&
           find(lsa, "LsaLookupAuthenticationPackage", &functions->lookup_package, fault) &&
           find(lsa, "LsaLogonUser", &functions->logon_user, fault) &&
           find(lsa, "LsaFreeReturnBuffer", &functions->free_buffer, fault) &&
           find(lsa, "LsaDeregisterLogonProcess", &functions->deregister, fault);
}

/* Whoever has SeTcbPrivilege by a user right has it disabled; that it is not there is seen next. */
static void enable_privilege(void)
{
    HANDLE token;
    TOKEN_PRIVILEGES wanted = {.PrivilegeCount = 1,
                               .Privileges = {{.Attributes = SE_PRIVILEGE_ENABLED}}};
    if (!OpenProcessToken(GetCurrentProcess(), TOKEN_ADJUST_PRIVILEGES | TOKEN_QUERY, &token)) {
        return;
    }
    if (LookupPrivilegeValueA(NULL, "SeTcbPrivilege", &wanted.Privileges[0].Luid)) {
        AdjustTokenPrivileges(token, FALSE, &wanted, 0, NULL, NULL);
    }
    CloseHandle(token);
}

static bool connect_to_lsa(struct windows_lsa *lsa, struct fault *fault)
{
    char name[] = NAME;
    LSA_STRING process = string_of(name);
    LSA_OPERATIONAL_MODE mode;
    enable_privilege();
    NTSTATUS status = lsa->functions.register_process(&process, &lsa->connection, &mode);
    lsa->trusted = status == STATUS_SUCCESS;
    if (!lsa->trusted) {
        status = lsa->functions.connect_untrusted(&lsa->connection);
    }
    if (status != STATUS_SUCCESS) {
        lsa->connection = NULL;
        return fault_set(fault, "the LSA takes no connection: %s (0x%08lX)",
                         status_text(status)->name, (unsigned long)status);
    }
    return true;
}

static bool find_package(struct windows_lsa *lsa, struct fault *fault)
{
    char name[] = MSV1_0_PACKAGE_NAME;
    LSA_STRING package = string_of(name);
    NTSTATUS status = lsa->functions.lookup_package(lsa->connection, &package, &lsa->package);
    return status == STATUS_SUCCESS ||
           fault_set(fault, "the LSA has no package %s: %s (0x%08lX)", name,
                     status_text(status)->name, (unsigned long)status);
}

struct windows_lsa *windows_lsa_open(struct fault *fault)
{
    struct windows_lsa *lsa = calloc(1, sizeof *lsa);
    if (lsa == NULL) {
        fault_set(fault, "no memory");
        return NULL;
    }
    if (!load(lsa, fault) || !find_all(lsa, fault) || !connect_to_lsa(lsa, fault) ||
        !find_package(lsa, fault)) {
        windows_lsa_close(lsa);
        return NULL;
    }
    return lsa;
}

static bool not_privileged(struct fault *fault)
{
    return fault_set(
        fault, "the LSA asks for SeTcbPrivilege, which LocalSystem has. To run as LocalSystem: on "
               "NT 4.0, 2000 and 2003, at the console, \"at HH:MM /interactive cmd\", a minute "
               "ahead, opens a prompt; from 2000 on \"psexec -s -i cmd\" (Sysinternals) does, and "
               "anywhere a service of your own can. Or give your account the right \"Act as part "
               "of the operating system\", log on again, and take it away afterwards");
}

static NTSTATUS submit(const struct windows_lsa *lsa, const struct logon_request *request,
                       const struct submit_buffer *block, struct windows_answer *answer)
{
    char name[] = NAME;
    LSA_STRING origin = string_of(name);
    TOKEN_SOURCE source = {.SourceName = NAME};
    void *profile = NULL;
    ULONG size = 0;
    LUID id = {0, 0};
    HANDLE token = NULL;
    QUOTA_LIMITS quotas;
    AllocateLocallyUniqueId(&source.SourceIdentifier);
    NTSTATUS status =
        lsa->functions.logon_user(lsa->connection, &origin, (SECURITY_LOGON_TYPE)request->type,
                                  lsa->package, block->bytes, (ULONG)block->size, NULL, &source,
                                  &profile, &size, &id, &token, &quotas, &answer->sub_status);
    wipe(block->bytes, block->size);
    if (status == STATUS_SUCCESS) {
        struct block_layout layout = block_layout_here(profile);
        answer->logon_id = (uint64_t)(uint32_t)id.HighPart << 32 | id.LowPart;
        profile_buffer_read(profile, profile == NULL ? 0 : size, &layout, &answer->profile);
        CloseHandle(token);
    }
    if (profile != NULL) {
        wipe(profile, size); /* session keys */
        lsa->functions.free_buffer(profile);
    }
    return status;
}

bool windows_lsa_logon(struct windows_lsa *lsa, const struct logon_request *request,
                       struct windows_answer *answer, struct fault *fault)
{
    struct submit_buffer block;
    *answer = (struct windows_answer){.status = STATUS_UNSUCCESSFUL};
    if (!lsa->trusted && request->subauth) {
        return not_privileged(fault);
    }
    if (!submit_buffer_make(request, NULL, &block, fault)) {
        return false;
    }
    answer->status = submit(lsa, request, &block, answer);
    submit_buffer_release(&block);
    return lsa->trusted || answer->status != STATUS_PRIVILEGE_NOT_HELD || not_privileged(fault);
}

void windows_lsa_close(struct windows_lsa *lsa)
{
    if (lsa == NULL) {
        return;
    }
    if (lsa->connection != NULL) {
        lsa->functions.deregister(lsa->connection);
    }
    if (lsa->library != NULL) {
        FreeLibrary(lsa->library);
    }
    free(lsa);
}
