#include "stress.h"

#include "lsass/clock.h"
#include "stopwatch.h"
#include "threads.h"

#define THREADS 4
#define THREADS_MS 3000u
#define HANDLES_MS 300u
#define LOOK_MS 20u

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

/* How long it is worth while to wait: threads end by themselves, and close what they hold. */
static unsigned worth_waiting(const struct resources *before, const struct resources *after)
{
    return after->count[RESOURCE_THREADS] > before->count[RESOURCE_THREADS]   ? THREADS_MS
           : after->count[RESOURCE_HANDLES] > before->count[RESOURCE_HANDLES] ? HANDLES_MS
                                                                              : 0;
}

/* Notes what there is more than before, after what ends by itself has had time to. */
static void note_growth(struct stress_report *report, enum stress_round round,
                        struct resources *before)
{
    uint32_t began = clock_ticks();
    struct resources after = resources_now();
    while (clock_elapsed(began, clock_ticks()) < worth_waiting(before, &after)) {
        threads_pause(LOOK_MS);
        after = resources_now();
    }
    for (int i = 0; i < RESOURCE_COUNT; i++) {
        bool counted = before->count[i] != RESOURCE_UNKNOWN && after.count[i] != RESOURCE_UNKNOWN;
        report->counted[i] = report->counted[i] && counted;
        report->grown[i][round] = counted ? (long)after.count[i] - (long)before->count[i] : 0;
    }
    *before = after;
}

static void run_at_once(struct part parts[THREADS], unsigned calls)
{
    void *contexts[THREADS];
    for (int i = 0; i < THREADS; i++) {
        contexts[i] = &parts[i];
        parts[i].calls = calls;
    }
    threads_run(repeat, contexts, THREADS);
}

static void run(struct part parts[THREADS], struct stress_report *report)
{
    struct part *first = &parts[0];
    first->calls = 1;
    repeat(first);
    for (int i = 0; i < THREADS; i++) {
        parts[i].expected = first->call.status;
    }
    for (int i = 0; i < RESOURCE_COUNT; i++) {
        report->counted[i] = true;
    }
    struct resources before = resources_now();
    run_at_once(parts, STRESS_WARM_UP / THREADS);
    note_growth(report, ROUND_WARM_UP, &before);
    first->calls = report->calls;
    uint64_t began = stopwatch_ns();
    repeat(first);
    report->elapsed_ns = stopwatch_ns() - began;
    report->differ = first->differ;
    note_growth(report, ROUND_IN_A_ROW, &before);
    run_at_once(parts, report->calls);
    note_growth(report, ROUND_AT_ONCE, &before);
    report->ran_out = resources_ran_out();
    for (int i = 0; i < THREADS; i++) {
        report->differ_at_once += parts[i].differ;
        if (report->crashed == 0) {
            report->crash = parts[i].crash;
        }
        report->crashed += parts[i].crashed;
    }
}

long stress_grown(const struct stress_report *report, enum resource resource)
{
    long grown = 0;
    for (int round = 0; round < STRESS_ROUNDS; round++) {
        grown += report->grown[resource][round];
    }
    return grown;
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
        resources_allow_all();
        run(parts, report);
    }
    for (int i = 0; i < THREADS; i++) {
        marshal_release(&parts[i].marshalled);
    }
    return built;
}
