/* logon: one LsaLogonUser. */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "answer.h"
#include "command.h"
#include "hostile.h"
#include "lsa.h"

const char help_logon[] =
    "  logon --machine DIR --user NAME [OPTION...]    one LsaLogonUser\n"
    "        --password-stdin, --password PW          the password; neither: no credential\n"
    "        --response cleartext|lm|ntlmv1|ntlm2-session|ntlmv2|lmv2   its form (ntlmv2)\n"
    "        --package-id N     the package's number, 0 to 255 (132, IIS's)\n"
    "        --package FILE     this package, whatever the registry names\n"
    "        --no-subauth       SAM's own check\n"
    "        --ex               Msv1_0SubAuthenticationRoutineEx\n"
    "        --type network|interactive               (network; interactive: SAM's own check)\n"
    "        --workstation W, --domain D, --caller LocalSystem|NetworkService\n"
    "        --parameter-control N                    further MSV1_0_... flags\n"
    "        --hostile          ask the package in every way that is hard on it too, and say\n"
    "                           what it reads or writes beyond\n"
    "        --json             the answer as one JSON object\n";

#define PASSWORD_BYTES 1024

struct logon_options {
    const char *machine;
    const char *password;
    bool password_stdin;
    bool json;
    bool hostile;
    bool package_named;
    bool no_subauth;
    enum response_form form;
    struct lsa_request request;
};

enum {
    OPT_MACHINE = 256,
    OPT_USER,
    OPT_STDIN,
    OPT_PASSWORD,
    OPT_RESPONSE,
    OPT_ID,
    OPT_PACKAGE,
    OPT_NO_SUBAUTH,
    OPT_EX,
    OPT_TYPE,
    OPT_WORKSTATION,
    OPT_DOMAIN,
    OPT_CALLER,
    OPT_CONTROL,
    OPT_HOSTILE,
    OPT_JSON
};

static const struct option known[] = {
    {"machine", required_argument, NULL, OPT_MACHINE},
    {"user", required_argument, NULL, OPT_USER},
    {"password-stdin", no_argument, NULL, OPT_STDIN},
    {"password", required_argument, NULL, OPT_PASSWORD},
    {"response", required_argument, NULL, OPT_RESPONSE},
    {"package-id", required_argument, NULL, OPT_ID},
    {"package", required_argument, NULL, OPT_PACKAGE},
    {"no-subauth", no_argument, NULL, OPT_NO_SUBAUTH},
    {"ex", no_argument, NULL, OPT_EX},
    {"type", required_argument, NULL, OPT_TYPE},
    {"workstation", required_argument, NULL, OPT_WORKSTATION},
    {"domain", required_argument, NULL, OPT_DOMAIN},
    {"caller", required_argument, NULL, OPT_CALLER},
    {"parameter-control", required_argument, NULL, OPT_CONTROL},
    {"hostile", no_argument, NULL, OPT_HOSTILE},
    {"json", no_argument, NULL, OPT_JSON},
    {NULL, 0, NULL, 0},
};

/* One of two words. */
static bool choose(const char *word, const char *first, const char *second, bool *is_second)
{
    *is_second = strcmp(word, second) == 0;
    return *is_second || strcmp(word, first) == 0;
}

static enum exit_code take_option(struct logon_options *options, int option)
{
    struct lsa_request *request = &options->request;
    unsigned long number;
    bool second;
    switch (option) {
    case OPT_MACHINE:
        options->machine = optarg;
        break;
    case OPT_USER:
        request->user = optarg;
        break;
    case OPT_STDIN:
        options->password_stdin = true;
        break;
    case OPT_PASSWORD:
        options->password = optarg;
        break;
    case OPT_RESPONSE:
        if (!response_form_named(optarg, &options->form)) {
            return usage("--response: no such form: %s", optarg);
        }
        break;
    case OPT_ID:
        if (!parse_number(optarg, 0, 255, &number)) {
            return usage("--package-id: expected 0 to 255, not %s", optarg);
        }
        request->package_id = (unsigned)number;
        options->package_named = true;
        break;
    case OPT_PACKAGE:
        request->package_file = optarg;
        options->package_named = true;
        break;
    case OPT_NO_SUBAUTH:
        options->no_subauth = true;
        break;
    case OPT_EX:
        request->ex = true;
        break;
    case OPT_TYPE:
        if (!choose(optarg, "network", "interactive", &second)) {
            return usage("--type: expected network or interactive, not %s", optarg);
        }
        request->type = second ? LOGON_TYPE_INTERACTIVE : LOGON_TYPE_NETWORK;
        break;
    case OPT_WORKSTATION:
        request->workstation = optarg;
        break;
    case OPT_DOMAIN:
        request->domain = optarg;
        break;
    case OPT_CALLER:
        if (!choose(optarg, "LocalSystem", "NetworkService", &second)) {
            return usage("--caller: expected LocalSystem or NetworkService, not %s", optarg);
        }
        request->caller = second ? CALLER_NETWORK_SERVICE : CALLER_LOCAL_SYSTEM;
        break;
    case OPT_CONTROL:
        if (!parse_number(optarg, 0, 0xFFFFFF, &number)) {
            return usage("--parameter-control: expected 0 to 0xFFFFFF, not %s", optarg);
        }
        request->parameter_control = (uint32_t)number;
        break;
    case OPT_HOSTILE:
        options->hostile = true;
        break;
    case OPT_JSON:
        options->json = true;
        break;
    default:
        return usage("unknown option");
    }
    return EXIT_GRANTED;
}

static enum exit_code parse(int argc, char **argv, struct logon_options *options)
{
    int option;
    *options = (struct logon_options){.request = {.domain = "",
                                                  .workstation = "",
                                                  .type = LOGON_TYPE_NETWORK,
                                                  .package_id = MSV1_0_SUBAUTHENTICATION_DLL_IIS}};
    while ((option = getopt_long(argc, argv, "", known, NULL)) != -1) {
        enum exit_code code = take_option(options, option);
        if (code != EXIT_GRANTED) {
            return code;
        }
    }
    if (optind != argc) {
        return usage("logon: unexpected: %s", argv[optind]);
    }
    if (options->machine == NULL || options->request.user == NULL) {
        return usage("logon needs --machine and --user");
    }
    if (options->password != NULL && options->password_stdin) {
        return usage("--password and --password-stdin exclude each other");
    }
    bool interactive = options->request.type == LOGON_TYPE_INTERACTIVE;
    if ((options->package_named || options->hostile) && (interactive || options->no_subauth)) {
        return usage("subauthentication is for network logons, and not with --no-subauth");
    }
    options->request.subauth = !interactive && !options->no_subauth;
    return EXIT_GRANTED;
}

static bool fill_credential(struct logon_options *options, struct fault *fault)
{
    char password[PASSWORD_BYTES] = "";
    enum response_form form = options->form;
    bool given = options->password_stdin || options->password != NULL;
    if (options->password_stdin && !read_password(password, sizeof password)) {
        return fault_set(fault, "the password is longer than %d bytes", PASSWORD_BYTES - 1);
    }
    if (options->password != NULL) {
        if (strlen(options->password) >= sizeof password) {
            return fault_set(fault, "the password is longer than %d bytes", PASSWORD_BYTES - 1);
        }
        strcpy(password, options->password);
        /* It has been in the argument list long enough. */
        memset((char *)(uintptr_t)options->password, '*', strlen(options->password));
    }
    if (!given) {
        form = RESPONSE_NONE;
    } else if (options->request.type == LOGON_TYPE_INTERACTIVE) {
        form = RESPONSE_CLEARTEXT; /* LogonUser is given the password itself */
    }
    bool done = present(form, password, options->request.user, options->request.domain,
                        &options->request.presented, fault);
    ntlm_wipe(password, sizeof password);
    return done;
}

enum exit_code command_logon(int argc, char **argv)
{
    struct logon_options options;
    struct machine machine;
    struct answer_given answer = {.hostile = false};
    struct fault fault = {""};
    enum exit_code code = parse(argc, argv, &options);
    if (code != EXIT_GRANTED) {
        return code;
    }
    answer.hostile = options.hostile;
    options.request.hostile = options.hostile ? &answer.report : NULL;
    if (!fill_credential(&options, &fault) || !machine_open(options.machine, &machine, &fault)) {
        return complain(EXIT_USAGE, &fault);
    }
    bool done = lsa_logon(&machine, &options.request, &answer.result, &fault) &&
                machine_save(&machine, &fault);
    machine_close(&machine);
    ntlm_wipe(&options.request.presented, sizeof options.request.presented);
    if (!done) {
        return complain(EXIT_HOST_FAILED, &fault);
    }
    if (options.json) {
        answer_print_json(&answer);
    } else {
        answer_print_text(&answer);
    }
    return answer_code(&answer);
}
