/* ftp and ftp-login: the FTP service on a port, and its decision alone. */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "ftp_server.h"
#include "ftp_service.h"
#include "ftp_session.h"
#include "record_logon.h"
#include "text/number.h"

const char help_ftp[] =
    "  ftp --machine DIR [OPTION...]                  the FTP service, as far as the logon\n"
    "        --site N           the FTP site (1)\n"
    "        --listen ADDR:PORT                       (127.0.0.1:2121; port 0 picks one)\n"
    "        --port-file F      write the port there once it is open\n"
    "        --record FILE      adds each logon to it, as a line that batch answers alike\n"
    "        --audit 2003|2008  whose events the Security log gets (2003)\n"
    "        --idle-timeout S   drop who completes no command for so many seconds (120)\n";

const char help_ftp_login[] =
    "  ftp-login --machine DIR [--site N] [--audit 2003|2008] USER  the service's decision, "
    "password on stdin\n"
    "        --user-from-pam    the user is the environment's PAM_USER, as pam_exec sets it\n";

#define PASSWORD_BYTES 1024
#define IDLE_SECONDS 120

struct ftp_options {
    struct ftp_server_options server;
    bool user_from_pam;
};

static const struct option known[] = {
    {"machine", required_argument, NULL, 'm'},
    {"site", required_argument, NULL, 's'},
    {"listen", required_argument, NULL, 'l'},
    {"port-file", required_argument, NULL, 'p'},
    {"idle-timeout", required_argument, NULL, 'i'},
    {"record", required_argument, NULL, 'r'},
    {"user-from-pam", no_argument, NULL, 'u'},
    {"audit", required_argument, NULL, 'a'},
    {NULL, 0, NULL, 0},
};

static enum exit_code parse(int argc, char **argv, struct ftp_options *options)
{
    int option;
    unsigned long number;
    *options = (struct ftp_options){.server = {.site = FTP_FIRST_SITE,
                                               .listen = "127.0.0.1:2121",
                                               .idle_seconds = IDLE_SECONDS}};
    while ((option = getopt_long(argc, argv, "", known, NULL)) != -1) {
        switch (option) {
        case 'm':
            options->server.folder = optarg;
            break;
        case 's':
            if (!parse_number(optarg, 1, 0xFFFFFFFF, &number)) {
                return usage("--site: expected a site's number, not %s", optarg);
            }
            options->server.site = (unsigned)number;
            break;
        case 'l':
            options->server.listen = optarg;
            break;
        case 'p':
            options->server.port_file = optarg;
            break;
        case 'i':
            if (!parse_number(optarg, 1, 86400, &number)) {
                return usage("--idle-timeout: expected 1 to 86400 seconds, not %s", optarg);
            }
            options->server.idle_seconds = (unsigned)number;
            break;
        case 'r':
            options->server.observer = record_logons(optarg);
            break;
        case 'a':
            if (take_audit(optarg, &options->server.audit) != EXIT_GRANTED) {
                return EXIT_USAGE;
            }
            break;
        case 'u':
            options->user_from_pam = true;
            break;
        default:
            return usage("unknown option");
        }
    }
    return options->server.folder == NULL ? usage("%s needs --machine", argv[0]) : EXIT_GRANTED;
}

enum exit_code command_ftp(int argc, char **argv)
{
    struct ftp_options options;
    struct fault fault = {""};
    enum exit_code code = parse(argc, argv, &options);
    if (code != EXIT_GRANTED) {
        return code;
    }
    if (optind != argc || options.user_from_pam) {
        return usage("ftp: unexpected: %s", optind != argc ? argv[optind] : "--user-from-pam");
    }
    return ftp_serve(&options.server, &fault) ? EXIT_GRANTED : complain(EXIT_USAGE, &fault);
}

static enum exit_code decide(const struct ftp_server_options *options, const char *user,
                             const char *password)
{
    struct lsa lsa;
    struct service_logon decision;
    struct ftp_reply reply;
    struct fault fault = {""};
    if (!lsa_open(options->folder, &lsa, &fault)) {
        return complain(EXIT_USAGE, &fault);
    }
    machine_tell_notices(&lsa.machine, "hostsim");
    if (!ftp_site_exists(&lsa.machine, options->site, &fault)) {
        lsa_close(&lsa);
        return complain(EXIT_USAGE, &fault);
    }
    lsa.observer = options->observer;
    lsa.audit = options->audit;
    bool done = ftp_log_on(&lsa, options->site, user, password, &decision, &fault);
    lsa_close(&lsa);
    if (!done) {
        return complain(EXIT_HOST_FAILED, &fault);
    }
    ftp_login_reply(decision.granted, user, password, &reply);
    fputs(reply.text, stdout);
    return decision.granted ? EXIT_GRANTED : EXIT_DENIED;
}

enum exit_code command_ftp_login(int argc, char **argv)
{
    struct ftp_options options;
    char password[PASSWORD_BYTES];
    enum exit_code code = parse(argc, argv, &options);
    if (code != EXIT_GRANTED) {
        return code;
    }
    if (argc - optind != (options.user_from_pam ? 0 : 1)) {
        return usage("ftp-login takes one user, or --user-from-pam and none");
    }
    const char *user = options.user_from_pam ? getenv("PAM_USER") : argv[optind];
    if (user == NULL || *user == '\0') {
        return usage("ftp-login: no user: PAM_USER is not set");
    }
    struct fault fault;
    code = read_password(password, sizeof password, &fault)
               ? decide(&options.server, user, password)
               : usage("%s", fault.text);
    wipe(password, sizeof password);
    return code;
}
