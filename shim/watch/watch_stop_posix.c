#include "watch_stop.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include <sys/signalfd.h>

#include "files/lock.h"

static int descriptor = -1;

bool watch_stop_prepare(struct fault *fault)
{
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGHUP);
    if (sigprocmask(SIG_BLOCK, &signals, NULL) == 0) {
        descriptor = signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK);
    }
    folder_locks_end_by(descriptor);
    return descriptor >= 0 || fault_set(fault, "signals: %s", strerror(errno));
}

void watch_stop_request(void)
{
    kill(getpid(), SIGTERM);
}

intptr_t watch_stop_waitable(void)
{
    return descriptor;
}
