#include "ftp_session.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "ftp_service.h"
#include "lsass/ntlm.h"
#include "text/utf.h"

__attribute__((format(printf, 2, 3))) static void say(struct ftp_reply *reply, const char *format,
                                                      ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(reply->text, sizeof reply->text - 2, format, arguments);
    va_end(arguments);
    strcat(reply->text, "\r\n");
    reply->size = strlen(reply->text);
}

void ftp_session_begin(struct ftp_session *session, const char *computer, ftp_login_function *login,
                       void *context, struct ftp_reply *reply)
{
    *session = (struct ftp_session){.login = login, .context = context};
    say(reply, "220 %s Microsoft FTP Service (Version 4.0).", computer);
}

void ftp_session_time_out(struct ftp_session *session, unsigned seconds, struct ftp_reply *reply)
{
    session->closing = true;
    say(reply, "421 Timeout (%u seconds): closing control connection.", seconds);
}

void ftp_login_reply(bool granted, const char *user, const char *identity, struct ftp_reply *reply)
{
    bool anonymous = ftp_is_anonymous(user);
    if (granted && anonymous) {
        say(reply, "230 Anonymous user logged in.");
    } else if (granted) {
        say(reply, "230 User %s logged in.", user);
    } else {
        /* Q269241: the service names an anonymous user by the e-mail name it asked for. */
        say(reply, "530 User %s cannot log in.", anonymous && *identity != '\0' ? identity : user);
    }
}

static void answer_user(struct ftp_session *session, const char *argument, struct ftp_reply *reply)
{
    session->logged_in = false;
    snprintf(session->user, sizeof session->user, "%s", argument);
    if (*argument == '\0') {
        say(reply, "501 USER needs a name.");
    } else if (ftp_is_anonymous(argument)) {
        say(reply, "331 Anonymous access allowed, send identity (e-mail name) as password.");
    } else {
        say(reply, "331 Password required for %s.", argument);
    }
}

static void answer_pass(struct ftp_session *session, const char *argument, struct ftp_reply *reply)
{
    if (*session->user == '\0') {
        say(reply, "503 Login with USER first.");
        return;
    }
    session->logged_in = false; /* whatever was before: each password is judged anew */
    switch (session->login(session->context, session->user, argument)) {
    case FTP_UNAVAILABLE:
        session->closing = true;
        say(reply, "421 Service not available, closing control connection.");
        return;
    case FTP_GRANTED:
        session->logged_in = true;
        break;
    case FTP_DENIED:
        break;
    }
    ftp_login_reply(session->logged_in, session->user, argument, reply);
    if (!session->logged_in) {
        session->user[0] = '\0';
    }
}

static void answer_type(const char *argument, struct ftp_reply *reply)
{
    bool known = strcasecmp(argument, "A") == 0 || strcasecmp(argument, "A N") == 0 ||
                 strcasecmp(argument, "I") == 0 || strcasecmp(argument, "L 8") == 0;
    if (known) {
        say(reply, "200 Type set to %c.", (*argument | 0x20) == 'a' ? 'A' : 'I');
    } else {
        say(reply, "504 Type not implemented.");
    }
}

static void answer(struct ftp_session *session, const char *verb, const char *argument,
                   struct ftp_reply *reply)
{
    if (strcasecmp(verb, "USER") == 0) {
        answer_user(session, argument, reply);
    } else if (strcasecmp(verb, "PASS") == 0) {
        answer_pass(session, argument, reply);
    } else if (strcasecmp(verb, "QUIT") == 0) {
        session->closing = true;
        say(reply, "221 Goodbye.");
    } else if (strcasecmp(verb, "SYST") == 0) {
        say(reply, "215 Windows_NT version 4.0");
    } else if (strcasecmp(verb, "FEAT") == 0) {
        say(reply, "211 No features.");
    } else if (strcasecmp(verb, "NOOP") == 0) {
        say(reply, "200 NOOP command successful.");
    } else if (!session->logged_in) {
        say(reply, "530 Please login with USER and PASS.");
    } else if (strcasecmp(verb, "PWD") == 0 || strcasecmp(verb, "XPWD") == 0) {
        say(reply, "257 \"/\" is current directory.");
    } else if (strcasecmp(verb, "TYPE") == 0) {
        answer_type(argument, reply);
    } else {
        say(reply, "502 Command not implemented.");
    }
}

/* Whether a reply can repeat the text: UTF-8 without control characters. */
static bool is_text(const char *line, size_t size)
{
    unsigned where;
    for (size_t i = 0; i < size; i++) {
        if ((unsigned char)line[i] < ' ' || line[i] == 0x7F) {
            return false;
        }
    }
    return utf8_valid(line, size, &where);
}

static void take_line(struct ftp_session *session, struct ftp_reply *reply)
{
    size_t size = session->line_size;
    while (size > 0 && session->line[size - 1] == '\r') {
        size--;
    }
    session->line[size] = '\0';
    if (!is_text(session->line, size)) {
        session->closing = true;
        say(reply, "500 Not a command line, closing control connection.");
    } else {
        size_t verb = strcspn(session->line, " ");
        const char *argument = session->line + verb + (session->line[verb] == ' ');
        session->line[verb] = '\0';
        answer(session, session->line, argument, reply);
    }
    wipe(session->line, sizeof session->line); /* it may have held a password */
    session->line_size = 0;
}

size_t ftp_session_feed(struct ftp_session *session, const char *bytes, size_t size,
                        struct ftp_reply *reply)
{
    reply->size = 0;
    for (size_t i = 0; i < size && !session->closing; i++) {
        if (bytes[i] == '\n') {
            take_line(session, reply);
            return i + 1;
        }
        if (session->line_size == sizeof session->line - 1) {
            session->closing = true;
            say(reply, "500 Command line too long, closing control connection.");
            return size;
        }
        session->line[session->line_size++] = bytes[i];
    }
    return size;
}
