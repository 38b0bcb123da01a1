#include "check_report.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "metabase/metabase_query.h"
#include "text/array.h"
#include "text/hash.h"

const char *const check_columns[CHECK_COLUMNS] = {"Site", "Account", "Sends", "Store",
                                                  "SAM",  "Lockout", "Sync",  "Verdict"};
const char check_legend[] =
    "Store, SAM: = the same as is sent, x another, - none, ? not to be told here.";

/* Whether something is wrong that is known to be. */
static bool is_wrong(const struct diagnosis *diagnosis)
{
    for (size_t i = 0; i < diagnosis->count; i++) {
        if (!diagnosis->findings[i].unknown) {
            return true;
        }
    }
    return (!diagnosis->granted && !diagnosis->untried) || diagnosis->held.differs;
}

bool check_report_add(struct check_report *report, const struct diagnosis *diagnosis)
{
    if (!array_grow((void **)&report->judged, report->count, &report->capacity,
                    sizeof *report->judged)) {
        return false;
    }
    size_t size = diagnosis->count * sizeof *diagnosis->findings;
    struct judged *judged = &report->judged[report->count++];
    *judged = (struct judged){
        .location = diagnosis->location == NULL ? NULL : strdup(diagnosis->location),
        .account = strdup(diagnosis->account),
        .sync = diagnosis->sync,
        .granted = diagnosis->granted,
        .untried = diagnosis->untried,
        .wrong = is_wrong(diagnosis),
        .logon = diagnosis->logon,
        .credentials = diagnosis->credentials,
        .held = diagnosis->held,
        .findings = malloc(size + 1),
        .count = diagnosis->count,
    };
    if (judged->account == NULL || judged->findings == NULL ||
        (diagnosis->location != NULL && judged->location == NULL)) {
        judged->count = 0;
        return false;
    }
    memcpy(judged->findings, diagnosis->findings, size);
    report->wrong += judged->wrong;
    report->untried += judged->untried && !judged->wrong;
    return plan_shown_add(&report->plan, diagnosis->steps, diagnosis->step_count);
}

static bool is_same_cause(const struct finding *a, const struct finding *b)
{
    return strcmp(a->cause, b->cause) == 0 && strcmp(a->what, b->what) == 0;
}

/* The cause that a finding is one of; it is made where it is new. NULL: no memory. */
static struct cause *cause_of(struct check_report *report, const struct finding *finding)
{
    uint32_t hash = hash_caseless(finding->cause, strlen(finding->cause));
    size_t at = 0;
    for (size_t item; (item = hash_index_next(&report->by_word, hash, &at)) != HASH_INDEX_NONE;) {
        if (is_same_cause(report->causes[item].finding, finding)) {
            return &report->causes[item];
        }
    }
    if (!array_grow((void **)&report->causes, report->cause_count, &report->cause_capacity,
                    sizeof *report->causes) ||
        !hash_index_reserve(&report->by_word, report->cause_count + 1)) {
        return NULL;
    }
    hash_index_add(&report->by_word, hash, report->cause_count);
    struct cause *cause = &report->causes[report->cause_count++];
    *cause = (struct cause){.finding = finding, .same_evidence = true};
    return cause;
}

bool check_report_finish(struct check_report *report)
{
    for (size_t i = 0; i < report->count; i++) {
        for (size_t f = 0; f < report->judged[i].count; f++) {
            const struct finding *finding = &report->judged[i].findings[f];
            struct cause *cause = cause_of(report, finding);
            if (cause == NULL || !array_grow((void **)&cause->at, cause->count, &cause->capacity,
                                             sizeof *cause->at)) {
                return false;
            }
            cause->at[cause->count++] = (struct cause_place){i, finding};
            cause->same_evidence =
                cause->same_evidence && strcmp(cause->finding->evidence, finding->evidence) == 0;
        }
    }
    return true;
}

void check_report_release(struct check_report *report)
{
    for (size_t i = 0; i < report->count; i++) {
        free(report->judged[i].location);
        free(report->judged[i].account);
        free(report->judged[i].findings);
    }
    for (size_t i = 0; i < report->cause_count; i++) {
        free(report->causes[i].at);
    }
    free(report->judged);
    free(report->causes);
    hash_index_release(&report->by_word);
    plan_shown_release(&report->plan);
    *report = (struct check_report){.judged = NULL};
}

bool check_report_same_mend(const struct cause *cause, size_t a, size_t b)
{
    return strcmp(mend_text(&cause->at[a].finding->mend), mend_text(&cause->at[b].finding->mend)) ==
           0;
}

bool check_report_new_mend(const struct cause *cause, size_t at)
{
    for (size_t i = 0; i < at; i++) {
        if (check_report_same_mend(cause, i, at)) {
            return false;
        }
    }
    return true;
}

bool check_report_several_mends(const struct cause *cause)
{
    for (size_t i = 1; i < cause->count; i++) {
        if (!check_report_same_mend(cause, 0, i)) {
            return true;
        }
    }
    return false;
}

static bool is_at(const struct cause *cause, size_t judged)
{
    for (size_t i = 0; i < cause->count; i++) {
        if (cause->at[i].judged == judged) {
            return true;
        }
    }
    return false;
}

void check_report_numbers(const struct check_report *report, size_t judged, char out[64])
{
    size_t used = 0;
    out[0] = '\0';
    for (size_t i = 0; i < report->cause_count; i++) {
        if (is_at(&report->causes[i], judged) && used < 50) {
            used += (size_t)snprintf(out + used, 64 - used, "%s%zu", used == 0 ? " (" : ",", i + 1);
        }
    }
    if (used > 0) {
        strcpy(out + used, ")");
    }
}

static const char *mark(enum agreement agreement)
{
    static const char *const marks[] = {[AGREEMENT_SAME] = "=",
                                        [AGREEMENT_OTHER] = "x",
                                        [AGREEMENT_NONE] = "-",
                                        [AGREEMENT_UNKNOWN] = "?"};
    return marks[agreement];
}

static void set(char cell[320], const char *text)
{
    snprintf(cell, 320, "%s", text);
}

/* "/LM/MSFTPSVC/1" is MSFTPSVC/1 to a person, and to get, put and check. */
static const char *site_text(const char *location)
{
    const char *shown = metabase_location_text(location);
    return metabase_is_below("/LM", shown) && shown[3] != '\0' ? shown + 4 : shown;
}

void check_report_row(const struct judged *judged, struct check_row *row)
{
    const struct credentials *credentials = &judged->credentials;
    set(row->cells[0], judged->location == NULL ? "(enrolled)" : site_text(judged->location));
    set(row->cells[1], *judged->account == '\0' ? "(none)" : judged->account);
    set(row->cells[2], credentials->presented);
    set(row->cells[3], mark(credentials->stored));
    set(row->cells[4], mark(credentials->sam));
    if (!credentials->in_sam) {
        set(row->cells[5], "-");
    } else if (credentials->locked_out || credentials->threshold == 0 ||
               credentials->wrong_passwords == 0) {
        set(row->cells[5], credentials->locked_out ? "locked" : "no");
    } else {
        snprintf(row->cells[5], 320, "%u of %u", credentials->wrong_passwords,
                 credentials->threshold);
    }
    set(row->cells[6], judged->sync ? "on" : "off");
    set(row->cells[7], judged->granted ? "granted" : judged->untried ? "not tried" : "refused");
}

void check_report_conclusion(const struct check_report *report, char out[320])
{
    const char *what = report->metabase != NULL ? "node" : "account";
    if (report->count == 0) {
        set(out, report->metabase != NULL ? "There is no FTP or Web site in the metabase."
                                          : "There is no metabase, and no account is enrolled.");
        return;
    }
    int used = snprintf(out, 320, "%zu %s%s checked, %zu with findings", report->count, what,
                        report->count == 1 ? "" : "s", report->wrong);
    if (report->untried > 0) {
        used += snprintf(out + used, 320 - (size_t)used,
                         ", %zu not tried: only this server's IIS can read the password",
                         report->untried);
    }
    strcpy(out + used, ".");
}
