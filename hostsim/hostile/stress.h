/*
 * Many calls of a package, one after the other and in four threads at once: which answers differ
 * from the first, and what the package has left behind.
 */
#ifndef HOSTSIM_STRESS_H
#define HOSTSIM_STRESS_H

#include "asking.h"

#define STRESS_CALLS_MOST 1000000u

struct stress_report {
    unsigned calls;          /* asked for: so many in a row, and so many in each of four threads */
    unsigned differ;         /* statuses in a row that are not the first one's */
    unsigned differ_at_once; /* and of those at once */
    unsigned crashed;        /* threads that did */
    struct crash crash;      /* the first one's */
    /* How many there are more after the calls, once what ends by itself has had time to. */
    long handles;
    long threads;
    long bytes; /* of the heap */
};

/*
 * Makes the calls. report->calls is set, to 1 up to STRESS_CALLS_MOST; the rest of *report is
 * zeroed before, and is filled. False only where the host itself failed. It waits up to 3 s for
 * what ends by itself.
 */
bool stress_try(const struct package_question *question, struct stress_report *report,
                struct fault *fault);

#endif
