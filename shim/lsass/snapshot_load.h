/* Reads the registry into a new snapshot. */
#ifndef IISSUBA_SNAPSHOT_LOAD_H
#define IISSUBA_SNAPSHOT_LOAD_H

#include "registry/registry.h"
#include "snapshot.h"

/* REGISTRY_OK and a snapshot that the caller owns, or a Win32 error code and none. */
long snapshot_load(struct snapshot **snapshot);
/* The same from a registry that is open already. */
long snapshot_load_from(struct registry *registry, struct snapshot **snapshot);

/* Lsa's own settings. */
struct lsa_settings {
    unsigned lm_level; /* LmCompatibilityLevel, 0 where it is absent, 5 above that */
    /*
     * LimitBlankPasswordUse: a blank password works at the console only. Absent: no limit, as on
     * Windows 2000 and NT 4.0, which have none; XP on has the value from its setup.
     */
    bool limits_blank;
};

/* What cannot be read is the strictest. */
long snapshot_read_lsa(struct registry *registry, struct lsa_settings *settings);

#endif
