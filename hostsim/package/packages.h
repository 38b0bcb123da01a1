/*
 * The packages that are loaded. As in lsass, a package is loaded when it is first asked for, and
 * stays: a change of Auth<N> is seen by the next process (here: by the next machine that is
 * opened). Zeroed, the list is empty.
 */
#ifndef HOSTSIM_PACKAGES_H
#define HOSTSIM_PACKAGES_H

#include "package.h"
#include "package_platform.h"

#include <stddef.h>

struct packages {
    struct loaded_package *list;
    size_t count;
    char why[PACKAGE_WHY]; /* why the file that was asked for last could not be loaded; or "" */
    const char *trusted;   /* the one DLL that a registry may name (package_open); NULL: any */
};

/*
 * Finds a package, and loads it where it is not yet: the one that the folder's registry has for the
 * protocol and the id, or, where file is not NULL, that file. *package is the list's, and stays
 * where it is until packages_close. STATUS_DLL_NOT_FOUND where it cannot be loaded: that is tried
 * again the next time. STATUS_INSUFFICIENT_RESOURCES where there is no memory.
 */
NTSTATUS packages_find(struct packages *packages, const char *folder, enum logon_protocol protocol,
                       unsigned id, const char *file, const struct package **package);

/* Whether one is loaded for the protocol and the id. */
bool packages_hold(const struct packages *packages, enum logon_protocol protocol, unsigned id);

/*
 * Adds a package of this program under a protocol and an id; no registry has to name it. *package
 * is copied. False, without a fault, where there is no memory.
 */
bool packages_add(struct packages *packages, enum logon_protocol protocol, unsigned id,
                  const struct package *package);

/* Unloads all of them, and leaves an empty list, which trusts as before. */
void packages_close(struct packages *packages);

#endif
