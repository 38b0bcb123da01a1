/* Each form's logon, granted and refused, beside the bare arithmetic of it. */
#include <string.h>

#include "bench.h"
#include "counted.h"
#include "floor.h"
#include "lines.h"
#include "measure.h"
#include "server.h"

#define CALLS 1000 /* a round */
#define LOGONS BENCH_LINE_LOGONS

#define FORM(of) .form = (of), .count = LOGONS

static void put(json_t *figures, const char *name, struct paired paired)
{
    char key[64];
    snprintf(key, sizeof key, "%s_ns", name);
    bench_put(json_object_get(figures, "routine"), key, paired.first_ns);
    bench_put(json_object_get(figures, "floor"), key, paired.second_ns);
    bench_put(json_object_get(figures, "ratio"), name, paired.ratio);
}

static bool measure_line(const struct bench *bench, const struct bench_line *line, json_t *figures,
                         struct fault *fault)
{
    struct prepared_set set;
    struct floor floor;
    bool done = prepared_make(&set, &bench->package, &line->plan, fault);
    if (done) {
        floor_make(&floor, &set);
        put(figures, line->name,
            measure_pair((struct work){prepared_call, &set}, (struct work){line->floor, &floor},
                         CALLS, bench->full ? 401 : 51));
        done = prepared_sound(&set, fault);
    }
    prepared_release(&set);
    return done;
}

/* The same accounts in three ways. */
enum { FIRST, CLEARTEXT, UNKNOWN, WAYS };

/*
 * The first NTLMv2 logon of each account after the package read the registry anew, so that nothing
 * can be left of an earlier one. What is made warm before is the processor: the accounts by logons
 * in another form, the code by refusals, the requests by touching them.
 */
static bool first_times(const struct bench *bench, struct prepared_set sets[WAYS],
                        struct floor *floor, struct paired *paired, struct fault *fault)
{
    double firsts[MEASURE_ROUNDS_MOST];
    double floors[MEASURE_ROUNDS_MOST];
    double ratios[MEASURE_ROUNDS_MOST];
    size_t rounds = bench->full ? 101 : 15;
    for (size_t i = 0; i < rounds; i++) {
        if (!server_enrol(bench->folder, LOGONS, fault)) {
            return false;
        }
        measure_wait(PREPARED_LOOK_DUE);
        measure_once((struct work){prepared_call, &sets[CLEARTEXT]}, 0, CALLS);
        measure_once((struct work){prepared_call, &sets[UNKNOWN]}, 0, CALLS);
        prepared_touch(&sets[FIRST]);
        firsts[i] = measure_once((struct work){prepared_call, &sets[FIRST]}, 0, LOGONS);
        measure_once((struct work){floor_ntlmv2, floor}, 0, CALLS);
        floors[i] = measure_once((struct work){floor_ntlmv2, floor}, 0, LOGONS);
        ratios[i] = firsts[i] / floors[i];
    }
    *paired =
        (struct paired){median(firsts, rounds), median(floors, rounds), median(ratios, rounds)};
    return true;
}

static bool measure_first(const struct bench *bench, json_t *figures, struct fault *fault)
{
    static const struct {
        struct prepared_plan plan;
        NTSTATUS expected;
    } ways[WAYS] = {
        [FIRST] = {{FORM(RESPONSE_NTLMV2), .step = 1}, STATUS_SUCCESS},
        [CLEARTEXT] = {{FORM(RESPONSE_CLEARTEXT), .step = 1}, STATUS_SUCCESS},
        [UNKNOWN] = {{FORM(RESPONSE_NTLMV2), .first = LOGONS, .step = 1}, STATUS_NO_SUCH_USER},
    };
    struct prepared_set sets[WAYS];
    struct floor floor;
    struct paired paired;
    bool done = true;
    memset(sets, 0, sizeof sets);
    for (size_t i = 0; done && i < WAYS; i++) {
        done = prepared_make(&sets[i], &bench->package, &ways[i].plan, fault);
        sets[i].expected = ways[i].expected;
    }
    if (done) {
        floor_make(&floor, &sets[FIRST]);
        done = first_times(bench, sets, &floor, &paired, fault);
    }
    for (size_t i = 0; i < WAYS; i++) {
        done = done && prepared_sound(&sets[i], fault);
        prepared_release(&sets[i]);
    }
    if (done) {
        put(figures, "ntlmv2_first", paired);
    }
    return done;
}

/* In the steady state, the look at the registry included. */
static bool count_calls(const struct bench *bench, json_t *figures, struct fault *fault)
{
    static const struct prepared_plan plan = {FORM(RESPONSE_NTLMV2)};
    struct prepared_set set;
    struct counted counted = {.calls = bench->full ? 1000000 : 200000};
    json_t *routine = json_object_get(figures, "routine");
    bool done = prepared_make(&set, &bench->package, &plan, fault);
    if (done && counted_run((struct work){prepared_call, &set}, &counted)) {
        bench_put(routine, "allocations", (double)counted.allocations / (double)counted.calls);
        bench_put(routine, "syscalls", (double)counted.system_calls / (double)counted.calls);
    } else {
        json_object_set_new(routine, "allocations", json_null());
        json_object_set_new(routine, "syscalls", json_null());
    }
    prepared_release(&set);
    return done;
}

bool bench_routine(struct bench *bench, json_t *figures, struct fault *fault)
{
    static const char *const objects[] = {"routine", "floor", "ratio"};
    for (size_t i = 0; i < sizeof objects / sizeof objects[0]; i++) {
        json_object_set_new(figures, objects[i], json_object());
    }
    bool done = server_enrol(bench->folder, LOGONS, fault) &&
                prepared_await(&bench->package, LOGONS - 1, NULL, fault);
    for (size_t i = 0; done && i < bench_line_count; i++) {
        bench_say(bench, bench_lines[i].name);
        done = measure_line(bench, &bench_lines[i], figures, fault);
    }
    bench_say(bench, "NTLMv2, the first time");
    done = done && measure_first(bench, figures, fault);
    bench_say(bench, "allocations and system calls");
    return done && count_calls(bench, figures, fault);
}
