/*
 * What a probe found: how each check came out, and the faults. A fault that several checks, exports
 * or ways of asking showed is one finding, which names them.
 */
#ifndef HOSTSIM_PROBE_FINDINGS_H
#define HOSTSIM_PROBE_FINDINGS_H

#include "package.h"
#include "probe_check.h"

/* One fault. */
struct probe_finding {
    enum probe_grade grade;     /* the worst that it was found at */
    char cause[PROBE_TEXT];     /* what the package does, whatever was asked */
    char got[PROBE_TEXT];       /* what it did when it was first seen at this grade */
    char place[PROBE_PLACE];    /* where it crashed, "mypackage.dll+0x112e"; empty: it did not */
    char *replay;               /* the batch line that shows it; NULL where there is none */
    bool accepted;              /* a baseline has it: it fails nothing */
    char *said;                 /* what the package then wrote to standard error; NULL: nothing */
    bool exports[EXPORT_COUNT]; /* those of which it was seen; none: it is not about an export */
    /* The checks that found it, in their order; area, page and expectation are those of the first
     * that found it at this grade. */
    const struct probe_check *check;
    const struct probe_check **checks;
    size_t check_count;
};

/* How one check came out. */
struct probe_outcome {
    const struct probe_check *check;
    enum probe_grade grade; /* the worst of what it found */
    char got[PROBE_TEXT];
    char *replay;     /* of a fault; NULL where there is none */
    size_t *findings; /* numbers of struct probe_report's findings */
    size_t finding_count;
};

/* How many checks of an area came out so. */
struct probe_area_count {
    unsigned passed;
    unsigned asked; /* all but the skipped ones */
    unsigned skipped;
    enum probe_grade worst;
};

/* All of it. Zeroed, it is empty. */
struct probe_report {
    const char *package; /* the file; the caller's */
    bool strict;         /* robustness fails, too */
    struct probe_outcome *outcomes;
    size_t outcome_count;
    struct probe_finding *findings; /* in the order in which they were found */
    size_t finding_count;
};

/* What a line was about that a check asked; all of it stays the caller's. */
struct probe_occasion {
    const char *replay; /* the line, as it may be shown; NULL: there is none */
    const char *said;   /* standard error's text; NULL or "": nothing */
    int export;         /* an enum package_export; EXPORT_COUNT: none */
};

/*
 * Adds the outcome of a check that has not been asked yet: it is skipped, with nothing got. False
 * where there is no memory.
 */
bool probe_report_begin(struct probe_report *report, const struct probe_check *check);

/*
 * Adds what an occasion came to, to the check that was begun last, and its faults to the findings.
 * The outcome's grade is the worst so far. False where there is no memory.
 */
bool probe_report_add(struct probe_report *report, const struct probe_verdicts *verdicts,
                      const struct probe_occasion *occasion);

/* Counts the outcomes of a grade. */
unsigned probe_report_count(const struct probe_report *report, enum probe_grade grade);

/* Counts the findings of a grade. */
unsigned probe_report_findings(const struct probe_report *report, enum probe_grade grade);

/* Counts an area's checks. */
struct probe_area_count probe_report_area(const struct probe_report *report, enum probe_area area);

/* Whether a grade fails the package: a breach, and where the report is strict, robustness. */
bool probe_report_fails(const struct probe_report *report, enum probe_grade grade);

/*
 * Whether all that has a check come out as it did is accepted: what else it found, if anything, is
 * less. Such a check does not fail.
 */
bool probe_outcome_accepted(const struct probe_report *report, const struct probe_outcome *outcome);

/* Whether a check fails the package. */
bool probe_outcome_fails(const struct probe_report *report, const struct probe_outcome *outcome);

/* Whether a finding fails the package. */
bool probe_finding_fails(const struct probe_report *report, const struct probe_finding *finding);

/* What a grade is to scripts: "pass", "skip", "warn" or "fail"; "accepted" where it is. It is
 * static. */
const char *probe_report_result(const struct probe_report *report, enum probe_grade grade,
                                bool accepted);

/* Counts the findings that are accepted. */
unsigned probe_report_accepted(const struct probe_report *report);

/* Frees all that the report holds, and leaves it empty. */
void probe_report_release(struct probe_report *report);

#endif
