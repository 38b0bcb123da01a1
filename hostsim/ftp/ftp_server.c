#include "ftp_server.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ftp_service.h"
#include "ftp_session.h"
#include "net.h"
#include "stopwatch.h"

#define NS_PER_MS 1000000u

struct connection {
    net_socket socket;
    struct ftp_session session;
    uint64_t last_command; /* ns */
};

struct server {
    const struct ftp_server_options *options;
    net_socket listener;
    char computer[256];
    struct connection *connections;
    struct net_item *items; /* the listener's, and one each */
    size_t count;
};

static volatile int stop;

/* Opens the machine anew for each logon, so that changes of the folder are in force. */
static enum ftp_login log_in(void *context, const char *user, const char *password)
{
    const struct ftp_server_options *options = context;
    struct lsa lsa;
    struct service_logon decision;
    struct fault fault = {""};
    if (!lsa_open(options->folder, &lsa, &fault)) {
        fprintf(stderr, "hostsim: %s\n", fault.text);
        return FTP_UNAVAILABLE;
    }
    lsa.observer = options->observer;
    lsa.audit = options->audit;
    bool done = ftp_decide(&lsa, options->site, user, password, &decision, &fault) &&
                lsa_save(&lsa, &fault);
    lsa_close(&lsa);
    if (!done) {
        fprintf(stderr, "hostsim: %s\n", fault.text);
        return FTP_UNAVAILABLE;
    }
    return decision.granted ? FTP_GRANTED : FTP_DENIED;
}

/* Sends a reply, which is short. False where the client does not take it: it is dropped then. */
static bool send_reply(const struct connection *connection, const struct ftp_reply *reply)
{
    return reply->size == 0 ||
           net_write(connection->socket, reply->text, reply->size) == (long)reply->size;
}

static void drop(struct server *server, size_t index)
{
    struct connection *connection = &server->connections[index];
    net_close(connection->socket);
    wipe(&connection->session, sizeof connection->session);
    server->count--;
    if (index != server->count) {
        *connection = server->connections[server->count];
    }
}

static void welcome(struct server *server)
{
    struct ftp_reply reply;
    net_socket accepted;
    while ((accepted = net_accept(server->listener)) != NET_NONE) {
        if (server->count == FTP_CONNECTIONS_MAX) {
            static const char full[] = "421 Too many users, try again later.\r\n";
            net_write(accepted, full, sizeof full - 1);
            net_close(accepted);
            continue;
        }
        struct connection *connection = &server->connections[server->count++];
        connection->socket = accepted;
        connection->last_command = stopwatch_ns();
        ftp_session_begin(&connection->session, server->computer, log_in,
                          (void *)(uintptr_t)server->options, &reply);
        if (!send_reply(connection, &reply)) {
            drop(server, server->count - 1);
        }
    }
}

/* Answers what has come in. False where the connection is over. */
static bool attend(struct connection *connection)
{
    char bytes[4096];
    struct ftp_reply reply;
    long got = net_read(connection->socket, bytes, sizeof bytes);
    if (got == NET_LATER) {
        return true;
    }
    if (got == NET_GONE) {
        return false;
    }
    bool sent = true;
    for (size_t at = 0; at < (size_t)got && sent && !connection->session.closing;) {
        at += ftp_session_feed(&connection->session, bytes + at, (size_t)got - at, &reply);
        if (reply.size != 0) {
            connection->last_command = stopwatch_ns();
        }
        sent = send_reply(connection, &reply);
    }
    wipe(bytes, sizeof bytes);
    return sent && !connection->session.closing;
}

static bool is_idle(const struct server *server, const struct connection *connection)
{
    uint64_t limit = (uint64_t)server->options->idle_seconds * 1000 * NS_PER_MS;
    return stopwatch_ns() - connection->last_command >= limit;
}

static void turn(struct server *server)
{
    size_t waited = server->count;
    struct ftp_reply reply;
    server->items[0] = (struct net_item){server->listener, false};
    for (size_t i = 0; i < waited; i++) {
        server->items[i + 1] = (struct net_item){server->connections[i].socket, false};
    }
    net_wait(server->items, waited + 1, 200);
    /* From the last on: dropping one moves the last into its place. */
    for (size_t i = waited; i > 0; i--) {
        struct connection *connection = &server->connections[i - 1];
        bool over = server->items[i].ready && !attend(connection);
        if (!over && is_idle(server, connection)) {
            ftp_session_time_out(&connection->session, server->options->idle_seconds, &reply);
            send_reply(connection, &reply);
            over = true;
        }
        if (over) {
            drop(server, i - 1);
        }
    }
    if (server->items[0].ready) {
        welcome(server);
    }
}

static bool check_machine(struct server *server, struct fault *fault)
{
    struct machine machine;
    if (!machine_open(server->options->folder, &machine, fault)) {
        return false;
    }
    bool sound = ftp_site_exists(&machine, server->options->site, fault);
    snprintf(server->computer, sizeof server->computer, "%s", machine.sam.computer);
    machine_close(&machine);
    return sound;
}

static bool announce(const struct ftp_server_options *options, unsigned port, struct fault *fault)
{
    char text[16];
    int size = snprintf(text, sizeof text, "%u\n", port);
    printf("The FTP service listens on port %u.\n", port);
    fflush(stdout);
    return options->port_file == NULL ||
           file_replace(options->port_file, text, (size_t)size, fault);
}

bool ftp_serve(const struct ftp_server_options *options, struct fault *fault)
{
    unsigned port = 0;
    struct server server = {.options = options, .listener = NET_NONE};
    server.connections = calloc(FTP_CONNECTIONS_MAX, sizeof *server.connections);
    server.items = calloc(FTP_CONNECTIONS_MAX + 1, sizeof *server.items);
    bool done = server.connections != NULL && server.items != NULL;
    if (!done) {
        fault_set(fault, "no memory");
    }
    done = done && check_machine(&server, fault) && net_begin(fault);
    if (done) {
        net_stop_on_signals(&stop);
        server.listener = net_listen(options->listen, &port, fault);
        done = server.listener != NET_NONE && announce(options, port, fault);
    }
    while (done && stop == 0) {
        turn(&server);
    }
    while (server.count > 0) {
        drop(&server, server.count - 1);
    }
    if (server.listener != NET_NONE) {
        net_close(server.listener);
    }
    free(server.connections);
    free(server.items);
    return done;
}
