/* What loading and the registry's changes cost, and a stack of three modules. */
#include <pthread.h>
#include <stdatomic.h>

#include "bench.h"
#include "enrolment/deployment.h"
#include "measure.h"
#include "prepared.h"
#include "registry/registry.h"
#include "server.h"
#include "stopwatch.h"

#define ACCOUNTS 64
#define CALLS 1000

static const struct prepared_plan plan = {.form = RESPONSE_NTLMV2, .count = ACCOUNTS, .step = 1};

/* The package is unloaded, loaded again and asked once, which reads the registry. */
static bool measure_cold(struct bench *bench, json_t *figures, struct fault *fault)
{
    double times[MEASURE_ROUNDS_MOST];
    char dll[DEPLOYMENT_PATH_MAX];
    size_t rounds = bench->full ? 101 : 15;
    bool done = deployment_own_dll(dll, fault);
    for (size_t i = 0; done && i < rounds; i++) {
        struct prepared_set set;
        package_close(&bench->package);
        done = package_load(dll, &bench->package, fault) &&
               prepared_make(&set, &bench->package, &plan, fault);
        if (done) {
            times[i] = (double)prepared_time(&set, 0) / 1e6;
            done = prepared_sound(&set, fault);
            prepared_release(&set);
        }
    }
    if (done) {
        bench_put(figures, "cold_ms", median(times, rounds));
    }
    return done;
}

#define CHANGE_EVERY 10 /* milliseconds */

static const uint16_t usual_stack[] = u"sufficient metabase\0";

/* Changes the registry again and again, until it is told to stop; the accounts stay. */
struct changer {
    const char *folder;
    _Atomic bool stop;
    bool failed;
    struct fault fault;
};

static void *change_on(void *context)
{
    struct changer *changer = context;
    while (!atomic_load(&changer->stop) && !changer->failed) {
        changer->failed =
            !server_stack(changer->folder, usual_stack, sizeof usual_stack, &changer->fault);
        measure_wait(CHANGE_EVERY);
    }
    return NULL;
}

static bool measure_changes(struct bench *bench, json_t *figures, struct fault *fault)
{
    pthread_t thread;
    struct prepared_set set;
    struct changer changer = {.folder = bench->folder};
    uint64_t lasts = (uint64_t)(bench->full ? 10 : 1) * UINT64_C(1000000000);
    uint64_t longest = 0;
    size_t logons = 0;
    if (!prepared_make(&set, &bench->package, &plan, fault) ||
        pthread_create(&thread, NULL, change_on, &changer) != 0) {
        prepared_release(&set);
        return fault_set(fault, "a thread could not be started");
    }
    uint64_t began = stopwatch_ns();
    for (; stopwatch_ns() - began < lasts; logons++) {
        uint64_t took = prepared_time(&set, logons);
        longest = took > longest ? took : longest;
    }
    double mean = (double)(stopwatch_ns() - began) / (double)logons;
    atomic_store(&changer.stop, true);
    pthread_join(thread, NULL);
    bench_put(figures, "changing_ns", mean);
    bench_put(figures, "changing_longest_ms", (double)longest / 1e6);
    bool done = prepared_sound(&set, fault) &&
                (!changer.failed || fault_set(fault, "%s", changer.fault.text));
    prepared_release(&set);
    return done;
}

/* Three modules, each of which is asked: SAM's password is another. */
static bool measure_stack(struct bench *bench, json_t *figures, struct fault *fault)
{
    static const uint16_t stack[] = u"sufficient sam\0required metabase\0optional caller\0";
    struct prepared_set set;
    double times[MEASURE_ROUNDS_MOST];
    size_t rounds = bench->full ? 401 : 51;
    bool done = server_stack(bench->folder, stack, sizeof stack, fault) &&
                prepared_make(&set, &bench->package, &plan, fault);
    if (done) {
        measure_wait(PREPARED_LOOK_DUE);
        measure_once((struct work){prepared_call, &set}, 0, CALLS);
        for (size_t i = 0; i < rounds; i++) {
            times[i] = measure_once((struct work){prepared_call, &set}, i * CALLS, CALLS);
        }
        bench_put(figures, "stack_of_three_ns", median(times, rounds));
        done = prepared_sound(&set, fault);
        prepared_release(&set);
    }
    return done;
}

bool bench_reload(struct bench *bench, json_t *figures, struct fault *fault)
{
    json_t *reload = json_object();
    json_object_set_new(figures, "reload", reload);
    bench_say(bench, "the first logon after loading");
    bool done = server_enrol(bench->folder, ACCOUNTS, fault) && measure_cold(bench, reload, fault);
    bench_say(bench, "logons while the registry changes");
    done = done && measure_changes(bench, reload, fault);
    bench_say(bench, "a stack of three modules");
    return done && measure_stack(bench, reload, fault);
}
