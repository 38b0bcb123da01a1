/* logon: one LsaLogonUser. */
#include <stdio.h>
#include <string.h>

#include "answer.h"
#include "command.h"
#include "compare.h"
#include "logon_options.h"
#include "record_logon.h"

#define PASSWORD_BYTES 1024

struct command_options {
    const char *machine;
    const char *record;
    unsigned audit; /* enum audit_style */
    bool password_stdin;
    bool json;
    bool real; /* --lsa */
    struct comparison comparison;
    char password[PASSWORD_BYTES]; /* a copy: the argument is overwritten */
    struct logon_options logon;
};

#define AT(member) offsetof(struct command_options, member)

static const struct option_row own_options[] = {
    {.name = "machine",
     .argument = "DIR",
     .help = "the machine folder of the server that it pretends to be",
     .kind = OPTION_PATH,
     .at = AT(machine)},
    {.name = "password-stdin",
     .help = "read the password from standard input",
     .at = AT(password_stdin)},
    OPTION_JSON(struct command_options),
    {.name = "record",
     .argument = "FILE",
     .help = "add the logon to it, as a line that batch answers alike",
     .kind = OPTION_PATH,
     .at = AT(record)},
    OPTION_AUDIT(struct command_options),
    {.name = "lsa",
     .help = "on Windows: put the same through its own LSA too, and show both answers; 0 where "
             "they agree, 1 where they differ",
     .at = AT(real)},
    {.name = NULL},
};

const struct command_row row_logon = {
    .name = "logon",
    .arguments = "",
    .help = "one LsaLogonUser, by --user on the server of --machine",
    .options = {{own_options, 0}, {logon_option_rows, AT(logon)}},
};

static enum exit_code take_password(struct command_options *options)
{
    if (strlen(options->logon.password) >= PASSWORD_BYTES) {
        return usage(&row_logon, "--password: it is longer than %d bytes", PASSWORD_BYTES - 1);
    }
    strcpy(options->password, options->logon.password);
    /* It has been in the argument list long enough. */
    memset((char *)(uintptr_t)options->logon.password, '*', strlen(options->logon.password));
    options->logon.password = options->password;
    return EXIT_GRANTED;
}

static enum exit_code parse(struct command_words *words, struct command_options *options)
{
    struct fault fault = {""};
    enum exit_code code = take_words(words, options);
    if (code != EXIT_GRANTED) {
        return code;
    }
    if (options->machine == NULL || options->logon.request.user == NULL) {
        return usage(&row_logon, "logon needs --machine and --user");
    }
    if (options->logon.password != NULL && options->password_stdin) {
        return usage(&row_logon, "--password and --password-stdin exclude each other");
    }
    if (options->logon.password != NULL && take_password(options) != EXIT_GRANTED) {
        return EXIT_USAGE;
    }
    return logon_options_check(&options->logon, &fault) ? EXIT_GRANTED
                                                        : usage(&row_logon, "%s", fault.text);
}

static bool fill_credential(struct command_options *options, struct fault *fault)
{
    if (options->password_stdin) {
        if (!read_password(options->password, PASSWORD_BYTES, fault)) {
            wipe(options->password, sizeof options->password);
            return false;
        }
        options->logon.password = options->password;
    }
    bool done = logon_options_respond(&options->logon, fault);
    wipe(options->password, sizeof options->password);
    return done;
}

static void tell(const struct command_options *options, const struct logon_answer *answer)
{
    const struct comparison *comparison = &options->comparison;
    if (options->json) {
        json_t *json = answer_json(answer);
        if (options->real) {
            compare_put(json, comparison, compare_judge(comparison, &answer->result));
        }
        json_dumpf(json, stdout, 0);
        putchar('\n');
        json_decref(json);
        return;
    }
    answer_print_text(answer);
    if (options->real) {
        compare_print_text(comparison, &answer->result);
    }
}

/* With --lsa, it is the comparison that the exit code tells. */
static enum exit_code code_of(const struct command_options *options,
                              const struct logon_answer *answer)
{
    if (!options->real) {
        return answer_code(answer);
    }
    return compare_judge(&options->comparison, &answer->result) == COMPARISON_AGREES ? EXIT_GRANTED
                                                                                     : EXIT_DENIED;
}

static enum exit_code log_on(struct command_options *options)
{
    struct lsa lsa;
    struct fault fault = {""};
    struct logon_answer answer = {.hostile = options->logon.hostile};
    if (!fill_credential(options, &fault) ||
        (options->real && !compare_takes(&options->logon, &fault)) ||
        !lsa_open(options->machine, &lsa, &fault)) {
        return complain(EXIT_USAGE, &fault);
    }
    machine_tell_notices(&lsa.machine, "hostsim");
    lsa.observer = record_logons(options->record);
    lsa.audit = (enum audit_style)options->audit;
    if (options->real) {
        compare_watch(&options->comparison, &lsa);
    }
    bool done = answer_logon(&lsa, &options->logon, &answer, &fault) && lsa_save(&lsa, &fault);
    lsa_close(&lsa);
    if (!done) {
        answer_release(&answer);
        return complain(EXIT_HOST_FAILED, &fault);
    }
    tell(options, &answer);
    enum exit_code code = code_of(options, &answer);
    answer_release(&answer);
    return code;
}

enum exit_code command_logon(struct command_words *words)
{
    struct command_options options = {.logon = logon_options_none()};
    enum exit_code code = parse(words, &options);
    if (code == EXIT_GRANTED && options.real) {
        code = compare_open(&options.comparison);
    }
    if (code == EXIT_GRANTED) {
        code = log_on(&options);
    }
    compare_close(&options.comparison);
    logon_options_release(&options.logon);
    wipe(&options, sizeof options);
    return code;
}
