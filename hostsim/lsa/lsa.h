/*
 * The fake LSA: one LsaLogonUser as MSV1_0 does it (design: the host). In this order: the caller's
 * privilege, the package by its id, SAM and the Guest fallback, the package or SAM's own check,
 * user rights, lockout, write-back, audit.
 */
#ifndef HOSTSIM_LSA_H
#define HOSTSIM_LSA_H

#include "asking.h"
#include "event_log.h"
#include "machine.h"
#include "packages.h"

/* Sees each logon before it is done. False, with the fault set, fails the logon. */
struct lsa_observer {
    bool (*observe)(void *context, const struct logon_request *request, struct fault *fault);
    void *context;
};

/* What runs on a machine folder: its data, the packages that are loaded, the clock, the events. */
struct lsa {
    struct machine machine;
    struct packages packages; /* as they are asked for */
    struct event_log events;
    int64_t time; /* what the host takes the time to be, an NT time; 0: the system's */
    struct lsa_observer observer; /* without a function: nobody */
};

/* False, with file and line, where a file of the folder is broken; nothing is changed then. */
bool lsa_open(const char *folder, struct lsa *lsa, struct fault *fault);
/* From here on nothing is written to events.log, by the host or by a package of ours. */
void lsa_silence(struct lsa *lsa);
/* Writes what logons changed of the machine. */
bool lsa_save(struct lsa *lsa, struct fault *fault);
void lsa_close(struct lsa *lsa);

/* Whether a caller has SeTcbPrivilege: LocalSystem always, others where secpol.inf says so. */
bool lsa_has_tcb(const struct lsa *lsa, enum logon_caller caller);

/*
 * asking: how a package is asked (asking.h; &asking_plainly). False only where the host failed (no
 * memory, or a name that is not UTF-8) or the package did: it crashed. The machine is changed in
 * memory; lsa_save writes it.
 */
bool lsa_logon(struct lsa *lsa, const struct logon_request *request, const struct asking *asking,
               struct logon_result *result, struct fault *fault);

#endif
