#include "threads.h"

#include <windows.h>

struct thread {
    HANDLE handle;
    void (*work)(void *context);
    void *context;
};

static DWORD WINAPI begin(void *thread)
{
    ((struct thread *)thread)->work(((struct thread *)thread)->context);
    return 0;
}

bool threads_run(void (*work)(void *context), void *const contexts[], size_t count)
{
    struct thread threads[THREADS_MOST];
    size_t begun = 0;
    while (begun < count && begun < THREADS_MOST) {
        struct thread *thread = &threads[begun];
        DWORD id;
        *thread = (struct thread){.work = work, .context = contexts[begun]};
        thread->handle = CreateThread(NULL, 0, begin, thread, 0, &id);
        if (thread->handle == NULL) {
            break;
        }
        begun++;
    }
    for (size_t i = 0; i < begun; i++) {
        WaitForSingleObject(threads[i].handle, INFINITE);
        CloseHandle(threads[i].handle);
    }
    return begun == count;
}

void threads_pause(unsigned milliseconds)
{
    Sleep(milliseconds);
}
