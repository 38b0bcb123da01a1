/*
 * The end of a watch: SIGINT and SIGTERM, or on Windows Ctrl-C, a closed console and the service's
 * own stop. A process has one.
 */
#ifndef IISSUBA_WATCH_STOP_H
#define IISSUBA_WATCH_STOP_H

#include <stdint.h>

#include "text/fault.h"

/*
 * From now on an end that is asked for is kept until it is seen, and a wait for a folder's lock
 * ends by it. False where that cannot be.
 */
bool watch_stop_prepare(struct fault *fault);

/* Asks for the end. From any thread. */
void watch_stop_request(void);

/*
 * What the platform's wait takes: a descriptor that can be read from then on, or the HANDLE of an
 * event that is set then. It stays the process's.
 */
intptr_t watch_stop_waitable(void);

#endif
