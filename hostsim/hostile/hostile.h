/*
 * Hostile mode: a logon's request is handed to the package in every way that is hard on it. Each
 * buffer ends at memory that may not be touched, then begins after it. Lengths are odd, lie, or are
 * there without a buffer. Names have 64 KiB. Logon hours have every size. LogonInformation is
 * another level's. What the package reads or writes beyond, or leaves unset, is a finding.
 *
 * Source: subauth.h's contract for what is handed over and what has to be set.
 */
#ifndef HOSTSIM_HOSTILE_H
#define HOSTSIM_HOSTILE_H

#include "asking.h"
#include "call_findings.h"
#include "stress.h"

/* What the first call answered, as it stands; a part that was not set is -1. */
struct raw_answer {
    bool returned;
    NTSTATUS status;
    int64_t authoritative;
    int64_t which_fields;
    int64_t user_flags;
    int64_t actions; /* Ex */
    bool logoff_set;
    bool kickoff_set;
    int64_t asked_at; /* the time of the call */
    int64_t logoff;
    int64_t kickoff;
    bool stack_kept;       /* package_call.h */
    bool parameters_sound; /* MSV1_0 may take them (midl.h) */
};

struct hostile_report {
    unsigned calls;
    struct raw_answer raw;
    struct call_findings findings;
};

/*
 * Makes all the calls. mutations: only those whose names begin so; NULL: all. What is found is
 * added to the report; it is zeroed before the first time, and report->raw is then of the first
 * call. False only where the host failed: the report may then have a part of it.
 */
bool hostile_try(const struct package_question *question, const char *mutations,
                 struct hostile_report *report, struct fault *fault);

/* What a logon's package is put through before the one call whose answer counts. */
struct hostile_asking {
    struct hostile_report *report; /* NULL: no hostile mode */
    const char *mutations;         /* as in hostile_try */
    struct stress_report *stress;  /* NULL: no stress; else calls is set */
};

/*
 * Makes the asking that lsa_logon takes. *hostile, and the reports in it, stay the caller's, and
 * must outlive the asking.
 */
struct asking hostile_asking(struct hostile_asking *hostile);

#endif
