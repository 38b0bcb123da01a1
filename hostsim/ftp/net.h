/* TCP, as far as the FTP service needs it: sockets that never block, and waiting for many. */
#ifndef HOSTSIM_NET_H
#define HOSTSIM_NET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "text/fault.h"

typedef intptr_t net_socket;
#define NET_NONE ((net_socket)-1)

/* Makes the network ready; called once, before anything else. False where it is not there. */
bool net_begin(struct fault *fault);

/*
 * From here on SIGINT and SIGTERM (on Windows any console event) set *stop, which outlives the
 * process's signals. Where the process has not ended NET_GRACE_SECONDS later, it is ended with exit
 * code 3: a logon that waits for the folder's lock, or a package that does not come back, cannot
 * hold it. A file is then what it was, for files are replaced whole.
 */
#define NET_GRACE_SECONDS 3
void net_stop_on_signals(volatile int *stop);

struct net_address {
    char host[256]; /* without brackets; empty: all there are */
    unsigned port;  /* 0: the system picks one */
};

/*
 * Takes an address apart: "127.0.0.1:2121", "[::1]:0". The port is decimal digits. False, with the
 * fault set, where it is no such text, or no port from 0 to 65535.
 */
bool net_address_parse(const char *text, struct net_address *address, struct fault *fault);

/*
 * Says how many of the sockets that are wanted the process may have, at least 1, leaving
 * descriptors for what a logon opens. The process's own limit is raised where that is allowed.
 */
unsigned net_sockets_most(unsigned wanted);

/*
 * Listens on an address: "127.0.0.1:2121" or, elsewhere than on Windows, "[::1]:0". Names are not
 * looked up. *port becomes the port that was taken, which port 0 leaves to the system. The socket
 * is the caller's to close. NET_NONE, with the fault set, where it cannot be listened on.
 */
net_socket net_listen(const char *address, unsigned *port, struct fault *fault);

#define NET_FULL ((net_socket)-2)

/*
 * Takes the next connection that waits. The socket is the caller's to close. NET_NONE where nobody
 * is waiting. NET_FULL where somebody is, and there is no descriptor or memory for a connection:
 * the listener stays ready, so that the caller has to let some time pass. There is no fault.
 */
net_socket net_accept(net_socket listener);

#define NET_LATER ((long)-1) /* nothing now */
#define NET_GONE ((long)-2)  /* the connection is over */

/*
 * Reads or writes up to size bytes without waiting. Returns how many bytes there were, at least 1;
 * NET_LATER where nothing can be done now; NET_GONE where the connection is over.
 */
long net_read(net_socket socket, char *bytes, size_t size);
long net_write(net_socket socket, const char *bytes, size_t size);

/* Closes a socket: tells the other side that no more comes, and lets what was sent arrive. */
void net_close(net_socket socket);

struct net_item {
    net_socket socket;
    bool ready; /* set: there is something to read or to accept */
};

/*
 * Waits until one of the sockets is ready, a signal came, or so many milliseconds are over. Sets
 * ready in each item. On Windows at most 1024 sockets are looked at.
 */
void net_wait(struct net_item *items, size_t count, unsigned milliseconds);

#endif
