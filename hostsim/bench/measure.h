/* Times of short work, fair to both sides of a comparison, and robust against a noisy machine. */
#ifndef HOSTSIM_MEASURE_H
#define HOSTSIM_MEASURE_H

#include <stddef.h>

/* Work to be measured. index counts the calls, from 0 on over all rounds. */
struct work {
    void (*call)(void *context, size_t index);
    void *context;
};

#define MEASURE_ROUNDS_MOST 512

/* The median. count is at least 1; the figures are sorted. */
double median(double *figures, size_t count);

struct paired {
    double first_ns; /* a call, the median of all rounds */
    double second_ns;
    double ratio; /* first through second, the median of each round's own */
};

/*
 * Measures two works in turn, round by round: in each, calls of the first and then of the second.
 * One unmeasured round makes both warm. rounds is 1 up to MEASURE_ROUNDS_MOST.
 */
struct paired measure_pair(struct work first, struct work second, size_t calls, size_t rounds);

/* Leaves the processor to others for so many milliseconds, less than 1000. */
void measure_wait(unsigned milliseconds);

/* Measures one round: calls with the indexes from `from` on. Returns nanoseconds a call. */
double measure_once(struct work work, size_t from, size_t calls);

#endif
