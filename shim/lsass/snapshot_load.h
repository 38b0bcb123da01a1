/* Reads the registry into a new snapshot. */
#ifndef IISSUBA_SNAPSHOT_LOAD_H
#define IISSUBA_SNAPSHOT_LOAD_H

#include "registry/registry.h"
#include "snapshot.h"

/* REGISTRY_OK and a snapshot that the caller owns, or a Win32 error code and none. */
long snapshot_load(struct snapshot **snapshot);
/* The same from a registry that is open already. */
long snapshot_load_from(struct registry *registry, struct snapshot **snapshot);

/* LmCompatibilityLevel, 0 where it is absent; 5, the strictest, above that and where it is
 * unreadable. */
long snapshot_read_lm_level(struct registry *registry, unsigned *level);

#endif
