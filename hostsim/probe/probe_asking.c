#include "probe_asking.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HANGS_MOST 3 /* of an export: then it is not asked any more */

static bool start_child(struct probe_asking *asking)
{
    char program[4096];
    const char *arguments[] = {program,     "batch",         "--machine", asking->machine,
                               "--package", asking->package, NULL};
    return child_own_program(program, sizeof program) &&
           child_start(arguments, &asking->child, asking->fault);
}

/*
 * Ends the child, and makes an answer that says what happened. The next line starts another child.
 */
static json_t *end_child(struct probe_asking *asking, int export, enum child_said said)
{
    char how[64] = "";
    child_end(asking->child, how, sizeof how);
    asking->child = NULL;
    char text[160];
    if (said == CHILD_SILENT) {
        asking->hangs[export]++;
        snprintf(text, sizeof text, "it did not return within %u s, and was ended",
                 asking->seconds);
    } else {
        snprintf(text, sizeof text, "it ended the process that it was called in: %s", how);
    }
    return json_pack("{s:s}", "error", text);
}

/* Asks a line. The answer is the caller's. NULL where the host failed. */
static json_t *ask(struct probe_asking *asking, const char *line, int export)
{
    struct buffer heard = {.text = NULL};
    json_t *answer = NULL;
    if (asking->child == NULL && !start_child(asking)) {
        return NULL;
    }
    enum child_said said = CHILD_GONE;
    if (child_tell(asking->child, line, strlen(line)) && child_tell(asking->child, "\n", 1)) {
        said = child_hear(asking->child, asking->seconds * 1000, &heard);
    }
    if (said == CHILD_SAID) {
        answer = json_loadb(heard.text, heard.size, 0, NULL);
    }
    buffer_release(&heard);
    return answer != NULL ? answer : end_child(asking, export, said);
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

/* Ends the child, should there be one: the next line starts another. */
static void begin_anew(struct probe_asking *asking)
{
    char how[64];
    child_end(asking->child, how, sizeof how);
    asking->child = NULL;
}

/*
 * Asks a line so that its answer does not depend on what was asked before. A crash may leave locks
 * and half of a change behind; many calls may leave nothing for others.
 */
static json_t *ask_apart(struct probe_asking *asking, const char *line, int export)
{
    bool stress = strstr(line, "\"stress\"") != NULL;
    if (stress) {
        begin_anew(asking);
    }
    json_t *answer = ask(asking, line, export);
    if (stress || crashed(answer)) {
        begin_anew(asking);
    }
    return answer;
}

/* Keeps a line and its answer. NULL where there is no memory. */
static const struct asked_line *keep(struct probe_asking *asking, const char *line, int export,
                                     json_t *answer)
{
    struct asked_line *asked =
        realloc(asking->asked, (asking->asked_count + 1) * sizeof *asking->asked);
    char *copy = strdup(line);
    asking->asked = asked == NULL ? asking->asked : asked;
    if (asked == NULL || copy == NULL) {
        free(copy);
        fault_set(asking->fault, "no memory");
        return NULL;
    }
    asked[asking->asked_count] = (struct asked_line){copy, export, answer};
    return &asked[asking->asked_count++];
}

const struct asked_line *probe_ask(struct probe_asking *asking, const char *line, int export)
{
    for (size_t i = 0; i < asking->asked_count; i++) {
        if (strcmp(asking->asked[i].line, line) == 0) {
            return &asking->asked[i];
        }
    }
    json_t *answer = ask_apart(asking, line, export);
    const struct asked_line *kept = answer == NULL ? NULL : keep(asking, line, export, answer);
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
    }
    free(asking->asked);
}
