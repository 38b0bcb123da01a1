/*
 * Many calls, one after the other and at once: the answers that differ from the first, and what the
 * package has left behind afterwards.
 */
#ifndef HOSTSIM_STRESS_H
#define HOSTSIM_STRESS_H

#include "asking.h"

#define STRESS_CALLS_MOST 1000000u

struct stress_report {
    unsigned calls;          /* asked for: so many in a row, and so many in each of four threads */
    unsigned differ;         /* statuses in a row that are not the first one's */
    unsigned differ_at_once; /* and of those at once */
    unsigned crashed;
    /* How many there are more after the calls, once what ends by itself has had time to. */
    long handles;
    long threads;
    long bytes; /* of the heap */
};

/* report->calls is set. False only where the host itself failed. */
bool stress_try(const struct package_question *question, struct stress_report *report,
                struct fault *fault);

#endif
