/* TCP, as far as the FTP service needs it: sockets that never block, and waiting for many. */
#ifndef HOSTSIM_NET_H
#define HOSTSIM_NET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "text/fault.h"

typedef intptr_t net_socket;
#define NET_NONE ((net_socket)-1)

/* Once, before anything else. After net_stop_on_signals, *stop is set by SIGINT and SIGTERM. */
bool net_begin(struct fault *fault);
void net_stop_on_signals(volatile int *stop);

/* address: "127.0.0.1:2121" or "[::1]:0"; *port is the one that was taken. */
net_socket net_listen(const char *address, unsigned *port, struct fault *fault);

/* NET_NONE where nobody is waiting. */
net_socket net_accept(net_socket listener);

#define NET_LATER ((long)-1) /* nothing now */
#define NET_GONE ((long)-2)  /* the connection is over */

/* Bytes read or written, or one of the two. */
long net_read(net_socket socket, char *bytes, size_t size);
long net_write(net_socket socket, const char *bytes, size_t size);

/* Tells the other side that no more comes, and lets what was sent arrive. */
void net_close(net_socket socket);

struct net_item {
    net_socket socket;
    bool ready; /* set: there is something to read or to accept */
};

/* Waits until one is ready, a signal came, or the time is over. */
void net_wait(struct net_item *items, size_t count, unsigned milliseconds);

#endif
