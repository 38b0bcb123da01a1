#include "net.h"

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static volatile int *stop_flag;

static void on_signal(int number)
{
    (void)number;
    *stop_flag = 1;
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
    stop_flag = stop;
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
}

/* Splits an address into host and port; brackets around an IPv6 address are dropped. */
static bool split_address(const char *address, char host[256], char port[16])
{
    const char *colon = strrchr(address, ':');
    if (colon == NULL || (size_t)(colon - address) >= 256 || strlen(colon + 1) >= 16) {
        return false;
    }
    memcpy(host, address, (size_t)(colon - address));
    host[colon - address] = '\0';
    strcpy(port, colon + 1);
    size_t length = strlen(host);
    if (length >= 2 && host[0] == '[' && host[length - 1] == ']') {
        memmove(host, host + 1, length - 2);
        host[length - 2] = '\0';
    }
    return true;
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
    char host[256];
    char service[16];
    struct addrinfo *found = NULL;
    struct addrinfo hints = {.ai_family = AF_UNSPEC,
                             .ai_socktype = SOCK_STREAM,
                             .ai_flags = AI_PASSIVE | AI_NUMERICHOST | AI_NUMERICSERV};
    if (!split_address(address, host, service) ||
        getaddrinfo(*host == '\0' ? NULL : host, service, &hints, &found) != 0) {
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
    return accepted < 0 ? NET_NONE : accepted;
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
