#include "ftp_server.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "files/output.h"
#include "ftp_service.h"
#include "ftp_session.h"
#include "net.h"
#include "stopwatch.h"

#define NS_PER_MS 1000000u
#define TURN_MS 200
#define WELCOMES_MAX 100 /* in one turn: who comes does not hold up who is there */

struct connection {
    net_socket socket;
    struct ftp_session session;
    uint64_t last_command; /* ns */
    char read[1024];       /* from the client; up to size, of which so many bytes were taken */
    size_t size;
    size_t taken;
};

struct server {
    const struct ftp_server_options *options;
    net_socket listener;
    char computer[256];
    struct connection *connections;
    struct net_item *items; /* the listener's, and one each */
    size_t count;
    size_t most;   /* connections */
    bool deferred; /* the next turn takes no connection: there were no descriptors for one */
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
    bool done = ftp_log_on(&lsa, options->site, user, password, &decision, &fault);
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
    server->count--;
    *connection = server->connections[server->count];
    wipe(&server->connections[server->count], sizeof *connection);
}

static void admit(struct server *server, net_socket accepted)
{
    struct ftp_reply reply;
    if (server->count == server->most) {
        static const char full[] = "421 Too many users, try again later.\r\n";
        net_write(accepted, full, sizeof full - 1);
        net_close(accepted);
        return;
    }
    struct connection *connection = &server->connections[server->count++];
    *connection = (struct connection){.socket = accepted, .last_command = stopwatch_ns()};
    ftp_session_begin(&connection->session, server->computer, log_in,
                      (void *)(uintptr_t)server->options, &reply);
    if (!send_reply(connection, &reply)) {
        drop(server, server->count - 1);
    }
}

static void welcome(struct server *server)
{
    for (int i = 0; i < WELCOMES_MAX; i++) {
        net_socket accepted = net_accept(server->listener);
        server->deferred = accepted == NET_FULL;
        if (accepted == NET_NONE || accepted == NET_FULL) {
            return;
        }
        admit(server, accepted);
    }
}

static bool has_more(const struct connection *connection)
{
    return connection->taken < connection->size;
}

/*
 * Answers one command, so that who sends many at once waits for the others, or takes what there is
 * of one. False where the connection is over.
 */
static bool attend(struct connection *connection)
{
    struct ftp_reply reply;
    if (!has_more(connection)) {
        long got = net_read(connection->socket, connection->read, sizeof connection->read);
        if (got < 0) {
            return got == NET_LATER;
        }
        connection->size = (size_t)got;
        connection->taken = 0;
    }
    connection->taken +=
        ftp_session_feed(&connection->session, connection->read + connection->taken,
                         connection->size - connection->taken, &reply);
    if (!has_more(connection)) {
        wipe(connection->read, sizeof connection->read);
    }
    if (reply.size != 0) {
        connection->last_command = stopwatch_ns();
    }
    return send_reply(connection, &reply) && !connection->session.closing;
}

static bool is_idle(const struct server *server, const struct connection *connection)
{
    uint64_t limit = (uint64_t)server->options->idle_seconds * 1000 * NS_PER_MS;
    return stopwatch_ns() - connection->last_command >= limit;
}

/* Waits for the clients; not at all, where one has sent more than was answered yet. */
static void wait_for_clients(struct server *server)
{
    unsigned milliseconds = TURN_MS;
    size_t first = server->deferred ? 1 : 0;
    server->items[0] = (struct net_item){server->listener, false};
    for (size_t i = 0; i < server->count; i++) {
        server->items[i + 1] = (struct net_item){server->connections[i].socket, false};
        milliseconds = has_more(&server->connections[i]) ? 0 : milliseconds;
    }
    net_wait(server->items + first, server->count + 1 - first, milliseconds);
    server->deferred = false;
}

static void turn(struct server *server)
{
    struct ftp_reply reply;
    wait_for_clients(server);
    /* From the last on: dropping one moves the last into its place. */
    for (size_t i = server->count; i > 0 && stop == 0; i--) {
        struct connection *connection = &server->connections[i - 1];
        bool ready = server->items[i].ready || has_more(connection);
        bool over = ready && !attend(connection);
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
    machine_tell_notices(&machine, "hostsim");
    bool sound = ftp_site_exists(&machine, server->options->site, fault);
    snprintf(server->computer, sizeof server->computer, "%s", machine.sam.computer);
    machine_close(&machine);
    return sound;
}

static bool announce(const struct ftp_server_options *options, unsigned port, struct fault *fault)
{
    char text[16];
    int size = snprintf(text, sizeof text, "%u\n", port);
    printf(options->json ? "{\"port\": %u}\n" : "The FTP service listens on port %u.\n", port);
    return output_whole(fault) && (options->port_file == NULL ||
                                   file_replace(options->port_file, text, (size_t)size, fault));
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
        server.most = net_sockets_most(FTP_CONNECTIONS_MAX);
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
