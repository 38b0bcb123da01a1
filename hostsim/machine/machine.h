/*
 * A machine folder: a fake server, made of the formats that a real one exports. Opened, it is
 * locked for this process, and all its files are known to be sound; what a logon changes is written
 * back when it is closed with machine_save.
 */
#ifndef HOSTSIM_MACHINE_H
#define HOSTSIM_MACHINE_H

#include "files/files.h"
#include "metabase/metabase.h"
#include "packages.h"
#include "policy.h"
#include "sam.h"

struct machine {
    const char *folder;
    struct folder_lock *lock;
    struct sam sam;
    struct policy policy;
    struct metabase metabase;
    struct packages packages; /* as they are asked for */
    bool has_metabase;        /* MetaBase.xml is there */
    const char *record; /* each logon is added to this file, as a line for batch; NULL: to none */
    int64_t time;       /* what the host takes the time to be, an NT time; 0: the system's */
    bool silent;        /* machine_event writes nothing */
};

/* False, with file and line, where a file is broken; nothing is changed then. */
bool machine_open(const char *folder, struct machine *machine, struct fault *fault);
/* From here on nothing is written to events.log, by the host or by a package of ours. */
void machine_silence(struct machine *machine);
/* Writes what changed. */
bool machine_save(struct machine *machine, struct fault *fault);
void machine_close(struct machine *machine);

/* One line in events.log; type is "Information", "Warning" or "Error". */
__attribute__((format(printf, 5, 6))) void machine_event(const struct machine *machine,
                                                         const char *source, unsigned id,
                                                         const char *type, const char *format, ...);

#endif
