/* The thread holds the DLL by a reference of its own, and gives it back as it ends. */
#include "worker.h"

#include <windows.h>

#include "exception.h"

HINSTANCE dll_instance; /* DllMain's */

static void run(void *worker)
{
    ((struct worker *)worker)->work();
}

static DWORD WINAPI begin(void *context)
{
    struct worker *worker = context;
    HMODULE held = worker->thread; /* the next one's, once the work has said that it is done */
    struct exception unused;       /* what was at work is not begun again: nothing more is told */
    exception_guard(run, worker, &unused);
    FreeLibraryAndExitThread(held, 0);
}

bool worker_start(struct worker *worker)
{
    wchar_t path[MAX_PATH];
    DWORD length = GetModuleFileNameW(dll_instance, path, MAX_PATH);
    HMODULE held = length > 0 && length < MAX_PATH ? LoadLibraryW(path) : NULL;
    DWORD id;
    if (held == NULL) {
        return false;
    }
    worker->thread = held;
    HANDLE thread = CreateThread(NULL, 0, begin, worker, 0, &id);
    if (thread == NULL) {
        FreeLibrary(held);
        return false;
    }
    CloseHandle(thread);
    return true;
}

void worker_wait(struct worker *worker)
{
    (void)worker; /* while it is at work the DLL is not unloaded */
}
