/* probe --html: the whole report as one page, to be sent to who wrote the package. */
#include "probe_report.h"

#include <string.h>

#include "files/html.h"
#include "lsass/clock.h"
#include "text/nt_time.h"
#include "version.h"

static const char *class_of(enum probe_grade grade)
{
    return grade == PROBE_BREACH ? "bad"
           : grade == PROBE_PASS ? "good"
           : grade == PROBE_SKIP ? "note"
                                 : "unsure";
}

static void begin_table(struct buffer *page, const char *const columns[], size_t count)
{
    buffer_string(page, "<table>\n<thead><tr>\n");
    for (size_t i = 0; i < count; i++) {
        html_element(page, "th", NULL, columns[i]);
    }
    buffer_string(page, "</tr></thead>\n<tbody>\n");
}

static void end_table(struct buffer *page)
{
    buffer_string(page, "</tbody>\n</table>\n");
}

static void add_areas(struct buffer *page, const struct probe_report *report)
{
    static const char *const columns[] = {"Area", "Passed", "Asked", "Worst"};
    html_element(page, "h2", NULL, "Areas");
    begin_table(page, columns, 4);
    for (int area = 0; area < AREA_COUNT; area++) {
        struct probe_area_count count = probe_report_area(report, (enum probe_area)area);
        if (count.asked + count.skipped == 0) {
            continue;
        }
        buffer_string(page, "<tr>\n");
        html_element(page, "td", NULL, probe_area_name((enum probe_area)area));
        buffer_print(page, "<td>%u</td>\n<td>%u</td>\n", count.passed, count.asked);
        html_element(page, "td", class_of(count.worst), probe_grade_name(count.worst));
        buffer_string(page, "</tr>\n");
    }
    end_table(page);
}

static void add_term(struct buffer *page, const char *term, const char *element, const char *text)
{
    if (text != NULL && *text != '\0') {
        html_element(page, "dt", NULL, term);
        buffer_string(page, "<dd>");
        html_element(page, element, NULL, text);
        buffer_string(page, "</dd>\n");
    }
}

static void add_names(struct buffer *page, const struct probe_finding *finding)
{
    const char *separator = "";
    html_element(page, "dt", NULL, "Checks");
    buffer_string(page, "<dd>");
    for (size_t i = 0; i < finding->check_count; i++) {
        html_text(page, i == 0 ? "" : ", ");
        html_text(page, finding->checks[i]->name);
    }
    buffer_string(page, "</dd>\n");
    for (int i = 0; i < EXPORT_COUNT; i++) {
        if (finding->exports[i]) {
            buffer_string(page, *separator == '\0' ? "<dt>Of</dt>\n<dd>" : separator);
            html_text(page, package_export_name((enum package_export)i));
            separator = ", ";
        }
    }
    buffer_string(page, *separator == '\0' ? "" : "</dd>\n");
}

static void add_finding(struct buffer *page, const struct probe_finding *finding, size_t number)
{
    buffer_print(page, "<h3>%u. <span class=\"%s\">%s</span>: ", (unsigned)number,
                 class_of(finding->grade), probe_grade_name(finding->grade));
    html_text(page, finding->cause);
    buffer_string(page, finding->accepted ? " (accepted)" : "");
    buffer_string(page, "</h3>\n<dl>\n");
    add_term(page, "Got", "span", strcmp(finding->got, finding->cause) == 0 ? NULL : finding->got);
    add_term(page, "At", "code", finding->place);
    add_names(page, finding);
    add_term(page, "Expected", "span", finding->check->expected);
    add_term(page, "Source", "span", finding->check->source);
    add_term(page, "Replay", "code", finding->replay);
    add_term(page, "Standard error", "pre", finding->said);
    buffer_string(page, "</dl>\n");
}

static void add_grade(struct buffer *page, const struct probe_report *report,
                      const struct probe_outcome *outcome)
{
    char words[64];
    bool accepted = probe_outcome_accepted(report, outcome);
    snprintf(words, sizeof words, "%s%s", probe_grade_name(outcome->grade),
             accepted ? " (accepted)" : "");
    html_element(page, "td", class_of(outcome->grade), words);
}

static void add_checks(struct buffer *page, const struct probe_report *report)
{
    static const char *const columns[] = {"Check", "Area", "Grade", "Got"};
    html_element(page, "h2", NULL, "All checks");
    begin_table(page, columns, 4);
    for (size_t i = 0; i < report->outcome_count; i++) {
        const struct probe_outcome *outcome = &report->outcomes[i];
        buffer_string(page, "<tr>\n");
        html_element(page, "td", NULL, outcome->check->name);
        html_element(page, "td", NULL, probe_area_name(outcome->check->area));
        add_grade(page, report, outcome);
        html_element(page, "td", NULL, outcome->got);
        buffer_string(page, "</tr>\n");
    }
    end_table(page);
}

static void add_head(struct buffer *page, const struct probe_report *report)
{
    char now[NT_TIME_TEXT];
    nt_time_format(clock_utc() / NT_SECOND * NT_SECOND, now);
    buffer_string(page, "<p>");
    html_text(page, report->package);
    buffer_print(
        page,
        ": %u checks, %u passed, %u broken, %u not robust, %u unwise, %u skipped; %u accepted "
        "findings.</p>\n"
        "<p class=\"note\">%s, by hostsim " IISSUBA_VERSION ".</p>\n",
        (unsigned)report->outcome_count, probe_report_count(report, PROBE_PASS),
        probe_report_count(report, PROBE_BREACH), probe_report_count(report, PROBE_ROBUSTNESS),
        probe_report_count(report, PROBE_UNWISE), probe_report_count(report, PROBE_SKIP),
        probe_report_accepted(report), now);
}

void probe_report_html(struct buffer *page, const struct probe_report *report)
{
    html_begin(page, "The contract of a subauthentication package");
    add_head(page, report);
    add_areas(page, report);
    html_element(page, "h2", NULL, "Findings");
    if (report->finding_count == 0) {
        html_element(page, "p", NULL, "None.");
    }
    for (size_t i = 0; i < report->finding_count; i++) {
        add_finding(page, probe_finding_by_grade(report, i), i + 1);
    }
    add_checks(page, report);
    html_end(page);
}
