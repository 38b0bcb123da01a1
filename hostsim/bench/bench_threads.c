/* The same account's logons in one thread, and in two at once. */
#include "bench.h"
#include "measure.h"
#include "prepared.h"
#include "server.h"
#include "stopwatch.h"
#include "threads.h"

#define LOGONS 16
#define CALLS 100000
#define THREADS 2

static void log_on(void *set)
{
    for (size_t i = 0; i < CALLS; i++) {
        prepared_call(set, i);
    }
}

static bool logons_a_second(struct prepared_set sets[THREADS], size_t threads, double *figure)
{
    void *contexts[THREADS] = {&sets[0], &sets[1]};
    uint64_t began = stopwatch_ns();
    bool done = threads_run(log_on, contexts, threads);
    *figure = (double)(threads * CALLS) / (double)(stopwatch_ns() - began) * 1e9;
    return done;
}

bool bench_threads(struct bench *bench, json_t *figures, struct fault *fault)
{
    static const struct prepared_plan plan = {.form = RESPONSE_NTLMV2, .count = LOGONS};
    struct prepared_set sets[THREADS] = {{.count = 0}};
    double one[MEASURE_ROUNDS_MOST] = {0};
    double two[MEASURE_ROUNDS_MOST] = {0};
    double ratios[MEASURE_ROUNDS_MOST];
    size_t rounds = bench->full ? 51 : 9;
    bench_say(bench, "threads");
    bool done = server_enrol(bench->folder, 1, fault);
    for (size_t i = 0; done && i < THREADS; i++) {
        done = prepared_make(&sets[i], &bench->package, &plan, fault);
    }
    done = done && prepared_await(&bench->package, 0, NULL, fault);
    for (size_t i = 0; done && i < rounds; i++) {
        done = (logons_a_second(sets, 1, &one[i]) && logons_a_second(sets, 2, &two[i])) ||
               fault_set(fault, "a thread could not be started");
        ratios[i] = done ? two[i] / one[i] : 0;
    }
    for (size_t i = 0; done && i < THREADS; i++) {
        done = prepared_sound(&sets[i], fault);
    }
    if (done) {
        json_object_set_new(figures, "threads", json_pack("{s:{}, s:{}}", "1", "2"));
        json_t *threads = json_object_get(figures, "threads");
        bench_put(json_object_get(threads, "1"), "logons_per_s", median(one, rounds));
        bench_put(json_object_get(threads, "2"), "logons_per_s", median(two, rounds));
        bench_put(threads, "ratio", median(ratios, rounds));
    }
    for (size_t i = 0; i < THREADS; i++) {
        prepared_release(&sets[i]);
    }
    return done;
}
