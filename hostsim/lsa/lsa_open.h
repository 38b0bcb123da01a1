/*
 * An LSA, opened on a machine folder: its data, the packages that are loaded, the clock, the
 * events.
 */
#ifndef HOSTSIM_LSA_OPEN_H
#define HOSTSIM_LSA_OPEN_H

#include "event_log.h"
#include "lsa_registry.h"
#include "machine.h"
#include "packages.h"

/* Sees each logon before it is done. False, with its fault set, fails the logon. */
struct lsa_observer {
    bool (*observe)(void *context, const struct logon_request *request, struct fault *fault);
    void *context;
};

/* Whose Security log the audit is written as. */
enum audit_style { AUDIT_2003, AUDIT_2008 };

struct lsa {
    struct machine machine;
    struct packages packages; /* as they are asked for */
    struct event_log events;
    struct lsa_registry registry; /* for logons that SAM judges */
    int64_t time; /* what the host takes the time to be, an NT time; 0: the system's */
    struct lsa_observer observer; /* without a function: nobody */
    enum audit_style audit;
    bool audit_failed;       /* as the machine started: administrators alone may log on */
    uint64_t logon_id;       /* the last one that was given */
    bool filter_reported[2]; /* by protocol: that it is named and cannot be asked */
};

/*
 * Opens a machine folder (machine_open), and lets packages of this process find it. folder must
 * outlive the LSA. Fills *lsa; the caller closes it. False, with file and line, where a file of the
 * folder is broken: nothing is changed, and nothing is to be closed.
 */
bool lsa_open(const char *folder, struct lsa *lsa, struct fault *fault);

/*
 * Opens an LSA of accounts alone, without a folder (machine_open_accounts): nothing is written, no
 * event either. accounts must outlive the LSA. False where an account is broken, as above.
 */
bool lsa_open_accounts(json_t *accounts, struct lsa *lsa, struct fault *fault);

/* From here on nothing is written to events.log by this LSA, nor by IISSUBA in this process. */
void lsa_silence(struct lsa *lsa);

/* Writes what logons changed of the machine (machine_save). False where it cannot be written. */
bool lsa_save(struct lsa *lsa, struct fault *fault);

/* Unloads the packages, and closes the machine. What was not saved is lost. */
void lsa_close(struct lsa *lsa);

#endif
