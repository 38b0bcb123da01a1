/* What an answer comes to: a grade, and where it is a fault, its cause. */
#ifndef HOSTSIM_PROBE_VERDICT_H
#define HOSTSIM_PROBE_VERDICT_H

#include <stdbool.h>
#include <stddef.h>

/* From the best to the worst. */
enum probe_grade {
    PROBE_PASS,
    PROBE_SKIP,       /* what it is about is not there */
    PROBE_UNWISE,     /* no page forbids it */
    PROBE_ROBUSTNESS, /* a fault, on malformed input alone, which lsass does not hand over */
    PROBE_BREACH      /* breaks the contract on input that lsass can hand over */
};

#define PROBE_TEXT 512
#define PROBE_PLACE 160
#define PROBE_VERDICTS_MOST 96

struct probe_verdict {
    enum probe_grade grade;
    char cause[PROBE_TEXT];  /* the fault, in words that are alike wherever it shows; else empty */
    char got[PROBE_TEXT];    /* what was got, this time */
    char place[PROBE_PLACE]; /* where it crashed, "mypackage.dll+0x112e"; empty: it did not */
};

struct probe_verdicts {
    struct probe_verdict list[PROBE_VERDICTS_MOST];
    size_t count;
};

/* The name of a grade: "breach". It is static. */
const char *probe_grade_name(enum probe_grade grade);

/*
 * Adds what is no fault. format and what follows are printf's, and say what was got; what does not
 * fit is cut off.
 */
__attribute__((format(printf, 3, 4))) void
verdict_add(struct probe_verdicts *verdicts, enum probe_grade grade, const char *format, ...);

/*
 * Adds a fault of a grade. cause is copied; format and what follows say what was got, as above.
 * Returns the verdict, so that its place can be set; NULL where there are PROBE_VERDICTS_MOST.
 */
__attribute__((format(printf, 4, 5))) struct probe_verdict *
verdict_add_fault(struct probe_verdicts *verdicts, enum probe_grade grade, const char *cause,
                  const char *format, ...);

/* Whether any of the verdicts is a fault. */
bool verdicts_have_fault(const struct probe_verdicts *verdicts);

#endif
