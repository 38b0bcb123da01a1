/*
 * A battery of checks of the documented contract (subauth.h), against any package. Each check asks
 * the package in a process of its own kind: a batch that is told lines, and is ended where it
 * hangs.
 */
#ifndef HOSTSIM_PROBE_H
#define HOSTSIM_PROBE_H

#include "probe_check.h"
#include "text/fault.h"

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
