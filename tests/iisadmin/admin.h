/*
 * The object that a client gets: IMSAdminBase, and the connection point of its sinks. Each client
 * gets one of its own: handles and sinks are its object's.
 *
 * Sources: the IIS SDK (IMSAdminBase), [MS-IMSA] 3.1.4, iadmw.h.
 */
#ifndef FAKE_ADMIN_H
#define FAKE_ADMIN_H

#include <iadmw.h>

struct admin {
    IMSAdminBaseW base;
    IConnectionPointContainer container;
    IConnectionPoint point;
    LONG references;
};

extern struct IMSAdminBaseWVtbl admin_methods;
extern struct IConnectionPointContainerVtbl admin_container_methods;
extern struct IConnectionPointVtbl admin_point_methods;

/* What IUnknown's three methods do, whichever interface they are called through. */
HRESULT admin_query(struct admin *admin, REFIID iid, void **object);
ULONG admin_add_ref(struct admin *admin);
ULONG admin_release(struct admin *admin);

/* The class's factory, which lives as long as the process. */
extern IClassFactory admin_factory;

#endif
