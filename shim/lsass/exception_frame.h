/*
 * Windows' half of exception.h, by processor (exception_x64_win32.c, exception_x86_win32.c): the
 * frame that the work runs in.
 */
#ifndef IISSUBA_EXCEPTION_FRAME_H
#define IISSUBA_EXCEPTION_FRAME_H

#include <windows.h>

#include "exception.h"

/*
 * Runs work(context). A fault that exception_note took ends it: what is between is unwound, and the
 * call returns as if the work had.
 */
void exception_call(void (*work)(void *context), void *context, struct exception *exception);

/* Whether it is a fault of ours; if so, *exception tells of it. */
BOOL exception_note(const EXCEPTION_RECORD *record, struct exception *exception);

#endif
