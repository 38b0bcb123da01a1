#include "watch_live.h"

#include <windows.h>

#include <initguid.h>

#include <iadmw.h>
#include <stdlib.h>

#include "live/iisadmin.h"
#include "watch_stop.h"

DEFINE_GUID(INTERFACE_SINK, 0xA9E69612, 0xB80D, 0x11D0, 0xB9, 0xB9, 0x00, 0xA0, 0xC9, 0x22, 0xE7,
            0x50);
DEFINE_GUID(INTERFACE_UNKNOWN, 0, 0, 0, 0xC0, 0, 0, 0, 0, 0, 0, 0x46);
DEFINE_GUID(INTERFACE_CONTAINER, 0xB196B284, 0xBAB4, 0x101A, 0xB6, 0x9C, 0x00, 0xAA, 0x00, 0x34,
            0x1D, 0x07);

/*
 * What IISADMIN calls, from threads of COM's: it sets an event and nothing else, for in a callback
 * no key may be opened for writing, and IISADMIN waits for its end. It is the process's, and never
 * freed: a call may still be on its way when the watch has left.
 */
static HANDLE changed;
static HANDLE ended;

struct watch_live {
    struct admin_base base;
    IConnectionPoint *point;
    DWORD cookie;
    uint32_t read_at;
};

static ULONG WINAPI sink_count(IMSAdminBaseSinkW *face)
{
    (void)face;
    return 1;
}

static HRESULT WINAPI sink_query(IMSAdminBaseSinkW *face, REFIID id, void **found)
{
    bool known = IsEqualGUID(id, &INTERFACE_SINK) || IsEqualGUID(id, &INTERFACE_UNKNOWN);
    *found = known ? face : NULL;
    return known ? S_OK : E_NOINTERFACE;
}

static bool is_read(DWORD id)
{
    return id == 6020 || id == 6021 || id == 6022;
}

/* The name, the password, synchronization; and nodes that come, go or are renamed. */
static bool concerns_import(const MD_CHANGE_OBJECT_W *change)
{
    if ((change->dwMDChangeType & (MD_CHANGE_TYPE_ADD_OBJECT | MD_CHANGE_TYPE_DELETE_OBJECT |
                                   MD_CHANGE_TYPE_RENAME_OBJECT)) != 0) {
        return true;
    }
    for (DWORD i = 0; i < change->dwMDNumDataIDs; i++) {
        if (is_read(change->pdwMDDataIDs[i])) {
            return true;
        }
    }
    return false;
}

static HRESULT WINAPI sink_notify(IMSAdminBaseSinkW *face, DWORD count,
                                  MD_CHANGE_OBJECT_W changes[])
{
    (void)face;
    for (DWORD i = 0; i < count; i++) {
        if (concerns_import(&changes[i])) {
            SetEvent(changed);
        }
    }
    return S_OK;
}

static HRESULT WINAPI sink_shutdown(IMSAdminBaseSinkW *face)
{
    (void)face;
    SetEvent(ended);
    return S_OK;
}

static IMSAdminBaseSinkWVtbl sink_calls = {.QueryInterface = sink_query,
                                           .AddRef = sink_count,
                                           .Release = sink_count,
                                           .SinkNotify = sink_notify,
                                           .ShutdownNotify = sink_shutdown};
static IMSAdminBaseSinkW sink = {.lpVtbl = &sink_calls};

static HRESULT advise(struct watch_live *watch)
{
    IUnknown *server = watch->base.context;
    void *found = NULL;
    HRESULT result = server->lpVtbl->QueryInterface(server, &INTERFACE_CONTAINER, &found);
    if (FAILED(result)) {
        return result;
    }
    IConnectionPointContainer *container = found;
    result = container->lpVtbl->FindConnectionPoint(container, &INTERFACE_SINK, &watch->point);
    container->lpVtbl->Release(container);
    if (FAILED(result)) {
        watch->point = NULL;
        return result;
    }
    return watch->point->lpVtbl->Advise(watch->point, (IUnknown *)(void *)&sink, &watch->cookie);
}

/* What an earlier IISADMIN told is told. */
static bool prepare_sink(void)
{
    changed = changed != NULL ? changed : CreateEventA(NULL, FALSE, FALSE, NULL);
    ended = ended != NULL ? ended : CreateEventA(NULL, TRUE, FALSE, NULL);
    return changed != NULL && ended != NULL && ResetEvent(changed) && ResetEvent(ended);
}

struct watch_live *watch_live_join(struct fault *fault)
{
    if (!iisadmin_runs()) {
        fault_set(fault, "the IISADMIN service does not run");
        return NULL;
    }
    struct watch_live *watch = calloc(1, sizeof *watch);
    if (watch == NULL || !prepare_sink()) {
        fault_set(fault, "no memory");
        free(watch);
        return NULL;
    }
    if (!admin_base_connect(&watch->base, fault)) {
        watch->base.disconnect = NULL;
        watch_live_leave(watch);
        return NULL;
    }
    HRESULT result = advise(watch);
    if (FAILED(result)) {
        admin_base_failed(fault, "notices of the live metabase", (uint32_t)result);
        watch_live_leave(watch);
        return NULL;
    }
    return watch;
}

void watch_live_leave(struct watch_live *watch)
{
    if (watch == NULL) {
        return;
    }
    if (watch->point != NULL) {
        if (watch->cookie != 0) {
            watch->point->lpVtbl->Unadvise(watch->point, watch->cookie);
        }
        watch->point->lpVtbl->Release(watch->point);
    }
    if (watch->base.disconnect != NULL) {
        watch->base.disconnect(watch->base.context);
    }
    free(watch);
}

const struct admin_base *watch_live_base(const struct watch_live *watch)
{
    return &watch->base;
}

enum watch_news watch_live_wait(struct watch_live *watch, unsigned milliseconds)
{
    HANDLE handles[3] = {(HANDLE)watch_stop_waitable(), ended, changed};
    switch (WaitForMultipleObjects(watch == NULL ? 1 : 3, handles, FALSE, milliseconds)) {
    case WAIT_OBJECT_0:
        return WATCH_STOP;
    case WAIT_OBJECT_0 + 1:
        return WATCH_LOST;
    case WAIT_OBJECT_0 + 2:
        return WATCH_CHANGED;
    default:
        return WATCH_QUIET;
    }
}

void watch_live_read_at(struct watch_live *watch, uint32_t number)
{
    watch->read_at = number;
}

enum watch_news watch_live_ask(const struct watch_live *watch)
{
    uint32_t number;
    if (watch->base.change_number(watch->base.context, &number) != ADMIN_OK) {
        return WATCH_LOST;
    }
    return number == watch->read_at ? WATCH_QUIET : WATCH_CHANGED;
}
