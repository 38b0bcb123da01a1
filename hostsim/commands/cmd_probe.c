/* probe: the contract's checks against a package; a table, JSON, or TAP. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client_response.h"
#include "command.h"
#include "files/files.h"
#include "lsass/ntlm.h"
#include "options/nearest.h"
#include "probe.h"

#define PASSWORD_BYTES 1024

enum output { OUTPUT_TABLE, OUTPUT_JSON, OUTPUT_TAP };

struct probe_command {
    struct probe_options options;
    bool password_stdin;
    bool json;
    bool tap;
    char password[PASSWORD_BYTES];
    enum output output;
    json_t *checks;
    unsigned counts[PROBE_FAIL + 1];
};

#define AT(member) offsetof(struct probe_command, member)

static bool take_response(void *settings, const char *value, struct fault *fault)
{
    struct probe_command *command = settings;
    enum response_form form;
    command->options.response = value;
    return response_form_named(value, &form) || fault_set(fault, "no such form: \"%.60s\"", value);
}

static bool take_only(void *settings, const char *value, struct fault *fault)
{
    struct probe_command *command = settings;
    struct nearest nearest = {.typed = value, .length = strlen(value)};
    command->options.only = value;
    for (size_t i = 0; i < probe_check_count; i++) {
        if (strncmp(probe_checks[i].name, value, strlen(value)) == 0) {
            return true;
        }
        nearest_try(&nearest, probe_checks[i].name);
    }
    return nearest.found == NULL
               ? fault_set(fault, "\"%.60s\": no check's name begins so", value)
               : fault_set(fault, "\"%.60s\": no check's name begins so (did you mean %s?)", value,
                           nearest.found);
}

static const struct option_row own_options[] = {
    {.name = "machine",
     .argument = "DIR",
     .help = "with this server (an empty one); the package may need its registry",
     .kind = OPTION_PATH,
     .at = AT(options.machine)},
    {.name = "user",
     .argument = "NAME",
     .help = "whom it admits (one made up)",
     .kind = OPTION_TEXT,
     .at = AT(options.user)},
    {.name = "password-stdin",
     .help = "read that user's password from standard input",
     .at = AT(password_stdin)},
    {.name = "response",
     .argument = "cleartext|lm|ntlmv1|ntlm2-session|ntlmv2|lmv2",
     .help = "in what form (ntlmv2)",
     .kind = OPTION_OTHER,
     .take = take_response},
    {.name = "limit",
     .argument = "SECONDS",
     .help = "that a call may take (10)",
     .kind = OPTION_NUMBER,
     .at = AT(options.seconds),
     .least = 1,
     .most = 3600},
    {.name = "only",
     .argument = "NAME",
     .help = "the checks whose names begin so",
     .kind = OPTION_OTHER,
     .take = take_only},
    OPTION_JSON(struct probe_command),
    {.name = "tap", .help = "answer as TAP (the Test Anything Protocol)", .at = AT(tap)},
    {.name = NULL},
};

const struct command_row row_probe = {
    .name = "probe",
    .arguments = "PACKAGE",
    .least = 1,
    .most = 1,
    .paths = true,
    .help = "what of the documented contract a package breaks",
    .options = {{own_options, 0}},
};

static enum exit_code parse(struct command_words *words, struct probe_command *command)
{
    enum exit_code code = take_words(words, command);
    if (code != EXIT_GRANTED) {
        return code;
    }
    if (command->json && command->tap) {
        return usage(&row_probe, "--json and --tap exclude each other");
    }
    command->output = command->json ? OUTPUT_JSON : command->tap ? OUTPUT_TAP : OUTPUT_TABLE;
    struct fault fault;
    if (command->options.machine != NULL && !folder_found(command->options.machine, &fault)) {
        return complain(EXIT_USAGE, &fault);
    }
    command->options.package = words->words[0];
    if (command->password_stdin && command->options.user == NULL) {
        return usage(&row_probe, "--password-stdin needs --user");
    }
    if (command->password_stdin) {
        if (!read_password(command->password, sizeof command->password, &fault)) {
            wipe(command->password, sizeof command->password);
            return usage(&row_probe, "%s", fault.text);
        }
        command->options.password = command->password;
    }
    return EXIT_GRANTED;
}

static json_t *finding_json(const struct probe_finding *finding, const char *replay)
{
    json_t *json = json_object();
    json_object_set_new(json, "name", json_string(finding->check->name));
    json_object_set_new(json, "result", json_string(probe_result_name(finding->verdict.result)));
    json_object_set_new(json, "expected", json_string(finding->check->expected));
    json_object_set_new(json, "source", json_string(finding->check->source));
    json_object_set_new(json, "got", json_string(finding->verdict.got));
    json_object_set_new(json, "replay", replay == NULL ? json_null() : json_string(replay));
    return json;
}

static void print_tap(const struct probe_command *command, const struct probe_finding *finding,
                      const char *replay)
{
    enum probe_result result = finding->verdict.result;
    unsigned number = 0;
    for (int i = 0; i <= PROBE_FAIL; i++) {
        number += command->counts[i];
    }
    printf("%sok %u - %s%s%s\n", result == PROBE_FAIL ? "not " : "", number, finding->check->name,
           result == PROBE_SKIP   ? " # SKIP "
           : result == PROBE_WARN ? " # TODO unwise: "
                                  : "",
           result == PROBE_SKIP || result == PROBE_WARN ? finding->verdict.got : "");
    if (replay != NULL) {
        printf("# expected: %s (%s)\n# got: %s\n# replay: %s\n", finding->check->expected,
               finding->check->source, finding->verdict.got, replay);
    }
}

static void print_row(const struct probe_finding *finding, const char *replay)
{
    printf("%-4s  %-32s  %s\n", probe_result_name(finding->verdict.result), finding->check->name,
           finding->verdict.got);
    if (replay != NULL) {
        printf("      expected  %s\n      source    %s\n      replay    %s\n",
               finding->check->expected, finding->check->source, replay);
    }
}

/* Hides a password that was given. Whoever knows it completes the line. */
static char *shown_replay(const struct probe_command *command, const char *replay)
{
    json_t *line = replay == NULL ? NULL : json_loads(replay, 0, NULL);
    if (line != NULL && command->options.password != NULL &&
        json_object_get(line, "password") != NULL) {
        json_object_set_new(line, "password", json_string("THE PASSWORD"));
    }
    char *shown = line == NULL ? NULL : json_dumps(line, 0);
    json_decref(line);
    return shown;
}

static void take_finding(void *context, const struct probe_finding *finding)
{
    struct probe_command *command = context;
    char *replay = shown_replay(command, finding->replay);
    command->counts[finding->verdict.result]++;
    switch (command->output) {
    case OUTPUT_JSON:
        json_array_append_new(command->checks, finding_json(finding, replay));
        break;
    case OUTPUT_TAP:
        print_tap(command, finding, replay);
        break;
    case OUTPUT_TABLE:
        print_row(finding, replay);
        break;
    }
    fflush(stdout);
    free(replay);
}

static void finish(const struct probe_command *command)
{
    const unsigned *counts = command->counts;
    unsigned all =
        counts[PROBE_PASS] + counts[PROBE_SKIP] + counts[PROBE_WARN] + counts[PROBE_FAIL];
    if (command->output == OUTPUT_JSON) {
        json_t *json = json_object();
        json_object_set_new(json, "package", json_string(command->options.package));
        json_object_set(json, "checks", command->checks);
        json_dumpf(json, stdout, JSON_INDENT(1));
        putchar('\n');
        json_decref(json);
    } else if (command->output == OUTPUT_TAP) {
        printf("1..%u\n", all);
    } else {
        printf("\n%u checks: %u passed, %u broken, %u unwise, %u skipped\n", all,
               counts[PROBE_PASS], counts[PROBE_FAIL], counts[PROBE_WARN], counts[PROBE_SKIP]);
    }
}

static enum exit_code probe(struct probe_command *command)
{
    struct fault fault = {""};
    command->checks = json_array();
    bool done = probe_run(&command->options, &fault);
    if (done) {
        finish(command);
    }
    json_decref(command->checks);
    if (!done) {
        return complain(EXIT_USAGE, &fault);
    }
    return command->counts[PROBE_FAIL] > 0 ? EXIT_DENIED : EXIT_GRANTED;
}

enum exit_code command_probe(struct command_words *words)
{
    struct probe_command command = {.options = {.response = "ntlmv2", .seconds = 10}};
    enum exit_code code = parse(words, &command);
    command.options.done = take_finding;
    command.options.context = &command;
    if (code == EXIT_GRANTED) {
        code = probe(&command);
    }
    wipe(command.password, sizeof command.password);
    return code;
}
