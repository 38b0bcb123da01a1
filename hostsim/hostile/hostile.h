/*
 * Hostile mode: a logon's request is handed to the package in every way that is hard on it. Each
 * buffer ends at what may not be touched, then begins after it; lengths are odd, lie, or are there
 * without a buffer; names have 64 KiB; logon hours have every size; LogonInformation is another
 * level's. What the package reads or writes beyond, or leaves unset, is a finding.
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
    bool times_set;
    int64_t logoff;
    int64_t kickoff;
    bool stack_kept;       /* package_call.h */
    bool parameters_sound; /* a length with a buffer, and none beyond MaximumLength */
};

struct hostile_report {
    unsigned calls;
    struct raw_answer raw;
    struct call_findings findings;
};

/* Adds to the report. ways: only those whose names begin so; NULL: all. False: the host failed. */
bool hostile_try(const struct package_question *question, const char *mutations,
                 struct hostile_report *report, struct fault *fault);

/* What a logon's package is put through before the one call whose answer counts. */
struct hostile_asking {
    struct hostile_report *report; /* NULL: no hostile mode */
    const char *mutations;         /* as above */
    struct stress_report *stress;  /* NULL: no stress; else calls is set */
};

/* To be handed to the LSA; hostile stays the caller's. */
struct asking hostile_asking(struct hostile_asking *hostile);

#endif
