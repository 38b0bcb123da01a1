/*
 * The Windows service that keeps the store in step: IISSUBA, LocalSystem, started with the system.
 * Elsewhere than on Windows each function fails.
 *
 * Sources: Platform SDK, "Services"; the functions are there from NT 3.1 on.
 */
#ifndef IISSUBACTL_SERVICE_H
#define IISSUBACTL_SERVICE_H

#include <stdbool.h>

#include "text/fault.h"

#define SERVICE_NAME "IISSUBA"

enum service_state {
    SERVICE_IS_ABSENT,
    SERVICE_IS_STOPPED,
    SERVICE_IS_BETWEEN,
    SERVICE_IS_RUNNING
};

/*
 * Copies the running program to System32, from where it can run when the folder it was unpacked in
 * has gone, and makes the service of the copy. *added tells whether it was not there before. It
 * does not start it. False where another file has the copy's name, or Windows refuses.
 */
bool service_install(bool *added, struct fault *fault);

/*
 * Stops the service, removes it, and the copy with it. *was_there tells whether there was one.
 * False where Windows refuses; where only the copy is still in use, the fault says so, and
 * *was_there is true.
 */
bool service_remove(bool *was_there, struct fault *fault);

/* Starts or stops the service and waits up to 30 seconds until it is. False where it is not then.
 */
bool service_start(struct fault *fault);
bool service_stop(struct fault *fault);

/* What state it is in. False where Windows does not tell. */
bool service_ask(enum service_state *state, struct fault *fault);

/*
 * Is what the service manager starts: work runs in the service, and ends after watch_stop_request.
 * False where the process was not started by the manager.
 */
bool service_run(void (*work)(void), struct fault *fault);

#endif
