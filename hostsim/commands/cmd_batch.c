/* batch: logons, an object a line; answers, an object a line. */
#include <stdio.h>
#include <string.h>

#include "answer.h"
#include "batch_line.h"
#include "command.h"
#include "compare.h"
#include "files/buffer.h"
#include "files/output.h"
#include "files/process.h"
#include "pulse.h"
#include "record_logon.h"
#include "text_lines.h"

struct batch {
    const char *folder;
    const char *package;
    const char *record;
    bool hostile;
    FILE *out;      /* packages print elsewhere */
    unsigned audit; /* enum audit_style */
    struct lsa lsa;
    enum exit_code worst;
    bool pulse;
    bool real; /* --lsa */
    bool json; /* its answers are that anyway */
    struct comparison comparison;
    unsigned verdicts[COMPARISON_NOT_MADE + 1]; /* how many of each */
    unsigned without;                           /* lines without an answer */
};

#define AT(member) offsetof(struct batch, member)

static const struct option_row own_options[] = {
    {.name = "machine",
     .argument = "DIR",
     .help = "the machine folder of the server that it pretends to be",
     .kind = OPTION_PATH,
     .at = AT(folder)},
    {.name = "package",
     .argument = "FILE",
     .help = "this package, whatever the registry names",
     .kind = OPTION_PATH,
     .at = AT(package)},
    {.name = "hostile",
     .help = "ask the package in every way that is hard on it too",
     .at = AT(hostile)},
    {.name = "record",
     .argument = "FILE",
     .help = "add each logon to it, as a line that batch answers alike",
     .kind = OPTION_PATH,
     .at = AT(record)},
    OPTION_AUDIT(struct batch),
    {.name = "json", .help = "as each answer is anyway", .at = AT(json)},
    {.name = "lsa",
     .help = "on Windows: put each logon through its own LSA too; each answer has what that said, "
             "and agree, differ or not comparable; a last line counts; 1 where any differ",
     .at = AT(real)},
    {.name = "pulse",
     .help = "write an empty line while a package is asked, at most five a second: whoever waits "
             "can tell slow from hanging",
     .at = AT(pulse)},
    {.name = NULL},
};

const struct command_row row_batch = {
    .name = "batch",
    .arguments = "",
    .help = "a JSON object a line on standard input, an answer a line on standard output",
    .more =
        "Keys: logon's options with '_' for '-', and \"account\": {...}, SAM fields for this logon "
        "alone (sam.json's keys). {\"generic\": HEX} goes to RoutineGeneric instead, with "
        "\"generic_as\": \"bytes\" (the default) or \"request\", package, package_id and "
        "caller. Each answer has \"line\"; a line that is broken gets {\"line\", \"error\"}, "
        "and the next one is read. What a package prints goes to standard error.",
    .options = {{own_options, 0}},
};

static enum exit_code parse(struct command_words *words, struct batch *batch)
{
    enum exit_code code = take_words(words, batch);
    if (code != EXIT_GRANTED) {
        return code;
    }
    if (batch->real && (batch->package != NULL || batch->hostile)) {
        return usage(&row_batch,
                     "--lsa takes neither --package nor --hostile: Windows' LSA loads what "
                     "the registry names, and asks it in one way");
    }
    return batch->folder == NULL ? usage(&row_batch, "batch needs --machine DIR") : EXIT_GRANTED;
}

/* What one line came to: the object that is printed, NULL without an answer; and the exit code. */
struct told {
    json_t *json;
    enum exit_code code;
};

static struct told not_answered(enum batch_outcome outcome)
{
    return (struct told){NULL, outcome == BATCH_BROKEN ? EXIT_USAGE : EXIT_HOST_FAILED};
}

/* The first key of a line for which it is not comparable; NULL: there is none. */
static const char *refused_key(json_t *line)
{
    const char *name;
    json_t *value;
    json_object_foreach(line, name, value)
    {
        const char *why = json_is_false(value) ? NULL : compare_refuses(name);
        if (why != NULL) {
            return why;
        }
    }
    return NULL;
}

/* Adds the comparison to an answer, and counts it. Answers the exit code for it. */
static enum exit_code tell_comparison(struct batch *batch, json_t *json, NTSTATUS status)
{
    enum comparison_verdict verdict =
        comparison_judge(&batch->comparison, caller_status_of(status));
    compare_put(json, &batch->comparison, verdict);
    batch->verdicts[verdict]++;
    return verdict == COMPARISON_DIFFERS ? EXIT_DENIED : EXIT_GRANTED;
}

static struct told tell_logon(struct batch *batch, json_t *line, struct fault *fault)
{
    struct batch_line_options options = {batch->package, batch->hostile};
    struct logon_answer answer = {.hostile = false};
    enum batch_outcome outcome = batch_line_answer(&batch->lsa, &options, line, &answer, fault);
    struct told told = not_answered(outcome);
    if (outcome == BATCH_ANSWERED && lsa_save(&batch->lsa, fault)) {
        enum exit_code code = answer_code(&answer);
        /* That somebody was denied is an answer, and not a failure. */
        told = (struct told){answer_json(&answer), code == EXIT_DENIED ? EXIT_GRANTED : code};
        if (batch->real) {
            code = tell_comparison(batch, told.json, answer.result.status);
            told.code = code > told.code ? code : told.code;
        }
    }
    answer_release(&answer);
    return told;
}

static struct told tell_generic(struct batch *batch, json_t *line, struct fault *fault)
{
    struct batch_line_options options = {batch->package, batch->hostile};
    struct generic_answer answer;
    enum batch_outcome outcome =
        batch_line_answer_generic(&batch->lsa, &options, line, &answer, fault);
    struct told told = not_answered(outcome);
    if (outcome == BATCH_ANSWERED) {
        told = (struct told){generic_json(&answer),
                             answer.findings.count > 0 ? EXIT_HOST_FAILED : EXIT_GRANTED};
        if (batch->real) {
            tell_comparison(batch, told.json, answer.status);
        }
    }
    generic_release(&answer);
    return told;
}

static void answer_line(struct batch *batch, const char *text, size_t size, unsigned number)
{
    struct fault fault = {""};
    json_error_t error;
    json_t *line = json_loadb(text, size, JSON_REJECT_DUPLICATES, &error);
    comparison_begin(&batch->comparison, refused_key(line));
    struct told told = batch_line_is_generic(line) ? tell_generic(batch, line, &fault)
                                                   : tell_logon(batch, line, &fault);
    json_t *json = told.json == NULL ? json_object() : told.json;
    batch->without += told.json == NULL;
    json_object_set_new(json, "line", json_integer(number));
    if (fault.text[0] != '\0') {
        json_object_set_new(json, "error", json_string(fault.text));
    }
    json_dumpf(json, batch->out, 0);
    fputc('\n', batch->out);
    fflush(batch->out);
    json_decref(json);
    json_decref(line);
    batch->worst = told.code > batch->worst ? told.code : batch->worst;
}

static bool is_blank(const char *text)
{
    return text[strspn(text, " \t\r")] == '\0';
}

static void answer_all(struct batch *batch)
{
    struct buffer line = {.text = NULL};
    struct text_lines lines = {.begun = false};
    setvbuf(stdin, NULL, _IOFBF, 1 << 16);
    process_read_bytes();
    for (unsigned number = 1; !ferror(batch->out) && text_lines_next(&lines, &line); number++) {
        if (line.size > 0 && !is_blank(line.text)) {
            answer_line(batch, line.text, line.size, number);
        }
    }
    buffer_release(&line);
}

static void tell_summary(const struct batch *batch)
{
    json_t *json = json_pack(
        "{s:{s:i, s:i, s:i, s:i}}", "summary", "agree", (int)batch->verdicts[COMPARISON_AGREES],
        "differ", (int)batch->verdicts[COMPARISON_DIFFERS], "not_comparable",
        (int)batch->verdicts[COMPARISON_NOT_MADE], "not_answered", (int)batch->without);
    json_dumpf(json, batch->out, 0);
    fputc('\n', batch->out);
    fflush(batch->out);
    json_decref(json);
}

static FILE *pulse_to;

static void beat(void)
{
    fputc('\n', pulse_to);
    fflush(pulse_to);
}

static enum exit_code run(struct batch *batch)
{
    struct fault fault = {""};
    batch->out = output_of_our_own();
    if (batch->pulse) {
        pulse_to = batch->out;
        pulse_set(beat);
    }
    if (!lsa_open(batch->folder, &batch->lsa, &fault)) {
        return complain(EXIT_USAGE, &fault);
    }
    machine_tell_notices(&batch->lsa.machine, "hostsim");
    batch->lsa.audit = (enum audit_style)batch->audit;
    batch->lsa.observer = record_logons(batch->record);
    if (batch->real) {
        compare_watch(&batch->comparison, &batch->lsa);
    }
    answer_all(batch);
    if (batch->real) {
        tell_summary(batch);
    }
    lsa_close(&batch->lsa);
    return batch->worst;
}

enum exit_code command_batch(struct command_words *words)
{
    struct batch batch = {.folder = NULL};
    enum exit_code code = parse(words, &batch);
    if (code == EXIT_GRANTED && batch.real) {
        code = compare_open(&batch.comparison);
    }
    if (code == EXIT_GRANTED) {
        code = run(&batch);
    }
    compare_close(&batch.comparison);
    return code;
}
