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

#include "stopwatch.h"

extern char **environ;

struct child {
    pid_t pid;
    int to;   /* its standard input */
    int from; /* its standard output */
    struct buffer heard;
};

static bool spawn(const char *const *arguments, const int to[2], const int from[2], pid_t *pid)
{
    posix_spawn_file_actions_t actions;
    if (posix_spawn_file_actions_init(&actions) != 0) {
        return false;
    }
    bool done = posix_spawn_file_actions_adddup2(&actions, to[0], 0) == 0 &&
                posix_spawn_file_actions_adddup2(&actions, from[1], 1) == 0 &&
                posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0) == 0 &&
                posix_spawn(pid, arguments[0], &actions, NULL, (char *const *)(uintptr_t)arguments,
                            environ) == 0;
    posix_spawn_file_actions_destroy(&actions);
    return done;
}

bool child_start(const char *const *arguments, struct child **child, struct fault *fault)
{
    int to[2];
    int from[2];
    *child = calloc(1, sizeof **child);
    if (*child == NULL) {
        return fault_set(fault, "no memory");
    }
    /* A write to a child that has gone is to fail, and not to end this process. */
    signal(SIGPIPE, SIG_IGN);
    bool done = false;
    if (pipe2(to, O_CLOEXEC) == 0) {
        if (pipe2(from, O_CLOEXEC) == 0) {
            done = spawn(arguments, to, from, &(*child)->pid);
            close(from[1]);
            (*child)->from = from[0];
        }
        close(to[0]);
        (*child)->to = to[1];
    }
    if (!done) {
        free(*child);
        *child = NULL;
        return fault_set(fault, "%s could not be started", arguments[0]);
    }
    return true;
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

enum child_said child_hear(struct child *child, unsigned milliseconds, struct buffer *line)
{
    uint64_t until = stopwatch_ns() + milliseconds * UINT64_C(1000000);
    while (!buffer_take_line(&child->heard, line)) {
        char part[4096];
        uint64_t now = stopwatch_ns();
        struct pollfd look = {.fd = child->from, .events = POLLIN};
        if (now >= until) {
            return CHILD_SILENT;
        }
        if (poll(&look, 1, (int)((until - now) / 1000000) + 1) <= 0) {
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

void child_end(struct child *child, char *how, size_t size)
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
    if (WIFSIGNALED(status)) {
        snprintf(how, size, "%s", strsignal(WTERMSIG(status)));
    } else {
        snprintf(how, size, "exit %d", WEXITSTATUS(status));
    }
    buffer_release(&child->heard);
    free(child);
}

bool child_own_program(char *path, size_t size)
{
    ssize_t length = readlink("/proc/self/exe", path, size - 1);
    path[length < 0 ? 0 : length] = '\0';
    return length > 0 && (size_t)length < size - 1;
}
