#include "probe_verdict.h"

#include <stdarg.h>
#include <stdio.h>

static const char *const grade_names[] = {[PROBE_PASS] = "pass",
                                          [PROBE_SKIP] = "skip",
                                          [PROBE_UNWISE] = "unwise",
                                          [PROBE_ROBUSTNESS] = "robustness",
                                          [PROBE_BREACH] = "breach"};

const char *probe_grade_name(enum probe_grade grade)
{
    return grade_names[grade];
}

static struct probe_verdict *add(struct probe_verdicts *verdicts, enum probe_grade grade)
{
    if (verdicts->count == PROBE_VERDICTS_MOST) {
        return NULL;
    }
    struct probe_verdict *verdict = &verdicts->list[verdicts->count++];
    *verdict = (struct probe_verdict){.grade = grade};
    return verdict;
}

void verdict_add(struct probe_verdicts *verdicts, enum probe_grade grade, const char *format, ...)
{
    struct probe_verdict *verdict = add(verdicts, grade);
    va_list arguments;
    va_start(arguments, format);
    if (verdict != NULL) {
        vsnprintf(verdict->got, sizeof verdict->got, format, arguments);
    }
    va_end(arguments);
}

struct probe_verdict *verdict_add_fault(struct probe_verdicts *verdicts, enum probe_grade grade,
                                        const char *cause, const char *format, ...)
{
    struct probe_verdict *verdict = add(verdicts, grade);
    va_list arguments;
    va_start(arguments, format);
    if (verdict != NULL) {
        snprintf(verdict->cause, sizeof verdict->cause, "%s", cause);
        vsnprintf(verdict->got, sizeof verdict->got, format, arguments);
    }
    va_end(arguments);
    return verdict;
}

bool verdicts_have_fault(const struct probe_verdicts *verdicts)
{
    for (size_t i = 0; i < verdicts->count; i++) {
        if (verdicts->list[i].grade > PROBE_SKIP) {
            return true;
        }
    }
    return false;
}
