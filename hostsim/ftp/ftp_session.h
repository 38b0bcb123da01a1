/*
 * One FTP control connection, as a conversation without a network: bytes in, replies out. Greeting
 * and replies are those of Microsoft's FTP service (Q269241); RFC 959 has the commands. Goes as far
 * as the logon: USER, PASS, SYST, FEAT, PWD, TYPE, NOOP, QUIT; 502 for the rest.
 */
#ifndef HOSTSIM_FTP_SESSION_H
#define HOSTSIM_FTP_SESSION_H

#include <stdbool.h>
#include <stddef.h>

#include "text/fault.h"

#define FTP_LINE_MAX 1024  /* bytes of one command */
#define FTP_REPLY_MAX 2048 /* bytes of what one call can answer */

enum ftp_login { FTP_DENIED, FTP_GRANTED, FTP_UNAVAILABLE };

/* Asks the service; FTP_UNAVAILABLE where it failed (and said so elsewhere). */
typedef enum ftp_login ftp_login_function(void *context, const char *user, const char *password);

struct ftp_session {
    ftp_login_function *login;
    void *context;
    char line[FTP_LINE_MAX];
    size_t line_size;
    char user[FTP_LINE_MAX]; /* from USER; empty before */
    bool logged_in;
    bool closing; /* the connection ends when the replies are sent */
};

struct ftp_reply {
    char text[FTP_REPLY_MAX];
    size_t size;
};

void ftp_session_begin(struct ftp_session *session, const char *computer, ftp_login_function *login,
                       void *context, struct ftp_reply *reply);

/*
 * Takes bytes; returns how many were taken: all, or up to the end of the line that was answered,
 * and then it is to be called again with the rest. Nothing is taken once the session is closing.
 */
size_t ftp_session_feed(struct ftp_session *session, const char *bytes, size_t size,
                        struct ftp_reply *reply);

/* Says that the client was silent for too long, and closes. */
void ftp_session_time_out(struct ftp_session *session, unsigned seconds, struct ftp_reply *reply);

/* The reply to PASS: 230 or 530. identity: for an anonymous user what was sent as the password. */
void ftp_login_reply(bool granted, const char *user, const char *identity, struct ftp_reply *reply);

#endif
