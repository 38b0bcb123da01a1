#include "threads.h"

#include <pthread.h>
#include <time.h>

struct thread {
    pthread_t id;
    void (*work)(void *context);
    void *context;
};

static void *begin(void *thread)
{
    ((struct thread *)thread)->work(((struct thread *)thread)->context);
    return NULL;
}

bool threads_run(void (*work)(void *context), void *const contexts[], size_t count)
{
    struct thread threads[THREADS_MOST];
    size_t begun = 0;
    while (begun < count && begun < THREADS_MOST) {
        struct thread *thread = &threads[begun];
        *thread = (struct thread){.work = work, .context = contexts[begun]};
        if (pthread_create(&thread->id, NULL, begin, thread) != 0) {
            break;
        }
        begun++;
    }
    for (size_t i = 0; i < begun; i++) {
        pthread_join(threads[i].id, NULL);
    }
    return begun == count;
}

void threads_pause(unsigned milliseconds)
{
    struct timespec left = {milliseconds / 1000, (long)(milliseconds % 1000) * 1000000};
    nanosleep(&left, NULL);
}
