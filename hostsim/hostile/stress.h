/*
 * Many calls of a package, one after the other and in four threads at once: which answers differ
 * from the first, and what the package has left behind.
 */
#ifndef HOSTSIM_STRESS_H
#define HOSTSIM_STRESS_H

#include "asking.h"
#include "resources.h"

#define STRESS_CALLS_MOST 1000000u
#define STRESS_WARM_UP 256u /* calls of the first round, from four threads */

/*
 * The rounds after whose each it is counted what there is more. What a package makes once for all
 * grows in one of them; what it leaves behind grows in each.
 */
enum stress_round { ROUND_WARM_UP, ROUND_IN_A_ROW, ROUND_AT_ONCE };

#define STRESS_ROUNDS (ROUND_AT_ONCE + 1)

struct stress_report {
    unsigned calls;          /* asked for: so many in a row, and so many in each of four threads */
    unsigned differ;         /* statuses in a row that are not the first one's */
    unsigned differ_at_once; /* and of those at once */
    unsigned crashed;        /* threads that did */
    struct crash crash;      /* the first one's */
    uint64_t elapsed_ns;     /* that the calls in a row took */
    /* How many there are more after each round, once what ends by itself has had time to. */
    long grown[RESOURCE_COUNT][STRESS_ROUNDS];
    bool counted[RESOURCE_COUNT]; /* whether the system tells */
    bool ran_out;                 /* there was no handle left in the end */
};

/* What grew in all rounds together. */
long stress_grown(const struct stress_report *report, enum resource resource);

/*
 * Makes the calls. report->calls is set, to 1 up to STRESS_CALLS_MOST; the rest of *report is
 * zeroed before, and is filled. False only where the host itself failed. It waits up to 3 s a round
 * for what ends by itself.
 */
bool stress_try(const struct package_question *question, struct stress_report *report,
                struct fault *fault);

#endif
