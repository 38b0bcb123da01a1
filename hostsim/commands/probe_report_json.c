/* probe --json: the checks as they came out, and the findings, each with its checks. */
#include <jansson.h>

#include "probe_report.h"

static json_t *text_or_null(const char *text)
{
    return text == NULL || *text == '\0' ? json_null() : json_string(text);
}

static json_t *outcome_json(const struct probe_report *report, const struct probe_outcome *outcome)
{
    json_t *json = json_object();
    json_object_set_new(json, "name", json_string(outcome->check->name));
    json_object_set_new(json, "area", json_string(probe_area_name(outcome->check->area)));
    json_object_set_new(json, "result",
                        json_string(probe_report_result(report, outcome->grade,
                                                        probe_outcome_accepted(report, outcome))));
    json_object_set_new(json, "grade", json_string(probe_grade_name(outcome->grade)));
    json_object_set_new(json, "expected", json_string(outcome->check->expected));
    json_object_set_new(json, "source", json_string(outcome->check->source));
    json_object_set_new(json, "got", json_string(outcome->got));
    json_object_set_new(json, "replay", text_or_null(outcome->replay));
    return json;
}

static json_t *exports_json(const struct probe_finding *finding)
{
    json_t *json = json_array();
    for (int i = 0; i < EXPORT_COUNT; i++) {
        if (finding->exports[i]) {
            json_array_append_new(json, json_string(package_export_name((enum package_export)i)));
        }
    }
    return json;
}

static json_t *checks_json(const struct probe_finding *finding)
{
    json_t *json = json_array();
    for (size_t i = 0; i < finding->check_count; i++) {
        json_array_append_new(json, json_string(finding->checks[i]->name));
    }
    return json;
}

static json_t *finding_json(const struct probe_report *report, const struct probe_finding *finding)
{
    json_t *json = json_object();
    json_object_set_new(json, "grade", json_string(probe_grade_name(finding->grade)));
    json_object_set_new(
        json, "result",
        json_string(probe_report_result(report, finding->grade, finding->accepted)));
    json_object_set_new(json, "area", json_string(probe_area_name(finding->check->area)));
    json_object_set_new(json, "cause", json_string(finding->cause));
    json_object_set_new(json, "got", json_string(finding->got));
    json_object_set_new(json, "place", text_or_null(finding->place));
    json_object_set_new(json, "expected", json_string(finding->check->expected));
    json_object_set_new(json, "source", json_string(finding->check->source));
    json_object_set_new(json, "exports", exports_json(finding));
    json_object_set_new(json, "checks", checks_json(finding));
    json_object_set_new(json, "replay", text_or_null(finding->replay));
    json_object_set_new(json, "stderr", text_or_null(finding->said));
    return json;
}

static json_t *areas_json(const struct probe_report *report)
{
    json_t *json = json_array();
    for (int area = 0; area < AREA_COUNT; area++) {
        struct probe_area_count count = probe_report_area(report, (enum probe_area)area);
        if (count.asked + count.skipped > 0) {
            json_array_append_new(json, json_pack("{s:s, s:i, s:i, s:i}", "area",
                                                  probe_area_name((enum probe_area)area), "passed",
                                                  (int)count.passed, "asked", (int)count.asked,
                                                  "skipped", (int)count.skipped));
        }
    }
    return json;
}

static json_t *counts_json(const struct probe_report *report)
{
    json_t *json = json_object();
    for (int grade = PROBE_PASS; grade <= PROBE_BREACH; grade++) {
        unsigned count = grade > PROBE_SKIP ? probe_report_findings(report, (enum probe_grade)grade)
                                            : probe_report_count(report, (enum probe_grade)grade);
        json_object_set_new(json, probe_grade_name((enum probe_grade)grade),
                            json_integer((int)count));
    }
    json_object_set_new(json, "accepted", json_integer((int)probe_report_accepted(report)));
    return json;
}

void probe_report_json(FILE *out, const struct probe_report *report)
{
    json_t *json = json_object();
    json_t *checks = json_array();
    json_t *findings = json_array();
    for (size_t i = 0; i < report->outcome_count; i++) {
        json_array_append_new(checks, outcome_json(report, &report->outcomes[i]));
    }
    for (size_t i = 0; i < report->finding_count; i++) {
        json_array_append_new(findings, finding_json(report, probe_finding_by_grade(report, i)));
    }
    json_object_set_new(json, "package", json_string(report->package));
    json_object_set_new(json, "counts", counts_json(report));
    json_object_set_new(json, "areas", areas_json(report));
    json_object_set_new(json, "findings", findings);
    json_object_set_new(json, "checks", checks);
    json_dumpf(json, out, JSON_INDENT(1));
    fputc('\n', out);
    json_decref(json);
}
