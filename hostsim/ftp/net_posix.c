#include "net.h"

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#define DESCRIPTORS_KEPT 16 /* the standard ones, the listener's, and what a logon opens */

static volatile int *stop_flag;

static void on_signal(int number)
{
    (void)number;
    *stop_flag = 1;
    alarm(NET_GRACE_SECONDS);
}

static void on_alarm(int number)
{
    static const char said[] = "hostsim: ended in the middle of a logon that did not end\n";
    (void)number;
    ssize_t unheeded = write(STDERR_FILENO, said, sizeof said - 1);
    (void)unheeded;
    _exit(3);
}

bool net_begin(struct fault *fault)
{
    (void)fault;
    signal(SIGPIPE, SIG_IGN);
    return true;
}

void net_stop_on_signals(volatile int *stop)
{
    struct sigaction action = {.sa_handler = on_signal};
    struct sigaction alarmed = {.sa_handler = on_alarm};
    sigset_t ours;
    stop_flag = stop;
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    sigaction(SIGALRM, &alarmed, NULL);
    /* Whoever started the process may have blocked them. */
    sigemptyset(&ours);
    sigaddset(&ours, SIGINT);
    sigaddset(&ours, SIGTERM);
    sigaddset(&ours, SIGALRM);
    sigprocmask(SIG_UNBLOCK, &ours, NULL);
}

unsigned net_sockets_most(unsigned wanted)
{
    struct rlimit limit;
    rlim_t needed = (rlim_t)wanted + DESCRIPTORS_KEPT;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0) {
        return wanted;
    }
    if (limit.rlim_cur < needed) {
        limit.rlim_cur = limit.rlim_max < needed ? limit.rlim_max : needed;
        setrlimit(RLIMIT_NOFILE, &limit);
        getrlimit(RLIMIT_NOFILE, &limit);
    }
    if (limit.rlim_cur >= needed) {
        return wanted;
    }
    return limit.rlim_cur > DESCRIPTORS_KEPT ? (unsigned)limit.rlim_cur - DESCRIPTORS_KEPT : 1;
}

static unsigned port_of(int listener)
{
    struct sockaddr_storage address;
    socklen_t size = sizeof address;
    char port[16] = "";
    if (getsockname(listener, (struct sockaddr *)&address, &size) == 0) {
        getnameinfo((struct sockaddr *)&address, size, NULL, 0, port, sizeof port, NI_NUMERICSERV);
    }
    return (unsigned)strtoul(port, NULL, 10);
}

net_socket net_listen(const char *address, unsigned *port, struct fault *fault)
{
    char service[16];
    struct net_address where;
    struct addrinfo *found = NULL;
    struct addrinfo hints = {.ai_family = AF_UNSPEC,
                             .ai_socktype = SOCK_STREAM,
                             .ai_flags = AI_PASSIVE | AI_NUMERICHOST | AI_NUMERICSERV};
    if (!net_address_parse(address, &where, fault)) {
        return NET_NONE;
    }
    snprintf(service, sizeof service, "%u", where.port);
    if (getaddrinfo(*where.host == '\0' ? NULL : where.host, service, &hints, &found) != 0) {
        fault_set(fault, "%s: expected ADDRESS:PORT, as 127.0.0.1:2121", address);
        return NET_NONE;
    }
    int yes = 1;
    int listener = socket(found->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    bool listens =
        listener >= 0 && setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes) == 0 &&
        bind(listener, found->ai_addr, found->ai_addrlen) == 0 && listen(listener, SOMAXCONN) == 0;
    if (!listens) {
        fault_set(fault, "%s: %s", address, strerror(errno));
        if (listener >= 0) {
            close(listener);
        }
        listener = -1;
    } else {
        *port = port_of(listener);
    }
    freeaddrinfo(found);
    return listener;
}

net_socket net_accept(net_socket listener)
{
    int accepted = accept4((int)listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (accepted >= 0) {
        return accepted;
    }
    bool full = errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM;
    return full ? NET_FULL : NET_NONE;
}

static long outcome(ssize_t size)
{
    if (size > 0) {
        return (long)size;
    }
    return size < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR) ? NET_LATER
                                                                                   : NET_GONE;
}

long net_read(net_socket socket, char *bytes, size_t size)
{
    return outcome(recv((int)socket, bytes, size, 0));
}

long net_write(net_socket socket, const char *bytes, size_t size)
{
    return outcome(send((int)socket, bytes, size, MSG_NOSIGNAL));
}

void net_close(net_socket socket)
{
    char rest[4096];
    shutdown((int)socket, SHUT_WR);
    /* Unread input would turn the close into a reset, and the last reply would be lost. */
    for (int i = 0; i < 16 && recv((int)socket, rest, sizeof rest, MSG_DONTWAIT) > 0; i++) {
    }
    close((int)socket);
}

void net_wait(struct net_item *items, size_t count, unsigned milliseconds)
{
    struct pollfd *polled = calloc(count, sizeof *polled);
    if (polled == NULL) {
        poll(NULL, 0, (int)milliseconds);
        return;
    }
    for (size_t i = 0; i < count; i++) {
        polled[i] = (struct pollfd){(int)items[i].socket, POLLIN, 0};
    }
    poll(polled, count, (int)milliseconds);
    for (size_t i = 0; i < count; i++) {
        items[i].ready = polled[i].revents != 0;
    }
    free(polled);
}
