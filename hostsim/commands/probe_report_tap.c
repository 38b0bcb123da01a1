/* probe --tap: a test a check; what it found, in comments. */
#include "probe_report.h"

static void print_outcome(FILE *out, const struct probe_report *report, size_t at)
{
    const struct probe_outcome *outcome = &report->outcomes[at];
    enum probe_grade grade = outcome->grade;
    fprintf(out, "%sok %u - %s", probe_report_fails(report, grade) ? "not " : "", (unsigned)at + 1,
            outcome->check->name);
    if (grade == PROBE_SKIP) {
        fprintf(out, " # SKIP %s", outcome->got);
    } else if (grade != PROBE_PASS && !probe_report_fails(report, grade)) {
        fprintf(out, " # TODO %s: %s", probe_grade_name(grade), outcome->got);
    }
    fputc('\n', out);
    if (outcome->replay != NULL) {
        fprintf(out, "# grade: %s\n# expected: %s (%s)\n# got: %s\n# replay: %s\n",
                probe_grade_name(grade), outcome->check->expected, outcome->check->source,
                outcome->got, outcome->replay);
    }
}

void probe_report_tap(FILE *out, const struct probe_report *report)
{
    for (size_t i = 0; i < report->outcome_count; i++) {
        print_outcome(out, report, i);
    }
    fprintf(out, "1..%u\n", (unsigned)report->outcome_count);
}
