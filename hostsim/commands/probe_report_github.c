/*
 * probe --github: a line a finding, which GitHub Actions shows as an annotation.
 *
 * Source: GitHub's documentation, "Workflow commands for GitHub Actions" (error, warning, notice),
 * and its toolkit's escaping of data and properties.
 */
#include "probe_report.h"

#include <string.h>

/* In a property ':' and ',' end it, too. */
static void print_escaped(FILE *out, const char *text, bool property)
{
    for (; *text != '\0'; text++) {
        if (strchr(property ? "%\r\n:," : "%\r\n", *text) != NULL) {
            fprintf(out, "%%%02X", (unsigned)(unsigned char)*text);
        } else {
            fputc(*text, out);
        }
    }
}

static void print_part(FILE *out, const char *name, const char *text)
{
    if (text != NULL && *text != '\0') {
        fprintf(out, "%%0A%s: ", name);
        print_escaped(out, text, false);
    }
}

static void print_finding(FILE *out, const struct probe_report *report,
                          const struct probe_finding *finding)
{
    const char *command = probe_finding_fails(report, finding)                  ? "error"
                          : finding->accepted || finding->grade == PROBE_UNWISE ? "notice"
                                                                                : "warning";
    fprintf(out, "::%s title=", command);
    print_escaped(out, report->package, true);
    print_escaped(out, ": ", true);
    print_escaped(out, probe_grade_name(finding->grade), true);
    fputs(finding->accepted ? " (accepted)" : "", out);
    fputs("::", out);
    print_escaped(out, finding->cause, false);
    print_part(out, "got", strcmp(finding->cause, finding->got) == 0 ? NULL : finding->got);
    print_part(out, "at", finding->place);
    print_part(out, "expected", finding->check->expected);
    print_part(out, "source", finding->check->source);
    print_part(out, "check", finding->check->name);
    print_part(out, "replay", finding->replay);
    fputc('\n', out);
}

void probe_report_github(FILE *out, const struct probe_report *report)
{
    for (size_t i = 0; i < report->finding_count; i++) {
        print_finding(out, report, probe_finding_by_grade(report, i));
    }
}
