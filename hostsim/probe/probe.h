/*
 * A battery of checks of the documented contract (subauth.h), against any package. Packages are
 * asked in a child process, a `hostsim batch`; it is ended where it hangs, and started again where
 * it crashes.
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
    /* Called as each check is done, with its own context. The finding is valid for the call alone.
     */
    void (*done)(void *context, const struct probe_finding *finding);
    void *context;
};

/*
 * Goes through the checks. The options stay the caller's; response and done are not NULL. What was
 * found goes to options->done. A temporary machine folder is removed again. False where the host
 * itself failed.
 */
bool probe_run(const struct probe_options *options, struct fault *fault);

/* The name of a result: "pass", "skip", "warn", "fail". It is static. */
const char *probe_result_name(enum probe_result result);

#endif
