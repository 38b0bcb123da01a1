/*
 * A battery of checks of the documented contract (subauth.h), against any package. Packages are
 * asked in a child process, a `hostsim batch`; it is ended where it hangs, and started again where
 * it crashes.
 */
#ifndef HOSTSIM_PROBE_H
#define HOSTSIM_PROBE_H

#include "probe_findings.h"
#include "probe_options.h"
#include "text/fault.h"

/*
 * Goes through the checks. The options stay the caller's, and outlive the report; response is not
 * NULL. *report is filled, whatever the result, and is the caller's to release. No text in it has
 * the password that was given. A temporary machine folder is removed again. False where what is
 * asked is not there (the package, the account, a check), or the host itself failed.
 */
bool probe_run(const struct probe_options *options, struct probe_report *report,
               struct fault *fault);

#endif
