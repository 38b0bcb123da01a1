/* probe: the contract's checks against a package; the options. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client_response.h"
#include "command.h"
#include "files/files.h"
#include "lsass/ntlm.h"
#include "options/nearest.h"
#include "probe.h"
#include "probe_baseline.h"
#include "probe_report.h"

#define PASSWORD_BYTES 1024
#define EXPECTED_WRITES_MOST 64

struct probe_command {
    struct probe_options options;
    bool password_stdin;
    bool json;
    bool tap;
    bool github;
    bool list;
    bool verbose;
    const char *junit;
    const char *html;
    const char *baseline_file;
    json_t *baseline; /* NULL: there is none */
    char password[PASSWORD_BYTES];
    probe_printer *print;
    const char *expected_writes[EXPECTED_WRITES_MOST];
};

#define AT(member) offsetof(struct probe_command, member)

/* One of the fields that are expected to be written; it may be given many times. */
static bool take_expected_write(void *settings, const char *value, struct fault *fault)
{
    struct probe_command *command = settings;
    if (command->options.expected_write_count == EXPECTED_WRITES_MOST) {
        return fault_set(fault, "there are too many");
    }
    command->expected_writes[command->options.expected_write_count++] = value;
    return true;
}

static bool take_response(void *settings, const char *value, struct fault *fault)
{
    struct probe_command *command = settings;
    enum response_form form;
    command->options.response = value;
    return response_form_named(value, &form) || option_word_refused(RESPONSE_FORMS, value, fault);
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
     .argument = RESPONSE_FORMS,
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
    {.name = "expect-write",
     .argument = "FIELD",
     .help = "a field of UserAll that the package is to change; it may be repeated",
     .kind = OPTION_OTHER,
     .take = take_expected_write},
    {.name = "strict",
     .help = "what is not robust on malformed input fails, too",
     .at = AT(options.strict)},
    {.name = "verbose",
     .letter = 'v',
     .help = "name the checks that are skipped, and why; -v is the same",
     .at = AT(verbose)},
    {.name = "baseline",
     .argument = "FILE",
     .help = "an earlier --json report: what it has is accepted, and does not fail",
     .kind = OPTION_PATH,
     .at = AT(baseline_file)},
    OPTION_JSON(struct probe_command),
    {.name = "tap", .help = "answer as TAP (the Test Anything Protocol)", .at = AT(tap)},
    {.name = "github", .help = "answer as annotations of GitHub Actions", .at = AT(github)},
    {.name = "junit",
     .argument = "FILE",
     .help = "write JUnit XML too, for a build server",
     .kind = OPTION_PATH,
     .at = AT(junit)},
    {.name = "html",
     .argument = "FILE",
     .help = "write one page too, to be sent to who wrote the package",
     .kind = OPTION_PATH,
     .at = AT(html)},
    {.name = "list", .help = "show the checks that there are; no package is asked", .at = AT(list)},
    {.name = NULL},
};

const struct command_row row_probe = {
    .name = "probe",
    .arguments = "PACKAGE",
    .most = 1, /* none is needed with --list */
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
    if (command->json + command->tap + command->github > 1) {
        return usage(&row_probe, "--json, --tap and --github exclude each other");
    }
    if (command->verbose && command->json + command->tap + command->github > 0) {
        return usage(&row_probe, "--json, --tap and --github name what is skipped by themselves");
    }
    command->print = command->json      ? probe_report_json
                     : command->tap     ? probe_report_tap
                     : command->github  ? probe_report_github
                     : command->verbose ? probe_report_verbose
                                        : probe_report_text;
    if (command->list) {
        return EXIT_GRANTED;
    }
    if (words->count == 0) {
        return usage(&row_probe, "probe needs a package: probe PACKAGE");
    }
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

static bool write_page(const char *path, probe_page *page, const struct probe_report *report,
                       struct fault *fault)
{
    struct buffer text = {.text = NULL};
    if (path == NULL) {
        return true;
    }
    page(&text, report);
    return buffer_write(&text, path, fault);
}

static enum exit_code probe(struct probe_command *command)
{
    struct fault fault = {""};
    struct probe_report report;
    bool done = probe_run(&command->options, &report, &fault);
    if (command->baseline != NULL) {
        probe_baseline_accept(command->baseline, &report);
    }
    bool fails = false;
    for (size_t i = 0; i < report.finding_count; i++) {
        fails = fails || probe_finding_fails(&report, &report.findings[i]);
    }
    bool written = done && write_page(command->junit, probe_report_junit, &report, &fault) &&
                   write_page(command->html, probe_report_html, &report, &fault);
    if (written) {
        command->print(stdout, &report);
    }
    probe_report_release(&report);
    return !written ? complain(EXIT_USAGE, &fault) : fails ? EXIT_DENIED : EXIT_GRANTED;
}

/* Before the probe, which takes long. */
static bool read_baseline(struct probe_command *command, struct fault *fault)
{
    if (command->baseline_file != NULL) {
        command->baseline = probe_baseline_read(command->baseline_file, fault);
    }
    return command->baseline_file == NULL || command->baseline != NULL;
}

enum exit_code command_probe(struct command_words *words)
{
    struct fault fault;
    struct probe_command command = {.options = {.response = "ntlmv2", .seconds = 10}};
    command.options.expected_writes = command.expected_writes;
    enum exit_code code = parse(words, &command);
    if (code == EXIT_GRANTED && command.list) {
        probe_list(stdout);
    } else if (code == EXIT_GRANTED && !read_baseline(&command, &fault)) {
        code = complain(EXIT_USAGE, &fault);
    } else if (code == EXIT_GRANTED) {
        code = probe(&command);
    }
    json_decref(command.baseline);
    wipe(command.password, sizeof command.password);
    return code;
}
