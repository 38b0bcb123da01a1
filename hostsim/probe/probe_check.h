/* One check of the contract: what it asks a package, how it judges the answer, and by what page. */
#ifndef HOSTSIM_PROBE_CHECK_H
#define HOSTSIM_PROBE_CHECK_H

#include <jansson.h>

#include "probe_verdict.h"

/*
 * Judges one answer of batch, a JSON object that stays the caller's, and adds what it comes to: a
 * grade, and what was got, in words; each fault on its own. PROBE_SKIP where the check is not about
 * such an answer.
 */
typedef void probe_judge(const json_t *answer, struct probe_verdicts *verdicts);

enum probe_kind {
    PROBE_LOGON,    /* asks for a logon: the usual one, with its members over it */
    PROBE_GENERIC,  /* asks RoutineGeneric */
    PROBE_KERBEROS, /* asks for a ticket: the filter, as the KDC asks it */
    PROBE_OVER_ALL, /* judges every answer that any check got */
    PROBE_FILE      /* judges the package's file */
};

/* What a check is about, in the order in which reports have it. */
enum probe_area {
    AREA_LOADING,
    AREA_LEVELS,
    AREA_FLAGS,
    AREA_ACCOUNTS,
    AREA_CREDENTIALS,
    AREA_NAMES,
    AREA_HOSTILE,
    AREA_MANY_CALLS,
    AREA_GENERIC,
    AREA_KERBEROS,
    AREA_OUTPUTS,
    AREA_TODAY
};

#define AREA_COUNT (AREA_TODAY + 1)

struct probe_check {
    enum probe_area area;
    const char *name;
    const char *request; /* members of a batch line; NULL where nothing is asked */
    enum probe_kind kind;
    probe_judge *judge;
    const char *expected;     /* what the documentation says */
    const char *source;       /* where it does */
    enum probe_grade at_most; /* no fault that it finds is worse */
};

/* All checks, in the order in which they are run. The first asks what is exported. */
extern const struct probe_check probe_checks[];
extern const size_t probe_check_count;

/* The name of an area: "levels". It is static. */
const char *probe_area_name(enum probe_area area);

#endif
