#include "stress.h"

#include "lsass/clock.h"
#include "resources.h"
#include "threads.h"

#define THREADS 4
#define WARM_UP 64u     /* calls after which a package has what it needs once and for all */
#define SETTLE_MS 3000u /* for threads that end by themselves */

/* What one thread does: a call of its own, made again and again. */
struct part {
    struct marshalled marshalled;
    struct package_call call;
    unsigned calls;
    NTSTATUS expected;
    unsigned differ;
    unsigned crashed;
    struct crash crash;
};

static void repeat(void *context)
{
    struct part *part = context;
    bool returned = package_call_repeat(&part->call, part->calls, part->expected, &part->differ);
    if (!returned && part->crashed++ == 0) {
        part->crash = part->marshalled.guard.crash;
    }
}

static void settle(struct resources before, struct resources *after)
{
    uint32_t began = clock_ticks();
    *after = resources_now();
    while ((after->threads > before.threads || after->handles > before.handles) &&
           clock_elapsed(began, clock_ticks()) < SETTLE_MS) {
        clock_yield();
        *after = resources_now();
    }
}

static void run(struct part parts[THREADS], struct stress_report *report)
{
    void *contexts[THREADS];
    struct resources after;
    struct part *first = &parts[0];
    first->calls = 1;
    repeat(first);
    for (int i = 0; i < THREADS; i++) {
        contexts[i] = &parts[i];
        parts[i].expected = first->call.status;
        parts[i].calls = WARM_UP;
    }
    threads_run(repeat, contexts, THREADS);
    struct resources before = resources_now();
    first->calls = report->calls;
    repeat(first);
    report->differ = first->differ;
    for (int i = 0; i < THREADS; i++) {
        parts[i].calls = report->calls;
    }
    threads_run(repeat, contexts, THREADS);
    settle(before, &after);
    for (int i = 0; i < THREADS; i++) {
        report->differ_at_once += parts[i].differ;
        if (report->crashed == 0) {
            report->crash = parts[i].crash;
        }
        report->crashed += parts[i].crashed;
    }
    report->handles = (long)after.handles - (long)before.handles;
    report->threads = (long)after.threads - (long)before.threads;
    report->bytes = (long)after.heap - (long)before.heap;
}

bool stress_try(const struct package_question *question, struct stress_report *report,
                struct fault *fault)
{
    const struct logon_request *request = question->subject->request;
    struct part parts[THREADS];
    bool built = true;
    for (int i = 0; i < THREADS; i++) {
        struct part *part = &parts[i];
        *part = (struct part){.calls = 0};
        built = marshal_build(&part->marshalled, GUARD_OFF, question->subject, fault) && built;
        part->call =
            package_call_of(question->package, &part->marshalled, request->export, question->flags);
    }
    if (built) {
        run(parts, report);
    }
    for (int i = 0; i < THREADS; i++) {
        marshal_release(&parts[i].marshalled);
    }
    return built;
}
