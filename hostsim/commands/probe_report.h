/*
 * What a probe found, written for people or for scripts: a file for each form. Each takes the
 * finished report, which stays the caller's, and changes nothing in it.
 */
#ifndef HOSTSIM_PROBE_REPORT_H
#define HOSTSIM_PROBE_REPORT_H

#include <stdio.h>

#include "files/buffer.h"
#include "probe_findings.h"

/* Writes a report. What the stream does not take shows in ferror(). */
typedef void probe_printer(FILE *out, const struct probe_report *report);

/* By area, those with faults first; what was found, the worst first; and a line that counts. What
 * is skipped is a number of each area; the verbose one says which checks, and why. */
probe_printer probe_report_text;
probe_printer probe_report_verbose;

/* One object: package, checks, findings, areas, and counts. */
probe_printer probe_report_json;

/* TAP: a test for each check. */
probe_printer probe_report_tap;

/* GitHub's workflow commands: an annotation for each finding. */
probe_printer probe_report_github;

/* The same of what goes to a file of its own. Without memory, the buffer says so. */
typedef void probe_page(struct buffer *text, const struct probe_report *report);

/* JUnit XML: a test case for each check. */
probe_page probe_report_junit;

/* One HTML page. */
probe_page probe_report_html;

/* The checks that there are: name, area, the worst grade, and what is expected, with its source. */
void probe_list(FILE *out);

/*
 * The number of the finding at a place among all, the worst first, and of those of one grade in
 * the order in which they were found. at is less than their number.
 */
const struct probe_finding *probe_finding_by_grade(const struct probe_report *report, size_t at);

#endif
