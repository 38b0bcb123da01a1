#include "measure.h"

#include <stdint.h>
#include <stdlib.h>
#include <time.h>

#include "stopwatch.h"

static int compare(const void *a, const void *b)
{
    double left = *(const double *)a;
    double right = *(const double *)b;
    return (left > right) - (left < right);
}

double median(double *figures, size_t count)
{
    qsort(figures, count, sizeof *figures, compare);
    return (figures[(count - 1) / 2] + figures[count / 2]) / 2;
}

void measure_wait(unsigned milliseconds)
{
    struct timespec time = {.tv_nsec = (long)milliseconds * 1000000};
    nanosleep(&time, NULL);
}

double measure_once(struct work work, size_t from, size_t calls)
{
    uint64_t began = stopwatch_ns();
    for (size_t i = from; i < from + calls; i++) {
        work.call(work.context, i);
    }
    return (double)(stopwatch_ns() - began) / (double)calls;
}

struct paired measure_pair(struct work first, struct work second, size_t calls, size_t rounds)
{
    double firsts[MEASURE_ROUNDS_MOST];
    double seconds[MEASURE_ROUNDS_MOST];
    double ratios[MEASURE_ROUNDS_MOST];
    measure_once(first, 0, calls); /* to be warm */
    measure_once(second, 0, calls);
    for (size_t i = 0; i < rounds; i++) {
        firsts[i] = measure_once(first, i * calls, calls);
        seconds[i] = measure_once(second, i * calls, calls);
        ratios[i] = firsts[i] / seconds[i];
    }
    return (struct paired){median(firsts, rounds), median(seconds, rounds), median(ratios, rounds)};
}
