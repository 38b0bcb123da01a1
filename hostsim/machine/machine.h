/*
 * A machine folder: a fake server, made of the formats that a real one exports. It is data alone:
 * what runs on it is the LSA's (lsa.h). Opened, it is locked for this process, and all its files
 * are known to be sound; what a logon changes is written back by machine_save.
 */
#ifndef HOSTSIM_MACHINE_H
#define HOSTSIM_MACHINE_H

#include "files/files.h"
#include "metabase/metabase.h"
#include "policy.h"
#include "sam.h"

struct machine {
    const char *folder;
    struct folder_lock *lock;
    struct sam sam;
    struct policy policy;
    struct metabase metabase;
    bool has_metabase; /* MetaBase.xml is there */
};

/* False, with file and line, where a file is broken; nothing is changed then. */
bool machine_open(const char *folder, struct machine *machine, struct fault *fault);
/* Writes what changed. */
bool machine_save(struct machine *machine, struct fault *fault);
void machine_close(struct machine *machine);

#endif
