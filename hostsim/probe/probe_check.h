/* One check of the contract: what it asks a package, how it judges the answer, and by what page. */
#ifndef HOSTSIM_PROBE_CHECK_H
#define HOSTSIM_PROBE_CHECK_H

#include <jansson.h>

enum probe_result {
    PROBE_PASS,
    PROBE_SKIP, /* what it is about is not there */
    PROBE_WARN, /* legal, but unwise */
    PROBE_FAIL  /* breaks the contract */
};

#define PROBE_TEXT 512

/* What one line's answer comes to. */
struct probe_verdict {
    enum probe_result result;
    char got[PROBE_TEXT];
};

/*
 * Judges one answer of batch, a JSON object that stays the caller's. Returns the verdict: a result,
 * and what was got, in words. PROBE_SKIP where the check is not about such an answer.
 */
typedef struct probe_verdict probe_judge(const json_t *answer);

enum probe_kind {
    PROBE_LOGON,    /* asks for a logon: the usual one, with its members over it */
    PROBE_GENERIC,  /* asks RoutineGeneric */
    PROBE_KERBEROS, /* asks for a ticket: the filter, as the KDC asks it */
    PROBE_OVER_ALL  /* judges every answer that any check got */
};

struct probe_check {
    const char *name;
    const char *request; /* members of a batch line; NULL where every answer is judged */
    enum probe_kind kind;
    probe_judge *judge;
    const char *expected; /* what the documentation says */
    const char *source;   /* where it does */
};

/* All checks, in the order in which they are run. The first asks what is exported. */
extern const struct probe_check probe_checks[];
extern const size_t probe_check_count;

#endif
