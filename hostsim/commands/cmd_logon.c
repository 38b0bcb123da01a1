/* logon: one LsaLogonUser. */
#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "answer.h"
#include "command.h"
#include "compare.h"
#include "logon_options.h"
#include "record_logon.h"

const char help_logon[] =
    "  logon --machine DIR --user NAME [OPTION...]    one LsaLogonUser\n"
    "        --password-stdin, --password PW          the password; neither: no credential\n"
    "        --response cleartext|lm|ntlmv1|ntlm2-session|ntlmv2|lmv2   its form (ntlmv2)\n"
    "        --challenge HEX, --nt-response HEX, --lm-response HEX   instead: as they are\n"
    "        --package-id N     the package's number, 0 to 255 (132, IIS's)\n"
    "        --package FILE     this package, whatever the registry names\n"
    "        --no-subauth       SAM's own check\n"
    "        --ex, --filter     Msv1_0SubAuthenticationRoutineEx; ...Filter, which Auth0 has\n"
    "        --type network|interactive|network-cleartext|batch|service\n"
    "                           (network; the others: SAM's own check)\n"
    "        --protocol ntlm|kerberos                 (ntlm; kerberos: SAM's own check, and the\n"
    "                           filter that Lsa\\Kerberos names)\n"
    "        --null-pointers    kerberos: the filter gets NULL for LogonInformation and the times\n"
    "        --transitive       the package is asked at NetlogonNetworkTransitiveInformation\n"
    "        --session-keys     --json has the session keys too\n"
    "        --audit 2003|2008  whose events the Security log gets (2003)\n"
    "        --workstation W, --domain D, --caller LocalSystem|NetworkService\n"
    "        --message lm20|subauth                   MSV1_0_LM20_LOGON (lm20), whose\n"
    "                           ParameterControl names the package, or MSV1_0_SUBAUTH_LOGON\n"
    "        --parameter-control N                    further MSV1_0_... flags\n"
    "        --hostile          ask the package in every way that is hard on it too, and say\n"
    "                           what it reads or writes beyond; 3 where it does\n"
    "        --ways NAME        only those ways whose names begin so\n"
    "        --stress N         N calls in a row, and in four threads: what differs, what is left\n"
    "        --flags N          further flags of the routine's own (MSV1_0_PASSTHRU, ...)\n"
    "        --record FILE      adds the logon to it, as a line that batch answers alike\n"
    "        --lsa              on Windows: put the same through its own LSA too, and show both\n"
    "                           answers; 0 where they agree, 1 where they differ\n"
    "        --json             the answer as one JSON object\n";

#define PASSWORD_BYTES 1024
#define OPTIONS_MOST 48

struct command_options {
    const char *machine;
    const char *record;
    enum audit_style audit;
    bool password_stdin;
    bool json;
    bool real; /* --lsa */
    struct comparison comparison;
    char password[PASSWORD_BYTES]; /* a copy: the argument is overwritten */
    struct logon_options logon;
};

enum { OPT_MACHINE = 256, OPT_STDIN, OPT_JSON, OPT_RECORD, OPT_AUDIT, OPT_LSA, OPT_KEYS };

/* logon's own options, and after them each key. */
static void list_options(struct option options[OPTIONS_MOST])
{
    memset(options, 0, OPTIONS_MOST * sizeof *options);
    options[0] = (struct option){"machine", required_argument, NULL, OPT_MACHINE};
    options[1] = (struct option){"password-stdin", no_argument, NULL, OPT_STDIN};
    options[2] = (struct option){"json", no_argument, NULL, OPT_JSON};
    options[3] = (struct option){"record", required_argument, NULL, OPT_RECORD};
    options[4] = (struct option){"audit", required_argument, NULL, OPT_AUDIT};
    options[5] = (struct option){"lsa", no_argument, NULL, OPT_LSA};
    for (size_t i = 0; i < logon_option_count(); i++) {
        const struct logon_option *key = logon_option_at(i);
        options[6 + i] = (struct option){
            key->name, key->is_switch ? no_argument : required_argument, NULL, OPT_KEYS + (int)i};
    }
}

static enum exit_code take_password(struct command_options *options)
{
    if (strlen(options->logon.password) >= PASSWORD_BYTES) {
        return usage("--password: it is longer than %d bytes", PASSWORD_BYTES - 1);
    }
    strcpy(options->password, options->logon.password);
    /* It has been in the argument list long enough. */
    memset((char *)(uintptr_t)options->logon.password, '*', strlen(options->logon.password));
    options->logon.password = options->password;
    return EXIT_GRANTED;
}

static enum exit_code take_option(struct command_options *options, int option)
{
    struct fault fault = {""};
    switch (option) {
    case OPT_MACHINE:
        options->machine = optarg;
        return EXIT_GRANTED;
    case OPT_STDIN:
        options->password_stdin = true;
        return EXIT_GRANTED;
    case OPT_JSON:
        options->json = true;
        return EXIT_GRANTED;
    case OPT_RECORD:
        options->record = optarg;
        return EXIT_GRANTED;
    case OPT_AUDIT:
        return take_audit(optarg, &options->audit);
    case OPT_LSA:
        options->real = true;
        return EXIT_GRANTED;
    default:
        break;
    }
    if (option < OPT_KEYS) {
        return usage("unknown option");
    }
    const struct logon_option *key = logon_option_at((size_t)(option - OPT_KEYS));
    return key->take(&options->logon, optarg, &fault) ? EXIT_GRANTED
                                                      : usage("--%s: %s", key->name, fault.text);
}

static enum exit_code parse(int argc, char **argv, struct command_options *options)
{
    struct option known[OPTIONS_MOST];
    struct fault fault = {""};
    int option;
    list_options(known);
    while ((option = getopt_long(argc, argv, "", known, NULL)) != -1) {
        enum exit_code code = take_option(options, option);
        if (code != EXIT_GRANTED) {
            return code;
        }
    }
    if (optind != argc) {
        return usage("logon: unexpected: %s", argv[optind]);
    }
    if (options->machine == NULL || options->logon.request.user == NULL) {
        return usage("logon needs --machine and --user");
    }
    if (options->logon.password != NULL && options->password_stdin) {
        return usage("--password and --password-stdin exclude each other");
    }
    if (options->logon.password != NULL && take_password(options) != EXIT_GRANTED) {
        return EXIT_USAGE;
    }
    return logon_options_check(&options->logon, &fault) ? EXIT_GRANTED : usage("%s", fault.text);
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
    lsa.audit = options->audit;
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

enum exit_code command_logon(int argc, char **argv)
{
    struct command_options options = {.logon = logon_options_none()};
    enum exit_code code = parse(argc, argv, &options);
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
