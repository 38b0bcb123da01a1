/*
 * probe --junit: a test case a check, as build servers read them.
 *
 * Source: the JUnit XML that Jenkins' JUnit plugin takes (junit-10.xsd of its xUnit plugin):
 * testsuites, testsuite, testcase, failure, skipped, system-out.
 */
#include "files/html.h"
#include "probe_report.h"

/* In XML the same characters are escaped as in HTML, and control characters are none. */
static void add_attribute(struct buffer *text, const char *name, const char *value)
{
    buffer_print(text, " %s=\"", name);
    html_text(text, value);
    buffer_char(text, '"');
}

static void add_line(struct buffer *text, const char *name, const char *value)
{
    if (value != NULL && *value != '\0') {
        buffer_print(text, "%s: ", name);
        html_text(text, value);
        buffer_char(text, '\n');
    }
}

/* All that was found by the check. */
static void add_evidence(struct buffer *text, const struct probe_report *report,
                         const struct probe_outcome *outcome)
{
    add_line(text, "grade", probe_grade_name(outcome->grade));
    add_line(text, "expected", outcome->check->expected);
    add_line(text, "source", outcome->check->source);
    add_line(text, "got", outcome->got);
    add_line(text, "replay", outcome->replay);
    for (size_t i = 0; i < outcome->finding_count; i++) {
        const struct probe_finding *finding = &report->findings[outcome->findings[i]];
        add_line(text, "found", finding->cause);
        add_line(text, "at", finding->place);
        add_line(text, "stderr", finding->said);
    }
}

static void add_case(struct buffer *text, const struct probe_report *report,
                     const struct probe_outcome *outcome)
{
    bool accepted = probe_outcome_accepted(report, outcome);
    buffer_string(text, "<testcase");
    add_attribute(text, "classname", probe_area_name(outcome->check->area));
    add_attribute(text, "name", outcome->check->name);
    buffer_string(text, ">\n");
    if (probe_outcome_fails(report, outcome)) {
        buffer_string(text, "<failure");
        add_attribute(text, "type", probe_grade_name(outcome->grade));
        add_attribute(text, "message", outcome->got);
        buffer_char(text, '>');
        add_evidence(text, report, outcome);
        buffer_string(text, "</failure>\n");
    } else if (outcome->grade == PROBE_SKIP) {
        buffer_string(text, "<skipped");
        add_attribute(text, "message", outcome->got);
        buffer_string(text, "/>\n");
    } else if (accepted) {
        buffer_string(text, "<skipped message=\"accepted: ");
        html_text(text, outcome->got);
        buffer_string(text, "\"/>\n<system-out>");
        add_evidence(text, report, outcome);
        buffer_string(text, "</system-out>\n");
    } else if (outcome->grade != PROBE_PASS) {
        buffer_string(text, "<system-out>");
        add_evidence(text, report, outcome);
        buffer_string(text, "</system-out>\n");
    }
    buffer_string(text, "</testcase>\n");
}

void probe_report_junit(struct buffer *text, const struct probe_report *report)
{
    unsigned failures = 0;
    unsigned skipped = probe_report_count(report, PROBE_SKIP);
    for (size_t i = 0; i < report->outcome_count; i++) {
        failures += probe_outcome_fails(report, &report->outcomes[i]);
        skipped += probe_outcome_accepted(report, &report->outcomes[i]);
    }
    buffer_string(text, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n<testsuite");
    add_attribute(text, "name", report->package);
    buffer_print(text, " tests=\"%u\" failures=\"%u\" errors=\"0\" skipped=\"%u\">\n",
                 (unsigned)report->outcome_count, failures, skipped);
    for (size_t i = 0; i < report->outcome_count; i++) {
        add_case(text, report, &report->outcomes[i]);
    }
    buffer_string(text, "</testsuite>\n</testsuites>\n");
}
