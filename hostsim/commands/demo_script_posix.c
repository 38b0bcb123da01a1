#include "demo_script.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "enrolment/deployment.h"
#include "files/files.h"
#include "files/interruption.h"

bool demo_begin(struct demo_script *script)
{
    char programs[DEPLOYMENT_PATH_MAX];
    const char *temporary = getenv("TMPDIR");
    *script = (struct demo_script){.expected = 0};
    snprintf(script->folder, sizeof script->folder, "%s/hostsim-demo.XXXXXX",
             temporary == NULL || strlen(temporary) > 200 ? "/tmp" : temporary);
    if (!deployment_program_folder(programs) ||
        !path_join(script->hostsim, sizeof script->hostsim, programs, "hostsim") ||
        !path_join(script->iissubactl, sizeof script->iissubactl, programs, "iissubactl") ||
        !file_exists(script->iissubactl)) {
        fprintf(stderr, "hostsim: demo: iissubactl is not beside hostsim\n");
        return false;
    }
    interruption_begin();
    bool made = mkdtemp(script->folder) != NULL;
    interruption_folder(made ? script->folder : NULL);
    if (!made) {
        fprintf(stderr, "hostsim: demo: %s: %s\n", script->folder, strerror(errno));
        return false;
    }
    return true;
}

void demo_end(struct demo_script *script)
{
    folder_remove_all(script->folder);
    interruption_begin();
    interruption_folder(NULL);
}

static pid_t start(const char *const arguments[], bool silent)
{
    fflush(stdout);
    interruption_begin();
    pid_t child = fork();
    if (child == 0) {
        interruption_in_child();
        int nothing = silent ? open("/dev/null", O_WRONLY | O_CLOEXEC) : STDOUT_FILENO;
        if (nothing < 0 || dup2(nothing, STDOUT_FILENO) < 0) {
            _exit(127);
        }
        execv(arguments[0], (char *const *)(uintptr_t)arguments);
        _exit(127);
    }
    interruption_child(child < 0 ? 0 : child, child > 0);
    return child;
}

static bool wait_for(pid_t child, int *status)
{
    bool done = waitpid(child, status, 0) == child;
    interruption_begin();
    interruption_child(child, false);
    return done;
}

bool demo_iissubactl(struct demo_script *script, const char *command, const char *first,
                     const char *second)
{
    int status = -1;
    const char *const arguments[] = {script->iissubactl,
                                     "--machine",
                                     script->folder,
                                     command,
                                     first,
                                     first == NULL ? NULL : second,
                                     NULL};
    demo_say(script, "  $ iissubactl --machine DIR %s%s%s%s%s%s%s\n", command,
             first == NULL ? "" : " '", first == NULL ? "" : first, first == NULL ? "" : "'",
             first == NULL || second == NULL ? "" : " '",
             first == NULL || second == NULL ? "" : second,
             first == NULL || second == NULL ? "" : "'");
    pid_t child = start(arguments, script->steps != NULL);
    return child > 0 && wait_for(child, &status) && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

/* The port is in the file once the service listens. */
static unsigned wait_for_port(const char *path, pid_t server)
{
    struct timespec pause = {0, 5000000};
    struct contents contents;
    struct fault fault;
    for (int i = 0; i < 2000; i++) {
        if (file_read(path, &contents, &fault) == FILE_READ) {
            unsigned port = (unsigned)strtoul(contents.text, NULL, 10);
            contents_release(&contents);
            return port;
        }
        if (waitpid(server, NULL, WNOHANG) == server) {
            return 0;
        }
        nanosleep(&pause, NULL);
    }
    return 0;
}

/* Sends a line (NULL: none) and reads the answer to it; the reply's code. */
static unsigned converse(FILE *in, FILE *out, const char *line, bool show)
{
    char reply[1024];
    if (line != NULL) {
        fprintf(out, "%s\r\n", line);
        fflush(out);
    }
    if (fgets(reply, sizeof reply, in) == NULL) {
        return 0;
    }
    if (show) {
        if (line != NULL) {
            printf("  > %s\n", line);
        }
        printf("  < %.*s\n", (int)strcspn(reply, "\r\n"), reply);
    }
    return (unsigned)strtoul(reply, NULL, 10);
}

static unsigned session(unsigned port, bool show)
{
    struct sockaddr_in where = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    where.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int connected = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    unsigned code = 0;
    if (connect(connected, (struct sockaddr *)&where, sizeof where) != 0) {
        close(connected);
        return 0;
    }
    FILE *in = fdopen(connected, "r");
    FILE *out = fdopen(dup(connected), "w");
    if (in != NULL && out != NULL) {
        converse(in, out, NULL, show);
        converse(in, out, "USER anonymous", show);
        code = converse(in, out, "PASS someuser@example.com", show);
        converse(in, out, "QUIT", show);
    }
    if (in != NULL) {
        fclose(in);
    }
    if (out != NULL) {
        fclose(out);
    }
    return code;
}

unsigned demo_ftp(struct demo_script *script, unsigned site, bool show)
{
    char port_file[512];
    char number[16];
    snprintf(port_file, sizeof port_file, "%s/port", script->folder);
    snprintf(number, sizeof number, "%u", site);
    const char *const arguments[] = {script->hostsim, "ftp",     "--machine", script->folder,
                                     "--site",        number,    "--listen",  "127.0.0.1:0",
                                     "--port-file",   port_file, NULL};
    pid_t server = start(arguments, true);
    unsigned port = server > 0 ? wait_for_port(port_file, server) : 0;
    unsigned code = port == 0 ? 0 : session(port, show && script->steps == NULL);
    if (server > 0) {
        kill(server, SIGTERM);
        wait_for(server, NULL);
    }
    file_remove(port_file);
    return code;
}

void demo_last_event(const struct demo_script *script, const char *source, char *line,
                     unsigned size)
{
    char path[512];
    char pattern[64];
    struct contents contents;
    struct fault fault;
    line[0] = '\0';
    snprintf(path, sizeof path, "%s/events.log", script->folder);
    snprintf(pattern, sizeof pattern, "\t%s\t", source);
    if (file_read(path, &contents, &fault) != FILE_READ) {
        return;
    }
    for (char *at = strtok(contents.text, "\n"); at != NULL; at = strtok(NULL, "\n")) {
        if (strstr(at, pattern) != NULL) {
            snprintf(line, size, "%s", at);
        }
    }
    contents_release(&contents);
}

void demo_say(const struct demo_script *script, const char *format, ...)
{
    va_list arguments;
    if (script->steps == NULL) {
        va_start(arguments, format);
        vprintf(format, arguments);
        va_end(arguments);
    }
}

void demo_expect(struct demo_script *script, bool as_expected, const char *format, ...)
{
    char what[256];
    va_list arguments;
    script->expected++;
    script->failed += !as_expected;
    va_start(arguments, format);
    vsnprintf(what, sizeof what, format, arguments);
    va_end(arguments);
    demo_say(script, "  %s %s\n", as_expected ? "[as expected]" : "[NOT AS EXPECTED]", what);
    if (script->steps != NULL) {
        json_array_append_new(
            script->steps, json_pack("{s:s, s:b}", "expected", what, "as_expected", as_expected));
    }
}
