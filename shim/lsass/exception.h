/*
 * A fault of our own must not end lsass, which ends with the whole computer: on Windows what a
 * logon, a reload and the thread that reports do is run so that such a fault ends that work alone.
 * Elsewhere no lsass depends on it: the work is run, and nothing more.
 *
 * Only a fault of the processor inside our own image is one: invalid access, division, instruction.
 * What happens in a function of Windows, whose locks and heap we cannot judge, what another raises
 * (a debugger, a guard page's owner), and a stack that ran over are left to whoever else handles
 * them. (Structured exception handling: winnt.h; "x64 exception handling" and "RtlUnwindEx" in
 * Microsoft's documentation; on x86 the record that fs:[0] points to.)
 */
#ifndef IISSUBA_EXCEPTION_H
#define IISSUBA_EXCEPTION_H

#include <stdbool.h>
#include <stdint.h>

#include "event.h"

struct exception {
    uint32_t code;   /* Windows' own, as EXCEPTION_ACCESS_VIOLATION; 0: none */
    uint32_t offset; /* of the instruction, from where the image begins */
};

/*
 * False where a fault ended the work: it is told in *exception, and the stack that the work used is
 * wiped. Whatever the work had taken, the caller knows by its context and gives back.
 */
bool exception_guard(void (*work)(void *context), void *context, struct exception *exception);

/* Reports it: the event's %1 is code and offset. */
void exception_report(enum event_id event, const struct exception *exception);

#endif
