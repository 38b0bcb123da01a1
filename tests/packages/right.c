/*
 * Packages that do nothing wrong, whatever they do: what the environment's RIGHT names. hostsim
 * probe must find no breach in any. Without it, the package is as plain as can be.
 */
#include "abi/subauth_abi.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifdef _WIN32
#define EXPORTED __declspec(dllexport)
#else
#define EXPORTED __attribute__((visibility("default")))

#include <pthread.h>
#include <stdatomic.h>
#include <time.h>
#include <unistd.h>
#endif

#define TICKS_PER_SECOND 10000000

static int is(const char *name)
{
    static const char *named;
    if (named == NULL) {
        const char *found = getenv("RIGHT");
        named = found == NULL ? "" : found;
    }
    return strcmp(named, name) == 0;
}

#ifdef _WIN32
static LONG calls;

static unsigned count_call(void)
{
    return (unsigned)InterlockedIncrement(&calls);
}

static void sleep_2_ms(void)
{
    Sleep(2);
}

static int64_t now(void)
{
    FILETIME time;
    GetSystemTimeAsFileTime(&time);
    return (int64_t)time.dwHighDateTime << 32 | time.dwLowDateTime;
}

static DWORD WINAPI end_at_once(void *unused)
{
    (void)unused;
    return 0;
}

static void start_thread(void)
{
    HANDLE thread = CreateThread(NULL, 0x10000, end_at_once, NULL, 0, NULL);
    if (thread != NULL) {
        CloseHandle(thread);
    }
}

static void *open_one(void)
{
    return CreateEventA(NULL, FALSE, FALSE, NULL);
}
#else
static atomic_uint calls;

static unsigned count_call(void)
{
    return atomic_fetch_add(&calls, 1) + 1;
}

static void sleep_2_ms(void)
{
    usleep(2000);
}

static int64_t now(void)
{
    return ((int64_t)time(NULL) + INT64_C(11644473600)) * TICKS_PER_SECOND;
}

static void *end_at_once(void *unused)
{
    return unused;
}

static void start_thread(void)
{
    pthread_t thread;
    if (pthread_create(&thread, NULL, end_at_once, NULL) == 0) {
        pthread_detach(thread);
    }
}

static void *open_one(void)
{
    return fopen("/dev/null", "r");
}
#endif

static void *volatile opened;
static void *volatile kept;

/* What it makes once it has been called often, and keeps. */
static void keep_something(unsigned count)
{
    if (count == 1000) {
        opened = open_one();
        kept = malloc(300000);
    }
}

static void do_what_it_does(unsigned count)
{
    if (is("slow")) {
        sleep_2_ms();
    } else if (is("chatty")) {
        printf("{\"status\": \"of its own\"}\n\n");
        fflush(stdout);
        fprintf(stderr, "call %u\n", count);
    } else if (is("keeps")) {
        keep_something(count);
    } else if (is("threads") && count % 500 == 0) {
        start_thread();
    }
}

static NTSTATUS decide(unsigned count, int level, ULONG flags, const USER_ALL_INFORMATION *user)
{
    if (!is("any-level") && level != NetlogonNetworkInformation &&
        level != NetlogonNetworkTransitiveInformation) {
        return STATUS_INVALID_INFO_CLASS;
    }
    if (is("refuses") || (is("limits") && count % 7 == 0)) {
        return STATUS_WRONG_PASSWORD;
    }
    if (is("odd-status")) {
        static const NTSTATUS odd[] = {(NTSTATUS)0xC0000022, (NTSTATUS)0xC000006D,
                                       (NTSTATUS)0xC0000001, 0x00000103};
        return odd[user->UserId % (sizeof odd / sizeof odd[0])];
    }
    return !is("guests") && (flags & MSV1_0_GUEST_LOGON) != 0 ? STATUS_NO_SUCH_USER
                                                              : STATUS_SUCCESS;
}

/*
 * In place, as far as there is room; else in memory that the caller frees. On Windows there is no
 * MIDL_user_allocate to link, and whose the memory is is not held.
 */
static ULONG change_parameters(USER_ALL_INFORMATION *user)
{
    static uint16_t text[] = u"kept here";
    UNICODE_STRING *parameters = &user->Parameters;
    if (parameters->Buffer == NULL || parameters->MaximumLength < 4) {
#ifdef _WIN32
        PWSTR own = (PWSTR)text;
#else
        PWSTR own = MIDL_user_allocate(sizeof text);
        if (own == NULL) {
            return 0;
        }
        memcpy(own, text, sizeof text);
        MIDL_user_free(parameters->Buffer);
#endif
        *parameters = (UNICODE_STRING){sizeof text - 2, sizeof text, own};
    } else {
        memcpy(parameters->Buffer, u"ab", 4);
        parameters->Length = 4;
    }
    return USER_ALL_PARAMETERS;
}

EXPORTED NTSTATUS NTAPI Msv1_0SubAuthenticationRoutine(
    NETLOGON_LOGON_INFO_CLASS LogonLevel, PVOID LogonInformation, ULONG Flags,
    PUSER_ALL_INFORMATION UserAll, PULONG WhichFields, PULONG UserFlags, PBOOLEAN Authoritative,
    PLARGE_INTEGER LogoffTime, PLARGE_INTEGER KickoffTime)
{
    unsigned count = count_call();
    (void)LogonInformation;
    do_what_it_does(count);
    NTSTATUS status = decide(count, (int)LogonLevel, Flags, UserAll);
    *Authoritative = !is("not-authoritative");
    *WhichFields = 0;
    if (is("parameters") && status == STATUS_SUCCESS) {
        *WhichFields = change_parameters(UserAll);
    }
    *UserFlags = is("high-flags") ? 0xAB000000 | LOGON_NOENCRYPTION
                 : is("guests")   ? LOGON_GUEST
                                  : 0;
    LogoffTime->QuadPart = is("logs-off-soon")      ? now() + TICKS_PER_SECOND / 2
                           : is("logs-off-at-once") ? now() - TICKS_PER_SECOND
                                                    : NT_NEVER;
    KickoffTime->QuadPart = is("kicks-off-first") ? now() + TICKS_PER_SECOND : NT_NEVER;
    return status;
}

/* Sets nothing: MSV1_0 has set it all. */
EXPORTED NTSTATUS NTAPI Msv1_0SubAuthenticationFilter(
    NETLOGON_LOGON_INFO_CLASS LogonLevel, PVOID LogonInformation, ULONG Flags,
    PUSER_ALL_INFORMATION UserAll, PULONG WhichFields, PULONG UserFlags, PBOOLEAN Authoritative,
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
    return is("filter-refuses") ? (NTSTATUS)0xC0000001 : STATUS_SUCCESS;
}

/* Says of each part of its answer whether it is there: none is. */
EXPORTED NTSTATUS NTAPI Msv1_0SubAuthenticationRoutineEx(NETLOGON_LOGON_INFO_CLASS LogonLevel,
                                                         PVOID LogonInformation, ULONG Flags,
                                                         PUSER_ALL_INFORMATION UserAll,
                                                         SAM_HANDLE UserHandle,
                                                         PMSV1_0_VALIDATION_INFO ValidationInfo,
                                                         PULONG ActionsPerformed)
{
    unsigned count = count_call();
    (void)LogonInformation;
    (void)UserHandle;
    do_what_it_does(count);
    ValidationInfo->WhichFields = 0;
    ValidationInfo->Authoritative = !is("not-authoritative");
    *ActionsPerformed = 0;
    return decide(count, (int)LogonLevel, Flags, UserAll);
}
