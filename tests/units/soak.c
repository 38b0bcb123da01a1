/*
 * The package in a process of its own, for e2e/soak.py: soak FOLDER LOGONS RELOADS logs on as the
 * lines of its input say which two passwords may be in force, and has the store read the registry
 * again so many times meanwhile. The clock that the store looks at is ours, so that 50 ms pass when
 * they should. Not a test by itself.
 *
 * After each tenth it prints "logons reloads granted wrong", and waits for a line: another process
 * counts what this one holds. wrong counts logons with a password that was never in force, that
 * were admitted, and looks at which not exactly one of the two passwords was, though nothing was
 * read between.
 */
#include "support.h"

#include <fcntl.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "lsass/snapshot_load.h"
#include "lsass/store.h"

#define TENTHS 10

static _Atomic uint32_t ticks;
static _Atomic unsigned loads;

uint32_t __wrap_clock_ticks(void);
uint32_t __wrap_clock_ticks(void)
{
    return atomic_load(&ticks);
}

long __real_snapshot_load(struct snapshot **snapshot);
long __wrap_snapshot_load(struct snapshot **snapshot);
long __wrap_snapshot_load(struct snapshot **snapshot)
{
    long error = __real_snapshot_load(snapshot);
    atomic_fetch_add(&loads, 1);
    return error;
}

/* What is presented: each of the two passwords, and a wrong one. */
enum { FIRST, SECOND, NEITHER, PRESENTED };

static struct made_request presented[PRESENTED];
static struct made_account account;

static bool admitted(int which)
{
    ULONG fields;
    ULONG flags;
    BOOLEAN authoritative;
    LARGE_INTEGER logoff;
    LARGE_INTEGER kickoff;
    NTSTATUS status = Msv1_0SubAuthenticationRoutine(
        NetlogonNetworkInformation, &presented[which].info, 0, &account.user, &fields, &flags,
        &authoritative, &logoff, &kickoff);
    if (status != STATUS_SUCCESS && status != STATUS_WRONG_PASSWORD) {
        fprintf(stderr, "soak: status 0x%08lX\n", (unsigned long)status);
        exit(1);
    }
    return status == STATUS_SUCCESS;
}

struct seen {
    unsigned long logons;
    unsigned long granted;
    unsigned long wrong;
};

static void look(struct seen *seen)
{
    unsigned before = atomic_load(&loads);
    bool first = admitted(FIRST);
    bool second = admitted(SECOND);
    bool neither = admitted(NEITHER);
    seen->logons += PRESENTED;
    seen->granted += first + second;
    seen->wrong += neither || (first == second && atomic_load(&loads) == before);
}

/* Has the registry's file another time, and logs on until it was read. */
static void reload(const char *file, struct seen *seen)
{
    static struct timespec times[2];
    unsigned before = atomic_load(&loads);
    times[1].tv_sec++;
    while (atomic_load(&loads) == before) {
        if (utimensat(AT_FDCWD, file, times, 0) != 0) {
            perror(file);
            exit(1);
        }
        atomic_fetch_add(&ticks, 100);
        look(seen);
    }
}

static void make_requests(void)
{
    static const enum form forms[] = {FORM_NTLMV2, FORM_CLEARTEXT, FORM_NTLMV1};
    struct wide user = WIDE(u"IUSR_SERVERNAME");
    make_account(&account);
    make_request(&presented[FIRST], forms[0], WIDE(u"first"), user, WIDE(u""), NULL);
    make_request(&presented[SECOND], forms[1], WIDE(u"second"), user, WIDE(u""), NULL);
    make_request(&presented[NEITHER], forms[2], WIDE(u"neither"), user, WIDE(u""), NULL);
}

int main(int argc, char **argv)
{
    char file[4096];
    char line[16];
    struct seen seen = {0, 0, 0};
    if (argc != 4 || setenv("IISSUBA_MACHINE", argv[1], 1) != 0) {
        return 2;
    }
    unsigned long logons = strtoul(argv[2], NULL, 10);
    unsigned long reloads = strtoul(argv[3], NULL, 10);
    snprintf(file, sizeof file, "%s/registry.reg", argv[1]);
    make_requests();
    for (unsigned long done = 0, tenth = 1; tenth <= TENTHS; tenth++) {
        for (; done < reloads * tenth / TENTHS; done++) {
            reload(file, &seen);
            while (seen.logons < logons / reloads * (done + 1)) {
                look(&seen);
            }
        }
        printf("%lu %u %lu %lu\n", seen.logons, atomic_load(&loads), seen.granted, seen.wrong);
        fflush(stdout);
        if (fgets(line, sizeof line, stdin) == NULL) {
            return 1;
        }
    }
    store_close();
    return 0;
}
