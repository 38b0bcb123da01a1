/* What many calls of a package come to. */
#include "probe_judge.h"

static json_int_t stress_of(const json_t *answer, const char *name)
{
    return json_integer_value(json_object_get(json_object_get(answer, "stress"), name));
}

/*
 * Judges what is left behind: more than `most` is a fault. What a package keeps for later does not
 * grow with each call.
 */
static void judge_left(const json_t *answer, const char *name, json_int_t most,
                       struct probe_verdicts *verdicts)
{
    char cause[PROBE_TEXT];
    json_int_t left = stress_of(answer, name);
    long long calls = (long long)stress_of(answer, "calls");
    if (left > most) {
        snprintf(cause, sizeof cause, "it leaves %s behind", name);
        verdict_add_fault(verdicts, PROBE_BREACH, cause, "%lld %s more after %lld calls",
                          (long long)left, name, calls);
    } else {
        verdict_add(verdicts, PROBE_PASS, "%lld %s more after %lld calls", (long long)left, name,
                    calls);
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
    judge_left(answer, "handles", 0, verdicts);
}

void judge_threads_left(const json_t *answer, struct probe_verdicts *verdicts)
{
    judge_left(answer, "threads", 0, verdicts);
}

/* One byte a call or more is a fault. Less is what allocators round up to. */
void judge_heap_left(const json_t *answer, struct probe_verdicts *verdicts)
{
    judge_left(answer, "bytes", stress_of(answer, "calls") - 1, verdicts);
}
