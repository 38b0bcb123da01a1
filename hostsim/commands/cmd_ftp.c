/* ftp and ftp-login: the FTP service on a port, and its decision alone. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "ftp_server.h"
#include "ftp_service.h"
#include "ftp_session.h"
#include "record_logon.h"

#define PASSWORD_BYTES 1024
#define IDLE_SECONDS 120

struct ftp_options {
    struct ftp_server_options server;
    const char *record;
    unsigned audit; /* enum audit_style */
    bool user_from_pam;
    bool json;
};

#define AT(member) offsetof(struct ftp_options, member)

/* Of both commands. */
static const struct option_row shared_options[] = {
    {.name = "machine",
     .argument = "DIR",
     .help = "the machine folder of the server that it pretends to be",
     .kind = OPTION_PATH,
     .at = AT(server.folder)},
    {.name = "site",
     .argument = "N",
     .help = "the FTP site (1)",
     .kind = OPTION_NUMBER,
     .at = AT(server.site),
     .least = 1,
     .most = 0xFFFFFFFF},
    {.name = "record",
     .argument = "FILE",
     .help = "add each logon to it, as a line that batch answers alike",
     .kind = OPTION_PATH,
     .at = AT(record)},
    OPTION_AUDIT(struct ftp_options),
    OPTION_JSON(struct ftp_options),
    {.name = NULL},
};

static const struct option_row of_ftp[] = {
    {.name = "listen",
     .argument = "ADDR:PORT",
     .help = "where it listens (127.0.0.1:2121; port 0 picks one)",
     .kind = OPTION_TEXT,
     .at = AT(server.listen)},
    {.name = "port-file",
     .argument = "FILE",
     .help = "write the port there once it is open",
     .kind = OPTION_PATH,
     .at = AT(server.port_file)},
    {.name = "idle-timeout",
     .argument = "SECONDS",
     .help = "drop who completes no command for so long (120)",
     .kind = OPTION_NUMBER,
     .at = AT(server.idle_seconds),
     .least = 1,
     .most = 86400},
    {.name = NULL},
};

static const struct option_row of_ftp_login[] = {
    {.name = "user-from-pam",
     .help = "the user is the environment's PAM_USER, as pam_exec sets it",
     .at = AT(user_from_pam)},
    {.name = NULL},
};

const struct command_row row_ftp = {
    .name = "ftp",
    .arguments = "",
    .help = "the FTP service of a machine folder, as far as the logon",
    .options = {{shared_options, 0}, {of_ftp, 0}},
};

const struct command_row row_ftp_login = {
    .name = "ftp-login",
    .arguments = "[USER]",
    .most = 1,
    .help = "that service's decision alone, the password on standard input",
    .options = {{shared_options, 0}, {of_ftp_login, 0}},
};

static enum exit_code parse(struct command_words *words, struct ftp_options *options)
{
    *options = (struct ftp_options){.server = {.site = FTP_FIRST_SITE,
                                               .listen = "127.0.0.1:2121",
                                               .idle_seconds = IDLE_SECONDS}};
    enum exit_code code = take_words(words, options);
    options->server.observer = record_logons(options->record);
    options->server.json = options->json;
    options->server.audit = (enum audit_style)options->audit;
    if (code == EXIT_GRANTED && options->server.folder == NULL) {
        code = usage(words->command, "%s needs --machine DIR", words->command->name);
    }
    return code;
}

enum exit_code command_ftp(struct command_words *words)
{
    struct ftp_options options;
    struct fault fault = {""};
    enum exit_code code = parse(words, &options);
    if (code != EXIT_GRANTED) {
        return code;
    }
    return ftp_serve(&options.server, &fault) ? EXIT_GRANTED : complain(EXIT_USAGE, &fault);
}

/* The reply without its line end. */
static json_t *reply_json(bool granted, const struct ftp_reply *reply)
{
    int length = (int)strcspn(reply->text, "\r\n");
    return json_pack("{s:b, s:i, s:s%}", "granted", granted, "code", atoi(reply->text), "reply",
                     reply->text, (size_t)length);
}

static enum exit_code decide(const struct ftp_options *command, const char *user,
                             const char *password)
{
    const struct ftp_server_options *options = &command->server;
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
    if (command->json) {
        print_json(reply_json(decision.granted, &reply), false);
    } else {
        fputs(reply.text, stdout);
    }
    return decision.granted ? EXIT_GRANTED : EXIT_DENIED;
}

enum exit_code command_ftp_login(struct command_words *words)
{
    struct ftp_options options;
    char password[PASSWORD_BYTES];
    enum exit_code code = parse(words, &options);
    if (code != EXIT_GRANTED) {
        return code;
    }
    if (words->count != (options.user_from_pam ? 0 : 1)) {
        return usage(&row_ftp_login, "ftp-login takes one user, or --user-from-pam and none");
    }
    const char *user = options.user_from_pam ? getenv("PAM_USER") : words->words[0];
    if (user == NULL || *user == '\0') {
        return usage(&row_ftp_login, "no user: PAM_USER is not set");
    }
    struct fault fault;
    code = read_password(password, sizeof password, &fault)
               ? decide(&options, user, password)
               : usage(&row_ftp_login, "%s", fault.text);
    wipe(password, sizeof password);
    return code;
}
