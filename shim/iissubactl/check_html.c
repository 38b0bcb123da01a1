#include "check_html.h"

#include <stdio.h>
#include <string.h>

#include "check_tree.h"
#include "files/html.h"
#include "lsass/clock.h"
#include "metabase/metabase_query.h"
#include "text/nt_time.h"
#include "version.h"

static const char *class_of(const struct judged *judged)
{
    return judged->granted ? "good" : judged->untried ? "unsure" : "bad";
}

static const char *class_of_mark(const char *text)
{
    return strcmp(text, "x") == 0 ? "bad" : strcmp(text, "=") == 0 ? "good" : NULL;
}

static void add_verdict(struct buffer *page, const struct check_report *report, size_t at,
                        const char *text)
{
    char numbers[64];
    const struct judged *judged = &report->judged[at];
    check_report_numbers(report, at, numbers);
    buffer_print(page, "<td><span class=\"%s\">", class_of(judged));
    html_text(page, text);
    buffer_string(page, "</span>");
    html_text(page, numbers);
    buffer_string(page, "</td>\n");
}

static void add_rows(struct buffer *page, const struct check_report *report)
{
    html_element(page, "h2", NULL, report->metabase != NULL ? "Sites" : "Enrolled accounts");
    buffer_string(page, "<table>\n<thead><tr>\n");
    for (size_t i = 0; i < CHECK_COLUMNS; i++) {
        html_element(page, "th", NULL, check_columns[i]);
    }
    buffer_string(page, "</tr></thead>\n<tbody>\n");
    for (size_t i = 0; i < report->count; i++) {
        struct check_row row;
        check_report_row(&report->judged[i], &row);
        buffer_string(page, "<tr>\n");
        for (size_t c = 0; c + 1 < CHECK_COLUMNS; c++) {
            html_element(page, "td", c == 3 || c == 4 ? class_of_mark(row.cells[c]) : NULL,
                         row.cells[c]);
        }
        add_verdict(page, report, i, row.cells[CHECK_COLUMNS - 1]);
        buffer_string(page, "</tr>\n");
    }
    buffer_string(page, "</tbody>\n</table>\n");
    html_element(page, "p", "note", check_legend);
}

static void add_term(struct buffer *page, const char *term, const char *text)
{
    html_element(page, "dt", NULL, term);
    html_element(page, "dd", NULL, text);
}

static void add_mend(struct buffer *page, const struct mend *mend)
{
    html_element(page, "dt", NULL, mend->on_server ? "Mend, on the server" : "Mend");
    buffer_string(page, "<dd>");
    html_element(page, mend->why_none == NULL ? "code" : "span", NULL, mend_text(mend));
    buffer_string(page, "</dd>\n");
}

static const char *name_of(const struct judged *judged, struct check_row *row)
{
    check_report_row(judged, row);
    return judged->location == NULL ? judged->account : row->cells[0];
}

static void add_places(struct buffer *page, const struct check_report *report,
                       const struct cause *cause, size_t one, bool all)
{
    struct check_row row;
    const char *separator = "";
    html_element(page, "dt", NULL, "At");
    buffer_string(page, "<dd>");
    for (size_t i = 0; i < cause->count; i++) {
        bool again = i > 0 && cause->at[i].judged == cause->at[i - 1].judged;
        if (!again && (all || check_report_same_mend(cause, one, i))) {
            buffer_string(page, separator);
            html_text(page, name_of(&report->judged[cause->at[i].judged], &row));
            separator = ", ";
        }
    }
    buffer_string(page, "</dd>\n");
}

static void add_cause(struct buffer *page, const struct check_report *report, size_t at)
{
    char heading[128];
    bool several = check_report_several_mends(&report->causes[at]);
    const struct cause *cause = &report->causes[at];
    const struct finding *finding = cause->finding;
    snprintf(heading, sizeof heading, "%zu. %s%s", at + 1, finding->cause,
             finding->fatal ? "" : " (the logon can succeed all the same)");
    html_element(page, "h3", NULL, heading);
    html_element(page, "p", NULL, finding->what);
    buffer_string(page, "<dl>\n");
    add_places(page, report, cause, 0, true);
    add_term(page, cause->same_evidence ? "Evidence" : "Evidence, of the first", finding->evidence);
    for (size_t i = 0; i < cause->count; i++) {
        if (!check_report_new_mend(cause, i)) {
            continue;
        }
        if (several) {
            add_places(page, report, cause, i, false);
        }
        add_mend(page, &cause->at[i].finding->mend);
    }
    buffer_string(page, "</dl>\n");
}

static void add_causes(struct buffer *page, const struct check_report *report)
{
    html_element(page, "h2", NULL, "Causes");
    if (report->cause_count == 0) {
        html_element(page, "p", NULL, "None was found.");
    }
    for (size_t i = 0; i < report->cause_count; i++) {
        add_cause(page, report, i);
    }
}

static void add_plan(struct buffer *page, const struct check_report *report)
{
    if (report->plan.count == 0) {
        return;
    }
    html_element(page, "h2", NULL, "All mends, in their order");
    buffer_string(page, "<ol>\n");
    for (int order = 0; order <= MEND_RESTRICTION; order++) {
        for (size_t i = 0; i < report->plan.count; i++) {
            const struct mend *step = &report->plan.steps[i];
            if ((int)step->order == order) {
                buffer_string(page, "<li>");
                html_element(page, "code", NULL, step->command);
                html_text(page, plan_shown_where(step));
                buffer_string(page, "</li>\n");
            }
        }
    }
    buffer_string(page, "</ol>\n");
}

/* Begins the node's item, which whoever calls ends. */
static void add_tree_node(struct buffer *page, const struct check_report *report,
                          const struct tree_node *node)
{
    char property[512];
    int from = 0;
    buffer_string(page, "<li>");
    html_element(page, "strong", NULL, node->name);
    bool any = false;
    while (check_tree_property(report, node, &from, property)) {
        buffer_string(page, "<br>");
        html_element(page, "code", NULL, property);
        any = true;
    }
    html_text(page, node->is_judged && !any ? " sets nothing itself" : "");
}

static void add_tree(struct buffer *page, const struct check_report *report)
{
    struct check_tree tree;
    if (!check_tree_make(report, &tree)) {
        page->no_memory = true;
        return;
    }
    html_element(page, "h2", NULL, "What the nodes set, and those below them inherit");
    size_t open = 0; /* lists, each with an item that is not ended yet */
    for (size_t i = 0; i < tree.count; i++) {
        const struct tree_node *node = &tree.nodes[i];
        for (; open > node->depth + 1; open--) {
            buffer_string(page, "</li></ul>\n");
        }
        buffer_string(page, open == node->depth + 1 ? "</li>\n" : "<ul>\n");
        open = node->depth + 1;
        add_tree_node(page, report, node);
    }
    for (; open > 0; open--) {
        buffer_string(page, "</li></ul>\n");
    }
    check_tree_release(&tree);
}

static void add_held(struct buffer *page, const struct held_against *held)
{
    char text[FINDING_TEXT + 256];
    if (held->verdict == NULL) {
        return;
    }
    snprintf(text, sizeof text, "%s%s%s%s%s%s", held->verdict, *held->why == '\0' ? "" : ": ",
             held->why, *held->why == '\0' ? ": the fake LSA says " : "",
             *held->why == '\0' ? held->fake.status_name : "",
             *held->why == '\0' ? ", Windows' own " : "");
    html_element(page, "dt", NULL, "Held against Windows' LSA");
    buffer_string(page, "<dd>");
    html_text(page, text);
    html_text(page, *held->why == '\0' ? held->windows.status_name : "");
    buffer_string(page, "</dd>\n");
}

static void add_details(struct buffer *page, const struct check_report *report)
{
    html_element(page, "h2", NULL, "Details");
    for (size_t i = 0; i < report->count; i++) {
        const struct judged *judged = &report->judged[i];
        html_element(page, "h3", NULL,
                     judged->location == NULL ? judged->account
                                              : metabase_location_text(judged->location));
        buffer_string(page, "<dl>\n");
        add_term(page, "Account", *judged->account == '\0' ? "(none)" : judged->account);
        add_term(page, "Logon", judged->logon);
        add_held(page, &judged->held);
        for (size_t f = 0; f < judged->count; f++) {
            add_term(page, judged->findings[f].cause, judged->findings[f].evidence);
        }
        buffer_string(page, "</dl>\n");
    }
}

static void add_head(struct buffer *page, const struct check_report *report)
{
    char conclusion[320];
    char now[NT_TIME_TEXT];
    nt_time_format(clock_utc() / NT_SECOND * NT_SECOND, now);
    check_report_conclusion(report, conclusion);
    html_element(page, "p", NULL, conclusion);
    buffer_string(page, "<p class=\"note\">");
    html_text(page, report->machine == NULL ? "This server" : report->machine);
    buffer_print(page,
                 ", %s, by iissubactl " IISSUBA_VERSION ". No password and no hash is on this "
                 "page.</p>\n",
                 now);
}

bool check_html_write(const struct check_report *report, const char *path, struct fault *fault)
{
    struct buffer page = {.text = NULL};
    html_begin(&page, "Anonymous logons");
    add_head(&page, report);
    if (report->count > 0) {
        add_rows(&page, report);
        add_causes(&page, report);
        add_plan(&page, report);
        if (report->metabase != NULL) {
            add_tree(&page, report);
        }
        add_details(&page, report);
    }
    html_end(&page);
    return buffer_write(&page, path, fault);
}
