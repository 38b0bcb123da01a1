/*
 * A battery of checks of the documented contract (subauth.h), against any package. Each check asks
 * the package in a process of its own kind: a batch that is told lines, and is ended where it
 * hangs.
 */
#ifndef HOSTSIM_PROBE_H
#define HOSTSIM_PROBE_H

#include <jansson.h>

#include "text/fault.h"

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

/* Judges one answer of batch's. */
typedef struct probe_verdict probe_judge(const json_t *answer);

enum probe_kind {
    PROBE_LOGON,   /* asks for a logon: the usual one, with its members over it */
    PROBE_GENERIC, /* asks RoutineGeneric */
    PROBE_OVER_ALL /* judges every answer that any check got */
};

struct probe_check {
    const char *name;
    const char *request; /* members of a batch line; NULL where every answer is judged */
    enum probe_kind kind;
    probe_judge *judge;
    const char *expected; /* what the documentation says */
    const char *source;   /* where it does */
};

extern const struct probe_check probe_checks[];
extern const size_t probe_check_count;

struct probe_finding {
    const struct probe_check *check;
    struct probe_verdict verdict;
    char *replay; /* the batch line that shows it; NULL where there is none */
};

struct probe_options {
    const char *package;
    const char *machine;  /* a machine folder; NULL: an empty one, made for it */
    const char *user;     /* whom the package would admit; NULL: an account made up for it */
    const char *password; /* of that user; NULL: one that is no secret */
    const char *response; /* the form it is presented in */
    const char *only;     /* checks whose names begin so; NULL: all */
    unsigned seconds;     /* a line may take */
    /* Called as each check is done. */
    void (*done)(void *context, const struct probe_finding *finding);
    void *context;
};

/* Goes through the checks. False where the host itself failed. */
bool probe_run(const struct probe_options *options, struct fault *fault);

const char *probe_result_name(enum probe_result result);

#endif
