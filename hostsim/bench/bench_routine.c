/* Each form's logon beside the bare arithmetic of it. */
#include <string.h>

#include "bench.h"
#include "counted.h"
#include "floor.h"
#include "measure.h"
#include "server.h"

#define CALLS 1000 /* a round */
#define LOGONS 64  /* different ones */
#define ACCOUNTS (LOGONS + 1)

struct form {
    const char *name;
    enum response_form form;
    void (*floor)(void *context, size_t index);
};

static const struct form forms[] = {
    {"ntlmv1", RESPONSE_NTLMV1, floor_ntlmv1},
    {"ntlm2_session", RESPONSE_NTLM2_SESSION, floor_ntlm2_session},
    {"ntlmv2", RESPONSE_NTLMV2, floor_ntlmv2},
    {"cleartext", RESPONSE_CLEARTEXT, floor_cleartext},
};

static void put(json_t *figures, const char *name, struct paired paired)
{
    char key[64];
    snprintf(key, sizeof key, "%s_ns", name);
    bench_put(json_object_get(figures, "routine"), key, paired.first_ns);
    bench_put(json_object_get(figures, "floor"), key, paired.second_ns);
    bench_put(json_object_get(figures, "ratio"), name, paired.ratio);
}

/* One account, again and again. */
static bool measure_form(const struct bench *bench, const struct form *form, json_t *figures,
                         struct fault *fault)
{
    struct prepared_set set;
    struct floor floor;
    bool done = prepared_make(&set, &bench->package, form->form, 0, 0, LOGONS, fault);
    if (done) {
        floor_make(&floor, &set);
        put(figures, form->name,
            measure_pair((struct work){prepared_call, &set}, (struct work){form->floor, &floor},
                         CALLS, bench->full ? 401 : 51));
        done = prepared_sound(&set, fault);
    }
    prepared_release(&set);
    return done;
}

/*
 * The first logon of each account after the package read the registry anew, so that nothing can be
 * left of an earlier one.
 */
static bool first_times(const struct bench *bench, struct prepared_set *set, struct floor *floor,
                        struct paired *paired, struct fault *fault)
{
    double firsts[MEASURE_ROUNDS_MOST];
    double floors[MEASURE_ROUNDS_MOST];
    double ratios[MEASURE_ROUNDS_MOST];
    size_t rounds = bench->full ? 101 : 15;
    struct work others = {prepared_call, set + 1};
    for (size_t i = 0; i < rounds; i++) {
        if (!server_enrol(bench->folder, ACCOUNTS, fault)) {
            return false;
        }
        bench_pause();
        measure_once(others, 0, CALLS); /* the reload, and all that is to be warm */
        firsts[i] = measure_once((struct work){prepared_call, set}, 0, LOGONS);
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
    struct prepared_set sets[2]; /* each account once; and another, to be warm */
    struct floor floor;
    struct paired paired;
    memset(sets, 0, sizeof sets);
    bool done = prepared_make(&sets[0], &bench->package, RESPONSE_NTLMV2, 0, 1, LOGONS, fault) &&
                prepared_make(&sets[1], &bench->package, RESPONSE_NTLMV2, LOGONS, 0, LOGONS, fault);
    if (done) {
        floor_make(&floor, &sets[0]);
        done = first_times(bench, sets, &floor, &paired, fault) &&
               prepared_sound(&sets[0], fault) && prepared_sound(&sets[1], fault);
    }
    if (done) {
        put(figures, "ntlmv2_first", paired);
    }
    prepared_release(&sets[0]);
    prepared_release(&sets[1]);
    return done;
}

/* In the steady state, the look at the registry included. */
static bool count_calls(const struct bench *bench, json_t *figures, struct fault *fault)
{
    struct prepared_set set;
    struct counted counted = {.calls = bench->full ? 1000000 : 200000};
    json_t *routine = json_object_get(figures, "routine");
    bool done = prepared_make(&set, &bench->package, RESPONSE_NTLMV2, 0, 0, LOGONS, fault);
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
    bool done = server_enrol(bench->folder, ACCOUNTS, fault);
    bench_pause();
    for (size_t i = 0; done && i < sizeof forms / sizeof forms[0]; i++) {
        bench_say(bench, forms[i].name);
        done = measure_form(bench, &forms[i], figures, fault);
    }
    bench_say(bench, "NTLMv2, the first time");
    done = done && measure_first(bench, figures, fault);
    bench_say(bench, "allocations and system calls");
    return done && count_calls(bench, figures, fault);
}
