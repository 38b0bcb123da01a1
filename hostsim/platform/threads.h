/* The same work in several threads at once. */
#ifndef HOSTSIM_THREADS_H
#define HOSTSIM_THREADS_H

#include <stdbool.h>
#include <stddef.h>

#define THREADS_MOST 8

/* Calls work(contexts[i]) in a thread each, and waits for all. False where one could not be begun.
 */
bool threads_run(void (*work)(void *context), void *const contexts[], size_t count);

#endif
