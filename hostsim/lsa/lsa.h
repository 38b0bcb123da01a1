/*
 * The fake LSA: one LsaLogonUser as MSV1_0 does it (design: the host). In this order: the caller's
 * privilege, the package by its id, SAM and the Guest fallback, the package or SAM's own check,
 * user rights, lockout, write-back, audit.
 */
#ifndef HOSTSIM_LSA_H
#define HOSTSIM_LSA_H

#include "lsass/clock.h"
#include "machine.h"
#include "presented.h"

struct hostile_report;
struct stress_report;

enum logon_type { LOGON_TYPE_INTERACTIVE = 2, LOGON_TYPE_NETWORK = 3 }; /* ntsecapi.h's numbers */
enum logon_caller { CALLER_LOCAL_SYSTEM, CALLER_NETWORK_SERVICE };

struct lsa_request {
    const char *user; /* UTF-8, as are the next two; never NULL */
    const char *domain;
    const char *workstation;
    enum logon_type type;
    enum logon_caller caller;
    bool subauth;             /* through a package: network logons only */
    unsigned package_id;      /* 0 to 255 */
    const char *package_file; /* instead of what the registry names; may be NULL */
    bool subauth_message; /* MSV1_0_SUBAUTH_LOGON, which names the package in a field of its own;
                             else MSV1_0_LM20_LOGON, in ParameterControl's high byte */
    enum package_export export; /* which of its exports is asked */
    uint32_t parameter_control; /* further MSV1_0_... flags */
    struct presented presented;
    uint32_t flags;                 /* further MSV1_0_... flags of the routine's own */
    const char *ways;               /* of hostile mode: only those that begin so; NULL: all */
    struct stress_report *stress;   /* stress.h; NULL: as usual */
    struct hostile_report *hostile; /* hostile.h; what it finds is added. NULL: as usual */
};

struct lsa_result {
    NTSTATUS status; /* what the package or SAM judged; status_text() has what the caller sees */
    bool authoritative;
    uint32_t user_flags;
    uint32_t which_fields;
    int64_t logoff_time;
    int64_t kickoff_time;
    const char *called;  /* the export, or "none" */
    uint64_t elapsed_ns; /* of the whole */
};

/* Whether a caller has SeTcbPrivilege: LocalSystem always, others where secpol.inf says so. */
bool lsa_has_tcb(const struct machine *machine, enum logon_caller caller);

/*
 * False only where the host failed (no memory, or a name that is not UTF-8) or the package did: it
 * crashed. The machine is changed in memory; machine_save writes it.
 */
bool lsa_logon(struct machine *machine, const struct lsa_request *request,
               struct lsa_result *result, struct fault *fault);

#endif
