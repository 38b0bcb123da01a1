/* probe's report for people: by area, failures first. */
#include <string.h>

#include "probe_report.h"

#define CHECKS_NAMED 6 /* of one finding; the others are counted */

const struct probe_finding *probe_finding_by_grade(const struct probe_report *report, size_t at)
{
    for (int grade = PROBE_BREACH; grade > PROBE_SKIP; grade--) {
        for (size_t i = 0; i < report->finding_count; i++) {
            if (report->findings[i].grade != (enum probe_grade)grade) {
                continue;
            }
            if (at == 0) {
                return &report->findings[i];
            }
            at--;
        }
    }
    return NULL;
}

static void print_checks(FILE *out, const struct probe_finding *finding)
{
    fprintf(out, "              checks    ");
    for (size_t i = 0; i < finding->check_count && i < CHECKS_NAMED; i++) {
        fprintf(out, "%s%s", i == 0 ? "" : ", ", finding->checks[i]->name);
    }
    if (finding->check_count > CHECKS_NAMED) {
        fprintf(out, ", and %u more", (unsigned)(finding->check_count - CHECKS_NAMED));
    }
    fputc('\n', out);
}

static void print_exports(FILE *out, const struct probe_finding *finding)
{
    const char *before = "              of        ";
    for (int i = 0; i < EXPORT_COUNT; i++) {
        if (finding->exports[i]) {
            fprintf(out, "%s%s", before, package_export_name((enum package_export)i));
            before = ", ";
        }
    }
    fputs(*before == ',' ? "\n" : "", out);
}

/* What the package wrote, indented, a line a line. */
static void print_said(FILE *out, const char *said)
{
    const char *before = "              stderr    ";
    while (*said != '\0') {
        size_t length = strcspn(said, "\n");
        fprintf(out, "%s%.*s\n", before, (int)length, said);
        before = "                        ";
        said += length + (said[length] == '\n' ? 1 : 0);
    }
}

static void print_finding(FILE *out, const struct probe_finding *finding)
{
    fprintf(out, "  %-10s  %s%s\n", probe_grade_name(finding->grade), finding->cause,
            finding->accepted ? " (accepted)" : "");
    if (strcmp(finding->cause, finding->got) != 0) {
        fprintf(out, "              got       %s\n", finding->got);
    }
    if (finding->place[0] != '\0') {
        fprintf(out, "              at        %s\n", finding->place);
    }
    print_exports(out, finding);
    print_checks(out, finding);
    fprintf(out, "              expected  %s\n              source    %s\n",
            finding->check->expected, finding->check->source);
    if (finding->replay != NULL) {
        fprintf(out, "              replay    %s\n", finding->replay);
    }
    if (finding->said != NULL) {
        print_said(out, finding->said);
    }
}

static void print_area(FILE *out, const struct probe_report *report, enum probe_area area)
{
    struct probe_area_count count = probe_report_area(report, area);
    fprintf(out, "%-12s  %u/%u\n", probe_area_name(area), count.passed, count.asked);
    for (size_t i = 0; i < report->finding_count; i++) {
        const struct probe_finding *finding = probe_finding_by_grade(report, i);
        if (finding->check->area == area) {
            print_finding(out, finding);
        }
    }
}

/* The areas whose worst finding is of that grade; those without any at PROBE_PASS. */
static void print_areas(FILE *out, const struct probe_report *report, enum probe_grade grade)
{
    for (int area = 0; area < AREA_COUNT; area++) {
        struct probe_area_count count = probe_report_area(report, (enum probe_area)area);
        enum probe_grade worst = count.worst == PROBE_SKIP ? PROBE_PASS : count.worst;
        if (worst == grade && count.asked > 0) {
            print_area(out, report, (enum probe_area)area);
        }
    }
}

/* Which checks were skipped, and why. */
static void print_skipped_names(FILE *out, const struct probe_report *report)
{
    for (size_t i = 0; i < report->outcome_count; i++) {
        const struct probe_outcome *outcome = &report->outcomes[i];
        if (outcome->grade == PROBE_SKIP) {
            fprintf(out, "skipped       %s: %s\n", outcome->check->name, outcome->got);
        }
    }
}

/* How many, a line an area. */
static void print_skipped_numbers(FILE *out, const struct probe_report *report)
{
    for (int area = 0; area < AREA_COUNT; area++) {
        unsigned skipped = probe_report_area(report, (enum probe_area)area).skipped;
        if (skipped > 0) {
            fprintf(out, "skipped       %s: %u\n", probe_area_name((enum probe_area)area), skipped);
        }
    }
}

static void print_report(FILE *out, const struct probe_report *report, probe_printer *print_skipped)
{
    for (int grade = PROBE_BREACH; grade > PROBE_SKIP; grade--) {
        print_areas(out, report, (enum probe_grade)grade);
    }
    print_areas(out, report, PROBE_PASS);
    print_skipped(out, report);
    fprintf(out, "\n%u checks: %u passed, %u broken, %u not robust, %u unwise, %u skipped",
            (unsigned)report->outcome_count, probe_report_count(report, PROBE_PASS),
            probe_report_count(report, PROBE_BREACH), probe_report_count(report, PROBE_ROBUSTNESS),
            probe_report_count(report, PROBE_UNWISE), probe_report_count(report, PROBE_SKIP));
    if (probe_report_accepted(report) > 0) {
        fprintf(out, "; accepted findings: %u", probe_report_accepted(report));
    }
    fputc('\n', out);
}

void probe_report_text(FILE *out, const struct probe_report *report)
{
    print_report(out, report, print_skipped_numbers);
}

void probe_report_verbose(FILE *out, const struct probe_report *report)
{
    print_report(out, report, print_skipped_names);
}
