/*
 * Auth132 below Lsa\MSV1_0, and the event source: registering and unregistering, for the DLL's
 * exports and iissubactl.
 *
 * What was there before is written to PreviousAuth132 first (empty where nothing was), and only
 * then replaced: at no moment is it lost, and unregistering puts it back. RegisteredAuth132 is what
 * was written: where Auth132 is something else since, unregistering leaves it alone. Stored
 * accounts stay, unless they are purged.
 */
#ifndef IISSUBA_REGISTRATION_H
#define IISSUBA_REGISTRATION_H

#include "lsass/event.h"
#include "registry/registry.h"

#define PACKAGE_NAME_MAX 260 /* units, NUL included */

struct registration {
    enum event_id
        outcome; /* EVENT_REGISTERED ... EVENT_NOT_REGISTERED: its text says what was done */
    uint16_t name[PACKAGE_NAME_MAX]; /* that text's %1 */
    long error;                      /* that text's %2; REGISTRY_OK where it was done */
    bool wider; /* others than SYSTEM and Administrators can get at the secrets */
};

/* What Auth132 names now; empty where there is none. */
long registration_current(struct registry *registry, uint16_t name[PACKAGE_NAME_MAX]);

/* The changes are in force after registry_commit. */
struct registration registration_add(struct registry *registry, const uint16_t *package);
struct registration registration_remove(struct registry *registry);

/* After that: removes the key IISSUBA, with the stored accounts and the stack. */
long registration_purge(struct registry *registry);

#endif
