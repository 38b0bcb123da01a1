/* Times of short work, fair to both sides of a comparison, and robust against a noisy machine. */
#ifndef HOSTSIM_MEASURE_H
#define HOSTSIM_MEASURE_H

#include <stddef.h>

/* Does the work calls times; index counts them, from 0 on over all rounds. */
struct work {
    void (*call)(void *context, size_t index);
    void *context;
};

#define MEASURE_ROUNDS_MOST 512

/* The middle one; sorts them. */
double median(double *figures, size_t count);

struct paired {
    double first_ns; /* a call, the median of all rounds */
    double second_ns;
    double ratio; /* first through second, the median of each round's own */
};

/* Both in turn, round by round; in each, calls of the one and then of the other. */
struct paired measure_pair(struct work first, struct work second, size_t calls, size_t rounds);

/* Leaves the processor to others. */
void measure_wait(unsigned milliseconds);

/* Nanoseconds a call, of one round. */
double measure_once(struct work work, size_t from, size_t calls);

#endif
