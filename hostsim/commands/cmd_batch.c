/* batch: logons, an object a line; answers, an object a line. */
#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "answer.h"
#include "batch_line.h"
#include "command.h"
#include "compare.h"
#include "files/buffer.h"
#include "files/process.h"
#include "record_logon.h"
#include "text_lines.h"

const char help_batch[] =
    "  batch --machine DIR [--package FILE] [--hostile] [--record FILE] [--audit 2003|2008] "
    "[--lsa]\n"
    "        a JSON object a line on standard input, an answer a line on standard output. Keys:\n"
    "        logon's options with '_' for '-', and \"account\": {...}, SAM fields for this logon\n"
    "        alone (sam.json's keys). {\"generic\": HEX} goes to RoutineGeneric instead, with\n"
    "        \"generic_as\": \"bytes\" (the default) or \"request\", package, package_id and "
    "caller.\n"
    "        Each answer has \"line\"; a line that is broken gets {\"line\", \"error\"}, and the\n"
    "        next one is read.\n"
    "        --lsa: on Windows, put each logon through its own LSA too. Each answer has what that\n"
    "        said, and agree, differ or not comparable; a last line counts; 1 where any differ.\n";

struct batch {
    const char *folder;
    const char *package;
    const char *record;
    bool hostile;
    enum audit_style audit;
    struct lsa lsa;
    enum exit_code worst;
    bool real; /* --lsa */
    struct comparison comparison;
    unsigned verdicts[COMPARISON_NOT_MADE + 1]; /* how many of each */
    unsigned without;                           /* lines without an answer */
};

enum { OPT_MACHINE = 256, OPT_PACKAGE, OPT_RECORD, OPT_AUDIT, OPT_HOSTILE, OPT_LSA };

static const struct option known[] = {
    {"machine", required_argument, NULL, OPT_MACHINE},
    {"package", required_argument, NULL, OPT_PACKAGE},
    {"record", required_argument, NULL, OPT_RECORD},
    {"audit", required_argument, NULL, OPT_AUDIT},
    {"hostile", no_argument, NULL, OPT_HOSTILE},
    {"lsa", no_argument, NULL, OPT_LSA},
    {NULL, 0, NULL, 0},
};

static enum exit_code parse(int argc, char **argv, struct batch *batch)
{
    int option;
    while ((option = getopt_long(argc, argv, "", known, NULL)) != -1) {
        switch (option) {
        case OPT_MACHINE:
            batch->folder = optarg;
            break;
        case OPT_PACKAGE:
            batch->package = optarg;
            break;
        case OPT_RECORD:
            batch->record = optarg;
            break;
        case OPT_AUDIT:
            if (take_audit(optarg, &batch->audit) != EXIT_GRANTED) {
                return EXIT_USAGE;
            }
            break;
        case OPT_HOSTILE:
            batch->hostile = true;
            break;
        case OPT_LSA:
            batch->real = true;
            break;
        default:
            return usage("unknown option");
        }
    }
    if (optind != argc) {
        return usage("batch: unexpected: %s", argv[optind]);
    }
    if (batch->real && (batch->package != NULL || batch->hostile)) {
        return usage("batch: --lsa takes neither --package nor --hostile: Windows' LSA loads what "
                     "the registry names, and asks it in one way");
    }
    return batch->folder == NULL ? usage("batch needs --machine") : EXIT_GRANTED;
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
    json_dumpf(json, stdout, 0);
    putchar('\n');
    fflush(stdout);
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
    for (unsigned number = 1; text_lines_next(&lines, &line); number++) {
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
    json_dumpf(json, stdout, 0);
    putchar('\n');
    json_decref(json);
}

static enum exit_code run(struct batch *batch)
{
    struct fault fault = {""};
    if (!lsa_open(batch->folder, &batch->lsa, &fault)) {
        return complain(EXIT_USAGE, &fault);
    }
    machine_tell_notices(&batch->lsa.machine, "hostsim");
    batch->lsa.audit = batch->audit;
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

enum exit_code command_batch(int argc, char **argv)
{
    struct batch batch = {.folder = NULL};
    enum exit_code code = parse(argc, argv, &batch);
    if (code == EXIT_GRANTED && batch.real) {
        code = compare_open(&batch.comparison);
    }
    if (code == EXIT_GRANTED) {
        code = run(&batch);
    }
    compare_close(&batch.comparison);
    return code;
}
