/*
 * How probe judges an answer: each function is one rule of the contract. What goes in and comes out
 * is as probe_judge has it (probe_check.h). An answer is of a call that returned (judge_returned),
 * unless a comment says otherwise.
 *
 * Sources: subauth.h's pages in the Platform SDK; probe_checks.c names the page for each check.
 */
#ifndef HOSTSIM_PROBE_JUDGE_H
#define HOSTSIM_PROBE_JUDGE_H

#include "probe_check.h"

probe_judge judge_documented;     /* the status is one of the documented */
probe_judge judge_better_refused; /* the same, and success is unwise */
probe_judge judge_findings;       /* hostile mode found no access beyond, and no crash */
probe_judge judge_outputs_set;    /* nor anything unset, in whatever way it was asked */
probe_judge judge_loads;          /* the package loads; of an answer that need not be a call's */
probe_judge judge_authoritative_admitted; /* the routine, admitting: Authoritative was set */
probe_judge judge_authoritative_refused;  /* the routine, refusing: Authoritative was set */
probe_judge judge_authoritative_boolean;  /* Authoritative is 0 or 1; another value is unwise */
probe_judge judge_which_fields; /* the routine, admitting: nothing but USER_ALL_PARAMETERS */
probe_judge judge_which_fields_refused; /* the routine, refusing: nothing; something is unwise */
probe_judge judge_user_flags;           /* the routine, admitting: only flags that it may set */
probe_judge judge_times_set;            /* the routine, admitting: both times were set */
probe_judge judge_logoff_time;          /* LogoffTime is not in the past */
probe_judge judge_kickoff_time;         /* KickoffTime is not before LogoffTime */
probe_judge judge_user_all_unwritten;   /* nothing of UserAll was written that may not be */
probe_judge judge_request_unwritten;    /* nothing of LogonInformation was written */
probe_judge judge_parameters;           /* UserAll->Parameters is a sound counted string */
probe_judge judge_convention;           /* the routine took its arguments off the stack */
probe_judge judge_exports; /* RoutineGeneric is exported; of an answer that need not be a call's */
probe_judge judge_ex_which_fields;  /* Ex, admitting: MSV1_0_VALIDATION_... alone */
probe_judge judge_ex_actions;       /* Ex, admitting: MSV1_0_SUBAUTH_... alone */
probe_judge judge_ex_authoritative; /* Ex: Authoritative was set */
probe_judge judge_ex_user_flags;    /* Ex, admitting: as judge_user_flags, where they were set */

probe_judge judge_repeated; /* under stress: answers in a row are alike; others are unwise */
probe_judge judge_at_once;  /* under stress: four threads at once get the same answers; no crash */
probe_judge judge_handles_left;   /* under stress: no handles are left */
probe_judge judge_threads_left;   /* under stress: no threads are left */
probe_judge judge_heap_left;      /* under stress: less than a byte a call is left */
probe_judge judge_sections_left;  /* under stress: nothing is left mapped */
probe_judge judge_call_time;      /* under stress: a call takes no millisecond; more is unwise */
probe_judge judge_generic_form;   /* RoutineGeneric: nothing beyond; whether it takes this form */
probe_judge judge_generic_return; /* RoutineGeneric: no length without a buffer */
probe_judge judge_kerberos;       /* the filter, as the KDC asks it: it came back */

/*
 * Adds a crash, by what it was ("SIGSEGV at address 0x10"), and where ("": not known). text is what
 * was got.
 */
void judge_crash(const char *crash, const char *place, enum probe_grade grade, const char *text,
                 struct probe_verdicts *verdicts);

/*
 * Judges what every check looks at first: whether the package came back. Adds each crash, or that
 * it hung or ended its process. False where the first call did not return: there is nothing else to
 * judge.
 */
bool judge_returned(const json_t *answer, struct probe_verdicts *verdicts);

#endif
