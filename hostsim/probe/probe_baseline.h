/* An earlier report, whose findings are accepted: they fail no build. */
#ifndef HOSTSIM_PROBE_BASELINE_H
#define HOSTSIM_PROBE_BASELINE_H

#include <jansson.h>
#include <stdbool.h>

#include "probe_findings.h"
#include "text/fault.h"

/*
 * Reads what probe --json wrote, in UTF-8 or, as PowerShell's ">" writes it, in UTF-16. Returns the
 * report, which the caller gives back by json_decref(). NULL, with the place in the file, where it
 * is no such report.
 */
json_t *probe_baseline_read(const char *path, struct fault *fault);

/*
 * Marks as accepted each finding of the report that the baseline has: the same cause, of each of
 * its exports, at the same grade or a worse one. The package may have another name by now. A crash
 * is the same where it is in the function of that name; where the function has no name, at that
 * offset.
 */
void probe_baseline_accept(const json_t *baseline, struct probe_report *report);

#endif
