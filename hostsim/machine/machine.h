/*
 * A machine folder: a fake server, made of the formats that a real one exports. It is data alone;
 * what runs on it is the LSA's (lsa.h). While it is open it is locked for this process, and all its
 * files are known to be sound. What a logon changes is written back by machine_save.
 */
#ifndef HOSTSIM_MACHINE_H
#define HOSTSIM_MACHINE_H

#include "files/lock.h"
#include "metabase/metabase.h"
#include "policy.h"
#include "sam.h"

struct machine {
    const char *folder;
    struct file_locks locks;
    struct sam sam;
    struct policy policy;
    struct metabase metabase;
    bool has_metabase; /* MetaBase.xml is there */
};

/*
 * Opens a machine folder, and waits until nobody else has it open. folder stays the caller's, and
 * must outlive the machine. Fills *machine, which the caller closes. False, with file and line,
 * where a file is broken or sam.json is missing; nothing is changed, and nothing is to be closed.
 */
bool machine_open(const char *folder, struct machine *machine, struct fault *fault);

/*
 * Makes a machine of accounts alone, sam.json's value: it has no folder and no file, and its policy
 * is the usual. The accounts become the machine's as well; what a logon changes of them is changed
 * in memory. Fills *machine, which the caller closes. False where an account is broken: nothing is
 * to be closed.
 */
bool machine_open_accounts(json_t *accounts, struct machine *machine, struct fault *fault);

/* Whether it has a folder. */
bool machine_has_folder(const struct machine *machine);

/*
 * Writes what logons changed of sam.json, if anything; the old file is replaced whole. False where
 * it cannot be written: the old file is then unchanged. Without a folder nothing is done.
 */
bool machine_save(struct machine *machine, struct fault *fault);

/*
 * Writes to standard error what of the folder's files was passed over: lines of a dump that give no
 * hash, sections that secedit does not document. A line each, after a program's name; nothing where
 * all was used.
 */
void machine_tell_notices(const struct machine *machine, const char *program);

/* Wipes, frees and unlocks. What was not saved is lost. */
void machine_close(struct machine *machine);

#endif
