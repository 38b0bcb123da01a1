/* What many calls of a package come to. */
#include "probe_judge.h"

#include <stdio.h>
#include <string.h>

#include "stress.h"

#define CALL_NS_MOST 1000000

static json_int_t stress_of(const json_t *answer, const char *name)
{
    return json_integer_value(json_object_get(json_object_get(answer, "stress"), name));
}

/* What grew in a round of so many calls, and by how much with each call a fault grows at least. */
struct growth {
    json_int_t warm_up;
    json_int_t in_a_row;
    json_int_t at_once;
    bool ran_out; /* of handles: there were none left to take */
};

/*
 * What a package keeps for later grows once; what it leaves behind grows with the calls: in the
 * rounds of many calls both, or for one of twenty calls and more in one, or until there is nothing
 * left to take.
 */
static bool grows_by_call(const struct growth *growth, json_int_t calls, json_int_t unit)
{
    return (growth->in_a_row > 0 && growth->at_once > 0) ||
           growth->in_a_row >= (calls / 20 + 1) * unit ||
           (growth->ran_out && growth->warm_up + growth->in_a_row > 0) ||
           growth->warm_up >= STRESS_WARM_UP / 2 * unit;
}

/* Less than a byte a call is what allocators round up to. */
static bool heap_grows(const struct growth *growth, json_int_t calls)
{
    return growth->in_a_row >= calls && growth->at_once >= 4 * calls;
}

static bool take_growth(const json_t *answer, const char *key, struct growth *growth)
{
    const json_t *stress = json_object_get(answer, "stress");
    const json_t *rounds = json_object_get(stress, "rounds");
    const json_t *grown = json_object_get(rounds, key);
    *growth = (struct growth){
        json_integer_value(json_array_get(grown, ROUND_WARM_UP)),
        json_integer_value(json_array_get(grown, ROUND_IN_A_ROW)),
        json_integer_value(json_array_get(grown, ROUND_AT_ONCE)),
        json_is_true(json_object_get(stress, "ran_out")) && strcmp(key, "handles") == 0,
    };
    return grown != NULL;
}

static void judge_left(const json_t *answer, const char *key, const char *what,
                       struct probe_verdicts *verdicts)
{
    struct growth growth;
    char cause[PROBE_TEXT];
    json_int_t calls = stress_of(answer, "calls");
    if (!take_growth(answer, key, &growth)) {
        verdict_add(verdicts, PROBE_SKIP, "the system does not count them");
        return;
    }
    bool grows = strcmp(key, "bytes") == 0
                     ? heap_grows(&growth, calls)
                     : grows_by_call(&growth, calls, strcmp(key, "sections") == 0 ? 4096 : 1);
    char got[PROBE_TEXT];
    snprintf(got, sizeof got, "%lld %s more after %u calls, %lld after %lld, %lld after %lld",
             (long long)growth.warm_up, what, STRESS_WARM_UP, (long long)growth.in_a_row,
             (long long)calls, (long long)growth.at_once, 4 * (long long)calls);
    if (grows) {
        snprintf(cause, sizeof cause, "it leaves %s behind", what);
        verdict_add_fault(verdicts, PROBE_BREACH, cause, "%s", got);
    } else {
        verdict_add(verdicts, PROBE_PASS, "%s", got);
    }
}

void judge_repeated(const json_t *answer, struct probe_verdicts *verdicts)
{
    long long differ = (long long)stress_of(answer, "differ");
    long long calls = (long long)stress_of(answer, "calls");
    if (differ > 0) {
        verdict_add_fault(verdicts, PROBE_UNWISE, "the same request gets different answers",
                          "%lld of %lld answers are not the first", differ, calls);
    } else {
        verdict_add(verdicts, PROBE_PASS, "%lld answers are alike", calls);
    }
}

static const char *stress_text(const json_t *answer, const char *name)
{
    const char *text = json_string_value(json_object_get(json_object_get(answer, "stress"), name));
    return text == NULL ? "" : text;
}

void judge_at_once(const json_t *answer, struct probe_verdicts *verdicts)
{
    long long differ = (long long)stress_of(answer, "differ_at_once");
    if (stress_of(answer, "crashed") > 0) {
        judge_crash(stress_text(answer, "crash"), stress_text(answer, "place"), PROBE_BREACH,
                    "a crash, in one of four threads", verdicts);
    } else if (differ > 0) {
        verdict_add_fault(verdicts, PROBE_UNWISE, "calls at once get different answers",
                          "%lld answers are not the first", differ);
    } else {
        verdict_add(verdicts, PROBE_PASS, "the answers are alike");
    }
}

void judge_handles_left(const json_t *answer, struct probe_verdicts *verdicts)
{
    judge_left(answer, "handles", "handles", verdicts);
}

void judge_threads_left(const json_t *answer, struct probe_verdicts *verdicts)
{
    judge_left(answer, "threads", "threads", verdicts);
}

void judge_heap_left(const json_t *answer, struct probe_verdicts *verdicts)
{
    judge_left(answer, "bytes", "bytes of the heaps", verdicts);
}

void judge_sections_left(const json_t *answer, struct probe_verdicts *verdicts)
{
    judge_left(answer, "sections", "bytes of mapped sections", verdicts);
}

void judge_call_time(const json_t *answer, struct probe_verdicts *verdicts)
{
    json_int_t calls = stress_of(answer, "calls");
    json_int_t ns = calls == 0 ? 0 : stress_of(answer, "elapsed_ns") / calls;
    if (ns > CALL_NS_MOST) {
        verdict_add_fault(verdicts, PROBE_UNWISE, "a call takes long", "%.1f ms a call",
                          (double)ns / 1e6);
    } else {
        verdict_add(verdicts, PROBE_PASS, "%.1f us a call", (double)ns / 1e3);
    }
}
