/*
 * Counts what work asks of the system: its calls of the allocator and its system calls, seen from
 * outside, in a child process under ptrace.
 */
#ifndef HOSTSIM_COUNTED_H
#define HOSTSIM_COUNTED_H

#include <stdbool.h>
#include <stdint.h>

#include "measure.h"

struct counted {
    size_t calls; /* how often to do the work; set by the caller */
    uint64_t allocations;
    uint64_t system_calls;
};

/* False where a process may not be traced here, or the processor is not one of x86. */
bool counted_run(struct work work, struct counted *counted);

#endif
