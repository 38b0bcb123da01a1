#include "guard.h"

#include <setjmp.h>
#include <signal.h>
#include <sys/mman.h>
#include <ucontext.h>
#include <unistd.h>

#include <pthread.h>

#include "guard_platform.h"

#define ALTERNATE_STACK 0x10000

static _Thread_local struct guard *running;
static _Thread_local sigjmp_buf way_out;
static _Thread_local uintptr_t stack_top; /* of what the callee may use */
static _Thread_local struct crash_site site;
static _Thread_local char alternate_stack[ALTERNATE_STACK]; /* for the call that used up its own */
static _Thread_local bool has_alternate_stack;

/* SIGSEGV is the last: where its handler is installed, all are. */
static const struct {
    int number;
    const char *name;
} signals[] = {
    {SIGBUS, "SIGBUS"},   {SIGILL, "SIGILL"},   {SIGFPE, "SIGFPE"}, {SIGABRT, "SIGABRT"},
    {SIGTRAP, "SIGTRAP"}, {SIGSEGV, "SIGSEGV"}, {0, NULL},
};

static struct sigaction previous[sizeof signals / sizeof signals[0]];
static pthread_mutex_t installing = PTHREAD_MUTEX_INITIALIZER;

/*
 * What the access was, from the page fault's error code. Not every processor gives it. (Intel's
 * manual, volume 3, "Page-Fault Exceptions": W/R is bit 1, I/D bit 4)
 */
static enum guard_access access_of(const ucontext_t *context)
{
#if defined(__x86_64__) || defined(__i386__)
    greg_t error = context->uc_mcontext.gregs[REG_ERR];
    return (error & 0x10) != 0   ? GUARD_ACCESS_RUN
           : (error & 0x02) != 0 ? GUARD_ACCESS_WRITE
                                 : GUARD_ACCESS_READ;
#else
    (void)context;
    return GUARD_ACCESS_UNKNOWN;
#endif
}

/* Takes down where the fault is. Not every processor tells. */
static void take_site(const ucontext_t *context)
{
#if defined(__x86_64__)
    const greg_t *registers = context->uc_mcontext.gregs;
    crash_site_take(&site, (uintptr_t)registers[REG_RIP], (uintptr_t)registers[REG_RSP], stack_top);
#elif defined(__i386__)
    const greg_t *registers = context->uc_mcontext.gregs;
    crash_site_take(&site, (uintptr_t)registers[REG_EIP], (uintptr_t)registers[REG_ESP], stack_top);
#else
    (void)context;
    crash_site_take(&site, 0, 0, 0);
#endif
}

/*
 * The fault is not ours: puts the previous handler back, so that the fault happens again under it.
 */
static void leave_to_previous(int number)
{
    size_t i = 0;
    while (signals[i].number != number) {
        i++;
    }
    sigaction(number, &previous[i], NULL);
    if (number == SIGABRT) {
        raise(number);
    }
}

static void on_signal(int number, siginfo_t *info, void *context)
{
    struct guard *guard = running;
    if (guard == NULL) {
        leave_to_previous(number);
        return;
    }
    /* Who sends a signal, as abort() does, touches nothing. */
    bool touched = info->si_code > 0;
    uintptr_t address = touched ? (uintptr_t)info->si_addr : 0;
    if (number == SIGSEGV && guard_touched(guard, address, access_of(context))) {
        return;
    }
    guard->crash = (struct crash){.code = (uint32_t)number, .touched = touched, .address = address};
    take_site(context);
    siglongjmp(way_out, 1);
}

static bool is_installed(void)
{
    struct sigaction now;
    return sigaction(SIGSEGV, NULL, &now) == 0 && now.sa_sigaction == on_signal;
}

/*
 * Installs the handlers where they are not. They are looked for at each call, because test runners
 * install their own for each test.
 */
static void install(void)
{
    struct sigaction action = {.sa_sigaction = on_signal,
                               .sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER};
    sigemptyset(&action.sa_mask);
    pthread_mutex_lock(&installing);
    if (!is_installed()) {
        for (size_t i = 0; signals[i].name != NULL; i++) {
            sigaction(signals[i].number, &action, &previous[i]);
        }
    }
    pthread_mutex_unlock(&installing);
}

/* Gives the thread a stack for its signal handler, once. A thread that has one keeps it. */
static void give_alternate_stack(void)
{
    stack_t stack = {.ss_sp = alternate_stack, .ss_size = sizeof alternate_stack};
    stack_t before;
    bool has_one = sigaltstack(NULL, &before) == 0 && (before.ss_flags & SS_DISABLE) == 0;
    has_alternate_stack = has_one || sigaltstack(&stack, NULL) == 0;
}

bool guard_run(struct guard *guard, void (*function)(void *context), void *context)
{
    if (!is_installed()) {
        install();
    }
    if (!has_alternate_stack) {
        give_alternate_stack();
    }
    guard->crash = (struct crash){.code = 0};
    stack_top = (uintptr_t)__builtin_frame_address(0);
    running = guard;
    /* Nothing is blocked while the handler runs, so no mask has to be put back. */
    if (sigsetjmp(way_out, 0) == 0) {
        function(context);
    }
    running = NULL;
    if (guard->crash.code != 0) {
        crash_place_write(&site, guard->callee, guard->crash.place);
    }
    return guard->crash.code == 0;
}

const char *guard_crash_name(uint32_t code)
{
    size_t i = 0;
    while (signals[i].name != NULL && (uint32_t)signals[i].number != code) {
        i++;
    }
    return signals[i].name;
}

size_t guard_page_size(void)
{
    return (size_t)sysconf(_SC_PAGESIZE);
}

unsigned char *guard_pages_get(size_t size)
{
    unsigned char *zone =
        mmap(NULL, size + 2 * (size_t)GUARD_ZONE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (zone == MAP_FAILED) {
        return NULL;
    }
    if (mprotect(zone + GUARD_ZONE, size, PROT_READ | PROT_WRITE) != 0) {
        munmap(zone, size + 2 * (size_t)GUARD_ZONE);
        return NULL;
    }
    return zone + GUARD_ZONE;
}

void guard_pages_seal(unsigned char *pages, size_t size)
{
    mprotect(pages, size, PROT_READ);
}

bool guard_pages_open(unsigned char *pages, size_t size)
{
    return mprotect(pages, size, PROT_READ | PROT_WRITE) == 0;
}

void guard_pages_free(unsigned char *pages, size_t size)
{
    munmap(pages - GUARD_ZONE, size + 2 * (size_t)GUARD_ZONE);
}
