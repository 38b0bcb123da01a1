#include "worker.h"

#include <pthread.h>
#include <signal.h>
#include <stdint.h>

static void *begin(void *worker)
{
    ((struct worker *)worker)->work();
    return NULL;
}

void worker_wait(struct worker *worker)
{
    if (worker->thread != NULL) {
        pthread_join((pthread_t)(uintptr_t)worker->thread, NULL);
        worker->thread = NULL;
    }
}

/* The process's signals are not this thread's. */
bool worker_start(struct worker *worker)
{
    sigset_t all;
    sigset_t before;
    pthread_t thread;
    worker_wait(worker); /* it has said that it is done, and ends */
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    bool begun = pthread_create(&thread, NULL, begin, worker) == 0;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (begun) {
        worker->thread = (void *)(uintptr_t)thread;
    }
    return begun;
}
