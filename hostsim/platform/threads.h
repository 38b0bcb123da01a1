/* The same work in several threads at once. */
#ifndef HOSTSIM_THREADS_H
#define HOSTSIM_THREADS_H

#include <stdbool.h>
#include <stddef.h>

#define THREADS_MOST 8

/*
 * Calls work(contexts[i]) in a thread each, and waits until all have returned. count is at most
 * THREADS_MOST. False where not all could be started: those that were have run.
 */
bool threads_run(void (*work)(void *context), void *const contexts[], size_t count);

/* Has this thread do nothing for so long. */
void threads_pause(unsigned milliseconds);

#endif
