#include "probe_findings.h"

#include <stdlib.h>
#include <string.h>

/* Makes room for one more element at the end. False where there is no memory. */
static bool grow(void *list_pointer, size_t count, size_t size)
{
    void *list;
    memcpy(&list, list_pointer, sizeof list);
    void *grown = realloc(list, (count + 1) * size);
    if (grown == NULL) {
        return false;
    }
    memcpy(list_pointer, &grown, sizeof grown);
    return true;
}

bool probe_report_begin(struct probe_report *report, const struct probe_check *check)
{
    if (!grow(&report->outcomes, report->outcome_count, sizeof *report->outcomes)) {
        return false;
    }
    report->outcomes[report->outcome_count++] =
        (struct probe_outcome){.check = check, .grade = PROBE_SKIP};
    return true;
}

/* Copies a text over another; NULL and "" become NULL. False where there is no memory. */
static bool take_text(char **place, const char *text)
{
    free(*place);
    *place = text == NULL || *text == '\0' ? NULL : strdup(text);
    return *place != NULL || text == NULL || *text == '\0';
}

/*
 * Finds the finding of a fault, or adds one. A crash is told by where it was, whatever its cause is
 * called. Returns its number; SIZE_MAX where there is no memory.
 */
static size_t finding_of(struct probe_report *report, const struct probe_verdict *verdict)
{
    for (size_t i = 0; i < report->finding_count; i++) {
        if (strcmp(report->findings[i].cause, verdict->cause) == 0) {
            return i;
        }
    }
    if (!grow(&report->findings, report->finding_count, sizeof *report->findings)) {
        return SIZE_MAX;
    }
    struct probe_finding *finding = &report->findings[report->finding_count];
    *finding = (struct probe_finding){.grade = PROBE_PASS};
    memcpy(finding->cause, verdict->cause, sizeof finding->cause);
    return report->finding_count++;
}

/* Notes that a check found a finding. */
static bool note_check(struct probe_finding *finding, const struct probe_check *check)
{
    if (finding->check_count > 0 && finding->checks[finding->check_count - 1] == check) {
        return true;
    }
    if (!grow(&finding->checks, finding->check_count, sizeof(const void *))) {
        return false;
    }
    finding->checks[finding->check_count++] = check;
    return true;
}

/* Notes in an outcome which finding it has, once. */
static bool note_finding(struct probe_outcome *outcome, size_t number)
{
    for (size_t i = 0; i < outcome->finding_count; i++) {
        if (outcome->findings[i] == number) {
            return true;
        }
    }
    if (!grow(&outcome->findings, outcome->finding_count, sizeof *outcome->findings)) {
        return false;
    }
    outcome->findings[outcome->finding_count++] = number;
    return true;
}

static bool add_fault(struct probe_report *report, const struct probe_verdict *verdict,
                      const struct probe_occasion *occasion)
{
    struct probe_outcome *outcome = &report->outcomes[report->outcome_count - 1];
    size_t number = finding_of(report, verdict);
    if (number == SIZE_MAX) {
        return false;
    }
    struct probe_finding *finding = &report->findings[number];
    bool kept = note_check(finding, outcome->check) && note_finding(outcome, number);
    if (occasion->export < EXPORT_COUNT) {
        finding->exports[occasion->export] = true;
    }
    if (verdict->grade > finding->grade) {
        finding->grade = verdict->grade;
        finding->check = outcome->check;
        memcpy(finding->got, verdict->got, sizeof finding->got);
        memcpy(finding->place, verdict->place, sizeof finding->place);
        kept = take_text(&finding->replay, occasion->replay) && kept;
        kept = take_text(&finding->said, occasion->said) && kept;
    }
    return kept;
}

/* Whether a verdict has a say in how the check came out: the worst has, and of two alike the first;
 * what is skipped has none beside what is not. */
static bool is_weightier(const struct probe_outcome *outcome, enum probe_grade grade)
{
    if (outcome->got[0] == '\0') {
        return true;
    }
    return outcome->grade == PROBE_SKIP ? grade != PROBE_SKIP
                                        : grade != PROBE_SKIP && grade > outcome->grade;
}

bool probe_report_add(struct probe_report *report, const struct probe_verdicts *verdicts,
                      const struct probe_occasion *occasion)
{
    struct probe_outcome *outcome = &report->outcomes[report->outcome_count - 1];
    for (size_t i = 0; i < verdicts->count; i++) {
        const struct probe_verdict *verdict = &verdicts->list[i];
        bool fault = verdict->grade > PROBE_SKIP;
        if (fault && !add_fault(report, verdict, occasion)) {
            return false;
        }
        if (is_weightier(outcome, verdict->grade)) {
            outcome->grade = verdict->grade;
            memcpy(outcome->got, verdict->got, sizeof outcome->got);
            if (!take_text(&outcome->replay, fault ? occasion->replay : NULL)) {
                return false;
            }
        }
    }
    return true;
}

unsigned probe_report_count(const struct probe_report *report, enum probe_grade grade)
{
    unsigned count = 0;
    for (size_t i = 0; i < report->outcome_count; i++) {
        count += report->outcomes[i].grade == grade;
    }
    return count;
}

unsigned probe_report_findings(const struct probe_report *report, enum probe_grade grade)
{
    unsigned count = 0;
    for (size_t i = 0; i < report->finding_count; i++) {
        count += report->findings[i].grade == grade;
    }
    return count;
}

struct probe_area_count probe_report_area(const struct probe_report *report, enum probe_area area)
{
    struct probe_area_count count = {.worst = PROBE_PASS};
    for (size_t i = 0; i < report->outcome_count; i++) {
        enum probe_grade grade = report->outcomes[i].grade;
        if (report->outcomes[i].check->area == area) {
            count.passed += grade == PROBE_PASS;
            count.asked += grade != PROBE_SKIP;
            count.skipped += grade == PROBE_SKIP;
            count.worst = grade > count.worst ? grade : count.worst;
        }
    }
    return count;
}

bool probe_report_fails(const struct probe_report *report, enum probe_grade grade)
{
    return grade == PROBE_BREACH || (report->strict && grade == PROBE_ROBUSTNESS);
}

bool probe_outcome_accepted(const struct probe_report *report, const struct probe_outcome *outcome)
{
    bool fails = probe_report_fails(report, outcome->grade);
    for (size_t i = 0; i < outcome->finding_count; i++) {
        const struct probe_finding *finding = &report->findings[outcome->findings[i]];
        enum probe_grade grade = finding->grade < outcome->grade ? finding->grade : outcome->grade;
        if (!finding->accepted && probe_report_fails(report, grade) == fails) {
            return false;
        }
    }
    return outcome->grade > PROBE_SKIP;
}

bool probe_outcome_fails(const struct probe_report *report, const struct probe_outcome *outcome)
{
    return probe_report_fails(report, outcome->grade) && !probe_outcome_accepted(report, outcome);
}

bool probe_finding_fails(const struct probe_report *report, const struct probe_finding *finding)
{
    return probe_report_fails(report, finding->grade) && !finding->accepted;
}

unsigned probe_report_accepted(const struct probe_report *report)
{
    unsigned count = 0;
    for (size_t i = 0; i < report->finding_count; i++) {
        count += report->findings[i].accepted;
    }
    return count;
}

const char *probe_report_result(const struct probe_report *report, enum probe_grade grade,
                                bool accepted)
{
    return accepted                            ? "accepted"
           : grade == PROBE_PASS               ? "pass"
           : grade == PROBE_SKIP               ? "skip"
           : probe_report_fails(report, grade) ? "fail"
                                               : "warn";
}

void probe_report_release(struct probe_report *report)
{
    for (size_t i = 0; i < report->outcome_count; i++) {
        free(report->outcomes[i].replay);
        free(report->outcomes[i].findings);
    }
    for (size_t i = 0; i < report->finding_count; i++) {
        free(report->findings[i].replay);
        free(report->findings[i].said);
        free(report->findings[i].checks);
    }
    free(report->outcomes);
    free(report->findings);
    *report = (struct probe_report){.package = report->package};
}
