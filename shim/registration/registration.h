/*
 * Registering and unregistering, for the DLL's exports and iissubactl: Auth132 below Lsa\MSV1_0,
 * and the event source.
 *
 * What was there before is written to PreviousAuth132 first, with its type (an empty text where
 * nothing was), and only then replaced: at no moment is it lost, and unregistering puts it back.
 * RegisteredAuth132 is what was written: where Auth132 is something else since, unregistering
 * leaves it alone. Stored accounts stay, unless they are purged.
 *
 * Sources: ntsecapi.h (MSV1_0_SUBAUTHENTICATION_KEY, MSV1_0_SUBAUTHENTICATION_VALUE,
 * MSV1_0_SUBAUTHENTICATION_DLL_IIS).
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
    bool changed;                    /* though it failed, Auth132 is what was asked for */
    bool wider; /* others than SYSTEM and Administrators can get at the secrets */
};

/*
 * Reads what Auth132 names now. name becomes NUL-terminated UTF-16; empty where there is no such
 * key or value, and a phrase for people where the value is no text. *type becomes the value's;
 * REGISTRY_SZ, the documented one, where there is none. Errors: REGISTRY_MORE_DATA where it is too
 * long.
 */
long registration_current(struct registry *registry, uint16_t name[PACKAGE_NAME_MAX],
                          uint32_t *type);

/*
 * Whether a value of a type can name a package: REG_SZ, or REG_EXPAND_SZ, in which nothing is
 * expanded. Only the first is documented for Auth<N> (ntsecapi.h).
 */
static inline bool registration_is_text(uint32_t type)
{
    return type == REGISTRY_SZ || type == REGISTRY_EXPAND_SZ;
}

/*
 * Registers a package, or puts back what was there before it. The registry is open for writing;
 * package is NUL-terminated UTF-16. Returns what was done; where error is not REGISTRY_OK, outcome
 * is EVENT_REGISTRATION_FAILED and some of it may have been done. The changes are in force after
 * registry_commit; the event source's are at once.
 */
struct registration registration_add(struct registry *registry, const uint16_t *package);
struct registration registration_remove(struct registry *registry);

/*
 * After registration_remove: removes the key IISSUBA, with the stored accounts and the stack, and
 * the event source. The registry is open for writing. *accounts becomes true where the former are
 * gone. Returns a Win32 error code; REGISTRY_OK also where there was nothing to remove. The change
 * is in force after registry_commit.
 */
long registration_purge(struct registry *registry, bool *accounts);

#endif
