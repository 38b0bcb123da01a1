/*
 * One FTP control connection, as a conversation without a network: bytes in, replies out. It goes
 * as far as the logon: USER, PASS, SYST, FEAT, PWD, TYPE, NOOP, QUIT, and 502 for the rest.
 *
 * Sources: RFC 959 and RFC 2389 for the commands, Q269241 for the greeting and replies of
 * Microsoft's FTP service.
 */
#ifndef HOSTSIM_FTP_SESSION_H
#define HOSTSIM_FTP_SESSION_H

#include <stdbool.h>
#include <stddef.h>

#include "text/fault.h"

#define FTP_LINE_MAX 1024  /* bytes of one command */
#define FTP_REPLY_MAX 2048 /* bytes of what one call can answer */

enum ftp_login { FTP_DENIED, FTP_GRANTED, FTP_UNAVAILABLE };

/*
 * Asks the service. user and password are valid for the call alone. FTP_UNAVAILABLE where it
 * failed; it has reported why elsewhere.
 */
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

/*
 * Begins a session. computer is for the greeting; login and its context outlive the session. *reply
 * becomes the greeting. The caller wipes the session when it is over.
 */
void ftp_session_begin(struct ftp_session *session, const char *computer, ftp_login_function *login,
                       void *context, struct ftp_reply *reply);

/*
 * Each PASS is judged anew: one that is refused ends an earlier login, and USER has to come again.
 * A line ends with LF. One that is no UTF-8 text (Telnet commands, a password in Latin-1), or has
 * control characters (NUL, a CR within), is answered with 500, and closes.
 *
 * Takes size bytes from the client. Returns how many were taken: all, or up to the end of the line
 * that was answered; it is then called again with the rest. *reply becomes the reply to that line;
 * its size is 0 where none was whole. Nothing is answered once the session is closing.
 */
size_t ftp_session_feed(struct ftp_session *session, const char *bytes, size_t size,
                        struct ftp_reply *reply);

/*
 * Says that the client was silent for so many seconds, and closes the session. *reply is to be sent
 * first.
 */
void ftp_session_time_out(struct ftp_session *session, unsigned seconds, struct ftp_reply *reply);

/*
 * Makes the reply to PASS: 230 or 530. identity is what an anonymous user sent as the password; ""
 * for none. (Q269241)
 */
void ftp_login_reply(bool granted, const char *user, const char *identity, struct ftp_reply *reply);

#endif
