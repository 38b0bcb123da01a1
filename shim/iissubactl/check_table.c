#include "check_table.h"

#include <stdio.h>
#include <string.h>

#include "check_tree.h"
#include "files/output.h"
#include "files/table.h"
#include "metabase/metabase_query.h"

#define RED "\033[31m"
#define GREEN "\033[32m"
#define YELLOW "\033[33m"
#define PLAIN "\033[0m"

#define WIDE_ENOUGH 100 /* columns, for the tree of inheritance */

static bool is_coloured(void)
{
    return output_takes_colour(stdout);
}

static void paint(const char *escape)
{
    if (is_coloured()) {
        output_control(stdout, escape);
    }
}

static const char *colour_of(const struct judged *judged)
{
    return judged->granted ? GREEN : judged->untried ? YELLOW : RED;
}

static const char *colour_of_mark(const char *text)
{
    return strcmp(text, "x") == 0 ? RED : strcmp(text, "=") == 0 ? GREEN : NULL;
}

static void add_row(struct table *table, const struct check_report *report, size_t at)
{
    struct check_row row;
    char numbers[64];
    char verdict[400];
    const struct judged *judged = &report->judged[at];
    check_report_row(judged, &row);
    check_report_numbers(report, at, numbers);
    for (size_t i = 0; i + 1 < CHECK_COLUMNS; i++) {
        table_add(table, row.cells[i], i == 3 || i == 4 ? colour_of_mark(row.cells[i]) : NULL);
    }
    snprintf(verdict, sizeof verdict, "%s%s", row.cells[CHECK_COLUMNS - 1], numbers);
    table_add(table, verdict, colour_of(judged));
}

static bool print_rows(const struct check_report *report)
{
    struct table table;
    table_begin(&table, CHECK_COLUMNS);
    for (size_t i = 0; i < CHECK_COLUMNS; i++) {
        table_add(&table, check_columns[i], NULL);
    }
    for (size_t i = 0; i < report->count; i++) {
        add_row(&table, report, i);
    }
    bool done = table_print(&table, stdout, 0, output_width(stdout), is_coloured());
    table_release(&table);
    puts(check_legend);
    return done;
}

/* The short name of what was judged. */
static void print_judged(const struct judged *judged)
{
    struct check_row row;
    check_report_row(judged, &row);
    fputs(judged->location == NULL ? judged->account : row.cells[0], stdout);
}

/* Those of a cause's places that have the mend of one; all: whatever mend they have. */
static void print_places(const struct check_report *report, const struct cause *cause, size_t one,
                         bool all)
{
    const char *separator = "";
    for (size_t i = 0; i < cause->count; i++) {
        bool again = i > 0 && cause->at[i].judged == cause->at[i - 1].judged;
        if (!again && (all || check_report_same_mend(cause, one, i))) {
            fputs(separator, stdout);
            print_judged(&report->judged[cause->at[i].judged]);
            separator = ", ";
        }
    }
}

static void print_mends(const struct check_report *report, const struct cause *cause)
{
    bool several = check_report_several_mends(cause);
    for (size_t i = 0; i < cause->count; i++) {
        const struct mend *mend = &cause->at[i].finding->mend;
        if (!check_report_new_mend(cause, i)) {
            continue;
        }
        if (several) {
            fputs("   at ", stdout);
            print_places(report, cause, i, false);
            putchar('\n');
        }
        printf("   mend%s: %s\n", plan_shown_where(mend), mend_text(mend));
    }
}

static void print_cause(const struct check_report *report, size_t at)
{
    const struct cause *cause = &report->causes[at];
    const struct finding *finding = cause->finding;
    printf("\n%zu. ", at + 1);
    paint(finding->fatal ? RED : YELLOW);
    fputs(finding->cause, stdout);
    paint(PLAIN);
    printf(": %s\n   at ", finding->what);
    print_places(report, cause, 0, true);
    printf("\n   evidence%s: %s\n", cause->same_evidence ? "" : ", of the first",
           finding->evidence);
    print_mends(report, cause);
}

static void print_told(const char *who, const struct told_status *told)
{
    printf("  %-20s  %s (0x%08X), SubStatus %s (0x%08X)\n", who, told->status_name, told->status,
           told->sub_status_name, told->sub_status);
}

static void print_held(const struct held_against *held)
{
    fputs("  ", stdout);
    paint(held->differs ? RED : GREEN);
    printf("%-20s", held->verdict);
    paint(PLAIN);
    if (*held->why != '\0') {
        printf("  %s\n", held->why);
        return;
    }
    puts("  the fake LSA and Windows' own:");
    print_told("fake LSA", &held->fake);
    print_told("Windows' LSA", &held->windows);
}

/* With --lsa alone. */
static void print_comparisons(const struct check_report *report)
{
    for (size_t i = 0; i < report->count; i++) {
        if (report->judged[i].held.verdict != NULL) {
            putchar('\n');
            print_judged(&report->judged[i]);
            putchar('\n');
            print_held(&report->judged[i].held);
        }
    }
}

static void print_finding(const struct finding *finding)
{
    fputs("  ", stdout);
    paint(finding->fatal ? RED : YELLOW);
    printf("%-20s", finding->cause);
    paint(PLAIN);
    printf("  %s\n", finding->what);
    printf("  %-20s  evidence: %s\n", "", finding->evidence);
    printf("  %-20s  mend%s: %s\n", "", plan_shown_where(&finding->mend),
           mend_text(&finding->mend));
}

static void print_details(const struct check_report *report)
{
    for (size_t i = 0; i < report->count; i++) {
        const struct judged *judged = &report->judged[i];
        putchar('\n');
        printf("%s  %s  synchronization %s  logon ",
               judged->location == NULL ? "(enrolled)" : metabase_location_text(judged->location),
               *judged->account == '\0' ? "(no account)" : judged->account,
               judged->sync ? "on" : "off");
        paint(colour_of(judged));
        fputs(judged->logon, stdout);
        paint(PLAIN);
        putchar('\n');
        for (size_t f = 0; f < judged->count; f++) {
            print_finding(&judged->findings[f]);
        }
    }
}

bool check_table_print(const struct check_report *report, bool details)
{
    char conclusion[320];
    bool done = true;
    if (report->count > 0) {
        done = print_rows(report);
        for (size_t i = 0; i < report->cause_count; i++) {
            print_cause(report, i);
        }
        print_comparisons(report);
        if (report->metabase != NULL && (details || output_width(stdout) >= WIDE_ENOUGH)) {
            done = check_tree_print(report) && done;
        }
        if (details) {
            print_details(report);
        }
        putchar('\n');
    }
    check_report_conclusion(report, conclusion);
    puts(conclusion);
    plan_shown_print(&report->plan);
    return done;
}
