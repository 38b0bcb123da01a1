/*
 * The packages that are loaded. As in lsass, one is loaded when it is first asked for and stays: a
 * change of Auth<N> is seen by the next process (here: by the next machine that is opened).
 */
#ifndef HOSTSIM_PACKAGES_H
#define HOSTSIM_PACKAGES_H

#include "package.h"

#include <stddef.h>

struct packages {
    struct loaded_package *list;
    size_t count;
};

/*
 * The one of that protocol and id in the folder's registry, or, where a file is given, that one. It
 * is the list's; what could not be loaded is tried again the next time.
 */
NTSTATUS packages_find(struct packages *packages, const char *folder, enum logon_protocol protocol,
                       unsigned id, const char *file, const struct package **package);
/* One that is in this program, under an id: it is not loaded, and no registry names it. */
bool packages_add(struct packages *packages, enum logon_protocol protocol, unsigned id,
                  const struct package *package);
void packages_close(struct packages *packages);

#endif
