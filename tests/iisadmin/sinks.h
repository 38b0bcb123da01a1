/*
 * Clients that want to be told of changes. They are called from a thread of its own, one after the
 * other, at most MD_MAX_CHANGE_ENTRIES entries at a time; who cannot be reached is forgotten.
 *
 * Source: the IIS SDK (IMSAdminBaseSink).
 */
#ifndef FAKE_SINKS_H
#define FAKE_SINKS_H

#include "handles.h"

/* Starts the thread that calls. */
void sinks_begin(void);

/* Adds a sink, which is referenced. owner is the object it was given to. */
void sinks_add(const void *owner, IMSAdminBaseSinkW *sink, DWORD *cookie);

/* Removes one of an owner's sinks, or with cookie 0 all of them. False where there is none. */
bool sinks_remove(const void *owner, DWORD cookie);

/* Has all sinks but the owner's told of changes, which are taken over. */
void sinks_notify(const void *owner, struct md_changes *changes);

/* Tells every sink that the service ends, and waits for at most five seconds. */
void sinks_shutdown(void);

#endif
