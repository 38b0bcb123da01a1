#include "child.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "files/interruption.h"
#include "stopwatch.h"

extern char **environ;

struct child {
    pid_t pid;
    int to;    /* its standard input */
    int from;  /* its standard output */
    int error; /* its standard error */
    struct buffer heard;
    struct buffer aside;
};

static bool spawn(const char *const *arguments, int input, int output, int error, pid_t *pid)
{
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    sigset_t none;
    sigemptyset(&none);
    if (posix_spawn_file_actions_init(&actions) != 0) {
        return false;
    }
    if (posix_spawnattr_init(&attributes) != 0) {
        posix_spawn_file_actions_destroy(&actions);
        return false;
    }
    bool done =
        posix_spawn_file_actions_adddup2(&actions, input, 0) == 0 &&
        posix_spawn_file_actions_adddup2(&actions, output, 1) == 0 &&
        posix_spawn_file_actions_adddup2(&actions, error, 2) == 0 &&
        posix_spawnattr_setsigmask(&attributes, &none) == 0 && /* interruption.h blocks some */
        posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK) == 0 &&
        posix_spawn(pid, arguments[0], &actions, &attributes, (char *const *)(uintptr_t)arguments,
                    environ) == 0;
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    return done;
}

/* Closes both ends of a pipe; those that are -1 are none. */
static void close_pipe(const int ends[2])
{
    for (int i = 0; i < 2; i++) {
        if (ends[i] >= 0) {
            close(ends[i]);
        }
    }
}

bool child_start(const char *const *arguments, struct child **child, struct fault *fault)
{
    int to[2] = {-1, -1};
    int from[2] = {-1, -1};
    int error[2] = {-1, -1};
    *child = calloc(1, sizeof **child);
    if (*child == NULL) {
        return fault_set(fault, "no memory");
    }
    /* A write to a child that has gone is to fail, and not to end this process. */
    signal(SIGPIPE, SIG_IGN);
    interruption_begin();
    if (pipe2(to, O_CLOEXEC) == 0 && pipe2(from, O_CLOEXEC) == 0 && pipe2(error, O_CLOEXEC) == 0 &&
        fcntl(error[0], F_SETFL, O_NONBLOCK) == 0 &&
        spawn(arguments, to[0], from[1], error[1], &(*child)->pid)) {
        interruption_child((*child)->pid, true);
        (*child)->to = to[1];
        (*child)->from = from[0];
        (*child)->error = error[0];
        close(to[0]);
        close(from[1]);
        close(error[1]);
        return true;
    }
    interruption_child(0, false);
    close_pipe(to);
    close_pipe(from);
    close_pipe(error);
    free(*child);
    *child = NULL;
    return fault_set(fault, "%s could not be started", arguments[0]);
}

bool child_tell(struct child *child, const char *line, size_t size)
{
    while (size > 0) {
        ssize_t written = write(child->to, line, size);
        if (written <= 0) {
            return false;
        }
        line += written;
        size -= (size_t)written;
    }
    return true;
}

/* Takes what there is on standard error. False where that has ended. */
static bool hear_aside(struct child *child)
{
    char part[4096];
    ssize_t got;
    while ((got = read(child->error, part, sizeof part)) > 0) {
        child_aside_add(&child->aside, part, (size_t)got);
    }
    return got < 0;
}

enum child_said child_hear(struct child *child, unsigned milliseconds, struct buffer *line)
{
    uint64_t until = stopwatch_ns() + milliseconds * UINT64_C(1000000);
    bool aside_ended = false;
    while (!buffer_take_line(&child->heard, line)) {
        char part[4096];
        uint64_t now = stopwatch_ns();
        struct pollfd looks[] = {{.fd = child->from, .events = POLLIN},
                                 {.fd = aside_ended ? -1 : child->error, .events = POLLIN}};
        if (now >= until) {
            return CHILD_SILENT;
        }
        if (poll(looks, 2, (int)((until - now) / 1000000) + 1) <= 0) {
            continue;
        }
        aside_ended = (looks[1].revents != 0 && !hear_aside(child)) || aside_ended;
        if (looks[0].revents == 0) {
            continue;
        }
        ssize_t got = read(child->from, part, sizeof part);
        if (got <= 0) {
            return CHILD_GONE;
        }
        buffer_add(&child->heard, part, (size_t)got);
    }
    return CHILD_SAID;
}

void child_aside(struct child *child, struct buffer *text)
{
    hear_aside(child);
    child_aside_take(&child->aside, text);
}

void child_end(struct child *child, char *how, size_t size, struct buffer *aside)
{
    int status = 0;
    if (child == NULL) {
        return;
    }
    close(child->to);
    close(child->from);
    if (waitpid(child->pid, &status, WNOHANG) != child->pid) {
        kill(child->pid, SIGKILL);
        waitpid(child->pid, &status, 0);
    }
    interruption_begin();
    interruption_child(child->pid, false);
    if (WIFSIGNALED(status)) {
        snprintf(how, size, "%s", strsignal(WTERMSIG(status)));
    } else {
        snprintf(how, size, "exit %d", WEXITSTATUS(status));
    }
    if (aside != NULL) {
        child_aside(child, aside);
    }
    close(child->error);
    buffer_release(&child->heard);
    buffer_release(&child->aside);
    free(child);
}

bool child_own_program(char *path, size_t size)
{
    ssize_t length = readlink("/proc/self/exe", path, size - 1);
    path[length < 0 ? 0 : length] = '\0';
    return length > 0 && (size_t)length < size - 1;
}
