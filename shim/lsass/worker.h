/*
 * Work that no logon is to wait for, in a thread that is started for it and ends with it. The
 * thread keeps the DLL loaded, or is waited for when it is unloaded: nothing is left behind.
 *
 * On Windows a fault of our own ends the work alone (exception.h). worker_start takes the loader's
 * lock for a moment, and has to; README.md says why.
 */
#ifndef IISSUBA_WORKER_H
#define IISSUBA_WORKER_H

#include <stdbool.h>

/* One kind of work; static, with nothing but the work set. */
struct worker {
    void (*work)(void);
    void *thread; /* the platform's own */
};

/*
 * The caller sees to it that one at a time does the work: the next is started when the work has
 * said that it is done. False where no thread can be had: nothing was begun.
 */
bool worker_start(struct worker *worker);
/* Until none is at work; for who unloads. */
void worker_wait(struct worker *worker);

#endif
