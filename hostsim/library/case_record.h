/* What came of each case of a run: kept until the next one. */
#ifndef HOSTSIM_CASE_RECORD_H
#define HOSTSIM_CASE_RECORD_H

#include "library_host.h"

struct kept_finding;

struct case_record {
    struct hostsim_result result;
    struct hostsim_finding *findings;
    struct kept_finding *kept; /* what they point to */
    char *failures;
    char *answer;
};

/* Makes room for the records of so many cases; those of the run before are freed. False, without a
 * fault, where there is no memory: there are then none. */
bool case_records_make(struct hostsim *host, size_t count);

/* Notes what a case was answered, before it is compared: its outcome is HOSTSIM_PASSED. False,
 * without a fault, where there is no memory for all of it. */
bool case_record_answer(struct case_record *record, const struct logon_answer *answer);

/* Notes that a case failed, and the lines that say so, which are copied. False as above. */
bool case_record_failed(struct case_record *record, enum hostsim_outcome outcome,
                        const char *failures);

/* Frees all of them. */
void case_records_release(struct hostsim *host);

#endif
