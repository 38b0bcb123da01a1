/* The object's life, its class, and its connection point. */
#include "admin.h"

#include <stddef.h>
#include <stdlib.h>

#include <olectl.h>

#include "handles.h"
#include "sinks.h"

#define OF(type, member, pointer) ((type *)(void *)((char *)(pointer)-offsetof(type, member)))

HRESULT admin_query(struct admin *admin, REFIID iid, void **object)
{
    *object = NULL;
    if (IsEqualIID(iid, &IID_IUnknown) || IsEqualIID(iid, &IID_IMSAdminBase_W)) {
        *object = &admin->base;
    } else if (IsEqualIID(iid, &IID_IConnectionPointContainer)) {
        *object = &admin->container;
    } else if (IsEqualIID(iid, &IID_IConnectionPoint)) {
        *object = &admin->point;
    } else {
        return E_NOINTERFACE;
    }
    admin_add_ref(admin);
    return S_OK;
}

ULONG admin_add_ref(struct admin *admin)
{
    return (ULONG)InterlockedIncrement(&admin->references);
}

ULONG admin_release(struct admin *admin)
{
    LONG left = InterlockedDecrement(&admin->references);
    if (left == 0) {
        handles_abandon(admin);
        sinks_remove(admin, 0);
        free(admin);
    }
    return (ULONG)left;
}

/* IConnectionPointContainer */

static HRESULT WINAPI container_query(IConnectionPointContainer *This, REFIID iid, void **object)
{
    return admin_query(OF(struct admin, container, This), iid, object);
}

static ULONG WINAPI container_add_ref(IConnectionPointContainer *This)
{
    return admin_add_ref(OF(struct admin, container, This));
}

static ULONG WINAPI container_release(IConnectionPointContainer *This)
{
    return admin_release(OF(struct admin, container, This));
}

static HRESULT WINAPI container_enum(IConnectionPointContainer *This, IEnumConnectionPoints **all)
{
    (void)This;
    *all = NULL;
    return E_NOTIMPL;
}

static HRESULT WINAPI container_find(IConnectionPointContainer *This, REFIID iid,
                                     IConnectionPoint **point)
{
    struct admin *admin = OF(struct admin, container, This);
    *point = NULL;
    if (!IsEqualIID(iid, &IID_IMSAdminBaseSink_W)) {
        return CONNECT_E_NOCONNECTION;
    }
    *point = &admin->point;
    admin_add_ref(admin);
    return S_OK;
}

struct IConnectionPointContainerVtbl admin_container_methods = {
    container_query, container_add_ref, container_release, container_enum, container_find};

/* IConnectionPoint */

static HRESULT WINAPI point_query(IConnectionPoint *This, REFIID iid, void **object)
{
    return admin_query(OF(struct admin, point, This), iid, object);
}

static ULONG WINAPI point_add_ref(IConnectionPoint *This)
{
    return admin_add_ref(OF(struct admin, point, This));
}

static ULONG WINAPI point_release(IConnectionPoint *This)
{
    return admin_release(OF(struct admin, point, This));
}

static HRESULT WINAPI point_interface(IConnectionPoint *This, IID *iid)
{
    (void)This;
    *iid = IID_IMSAdminBaseSink_W;
    return S_OK;
}

static HRESULT WINAPI point_container(IConnectionPoint *This, IConnectionPointContainer **container)
{
    struct admin *admin = OF(struct admin, point, This);
    *container = &admin->container;
    admin_add_ref(admin);
    return S_OK;
}

static HRESULT WINAPI point_advise(IConnectionPoint *This, IUnknown *unknown, DWORD *cookie)
{
    IMSAdminBaseSinkW *sink;
    *cookie = 0;
    HRESULT result =
        unknown->lpVtbl->QueryInterface(unknown, &IID_IMSAdminBaseSink_W, (void **)&sink);
    if (FAILED(result)) {
        return CONNECT_E_CANNOTCONNECT;
    }
    sinks_add(OF(struct admin, point, This), sink, cookie);
    sink->lpVtbl->Release(sink);
    return S_OK;
}

static HRESULT WINAPI point_unadvise(IConnectionPoint *This, DWORD cookie)
{
    bool removed = cookie != 0 && sinks_remove(OF(struct admin, point, This), cookie);
    return removed ? S_OK : CONNECT_E_NOCONNECTION;
}

static HRESULT WINAPI point_enum(IConnectionPoint *This, IEnumConnections **all)
{
    (void)This;
    *all = NULL;
    return E_NOTIMPL;
}

struct IConnectionPointVtbl admin_point_methods = {point_query,     point_add_ref,   point_release,
                                                   point_interface, point_container, point_advise,
                                                   point_unadvise,  point_enum};

/* IClassFactory, which is not counted */

static HRESULT WINAPI factory_query(IClassFactory *This, REFIID iid, void **object)
{
    bool known = IsEqualIID(iid, &IID_IUnknown) || IsEqualIID(iid, &IID_IClassFactory);
    *object = known ? This : NULL;
    return known ? S_OK : E_NOINTERFACE;
}

static ULONG WINAPI factory_counted(IClassFactory *This)
{
    (void)This;
    return 1;
}

static HRESULT WINAPI factory_create(IClassFactory *This, IUnknown *outer, REFIID iid,
                                     void **object)
{
    (void)This;
    *object = NULL;
    if (outer != NULL) {
        return CLASS_E_NOAGGREGATION;
    }
    struct admin *admin = md_allocate(sizeof *admin);
    *admin =
        (struct admin){{&admin_methods}, {&admin_container_methods}, {&admin_point_methods}, 1};
    HRESULT result = admin_query(admin, iid, object);
    admin_release(admin);
    return result;
}

static HRESULT WINAPI factory_lock(IClassFactory *This, WINBOOL lock)
{
    (void)This;
    (void)lock;
    return S_OK;
}

static struct IClassFactoryVtbl factory_methods = {factory_query, factory_counted, factory_counted,
                                                   factory_create, factory_lock};
IClassFactory admin_factory = {&factory_methods};
