/* batch: logons, an object a line; answers, an object a line. */
#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "answer.h"
#include "asked.h"
#include "command.h"
#include "files/buffer.h"
#include "sam_override.h"

const char help_batch[] =
    "  batch --machine DIR [--package FILE] [--hostile] [--record FILE]\n"
    "        a JSON object a line on standard input, an answer a line on standard output. Keys:\n"
    "        logon's options with '_' for '-', and \"account\": {...}, SAM fields for this logon\n"
    "        alone (sam.json's keys). Each answer has \"line\"; a line that is broken gets\n"
    "        {\"line\", \"error\"}, and the next one is read.\n";

struct batch {
    const char *folder;
    const char *package;
    const char *record;
    bool hostile;
    struct machine machine;
    enum exit_code worst;
};

enum { OPT_MACHINE = 256, OPT_PACKAGE, OPT_RECORD, OPT_HOSTILE };

static const struct option known[] = {
    {"machine", required_argument, NULL, OPT_MACHINE},
    {"package", required_argument, NULL, OPT_PACKAGE},
    {"record", required_argument, NULL, OPT_RECORD},
    {"hostile", no_argument, NULL, OPT_HOSTILE},
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
        case OPT_HOSTILE:
            batch->hostile = true;
            break;
        default:
            return usage("unknown option");
        }
    }
    if (optind != argc) {
        return usage("batch: unexpected: %s", argv[optind]);
    }
    return batch->folder == NULL ? usage("batch needs --machine") : EXIT_GRANTED;
}

/* One key of a line, as the option of that name would be taken. */
static bool take_key(struct asked *asked, const char *name, json_t *value, struct fault *fault)
{
    const struct asked_key *key = asked_key_named(name);
    char number[32];
    struct fault why = {""};
    if (key == NULL) {
        return fault_set(fault, "no such key: %s", name);
    }
    const char *text = json_string_value(value);
    if (json_is_integer(value)) {
        snprintf(number, sizeof number, "%lld", (long long)json_integer_value(value));
        text = number;
    }
    if (key->is_switch ? !json_is_boolean(value) : text == NULL) {
        return fault_set(fault, "%s: expected %s", name,
                         key->is_switch ? "true or false" : "text or a whole number");
    }
    if (key->is_switch && json_is_false(value)) {
        return true;
    }
    /* A key that keeps its text is not to be given a number's: that is gone after this. */
    if (text == number && !key->is_number) {
        return fault_set(fault, "%s: expected text", name);
    }
    return key->take(asked, text, &why) || fault_set(fault, "%s: %.400s", name, why.text);
}

static bool take_line(json_t *line, struct asked *asked, json_t **account, struct fault *fault)
{
    const char *name;
    json_t *value;
    *account = NULL;
    if (!json_is_object(line)) {
        return fault_set(fault, "expected a JSON object on a line of its own");
    }
    json_object_foreach(line, name, value)
    {
        if (strcmp(name, "account") == 0) {
            *account = value;
        } else if (!take_key(asked, name, value, fault)) {
            return false;
        }
    }
    return asked_settle(asked, fault);
}

/* EXIT_USAGE: the line was broken; EXIT_HOST_FAILED: the package or the host was. */
static enum exit_code log_on(struct batch *batch, json_t *line, struct answer_given *answer,
                             struct fault *fault)
{
    struct asked asked = asked_nothing();
    struct sam_override override = {.place = NULL};
    struct sam *sam = &batch->machine.sam;
    json_t *account;
    asked.request.package_file = batch->package;
    enum exit_code code = EXIT_USAGE;
    if (take_line(line, &asked, &account, fault) && asked_present(&asked, fault) &&
        (account == NULL ||
         sam_override_apply(sam, asked.request.user, account, &override, fault))) {
        answer->hostile = asked.request.subauth && (batch->hostile || asked.hostile);
        asked.request.hostile = answer->hostile ? &answer->report : NULL;
        answer->stress.calls = asked.stress;
        asked.request.stress = answer->stress.calls > 0 ? &answer->stress : NULL;
        code = lsa_logon(&batch->machine, &asked.request, &answer->result, fault)
                   ? answer_code(answer)
                   : EXIT_HOST_FAILED;
    }
    sam_override_undo(sam, &override);
    ntlm_wipe(&asked, sizeof asked);
    return code;
}

static void answer_line(struct batch *batch, const char *text, size_t size, unsigned number)
{
    struct answer_given answer = {.hostile = false};
    struct fault fault = {""};
    json_error_t error;
    json_t *line = json_loadb(text, size, JSON_REJECT_DUPLICATES, &error);
    enum exit_code code = log_on(batch, line, &answer, &fault);
    if (fault.text[0] == '\0' && !machine_save(&batch->machine, &fault)) {
        code = EXIT_HOST_FAILED;
    }
    json_t *told = fault.text[0] == '\0' ? answer_json(&answer) : json_object();
    json_object_set_new(told, "line", json_integer(number));
    if (fault.text[0] != '\0') {
        json_object_set_new(told, "error", json_string(fault.text));
    }
    json_dumpf(told, stdout, 0);
    putchar('\n');
    fflush(stdout);
    json_decref(told);
    json_decref(line);
    /* That somebody was denied is an answer, and not a failure. */
    batch->worst = code > EXIT_DENIED && code > batch->worst ? code : batch->worst;
}

static bool is_blank(const char *text)
{
    return text[strspn(text, " \t\r")] == '\0';
}

static void answer_all(struct batch *batch)
{
    struct buffer line = {.text = NULL};
    unsigned number = 0;
    int c;
    setvbuf(stdin, NULL, _IOFBF, 1 << 16);
    do {
        c = getchar();
        if (c != '\n' && c != EOF) {
            buffer_char(&line, (char)c);
            continue;
        }
        number++;
        if (line.size > 0 && !is_blank(line.text)) {
            answer_line(batch, line.text, line.size, number);
        }
        line.size = 0;
    } while (c != EOF);
    buffer_release(&line);
}

enum exit_code command_batch(int argc, char **argv)
{
    struct batch batch = {.folder = NULL};
    struct fault fault = {""};
    enum exit_code code = parse(argc, argv, &batch);
    if (code != EXIT_GRANTED) {
        return code;
    }
    if (!machine_open(batch.folder, &batch.machine, &fault)) {
        return complain(EXIT_USAGE, &fault);
    }
    batch.machine.record = batch.record;
    answer_all(&batch);
    machine_close(&batch.machine);
    return batch.worst;
}
