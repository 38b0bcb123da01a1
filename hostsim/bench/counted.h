/*
 * Counts what work asks of the system: its calls of the allocator, and its system calls. They are
 * seen from outside, in a child process under ptrace(2).
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

/*
 * Does the work counted->calls times in a child process, after 1000 times to be warm. Sets
 * allocations and system_calls, of all calls together. False, without a fault, where a process may
 * not be traced here, or the processor is not x86-64.
 */
bool counted_run(struct work work, struct counted *counted);

#endif
