#include "sinks.h"

#include <process.h>
#include <stdlib.h>
#include <string.h>

#include "world.h"

#define SHUTDOWN_MS 5000

struct sink {
    const void *owner;
    DWORD cookie;
    IMSAdminBaseSinkW *sink;
};

/* What is to be told, in the order in which it happened. */
struct notice {
    const void *owner;
    struct md_changes changes;
    struct notice *next;
};

static struct sink *sinks;
static size_t sink_count;
static size_t sink_capacity;
static DWORD last_cookie;
static struct notice *first;
static struct notice **last = &first;
static CONDITION_VARIABLE arrived = CONDITION_VARIABLE_INIT;

void sinks_add(const void *owner, IMSAdminBaseSinkW *sink, DWORD *cookie)
{
    EnterCriticalSection(&world_lock);
    md_grow((void **)&sinks, sink_count, &sink_capacity, sizeof *sinks);
    sink->lpVtbl->AddRef(sink);
    *cookie = ++last_cookie;
    sinks[sink_count++] = (struct sink){owner, *cookie, sink};
    LeaveCriticalSection(&world_lock);
}

/* Takes one out of the list. The reference is the caller's then: it is given back outside the lock.
 */
static IMSAdminBaseSinkW *take(const void *owner, DWORD cookie)
{
    IMSAdminBaseSinkW *taken = NULL;
    EnterCriticalSection(&world_lock);
    for (size_t i = 0; i < sink_count && taken == NULL; i++) {
        if (sinks[i].owner == owner && (cookie == 0 || sinks[i].cookie == cookie)) {
            taken = sinks[i].sink;
            sinks[i] = sinks[--sink_count];
        }
    }
    LeaveCriticalSection(&world_lock);
    return taken;
}

bool sinks_remove(const void *owner, DWORD cookie)
{
    bool removed = false;
    for (;;) {
        IMSAdminBaseSinkW *sink = take(owner, cookie);
        if (sink == NULL) {
            return removed;
        }
        removed = true;
        sink->lpVtbl->Release(sink);
    }
}

void sinks_notify(const void *owner, struct md_changes *changes)
{
    if (changes->count == 0) {
        return;
    }
    struct notice *notice = md_allocate(sizeof *notice);
    *notice = (struct notice){owner, *changes, NULL};
    *changes = (struct md_changes){.entries = NULL};
    EnterCriticalSection(&world_lock);
    *last = notice;
    last = &notice->next;
    WakeConditionVariable(&arrived);
    LeaveCriticalSection(&world_lock);
}

/* A copy of the list, each sink referenced, without those of an owner. The caller frees it. */
static struct sink *listed(const void *but, size_t *count)
{
    EnterCriticalSection(&world_lock);
    struct sink *list = md_allocate(sink_count * sizeof *list);
    *count = 0;
    for (size_t i = 0; i < sink_count; i++) {
        if (but == NULL || sinks[i].owner != but) {
            list[(*count)++] = sinks[i];
            sinks[i].sink->lpVtbl->AddRef(sinks[i].sink);
        }
    }
    LeaveCriticalSection(&world_lock);
    return list;
}

static bool tell(const struct sink *sink, const struct md_changes *changes)
{
    MD_CHANGE_OBJECT_W objects[MD_MAX_CHANGE_ENTRIES];
    HRESULT result = S_OK;
    for (size_t done = 0; done < changes->count && SUCCEEDED(result);) {
        DWORD count = 0;
        for (; count < MD_MAX_CHANGE_ENTRIES && done < changes->count; count++, done++) {
            const struct md_change *change = &changes->entries[done];
            objects[count] = (MD_CHANGE_OBJECT_W){change->path, change->type,
                                                  (DWORD)change->id_count, change->ids};
        }
        result = sink->sink->lpVtbl->SinkNotify(sink->sink, count, objects);
    }
    return SUCCEEDED(result);
}

static void tell_all(const struct notice *notice)
{
    size_t count;
    struct sink *list = listed(notice->owner, &count);
    for (size_t i = 0; i < count; i++) {
        if (!tell(&list[i], &notice->changes)) {
            sinks_remove(list[i].owner, list[i].cookie);
        }
        list[i].sink->lpVtbl->Release(list[i].sink);
    }
    free(list);
}

static struct notice *next_notice(void)
{
    EnterCriticalSection(&world_lock);
    while (first == NULL) {
        SleepConditionVariableCS(&arrived, &world_lock, INFINITE);
    }
    struct notice *notice = first;
    first = notice->next;
    if (first == NULL) {
        last = &first;
    }
    LeaveCriticalSection(&world_lock);
    return notice;
}

__attribute__((noreturn)) static unsigned __stdcall notify_thread(void *unused)
{
    (void)unused;
    CoInitializeEx(NULL, COINIT_MULTITHREADED);
    for (;;) {
        struct notice *notice = next_notice();
        tell_all(notice);
        changes_release(&notice->changes);
        free(notice);
    }
}

void sinks_begin(void)
{
    CloseHandle((HANDLE)_beginthreadex(NULL, 0, notify_thread, NULL, 0, NULL));
}

static unsigned __stdcall shutdown_thread(void *context)
{
    IMSAdminBaseSinkW *sink = context;
    CoInitializeEx(NULL, COINIT_MULTITHREADED);
    sink->lpVtbl->ShutdownNotify(sink);
    return 0;
}

/* The references stay: the process ends. */
void sinks_shutdown(void)
{
    size_t count;
    struct sink *list = listed(NULL, &count);
    ULONGLONG begin = GetTickCount64();
    HANDLE *threads = md_allocate(count * sizeof *threads);
    for (size_t i = 0; i < count; i++) {
        threads[i] = (HANDLE)_beginthreadex(NULL, 0, shutdown_thread, list[i].sink, 0, NULL);
    }
    for (size_t i = 0; i < count; i++) {
        ULONGLONG waited = GetTickCount64() - begin;
        WaitForSingleObject(threads[i], waited < SHUTDOWN_MS ? (DWORD)(SHUTDOWN_MS - waited) : 0);
        CloseHandle(threads[i]);
    }
    free(threads);
    free(list);
}
