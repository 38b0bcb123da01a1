/* What many accounts cost: a logon, the memory at rest, and reading them anew. */
#include <malloc.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "bench.h"
#include "floor.h"
#include "measure.h"
#include "prepared.h"
#include "server.h"
#include "stopwatch.h"

#define LOGONS 256 /* of as many accounts, all over the table */
#define CALLS 4096
#define CACHE ((size_t)128 << 20) /* bytes: more than the processor's caches hold */

static size_t heap_in_use(void)
{
    struct mallinfo2 info = mallinfo2();
    return info.uordblks + info.hblkhd;
}

/* Makes each logon find its account as the first one of the day does: in no cache. */
static void empty_caches(unsigned char *room, struct prepared_set *set)
{
    for (size_t i = 0; room != NULL && i < CACHE; i += 64) {
        room[i]++;
    }
    prepared_touch(set); /* but what is handed over is at hand */
}

static bool measure_logons(const struct bench *bench, size_t count, json_t *figures,
                           struct fault *fault)
{
    struct prepared_set set;
    double hot[MEASURE_ROUNDS_MOST];
    double cold[MEASURE_ROUNDS_MOST];
    size_t rounds = bench->full ? 51 : 11;
    unsigned char *room = calloc(CACHE, 1);
    size_t step = count < LOGONS ? 1 : count / LOGONS;
    size_t logons = count < LOGONS ? count : LOGONS;
    struct prepared_plan plan = {.form = RESPONSE_NTLMV2, .count = logons, .step = step};
    bool done = prepared_make(&set, &bench->package, &plan, fault) &&
                (room != NULL || fault_set(fault, "no memory"));
    struct work work = {prepared_call, &set};
    double first = done ? measure_once(work, 0, logons) : 0;
    for (size_t i = 0; done && i < rounds; i++) {
        measure_once(work, 0, CALLS);
        hot[i] = measure_once(work, 0, CALLS);
        empty_caches(room, &set);
        cold[i] = measure_once(work, 0, logons);
    }
    if (done) {
        bench_put(figures, "ntlmv2_ns", median(hot, rounds));
        bench_put(figures, "ntlmv2_first_ns", first);
        bench_put(figures, "ntlmv2_cold_ns", median(cold, rounds));
        done = prepared_sound(&set, fault);
    }
    free(room);
    prepared_release(&set);
    return done;
}

#define AT_RANDOM 1024      /* logons, of which no two have one challenge */
#define AT_RANDOM_MOST 8192 /* where there are many more accounts than that */

/* Of accounts at random, beside the floor: "NAME_ns" and "NAME_ratio". */
static bool measure_random(const struct bench *bench, const char *name, enum response_form form,
                           size_t count, json_t *figures, struct fault *fault)
{
    struct prepared_set set;
    struct floor floor;
    char key[64];
    struct prepared_plan plan = {.form = form,
                                 .count = count > AT_RANDOM ? AT_RANDOM_MOST : AT_RANDOM,
                                 .random = count,
                                 .own_domains = form == RESPONSE_NTLMV2};
    bool done = prepared_make(&set, &bench->package, &plan, fault);
    if (done) {
        floor_make(&floor, &set);
        struct work bare = {form == RESPONSE_NTLMV2 ? floor_ntlmv2 : floor_ntlmv1, &floor};
        struct paired paired = measure_pair((struct work){prepared_call, &set}, bare, plan.count,
                                            bench->full ? 51 : 11);
        snprintf(key, sizeof key, "%s_ns", name);
        bench_put(figures, key, paired.first_ns);
        snprintf(key, sizeof key, "%s_ratio", name);
        bench_put(figures, key, paired.ratio);
        done = prepared_sound(&set, fault);
    }
    prepared_release(&set);
    return done;
}

/* Logs on without a pause, and notes its longest call. */
struct reader {
    struct prepared_set set;
    _Atomic bool stop;
    uint64_t longest_ns;
};

static void *read_on(void *context)
{
    struct reader *reader = context;
    for (size_t i = 0; !atomic_load(&reader->stop); i++) {
        uint64_t took = prepared_time(&reader->set, i);
        reader->longest_ns = took > reader->longest_ns ? took : reader->longest_ns;
    }
    return NULL;
}

/*
 * Measures a reload: from the first logon that can see that the registry changed to the first that
 * finds the account that came with it. Another thread logs on all the while.
 */
static bool measure_reload(const struct bench *bench, size_t count, struct reader *reader,
                           json_t *figures, struct fault *fault)
{
    pthread_t thread;
    uint64_t longest;
    measure_wait(PREPARED_LOOK_DUE);
    if (pthread_create(&thread, NULL, read_on, reader) != 0) {
        return fault_set(fault, "a thread could not be started");
    }
    uint64_t began = stopwatch_ns();
    bool seen = prepared_await(&bench->package, count - 1, &longest, fault);
    bench_put(figures, "reload_ms", (double)(stopwatch_ns() - began) / 1e6);
    atomic_store(&reader->stop, true);
    pthread_join(thread, NULL);
    longest = reader->longest_ns > longest ? reader->longest_ns : longest;
    bench_put(figures, "longest_logon_meanwhile_ms", (double)longest / 1e6);
    return seen;
}

/* Measures how a server without accounts becomes one with so many. */
static bool measure_count(const struct bench *bench, size_t count, json_t *figures,
                          struct fault *fault)
{
    static const struct prepared_plan one = {.form = RESPONSE_NTLMV2, .count = 1};
    struct reader reader = {.stop = false};
    bool done = server_enrol(bench->folder, 0, fault) &&
                prepared_make(&reader.set, &bench->package, &one, fault);
    if (done) {
        measure_wait(PREPARED_LOOK_DUE);
        prepared_call(&reader.set, 0); /* it sees that there are none */
        size_t before = heap_in_use();
        done = server_enrol(bench->folder, count, fault) &&
               measure_reload(bench, count, &reader, figures, fault);
        bench_put(figures, "bytes_per_account", (double)(heap_in_use() - before) / (double)count);
    }
    prepared_release(&reader.set);
    return done && measure_logons(bench, count, figures, fault) &&
           measure_random(bench, "ntlmv1_random", RESPONSE_NTLMV1, count, figures, fault) &&
           measure_random(bench, "ntlmv2_random", RESPONSE_NTLMV2, count, figures, fault);
}

static double ntlmv2_of(const json_t *accounts, const char *size)
{
    return json_number_value(json_object_get(json_object_get(accounts, size), "ntlmv2_ns"));
}

bool bench_accounts(struct bench *bench, json_t *figures, struct fault *fault)
{
    static const struct {
        const char *name;
        size_t count;
    } sizes[] = {{"1", 1}, {"128", 128}, {"1000", 1000}, {"100000", 100000}, {"1000000", 1000000}};
    json_t *accounts = json_object();
    json_object_set_new(figures, "accounts", accounts);
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        json_t *of_size = json_object();
        json_object_set_new(accounts, sizes[i].name, of_size);
        bench_say(bench, sizes[i].name);
        if (!measure_count(bench, sizes[i].count, of_size, fault)) {
            return false;
        }
    }
    bench_put(accounts, "ratio", ntlmv2_of(accounts, "1000000") / ntlmv2_of(accounts, "1"));
    return true;
}
