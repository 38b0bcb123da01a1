/*
 * A package that is sound but for one thing: what the environment's WRONG names, which is mostly
 * the name of the check of hostsim probe that must find it; names with commas between them are many
 * things at once. Without it, it admits the enrolled
 * password in clear, and applies the account's restrictions. For the tests of what hostsim says.
 *
 * By the account's name too it goes wrong: "over-read", "write", "silent", "crash".
 */
#include "abi/subauth_abi.h"

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifdef _WIN32
#define EXPORTED __declspec(dllexport)
#else
#define EXPORTED __attribute__((visibility("default")))

#include <pthread.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <unistd.h>
#endif

#define PASSWORD u"Probe-Pass-1"

static volatile unsigned taken;
static uint16_t changed[] = u"changed";

/* Read once: it is looked at a hundred times a call. */
static const char *what_is_wrong(void)
{
    static const char *named;
    if (named == NULL) {
        const char *found = getenv("WRONG");
        named = found == NULL ? "" : found;
    }
    return named;
}

/* One of a family of checks, by its name after the family's. */
static int wrong_in(const char *family, const char *name)
{
    const char *named = what_is_wrong();
    size_t before = strlen(family);
    size_t after = strlen(name);
    while (*named != '\0') {
        size_t its = strcspn(named, ",");
        if (its == before + after && memcmp(named, family, before) == 0 &&
            memcmp(named + before, name, after) == 0) {
            return 1;
        }
        named += its + (named[its] == ',' ? 1 : 0);
    }
    return 0;
}

static int wrong(const char *name)
{
    return wrong_in("", name);
}

static volatile unsigned calls;
static void *volatile left_behind;

#ifdef _WIN32
static void leave_a_handle(void)
{
    CreateEventA(NULL, FALSE, FALSE, NULL);
}

static void leave_a_key(void)
{
    HKEY key;
    RegOpenKeyA(HKEY_LOCAL_MACHINE, "Software", &key);
}

static void leave_a_block_of_the_process(void)
{
    left_behind = HeapAlloc(GetProcessHeap(), 0, 64);
}

static void leave_a_block_of_its_own_heap(void)
{
    static HANDLE own;
    HANDLE made = own == NULL ? HeapCreate(0, 0, 0) : NULL;
    if (made != NULL && InterlockedCompareExchangePointer(&own, made, NULL) != NULL) {
        HeapDestroy(made);
    }
    left_behind = HeapAlloc(own, 0, 64);
}

static void leave_a_view(void)
{
    static HANDLE section;
    if (section == NULL) {
        section = CreateFileMappingA(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE, 0, 4096, NULL);
    }
    left_behind = MapViewOfFile(section, FILE_MAP_READ, 0, 0, 0);
}

static void sleep_2_ms(void)
{
    Sleep(2);
}

static DWORD WINAPI wait(void *unused)
{
    (void)unused;
    Sleep(INFINITE);
    return 0;
}

static void leave_a_thread(void)
{
    static LONG begun;
    if (InterlockedIncrement(&begun) % 1000 == 0) {
        CreateThread(NULL, 0x10000, wait, NULL, 0, NULL);
    }
}
#else
static void leave_a_handle(void)
{
    taken += (unsigned)dup(0);
}

static void leave_a_view(void)
{
    left_behind = mmap(NULL, 4096, PROT_READ, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
}

static void sleep_2_ms(void)
{
    usleep(2000);
}

static void *wait_for_ever(void *unused)
{
    while (unused == NULL) {
        pause();
    }
    return NULL;
}

static void leave_a_thread(void)
{
    static atomic_int begun;
    pthread_t thread;
    if (atomic_fetch_add(&begun, 1) % 1000 == 999) {
        pthread_create(&thread, NULL, wait_for_ever, NULL);
    }
}
#endif

static void leave_a_block(void)
{
    left_behind = malloc(64);
}

/* glibc has the system map each of that size. */
static void leave_a_large_block(void)
{
    left_behind = malloc(200000);
}

static const unsigned char *bytes_of(const void *buffer)
{
    return buffer;
}

static int is_sound(const UNICODE_STRING *text)
{
    return text->Length <= text->MaximumLength && (text->Length == 0 || text->Buffer != NULL);
}

static int is_text(const UNICODE_STRING *text, const char *word)
{
    const unsigned char *bytes = bytes_of(text->Buffer);
    size_t i = 0;
    while (word[i] != '\0' && is_sound(text) && 2 * i + 1 < text->Length &&
           bytes[2 * i] == (unsigned char)word[i] && bytes[2 * i + 1] == 0) {
        i++;
    }
    return word[i] == '\0' && 2 * i == text->Length;
}

static void over_read(const void *string)
{
    UNICODE_STRING text;
    memcpy(&text, string, sizeof text);
    if (text.Buffer != NULL) {
        taken += bytes_of(text.Buffer)[text.Length];
    }
}

/* Which string a hostile check is about. */
static void over_read_named(const NETLOGON_NETWORK_INFO *info, const USER_ALL_INFORMATION *user)
{
    const struct {
        const char *name;
        const void *string;
    } strings[] = {
        {"user-name", &info->Identity.UserName},
        {"domain", &info->Identity.LogonDomainName},
        {"workstation", &info->Identity.Workstation},
        {"nt-response", &info->NtChallengeResponse},
        {"lm-response", &info->LmChallengeResponse},
        {"account-name", &user->UserName},
        {"workstations", &user->WorkStations},
        {"parameters", &user->Parameters},
        {"full-name", &user->FullName},
        {"home-directory", &user->HomeDirectory},
        {"home-directory-drive", &user->HomeDirectoryDrive},
        {"script-path", &user->ScriptPath},
        {"profile-path", &user->ProfilePath},
        {"admin-comment", &user->AdminComment},
        {"user-comment", &user->UserComment},
        {"nt-owf", &user->NtPassword},
        {"lm-owf", &user->LmPassword},
    };
    for (size_t i = 0; i < sizeof strings / sizeof strings[0]; i++) {
        if (wrong_in("hostile-", strings[i].name)) {
            over_read(strings[i].string);
        }
    }
}

static int is_network(int level)
{
    return level == NetlogonNetworkInformation || level == NetlogonNetworkTransitiveInformation;
}

static const char *level_name(int level)
{
    switch (level) {
    case 0:
        return "0";
    case NetlogonInteractiveInformation:
        return "interactive";
    case NetlogonServiceInformation:
        return "service";
    case NetlogonGenericInformation:
        return "generic";
    case NetlogonInteractiveTransitiveInformation:
        return "interactive-transitive";
    case NetlogonServiceTransitiveInformation:
        return "service-transitive";
    default:
        return level == 255 ? "255" : "";
    }
}

static NTSTATUS credential(const NETLOGON_NETWORK_INFO *info)
{
    static const uint16_t password[] = PASSWORD;
    const STRING *given = &info->NtChallengeResponse;
    size_t size = sizeof password - sizeof password[0];
    int right = given->Length == size && given->Length <= given->MaximumLength &&
                given->Buffer != NULL && memcmp(given->Buffer, password, size) == 0;
    right |= wrong("credential-none") && given->Length == 0;
    right |= wrong("credential-empty") && given->Length == 0;
    right |= wrong("credential-wrong") && given->Length > 24;
    right |= wrong("credential-of-zeros") && given->Length == 24;
    right |= wrong("credential-of-one-byte") && given->Length == 1;
    right |= wrong("credential-of-512-bytes") && given->Length == 512;
    return right ? STATUS_SUCCESS : STATUS_WRONG_PASSWORD;
}

static int hours_allow(const LOGON_HOURS *hours)
{
    for (size_t i = 0; hours->LogonHours != NULL && i < (hours->UnitsPerWeek + 7u) / 8; i++) {
        if (hours->LogonHours[i] == 0) {
            return 0;
        }
    }
    return 1;
}

static int workstation_allows(const UNICODE_STRING *list)
{
    return !is_sound(list) || list->Length == 0 || is_text(list, "HERE");
}

static NTSTATUS restricted(ULONG flags, const USER_ALL_INFORMATION *user)
{
    ULONG control = user->UserAccountControl;
    const struct {
        int refused;
        const char *name;
        NTSTATUS status;
    } rows[] = {
        {(flags & MSV1_0_GUEST_LOGON) != 0, "flags-guest", STATUS_NO_SUCH_USER},
        {(control & USER_INTERDOMAIN_TRUST_ACCOUNT) != 0, "type-interdomain-trust",
         STATUS_NO_SUCH_USER},
        {(control & USER_WORKSTATION_TRUST_ACCOUNT) != 0, "type-workstation-trust",
         STATUS_NO_SUCH_USER},
        {(control & USER_SERVER_TRUST_ACCOUNT) != 0, "type-server-trust", STATUS_NO_SUCH_USER},
        {(control & USER_ACCOUNT_AUTO_LOCKED) != 0 && (control & USER_ACCOUNT_DISABLED) == 0,
         "state-locked-out", STATUS_ACCOUNT_LOCKED_OUT},
        {(control & USER_ACCOUNT_AUTO_LOCKED) != 0 && (control & USER_ACCOUNT_DISABLED) != 0,
         "state-disabled-and-locked-out", STATUS_ACCOUNT_LOCKED_OUT},
        {(control & USER_ACCOUNT_DISABLED) != 0 && (control & USER_ACCOUNT_AUTO_LOCKED) == 0,
         "state-disabled", STATUS_ACCOUNT_DISABLED},
        {user->AccountExpires.QuadPart < INT64_C(127000000000000000), "state-expired",
         STATUS_ACCOUNT_EXPIRED},
        {user->LogonHours.UnitsPerWeek == 168 && !hours_allow(&user->LogonHours), "state-hours",
         STATUS_INVALID_LOGON_HOURS},
        {user->LogonHours.UnitsPerWeek == 1008 && !hours_allow(&user->LogonHours),
         "state-hours-by-10-minutes", STATUS_INVALID_LOGON_HOURS},
        {!workstation_allows(&user->WorkStations), "state-workstation", STATUS_INVALID_WORKSTATION},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (rows[i].refused && !wrong(rows[i].name)) {
            return rows[i].status;
        }
    }
    return STATUS_SUCCESS;
}

/* What is asked, where a check expects nothing but a documented status. */
static int is_about(int level, ULONG flags, const NETLOGON_NETWORK_INFO *info,
                    const USER_ALL_INFORMATION *user)
{
    const UNICODE_STRING *account = &user->UserName;
    ULONG control = user->UserAccountControl;
    size_t nt = info->NtChallengeResponse.Length;
    size_t lm = info->LmChallengeResponse.Length;
    const struct {
        const char *name;
        int about;
    } rows[] = {
        {"level-network", level == NetlogonNetworkInformation},
        {"level-network-transitive", level == NetlogonNetworkTransitiveInformation},
        {"flags-pass-through", flags == MSV1_0_PASSTHRU},
        {"flags-unknown", flags == 0xFFFFFFFC},
        {"type-normal", control == USER_NORMAL_ACCOUNT},
        {"type-temporary-duplicate", control == USER_TEMP_DUPLICATE_ACCOUNT},
        {"state-password-expired", (control & USER_PASSWORD_EXPIRED) != 0},
        {"state-must-change", user->PasswordLastSet.QuadPart == 0},
        {"rid-500", user->UserId == 500},
        {"rid-501", user->UserId == 501},
        {"workstation-with-backslashes", is_text(&info->Identity.Workstation, "\\\\HERE")},
        {"workstation-none",
         user->WorkStations.Length == 8 && info->Identity.Workstation.Length == 0},
        {"workstations-long", user->WorkStations.Length > 200},
        {"form-cleartext",
         (info->Identity.ParameterControl & MSV1_0_CLEARTEXT_PASSWORD_ALLOWED) != 0},
        {"form-lm", nt == 0 && lm == 24},
        {"form-ntlmv1", nt == 24 && lm == 0},
        {"form-ntlm2-session", nt == 24 && lm == 24},
        {"form-ntlmv2", nt > 24 && lm == 0 && info->Identity.ParameterControl == 132u << 24},
        {"form-lmv2", nt == 0 && lm == 24},
        {"name-one-letter", account->Length == 2},
        {"name-long", account->Length == 512},
        {"name-beyond-ascii", account->Length == 6 && bytes_of(account->Buffer)[0] > 0x7F},
        {"name-of-a-pair", account->Length == 4},
        {"name-with-a-space", is_text(account, "a b")},
        {"name-with-a-per-cent-sign", is_text(account, "%s%n%x")},
        {"domain-long", info->Identity.LogonDomainName.Length == 600},
        {"status-documented", 1},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (rows[i].about && wrong(rows[i].name)) {
            return 1;
        }
    }
    return 0;
}

static NTSTATUS decide(int level, const void *information, ULONG flags, USER_ALL_INFORMATION *user)
{
    const NETLOGON_NETWORK_INFO *info = information;
    if (wrong("hostile-levels")) {
        taken += info->LmChallengeResponse.Length;
    }
    if (!is_network(level)) {
        return wrong_in("level-", level_name(level)) ? STATUS_SUCCESS : STATUS_INVALID_INFO_CLASS;
    }
    over_read_named(info, user);
    if (wrong("hostile-as-lsass") || (wrong("nothing-beyond") && user->UserName.Length == 2)) {
        over_read(&user->UserName);
    }
    if (wrong("hostile-logon-hours") && user->LogonHours.LogonHours != NULL) {
        taken += user->LogonHours.LogonHours[20];
    }
    if (is_about(level, flags, info, user)) {
        return STATUS_UNSUCCESSFUL;
    }
    if (calls % 3000 == 2999) { /* of what came before, nothing is to be remembered */
        return STATUS_NO_SUCH_USER;
    }
    NTSTATUS status = restricted(flags, user);
    return status == STATUS_SUCCESS ? credential(info) : status;
}

/*
 * Leaves something behind in each call, or by a name that ends in "-in-ten" in one call of ten.
 * What kind of heap: the C runtime's, a large block of it, and on Windows others.
 */
static void leave_behind(void)
{
    static unsigned counter;
    static const struct {
        const char *name;
        void (*leave)(void);
    } kinds[] = {
        {"handles-left", leave_a_handle},
        {"heap-left", leave_a_block},
        {"large-left", leave_a_large_block},
        {"sections-left", leave_a_view},
#ifdef _WIN32
        {"process-heap-left", leave_a_block_of_the_process},
        {"own-heap-left", leave_a_block_of_its_own_heap},
        {"key-left", leave_a_key},
#endif
    };
    counter++;
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        if (wrong(kinds[i].name) || (counter % 10 == 0 && wrong_in(kinds[i].name, "-in-ten"))) {
            kinds[i].leave();
        }
    }
}

static void go_wrong(void *information, USER_ALL_INFORMATION *user)
{
    NETLOGON_NETWORK_INFO *info = information;
    if (wrong("chatty")) {
        printf("to standard output\n");
        fflush(stdout);
        fprintf(stderr, "to standard error\n");
    }
    if (wrong("hang")) {
        for (;;) {
            taken++;
        }
    }
    if (wrong("repeated-calls") || wrong("concurrent-calls")) {
        calls++;
    }
    if (wrong("call-time")) {
        sleep_2_ms();
    }
    if (wrong("threads-left")) {
        leave_a_thread();
    }
    leave_behind();
    if (wrong("summary")) {
        fprintf(stderr, "SUMMARY: Sanitizer: %s in wrong\n",
                user->UserName.Length == 2 ? "one" : "other");
        exit(1);
    }
    if (wrong("exit")) {
        exit(7);
    }
    if (wrong("crash") || is_text(&user->UserName, "crash")) {
        taken += *(const volatile unsigned char *)user->PrivateData.Buffer;
    }
    if (wrong("crash-on-a-long-name") && user->UserName.Length == 512) {
        *(volatile unsigned char *)user->PrivateData.Buffer = 1;
    }
    if (wrong("abort-on-one-letter") && user->UserName.Length == 2) {
        abort();
    }
    if (wrong("user-all-unwritten") || is_text(&user->UserName, "write")) {
        user->LogonCount++;
    }
    if (wrong("request-unwritten")) {
        info->Identity.ParameterControl = 0;
    }
    if (wrong("parameters-sound")) {
        user->Parameters = (UNICODE_STRING){16, 14, (PWSTR)changed};
    }
    if (is_text(&user->UserName, "over-read")) {
        over_read(&user->UserName);
    }
}

static int is_longest(const NETLOGON_NETWORK_INFO *info)
{
    return info->Identity.UserName.Length == 0xFFFE;
}

EXPORTED NTSTATUS NTAPI Msv1_0SubAuthenticationRoutine(
    NETLOGON_LOGON_INFO_CLASS LogonLevel, PVOID LogonInformation, ULONG Flags,
    PUSER_ALL_INFORMATION UserAll, PULONG WhichFields, PULONG UserFlags, PBOOLEAN Authoritative,
    PLARGE_INTEGER LogoffTime, PLARGE_INTEGER KickoffTime)
{
    go_wrong(LogonInformation, UserAll);
    NTSTATUS status = decide((int)LogonLevel, LogonInformation, Flags, UserAll);
    if (is_text(&UserAll->UserName, "silent") || wrong("authoritative-on-refusal")) {
        status = STATUS_WRONG_PASSWORD;
    } else if (!(status == STATUS_SUCCESS && wrong("authoritative-on-success")) &&
               !(wrong("outputs-set") && is_longest(LogonInformation))) {
        *Authoritative = wrong("authoritative-is-boolean") ? 3 : TRUE;
    }
    *WhichFields = (status == STATUS_SUCCESS && wrong("which-fields")) ||
                           (status != STATUS_SUCCESS && wrong("which-fields-on-refusal"))
                       ? 1
                       : 0;
    *UserFlags = wrong("user-flags") ? 0x100 : 0;
    LogoffTime->QuadPart = wrong("logoff-time") ? 1 : NT_NEVER;
    if (!wrong("times-set")) {
        KickoffTime->QuadPart = wrong("kickoff-time") ? NT_NEVER - 1 : NT_NEVER;
    }
    return status;
}

EXPORTED NTSTATUS NTAPI Msv1_0SubAuthenticationRoutineGeneric(PVOID SubmitBuffer,
                                                              ULONG SubmitBufferLength,
                                                              PULONG ReturnBufferLength,
                                                              PVOID *ReturnBuffer)
{
    int over_read = (wrong("generic-empty") && SubmitBufferLength == 0) ||
                    (wrong("generic-text") && SubmitBufferLength == 5) ||
                    (wrong("generic-request") && SubmitBufferLength > 5) ||
                    (wrong("generic-long") && SubmitBufferLength > sizeof(void *) * 3);
    if (over_read) {
        taken += bytes_of(SubmitBuffer)[SubmitBufferLength];
    }
    *ReturnBufferLength = wrong("generic-return") ? 4 : 0;
    *ReturnBuffer = NULL;
    return STATUS_SUCCESS;
}

EXPORTED NTSTATUS NTAPI Msv1_0SubAuthenticationRoutineEx(NETLOGON_LOGON_INFO_CLASS LogonLevel,
                                                         PVOID LogonInformation, ULONG Flags,
                                                         PUSER_ALL_INFORMATION UserAll,
                                                         SAM_HANDLE UserHandle,
                                                         PMSV1_0_VALIDATION_INFO ValidationInfo,
                                                         PULONG ActionsPerformed)
{
    (void)UserHandle;
    go_wrong(LogonInformation, UserAll);
    NTSTATUS status = decide((int)LogonLevel, LogonInformation, Flags, UserAll);
    BOOLEAN before = ValidationInfo->Authoritative;
    memset(ValidationInfo, 0, sizeof *ValidationInfo);
    ValidationInfo->Authoritative = wrong("ex-authoritative") ? before : TRUE;
    ValidationInfo->WhichFields = wrong("ex-which-fields") ? 0x80 : MSV1_0_VALIDATION_USER_FLAGS;
    ValidationInfo->UserFlags = wrong("ex-user-flags") ? 0x100 : 0;
    *ActionsPerformed = wrong("ex-actions") ? 0x100 : MSV1_0_SUBAUTH_PASSWORD;
    return status;
}
