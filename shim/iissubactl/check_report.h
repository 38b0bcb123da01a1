/*
 * What a check has found, finished: what was judged, in its order; the causes, each once; and the
 * plan. Printers read it: check_table.h, check_json.h, check_html.h.
 */
#ifndef IISSUBACTL_CHECK_REPORT_H
#define IISSUBACTL_CHECK_REPORT_H

#include "fake_server.h"
#include "plan_shown.h"
#include "text/hash_index.h"

/* A node, or an enrolled account where there is no metabase. */
struct judged {
    char *location; /* NULL: an enrolled account */
    char *account;
    bool sync;
    bool granted;
    bool untried;
    bool wrong;        /* something is wrong that is known to be */
    const char *logon; /* diagnosis' own */
    struct credentials credentials;
    struct held_against held;
    struct finding *findings;
    size_t count;
};

/* Where a cause was found. */
struct cause_place {
    size_t judged;
    const struct finding *finding;
};

/* One cause, wherever it was found. */
struct cause {
    const struct finding *finding; /* the first of them */
    bool same_evidence;            /* of all of them */
    struct cause_place *at;
    size_t count;
    size_t capacity;
};

struct check_report {
    const struct metabase *metabase; /* NULL: there is none */
    const char *machine;             /* the folder as it was typed; NULL: this server */
    struct judged *judged;
    size_t count;
    size_t capacity;
    size_t wrong;
    size_t untried; /* of those with nothing wrong that is known */
    struct cause *causes;
    size_t cause_count;
    size_t cause_capacity;
    struct hash_index by_word;
    struct plan_shown plan;
};

/* Adds what was judged; zeroed the report is empty. False: no memory. */
bool check_report_add(struct check_report *report, const struct diagnosis *diagnosis);

/* Collects the causes, once all is added. False: no memory. */
bool check_report_finish(struct check_report *report);

void check_report_release(struct check_report *report);

/*
 * Whether a place is the first of its cause with its mend; several: the cause has others, so that
 * it has to be said whose each is.
 */
bool check_report_new_mend(const struct cause *cause, size_t at);
bool check_report_several_mends(const struct cause *cause);
bool check_report_same_mend(const struct cause *cause, size_t a, size_t b);

/*
 * The numbers of the causes that something judged has, from 1 on, as " (1,3)"; "" for none. What
 * does not fit is cut off.
 */
void check_report_numbers(const struct check_report *report, size_t judged, char out[64]);

/* What the columns of a table say of something judged. */
#define CHECK_COLUMNS 8
extern const char *const check_columns[CHECK_COLUMNS];
struct check_row {
    char cells[CHECK_COLUMNS][320]; /* the last is the verdict, without the causes' numbers */
};
void check_report_row(const struct judged *judged, struct check_row *row);

/* A line that says what the marks in a row mean. */
extern const char check_legend[];

/* What was looked at, what came of it: a sentence. */
void check_report_conclusion(const struct check_report *report, char out[320]);

#endif
