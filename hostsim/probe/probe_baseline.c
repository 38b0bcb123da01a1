#include "probe_baseline.h"

#include <stdio.h>
#include <string.h>

#include "files/files.h"
#include "files/text_file.h"
#include "json_fault.h"

#define GRADES (PROBE_BREACH + 1)

/* The grade of that name; GRADES: there is none. */
static int grade_named(const char *name)
{
    int grade = 0;
    while (grade < GRADES &&
           (name == NULL || strcmp(probe_grade_name((enum probe_grade)grade), name) != 0)) {
        grade++;
    }
    return grade;
}

static const char *text_at(const json_t *finding, const char *key)
{
    const char *text = json_string_value(json_object_get(finding, key));
    return text == NULL ? "" : text;
}

static bool are_texts(const json_t *list)
{
    size_t at;
    json_t *element;
    json_array_foreach(list, at, element)
    {
        if (!json_is_string(element)) {
            return false;
        }
    }
    return json_is_array(list);
}

/* What a finding of the file lacks to be one, as "cause: a text"; NULL: nothing. */
static const char *want_of(const json_t *finding)
{
    const json_t *place = json_object_get(finding, "place");
    return !json_is_object(finding)                             ? ": expected an object"
           : !json_is_string(json_object_get(finding, "cause")) ? ".cause: expected text"
           : grade_named(text_at(finding, "grade")) == GRADES   ? ".grade: expected a grade"
           : !json_is_string(place) && !json_is_null(place)     ? ".place: expected text or null"
           : !are_texts(json_object_get(finding, "exports"))    ? ".exports: expected texts"
                                                                : NULL;
}

static bool is_report(const char *path, const json_t *root, struct fault *fault)
{
    size_t at;
    json_t *finding;
    const json_t *findings = json_object_get(root, "findings");
    if (!json_is_array(findings)) {
        return fault_set(fault, "%s: expected a report of probe --json: it has no list of findings",
                         path);
    }
    json_array_foreach(findings, at, finding)
    {
        const char *want = want_of(finding);
        if (want != NULL) {
            return fault_set(fault, "%s: findings[%u]%s", path, (unsigned)at, want);
        }
    }
    return true;
}

static json_t *parse(const char *path, const struct contents *contents, struct fault *fault)
{
    json_error_t error;
    struct decoded text;
    if (!text_file_decode(path, contents, &text, fault)) {
        return NULL;
    }
    json_t *root = json_loadb(text.text, text.size, JSON_REJECT_DUPLICATES, &error);
    decoded_release(&text);
    if (root == NULL) {
        fault_set(fault, "%s:%d: expected %s", path, error.line, json_fault(&error));
    } else if (!is_report(path, root, fault)) {
        json_decref(root);
        root = NULL;
    }
    return root;
}

json_t *probe_baseline_read(const char *path, struct fault *fault)
{
    struct contents contents;
    if (!file_read_existing(path, &contents, fault)) {
        return NULL;
    }
    json_t *root = parse(path, &contents, fault);
    contents_release(&contents);
    return root;
}

/*
 * The part of a crash's place that the next build of the package has too. Each change to its source
 * moves what follows, so an offset in a named function says nothing (crash_place.h has the form).
 */
static void lasting_place(const char *place, char lasting[PROBE_PLACE])
{
    const char *offset = strstr(place, "+0x");
    const char *symbol = offset == NULL ? NULL : strstr(offset, " (");
    const char *end = symbol == NULL ? NULL : strstr(symbol, "+0x");
    const char *from = end != NULL ? symbol : offset != NULL ? offset : place;
    snprintf(lasting, PROBE_PLACE, "%.*s", end == NULL ? PROBE_PLACE - 1 : (int)(end - from), from);
}

/* Whether two faults are one, whatever the package's file is called. */
static bool is_same(const char *cause, const char *place, const struct probe_finding *finding)
{
    char before[PROBE_PLACE];
    char now[PROBE_PLACE];
    size_t length = strlen(cause) - strlen(place);
    if (*place == '\0' || finding->place[0] == '\0' || strlen(place) > strlen(cause)) {
        return strcmp(cause, finding->cause) == 0;
    }
    lasting_place(place, before);
    lasting_place(finding->place, now);
    return strcmp(before, now) == 0 && length == strlen(finding->cause) - strlen(finding->place) &&
           strncmp(cause, finding->cause, length) == 0;
}

/* Whether the list of exports has one; without a name, whether it is empty. */
static bool has_export(const json_t *exports, const char *name)
{
    size_t at;
    json_t *element;
    json_array_foreach(exports, at, element)
    {
        if (name != NULL && strcmp(json_string_value(element), name) == 0) {
            return true;
        }
    }
    return name == NULL && json_array_size(exports) == 0;
}

/* Whether the baseline has a finding as it is of one export; NULL: it is not about an export. */
static bool knows(const json_t *baseline, const struct probe_finding *finding, const char *name)
{
    size_t at;
    json_t *known;
    json_array_foreach(json_object_get(baseline, "findings"), at, known)
    {
        if (is_same(text_at(known, "cause"), text_at(known, "place"), finding) &&
            grade_named(text_at(known, "grade")) >= (int)finding->grade &&
            has_export(json_object_get(known, "exports"), name)) {
            return true;
        }
    }
    return false;
}

void probe_baseline_accept(const json_t *baseline, struct probe_report *report)
{
    for (size_t i = 0; i < report->finding_count; i++) {
        struct probe_finding *finding = &report->findings[i];
        size_t exports = 0;
        finding->accepted = true;
        for (int export = 0; export < EXPORT_COUNT; export ++) {
            if (finding->exports[export]) {
                const char *name = package_export_name((enum package_export) export);
                finding->accepted = finding->accepted && knows(baseline, finding, name);
                exports++;
            }
        }
        finding->accepted = exports == 0 ? knows(baseline, finding, NULL) : finding->accepted;
    }
}
