/* How probe judges an answer: each function is one rule of the contract. */
#ifndef HOSTSIM_PROBE_JUDGE_H
#define HOSTSIM_PROBE_JUDGE_H

#include "probe_check.h"

probe_judge judge_documented;     /* the status is one of the documented */
probe_judge judge_not_admitted;   /* and not success: breaks the contract */
probe_judge judge_better_refused; /* success is legal, but unwise */
probe_judge judge_findings;       /* hostile mode found nothing */
probe_judge judge_loads;          /* it was called at all */
probe_judge judge_authoritative_admitted;
probe_judge judge_authoritative_refused;
probe_judge judge_authoritative_boolean;
probe_judge judge_which_fields;         /* nothing but Parameters, on success */
probe_judge judge_which_fields_refused; /* nothing where it refuses */
probe_judge judge_user_flags;
probe_judge judge_times_set;
probe_judge judge_logoff_time;
probe_judge judge_kickoff_time;
probe_judge judge_user_all_unwritten;
probe_judge judge_request_unwritten;
probe_judge judge_parameters;
probe_judge judge_convention;
probe_judge judge_exports; /* of a generic call: the last export that there can be */
probe_judge judge_ex_which_fields;
probe_judge judge_ex_actions;
probe_judge judge_ex_authoritative;
probe_judge judge_ex_user_flags;

probe_judge judge_repeated;
probe_judge judge_at_once;
probe_judge judge_handles_left;
probe_judge judge_threads_left;
probe_judge judge_heap_left;
probe_judge judge_generic_form; /* nothing beyond; says what the package takes */
probe_judge judge_generic_return;
probe_judge judge_kerberos; /* the filter comes back */

/* A verdict with what was got; the arguments are printf's. */
__attribute__((format(printf, 2, 3))) struct probe_verdict verdict(enum probe_result result,
                                                                   const char *format, ...);
/* The one thing that every check looks at first: whether it came back. PROBE_PASS where it did. */
struct probe_verdict judge_returned(const json_t *answer);

#endif
