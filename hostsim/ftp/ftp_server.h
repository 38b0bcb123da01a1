/* The FTP service on a port: many connections in one thread, of which none can hold up another. */
#ifndef HOSTSIM_FTP_SERVER_H
#define HOSTSIM_FTP_SERVER_H

#include <stdbool.h>

#include "lsa.h"

#define FTP_CONNECTIONS_MAX 1000

struct ftp_server_options {
    const char *folder;
    unsigned site;
    const char *listen;           /* ADDRESS:PORT; port 0 picks one */
    const char *port_file;        /* the port is written there once it is open; may be NULL */
    struct lsa_observer observer; /* of each logon */
    enum audit_style audit;
    bool json;             /* the port is printed as an object */
    unsigned idle_seconds; /* a client that completes no command in this time is dropped */
};

/*
 * Serves until SIGINT or SIGTERM (on Windows until a console event; net.h says what becomes of a
 * logon that does not end), and prints the port. At most FTP_CONNECTIONS_MAX clients are connected,
 * fewer where the process may not have so many descriptors; who is too many is told 421. Each
 * client's commands are answered one in a turn. What a logon writes, and when: ftp_service.h. The
 * options stay the caller's. Each logon opens the machine folder anew, and writes it back; what
 * fails then is reported on standard error. False where it could not begin: the folder is broken or
 * has no such site, the address cannot be listened on, or the port file cannot be written.
 */
bool ftp_serve(const struct ftp_server_options *options, struct fault *fault);

#endif
