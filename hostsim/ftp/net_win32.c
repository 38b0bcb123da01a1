#define FD_SETSIZE 1024 /* before winsock2.h: what select() can wait for */
#include "net.h"

#include <stdio.h>

#include <winsock2.h>
#include <ws2tcpip.h>

static volatile int *stop_flag;

static BOOL WINAPI on_control(DWORD event)
{
    (void)event;
    *stop_flag = 1;
    /* In a thread of its own, which ends with the process at the latest. */
    Sleep(NET_GRACE_SECONDS * 1000);
    fputs("hostsim: ended in the middle of a logon that did not end\n", stderr);
    TerminateProcess(GetCurrentProcess(), 3);
    return TRUE;
}

bool net_begin(struct fault *fault)
{
    WSADATA data;
    return WSAStartup(MAKEWORD(2, 2), &data) == 0 || fault_set(fault, "Winsock does not start");
}

void net_stop_on_signals(volatile int *stop)
{
    stop_flag = stop;
    SetConsoleCtrlHandler(on_control, TRUE);
}

static bool never_block(SOCKET made)
{
    u_long yes = 1;
    return ioctlsocket(made, (long)FIONBIO, &yes) == 0;
}

net_socket net_listen(const char *address, unsigned *port, struct fault *fault)
{
    struct sockaddr_in where = {.sin_family = AF_INET};
    struct net_address parsed;
    if (!net_address_parse(address, &parsed, fault)) {
        return NET_NONE;
    }
    where.sin_addr.s_addr = *parsed.host == '\0' ? INADDR_ANY : inet_addr(parsed.host);
    where.sin_port = htons((u_short)parsed.port);
    SOCKET listener = socket(AF_INET, SOCK_STREAM, IPPROTO_TCP);
    int size = sizeof where;
    if (where.sin_addr.s_addr == INADDR_NONE || listener == INVALID_SOCKET ||
        !never_block(listener) || bind(listener, (struct sockaddr *)&where, size) != 0 ||
        listen(listener, SOMAXCONN) != 0 ||
        getsockname(listener, (struct sockaddr *)&where, &size) != 0) {
        fault_set(fault, "%s: Winsock error %d", address, WSAGetLastError());
        return NET_NONE;
    }
    *port = ntohs(where.sin_port);
    return (net_socket)listener;
}

unsigned net_sockets_most(unsigned wanted)
{
    return wanted; /* handles are not rationed */
}

net_socket net_accept(net_socket listener)
{
    SOCKET accepted = accept((SOCKET)listener, NULL, NULL);
    int error = accepted == INVALID_SOCKET ? WSAGetLastError() : 0;
    if (error == WSAEMFILE || error == WSAENOBUFS) {
        return NET_FULL;
    }
    if (accepted != INVALID_SOCKET && !never_block(accepted)) {
        closesocket(accepted);
        accepted = INVALID_SOCKET;
    }
    return (net_socket)accepted;
}

static long outcome(int size)
{
    if (size > 0) {
        return size;
    }
    return size < 0 && WSAGetLastError() == WSAEWOULDBLOCK ? NET_LATER : NET_GONE;
}

long net_read(net_socket socket, char *bytes, size_t size)
{
    return outcome(recv((SOCKET)socket, bytes, (int)size, 0));
}

long net_write(net_socket socket, const char *bytes, size_t size)
{
    return outcome(send((SOCKET)socket, bytes, (int)size, 0));
}

void net_close(net_socket socket)
{
    char rest[4096];
    shutdown((SOCKET)socket, SD_SEND);
    for (int i = 0; i < 16 && recv((SOCKET)socket, rest, sizeof rest, 0) > 0; i++) {
    }
    closesocket((SOCKET)socket);
}

void net_wait(struct net_item *items, size_t count, unsigned milliseconds)
{
    fd_set set;
    struct timeval limit = {(long)(milliseconds / 1000), (long)(milliseconds % 1000 * 1000)};
    FD_ZERO(&set);
    for (size_t i = 0; i < count && i < FD_SETSIZE; i++) {
        FD_SET((SOCKET)items[i].socket, &set);
    }
    if (count == 0 || select(0, &set, NULL, NULL, &limit) == SOCKET_ERROR) {
        Sleep(milliseconds);
        FD_ZERO(&set);
    }
    for (size_t i = 0; i < count; i++) {
        items[i].ready = FD_ISSET((SOCKET)items[i].socket, &set) != 0;
    }
}
