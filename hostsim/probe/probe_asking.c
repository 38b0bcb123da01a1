#include "probe_asking.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HANGS_MOST 3 /* of an export: then it is not asked any more */

static bool start_child(struct probe_asking *asking)
{
    char program[4096];
    const char *arguments[] = {program,         "batch",     "--pulse",       "--machine",
                               asking->machine, "--package", asking->package, NULL};
    return child_own_program(program, sizeof program) &&
           child_start(arguments, &asking->child, asking->fault);
}

/*
 * Adds the line in which a sanitizer says what it found, and where: an exit tells faults of the
 * package apart by it alone.
 */
static void add_summary(const struct buffer *aside, char *text, size_t size)
{
    static const char mark[] = "SUMMARY: ";
    const char *found = aside->size == 0 ? NULL : strstr(aside->text, mark);
    size_t length = strlen(text);
    if (found != NULL) {
        found += strlen(mark);
        snprintf(text + length, size - length, " (%.*s)", (int)strcspn(found, "\r\n"), found);
    }
}

/*
 * Ends the child, and makes an answer that says what happened. The next line starts another child.
 */
static json_t *end_child(struct probe_asking *asking, int export, enum child_said said,
                         struct buffer *aside)
{
    char how[64] = "";
    child_end(asking->child, how, sizeof how, aside);
    asking->child = NULL;
    char text[400];
    if (said == CHILD_SILENT) {
        asking->hangs[export]++;
        snprintf(text, sizeof text, "it did not return within %u s, and was ended",
                 asking->seconds);
    } else {
        snprintf(text, sizeof text, "it ended the process that it was called in: %s", how);
        add_summary(aside, text, sizeof text);
    }
    return json_pack("{s:s}", "error", text);
}

/* Waits for an answer, for as long as calls are made that do not take too long. */
static enum child_said hear(struct probe_asking *asking, struct buffer *heard)
{
    enum child_said said;
    do {
        said = child_hear(asking->child, asking->seconds * 1000, heard);
    } while (said == CHILD_SAID && (heard->size == 0 || heard->text[0] == '\r'));
    return said;
}

/*
 * Asks a line. The answer is the caller's, as is what was said aside. NULL where the host failed.
 */
static json_t *ask(struct probe_asking *asking, const char *line, int export, struct buffer *aside)
{
    struct buffer heard = {.text = NULL};
    json_t *answer = NULL;
    if (asking->child == NULL && !start_child(asking)) {
        return NULL;
    }
    enum child_said said = CHILD_GONE;
    if (child_tell(asking->child, line, strlen(line)) && child_tell(asking->child, "\n", 1)) {
        said = hear(asking, &heard);
    }
    if (said == CHILD_SAID) {
        answer = json_loadb(heard.text, heard.size, 0, NULL);
    }
    buffer_release(&heard);
    if (answer == NULL) {
        return end_child(asking, export, said, aside);
    }
    child_aside(asking->child, aside);
    return answer;
}

static bool crashed(const json_t *answer)
{
    size_t at;
    const json_t *finding;
    json_array_foreach(json_object_get(json_object_get(answer, "hostile"), "findings"), at, finding)
    {
        const char *kind = json_string_value(json_object_get(finding, "kind"));
        if (kind != NULL && strcmp(kind, "crash") == 0) {
            return true;
        }
    }
    return false;
}

/* Whether a finding is that a field of UserAll was written, or its buffer, that is to be. */
static bool is_expected(const struct probe_asking *asking, const json_t *finding)
{
    static const char before[] = "UserAll->";
    const char *kind = json_string_value(json_object_get(finding, "kind"));
    const char *field = json_string_value(json_object_get(finding, "field"));
    if (kind == NULL || field == NULL || strcmp(kind, "write") != 0 ||
        strncmp(field, before, strlen(before)) != 0) {
        return false;
    }
    field += strlen(before);
    for (size_t i = 0; i < asking->expected_write_count; i++) {
        size_t length = strlen(asking->expected_writes[i]);
        if (strncmp(field, asking->expected_writes[i], length) == 0 &&
            (field[length] == '\0' || field[length] == '.')) {
            return true;
        }
    }
    return false;
}

/* Takes those findings out of an answer that are what the package is for. */
static void forget_expected(const struct probe_asking *asking, json_t *answer)
{
    json_t *findings = json_object_get(json_object_get(answer, "hostile"), "findings");
    for (size_t i = json_array_size(findings); i > 0; i--) {
        if (is_expected(asking, json_array_get(findings, i - 1))) {
            json_array_remove(findings, i - 1);
        }
    }
}

/* Ends the child, should there be one: the next line starts another. */
static void begin_anew(struct probe_asking *asking)
{
    char how[64];
    child_end(asking->child, how, sizeof how, NULL);
    asking->child = NULL;
}

/*
 * Asks a line so that its answer does not depend on what was asked before. A crash may leave locks
 * and half of a change behind; many calls may leave nothing for others.
 */
static json_t *ask_apart(struct probe_asking *asking, const char *line, int export,
                         struct buffer *aside)
{
    bool stress = strstr(line, "\"stress\"") != NULL;
    if (stress) {
        begin_anew(asking);
    }
    json_t *answer = ask(asking, line, export, aside);
    forget_expected(asking, answer);
    if (stress || crashed(answer)) {
        begin_anew(asking);
    }
    return answer;
}

/*
 * What was said aside, as text: what is no printable ASCII becomes '?', but for line ends and tabs.
 * The result is to be freed. NULL where there is no memory.
 */
static char *said_text(const struct buffer *aside)
{
    char *text = malloc(aside->size + 1);
    size_t size = 0;
    for (size_t i = 0; text != NULL && i < aside->size; i++) {
        char c = aside->text[i];
        bool is_plain = (c >= ' ' && c <= '~') || c == '\n' || c == '\t';
        if (c != '\r') {
            text[size++] = is_plain ? c : '?';
        }
    }
    if (text != NULL) {
        text[size] = '\0';
    }
    return text;
}

/* Keeps a line and its answer. NULL where there is no memory. */
static const struct asked_line *keep(struct probe_asking *asking, const char *line, int export,
                                     json_t *answer, const struct buffer *aside)
{
    struct asked_line *asked =
        realloc(asking->asked, (asking->asked_count + 1) * sizeof *asking->asked);
    char *copy = strdup(line);
    char *said = aside->size == 0 ? NULL : said_text(aside);
    asking->asked = asked == NULL ? asking->asked : asked;
    if (asked == NULL || copy == NULL || (said == NULL && aside->size > 0)) {
        free(copy);
        free(said);
        fault_set(asking->fault, "no memory");
        return NULL;
    }
    asked[asking->asked_count] = (struct asked_line){copy, export, answer, said};
    return &asked[asking->asked_count++];
}

const struct asked_line *probe_ask(struct probe_asking *asking, const char *line, int export)
{
    for (size_t i = 0; i < asking->asked_count; i++) {
        if (strcmp(asking->asked[i].line, line) == 0) {
            return &asking->asked[i];
        }
    }
    struct buffer aside = {.text = NULL};
    json_t *answer = ask_apart(asking, line, export, &aside);
    const struct asked_line *kept =
        answer == NULL ? NULL : keep(asking, line, export, answer, &aside);
    buffer_release(&aside);
    if (kept == NULL) {
        json_decref(answer);
    }
    return kept;
}

bool probe_asking_gave_up(const struct probe_asking *asking, int export)
{
    return asking->hangs[export] >= HANGS_MOST;
}

void probe_asking_end(struct probe_asking *asking)
{
    begin_anew(asking);
    for (size_t i = 0; i < asking->asked_count; i++) {
        free(asking->asked[i].line);
        json_decref(asking->asked[i].answer);
        free(asking->asked[i].said);
    }
    free(asking->asked);
}
