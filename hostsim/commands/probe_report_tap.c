/* probe --tap: a test a check; what it found, in comments. */
#include "probe_report.h"

static void print_outcome(FILE *out, const struct probe_report *report, size_t at)
{
    const struct probe_outcome *outcome = &report->outcomes[at];
    enum probe_grade grade = outcome->grade;
    bool fails = probe_outcome_fails(report, outcome);
    bool accepted = probe_outcome_accepted(report, outcome);
    fprintf(out, "%sok %u - %s", fails || accepted ? "not " : "", (unsigned)at + 1,
            outcome->check->name);
    if (grade == PROBE_SKIP) {
        fprintf(out, " # SKIP %s", outcome->got);
    } else if (grade != PROBE_PASS && !fails) {
        fprintf(out, " # TODO %s%s: %s", accepted ? "accepted: " : "", probe_grade_name(grade),
                outcome->got);
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
