/*
 * A battery of checks of the documented contract (subauth.h), against any package. Packages are
 * asked in a child process, a `hostsim batch`; it is ended where it hangs, and started again where
 * it crashes.
 */
#ifndef HOSTSIM_PROBE_H
#define HOSTSIM_PROBE_H

#include "probe_findings.h"
#include "text/fault.h"

struct probe_options {
    const char *package;
    const char *machine;  /* a machine folder; NULL: an empty one, made for it */
    const char *user;     /* whom the package would admit; NULL: an account made up for it */
    const char *password; /* of that user; NULL: one that is no secret */
    const char *response; /* the form it is presented in */
    const char *only;     /* checks whose names begin so; NULL: all */
    unsigned seconds;     /* a line may take */
    bool strict;          /* robustness fails, too */
};

/*
 * Goes through the checks. The options stay the caller's, and outlive the report; response is not
 * NULL. *report is filled, whatever the result, and is the caller's to release. No text in it has
 * the password that was given. A temporary machine folder is removed again. False where the host
 * itself failed.
 */
bool probe_run(const struct probe_options *options, struct probe_report *report,
               struct fault *fault);

#endif
