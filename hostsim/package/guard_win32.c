/*
 * The call is made in a thread of its own. A vectored handler sees accesses to guarded pages before
 * any handler of the package does. A crash reaches the unhandled exception filter, which sends the
 * thread to leave(), where it ends.
 */
#include "guard.h"

#include <string.h>

#include <windows.h>

#include "guard_platform.h"

#define THREAD_ENDED 0xC000004Bu /* STATUS_THREAD_IS_TERMINATING, ntstatus.h */

struct visit {
    struct guard *guard;
    void (*function)(void *context);
    void *context;
    uintptr_t stack; /* that high up leave() may use it */
    struct crash_site site;
    bool returned;
};

typedef PVOID(WINAPI *add_handler)(ULONG, LONG(CALLBACK *)(EXCEPTION_POINTERS *));

static volatile LONG installing;
static DWORD slot = TLS_OUT_OF_INDEXES; /* the thread's visit */
/* The filter that was there before ours: what happens outside a visit is for it. */
static LPTOP_LEVEL_EXCEPTION_FILTER previous;

static struct visit *current_visit(void)
{
    DWORD error = GetLastError();
    struct visit *visit = TlsGetValue(slot);
    SetLastError(error);
    return visit;
}

/* EXCEPTION_RECORD: 0 a read, 1 a write, 8 what data execution prevention forbids. */
static enum guard_access access_of(const EXCEPTION_RECORD *record)
{
    switch (record->ExceptionInformation[0]) {
    case 1:
        return GUARD_ACCESS_WRITE;
    case 8:
        return GUARD_ACCESS_RUN;
    default:
        return GUARD_ACCESS_READ;
    }
}

static LONG CALLBACK on_exception(EXCEPTION_POINTERS *pointers)
{
    const EXCEPTION_RECORD *record = pointers->ExceptionRecord;
    struct visit *visit = current_visit();
    if (visit == NULL || record->ExceptionCode != EXCEPTION_ACCESS_VIOLATION ||
        record->NumberParameters < 2) {
        return EXCEPTION_CONTINUE_SEARCH;
    }
    return guard_touched(visit->guard, record->ExceptionInformation[1], access_of(record))
               ? EXCEPTION_CONTINUE_EXECUTION
               : EXCEPTION_CONTINUE_SEARCH;
}

static void leave(void)
{
    ExitThread(1);
}

static LONG WINAPI on_unhandled(EXCEPTION_POINTERS *pointers)
{
    const EXCEPTION_RECORD *record = pointers->ExceptionRecord;
    CONTEXT *context = pointers->ContextRecord;
    struct visit *visit = current_visit();
    if (visit == NULL) {
        return previous == NULL ? EXCEPTION_CONTINUE_SEARCH : previous(pointers);
    }
    bool touched =
        record->ExceptionCode == EXCEPTION_ACCESS_VIOLATION && record->NumberParameters >= 2;
    visit->guard->crash = (struct crash){
        .code = record->ExceptionCode,
        .touched = touched,
        .address = touched ? record->ExceptionInformation[1] : 0,
    };
    uintptr_t stack = visit->stack / 16 * 16 - 64 - sizeof(void *);
#ifdef __x86_64__
    crash_site_take(&visit->site, context->Rip, context->Rsp, visit->stack);
    context->Rip = (uintptr_t)leave;
    context->Rsp = stack;
#else
    crash_site_take(&visit->site, context->Eip, context->Esp, visit->stack);
    context->Eip = (uintptr_t)leave;
    context->Esp = stack;
#endif
    return EXCEPTION_CONTINUE_EXECUTION;
}

/*
 * Installs the handlers: the vectored one once a process, the filter at each call, because test
 * runners install their own for each test. Windows before XP has no vectored handlers: only crashes
 * are seen there.
 */
static void install(void)
{
    while (InterlockedCompareExchange(&installing, 1, 0) == 1) {
        Sleep(0);
    }
    if (slot == TLS_OUT_OF_INDEXES) {
        FARPROC found = GetProcAddress(GetModuleHandleA("kernel32"), "AddVectoredExceptionHandler");
        add_handler add;
        memcpy(&add, &found, sizeof add);
        slot = TlsAlloc();
        if (add != NULL) {
            add(1, on_exception);
        }
    }
    LPTOP_LEVEL_EXCEPTION_FILTER before = SetUnhandledExceptionFilter(on_unhandled);
    if (before != on_unhandled) {
        previous = before;
    }
    InterlockedExchange(&installing, 0);
}

static DWORD WINAPI run(void *parameter)
{
    struct visit *visit = parameter;
    visit->stack = (uintptr_t)&visit;
    TlsSetValue(slot, visit);
    visit->function(visit->context);
    visit->returned = true;
    TlsSetValue(slot, NULL);
    return 0;
}

bool guard_run(struct guard *guard, void (*function)(void *context), void *context)
{
    struct visit visit = {.guard = guard, .function = function, .context = context};
    DWORD id;
    install();
    guard->crash = (struct crash){.code = 0};
    HANDLE thread = CreateThread(NULL, 0, run, &visit, 0, &id);
    if (thread == NULL) {
        guard->crash = (struct crash){.code = GetLastError()};
        return false;
    }
    WaitForSingleObject(thread, INFINITE);
    CloseHandle(thread);
    if (!visit.returned && guard->crash.code == 0) {
        /* by itself, or for want of a stack */
        guard->crash = (struct crash){.code = THREAD_ENDED};
    } else if (!visit.returned) {
        crash_place_write(&visit.site, guard->callee, guard->crash.place);
    }
    return visit.returned;
}

const char *guard_crash_name(uint32_t code)
{
    switch (code) {
    case EXCEPTION_ACCESS_VIOLATION:
        return "access violation";
    case EXCEPTION_STACK_OVERFLOW:
        return "stack overflow";
    case EXCEPTION_ILLEGAL_INSTRUCTION:
        return "illegal instruction";
    case EXCEPTION_INT_DIVIDE_BY_ZERO:
        return "division by zero";
    case EXCEPTION_BREAKPOINT:
        return "breakpoint";
    case THREAD_ENDED:
        return "the end of its thread";
    default:
        return NULL;
    }
}

size_t guard_page_size(void)
{
    SYSTEM_INFO system;
    GetSystemInfo(&system);
    return system.dwPageSize;
}

unsigned char *guard_pages_get(size_t size)
{
    unsigned char *zone =
        VirtualAlloc(NULL, size + 2 * (size_t)GUARD_ZONE, MEM_RESERVE, PAGE_NOACCESS);
    if (zone == NULL) {
        return NULL;
    }
    if (VirtualAlloc(zone + GUARD_ZONE, size, MEM_COMMIT, PAGE_READWRITE) == NULL) {
        VirtualFree(zone, 0, MEM_RELEASE);
        return NULL;
    }
    return zone + GUARD_ZONE;
}

void guard_pages_seal(unsigned char *pages, size_t size)
{
    DWORD before;
    VirtualProtect(pages, size, PAGE_READONLY, &before);
}

bool guard_pages_open(unsigned char *pages, size_t size)
{
    DWORD before;
    return VirtualAlloc(pages, size, MEM_COMMIT, PAGE_READWRITE) != NULL &&
           VirtualProtect(pages, size, PAGE_READWRITE, &before);
}

void guard_pages_free(unsigned char *pages, size_t size)
{
    (void)size;
    VirtualFree(pages - GUARD_ZONE, 0, MEM_RELEASE);
}
