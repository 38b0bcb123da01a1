/* probe: the contract's checks against a package; a table, JSON, or TAP. */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client_response.h"
#include "command.h"
#include "lsass/ntlm.h"
#include "probe.h"
#include "text/number.h"

const char help_probe[] =
    "  probe PACKAGE [OPTION...]                      what of the documented contract it breaks\n"
    "        --machine DIR      with this server (an empty one); the package may need its "
    "registry\n"
    "        --user NAME        whom it admits (one made up); --password-stdin: with what "
    "password\n"
    "        --response FORM    in what form (ntlmv2)\n"
    "        --limit SECONDS    that a call may take (10)\n"
    "        --only NAME        the checks whose names begin so\n"
    "        --json, --tap      one JSON object, or TAP, for scripts\n";

#define PASSWORD_BYTES 1024

enum output { OUTPUT_TABLE, OUTPUT_JSON, OUTPUT_TAP };

struct probe_command {
    struct probe_options options;
    bool password_stdin;
    char password[PASSWORD_BYTES];
    enum output output;
    json_t *checks;
    unsigned counts[PROBE_FAIL + 1];
};

enum {
    OPT_MACHINE = 256,
    OPT_USER,
    OPT_STDIN,
    OPT_RESPONSE,
    OPT_LIMIT,
    OPT_ONLY,
    OPT_JSON,
    OPT_TAP
};

static const struct option known[] = {
    {"machine", required_argument, NULL, OPT_MACHINE},
    {"user", required_argument, NULL, OPT_USER},
    {"password-stdin", no_argument, NULL, OPT_STDIN},
    {"response", required_argument, NULL, OPT_RESPONSE},
    {"limit", required_argument, NULL, OPT_LIMIT},
    {"only", required_argument, NULL, OPT_ONLY},
    {"json", no_argument, NULL, OPT_JSON},
    {"tap", no_argument, NULL, OPT_TAP},
    {NULL, 0, NULL, 0},
};

static enum exit_code take_option(struct probe_command *command, int option)
{
    struct probe_options *options = &command->options;
    enum response_form form;
    unsigned long number;
    switch (option) {
    case OPT_MACHINE:
        options->machine = optarg;
        break;
    case OPT_USER:
        options->user = optarg;
        break;
    case OPT_STDIN:
        command->password_stdin = true;
        break;
    case OPT_RESPONSE:
        if (!response_form_named(optarg, &form)) {
            return usage("--response: no such form: %s", optarg);
        }
        options->response = optarg;
        break;
    case OPT_LIMIT:
        if (!parse_number(optarg, 1, 3600, &number)) {
            return usage("--limit: expected 1 to 3600 seconds, not %s", optarg);
        }
        options->seconds = (unsigned)number;
        break;
    case OPT_ONLY:
        options->only = optarg;
        break;
    case OPT_JSON:
        command->output = OUTPUT_JSON;
        break;
    case OPT_TAP:
        command->output = OUTPUT_TAP;
        break;
    default:
        return usage("unknown option");
    }
    return EXIT_GRANTED;
}

static enum exit_code parse(int argc, char **argv, struct probe_command *command)
{
    int option;
    while ((option = getopt_long(argc, argv, "", known, NULL)) != -1) {
        enum exit_code code = take_option(command, option);
        if (code != EXIT_GRANTED) {
            return code;
        }
    }
    if (optind + 1 != argc) {
        return usage("probe needs one package");
    }
    command->options.package = argv[optind];
    if (command->password_stdin && command->options.user == NULL) {
        return usage("--password-stdin needs --user");
    }
    if (command->password_stdin) {
        struct fault fault;
        if (!read_password(command->password, sizeof command->password, &fault)) {
            wipe(command->password, sizeof command->password);
            return usage("%s", fault.text);
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

enum exit_code command_probe(int argc, char **argv)
{
    struct probe_command command = {.options = {.response = "ntlmv2", .seconds = 10}};
    enum exit_code code = parse(argc, argv, &command);
    command.options.done = take_finding;
    command.options.context = &command;
    if (code == EXIT_GRANTED) {
        code = probe(&command);
    }
    wipe(command.password, sizeof command.password);
    return code;
}
