#include "child.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <windows.h>

#include "files/interruption.h"
#include "stopwatch.h"

#define COMMAND_LINE_MOST 8192

struct child {
    HANDLE process;
    HANDLE to;    /* its standard input */
    HANDLE from;  /* its standard output */
    HANDLE error; /* its standard error */
    struct buffer heard;
    struct buffer aside;
};

/*
 * Puts each argument between quotation marks, as CommandLineToArgvW reads them. False where one has
 * a quotation mark itself, or they do not fit.
 */
static bool join(const char *const *arguments, char *line, size_t size)
{
    size_t at = 0;
    for (; *arguments != NULL; arguments++) {
        size_t length = strlen(*arguments);
        if (strchr(*arguments, '"') != NULL || at + 2 * length + 4 > size) {
            return false;
        }
        line[at++] = '"';
        memcpy(line + at, *arguments, length);
        at += length;
        /* Backslashes before the closing mark would take it for a character. */
        for (size_t i = length; i > 0 && (*arguments)[i - 1] == '\\'; i--) {
            line[at++] = '\\';
        }
        line[at++] = '"';
        line[at++] = ' ';
    }
    line[at] = '\0';
    return true;
}

static bool spawn(char *line, HANDLE to, HANDLE from, HANDLE error, HANDLE *process)
{
    PROCESS_INFORMATION made;
    STARTUPINFOA start = {.cb = sizeof start,
                          .dwFlags = STARTF_USESTDHANDLES,
                          .hStdInput = to,
                          .hStdOutput = from,
                          .hStdError = error};
    bool done = CreateProcessA(NULL, line, NULL, NULL, TRUE, CREATE_NO_WINDOW, NULL, NULL, &start,
                               &made) != 0;
    if (done) {
        CloseHandle(made.hThread);
        *process = made.hProcess;
    }
    return done;
}

/* Makes a pipe of which the child inherits one end. */
static bool make_pipe(HANDLE *ours, HANDLE *theirs, bool they_read)
{
    SECURITY_ATTRIBUTES inherit = {sizeof inherit, NULL, TRUE};
    HANDLE reads;
    HANDLE writes;
    if (!CreatePipe(&reads, &writes, &inherit, 0)) {
        return false;
    }
    *theirs = they_read ? reads : writes;
    *ours = they_read ? writes : reads;
    return SetHandleInformation(*ours, HANDLE_FLAG_INHERIT, 0) != 0;
}

bool child_start(const char *const *arguments, struct child **child, struct fault *fault)
{
    char line[COMMAND_LINE_MOST];
    HANDLE their_input = NULL;
    HANDLE their_output = NULL;
    HANDLE their_error = NULL;
    *child = calloc(1, sizeof **child);
    if (*child == NULL) {
        return fault_set(fault, "no memory");
    }
    interruption_begin();
    bool done = join(arguments, line, sizeof line) &&
                make_pipe(&(*child)->to, &their_input, true) &&
                make_pipe(&(*child)->from, &their_output, false) &&
                make_pipe(&(*child)->error, &their_error, false) &&
                spawn(line, their_input, their_output, their_error, &(*child)->process);
    if (their_input != NULL) {
        CloseHandle(their_input);
    }
    if (their_output != NULL) {
        CloseHandle(their_output);
    }
    if (their_error != NULL) {
        CloseHandle(their_error);
    }
    interruption_child(done ? (intptr_t)(*child)->process : 0, done);
    if (!done) {
        free(*child);
        *child = NULL;
        return fault_set(fault, "%s could not be started", arguments[0]);
    }
    return true;
}

bool child_tell(struct child *child, const char *line, size_t size)
{
    DWORD written;
    return WriteFile(child->to, line, (DWORD)size, &written, NULL) && written == size;
}

/* Takes what there is on standard error. */
static void hear_aside(struct child *child)
{
    char part[4096];
    DWORD there = 0;
    DWORD got = 0;
    while (PeekNamedPipe(child->error, NULL, 0, NULL, &there, NULL) && there > 0 &&
           ReadFile(child->error, part, sizeof part, &got, NULL)) {
        child_aside_add(&child->aside, part, got);
    }
}

enum child_said child_hear(struct child *child, unsigned milliseconds, struct buffer *line)
{
    uint64_t until = stopwatch_ns() + milliseconds * UINT64_C(1000000);
    while (!buffer_take_line(&child->heard, line)) {
        char part[4096];
        DWORD there = 0;
        DWORD got = 0;
        hear_aside(child);
        if (!PeekNamedPipe(child->from, NULL, 0, NULL, &there, NULL)) {
            return CHILD_GONE;
        }
        if (there == 0 && stopwatch_ns() >= until) {
            return CHILD_SILENT;
        }
        if (there == 0) {
            Sleep(1); /* an anonymous pipe cannot be waited for */
        } else if (!ReadFile(child->from, part, sizeof part, &got, NULL)) {
            return CHILD_GONE;
        }
        buffer_add(&child->heard, part, got);
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
    DWORD code = 0;
    if (child == NULL) {
        return;
    }
    CloseHandle(child->to);
    CloseHandle(child->from);
    if (WaitForSingleObject(child->process, 0) != WAIT_OBJECT_0) {
        TerminateProcess(child->process, 1);
        WaitForSingleObject(child->process, INFINITE);
    }
    GetExitCodeProcess(child->process, &code);
    snprintf(how, size, code > 0xFFFF ? "exit 0x%lX" : "exit %lu", code);
    interruption_begin();
    interruption_child((intptr_t)child->process, false);
    CloseHandle(child->process);
    if (aside != NULL) {
        child_aside(child, aside);
    }
    CloseHandle(child->error);
    buffer_release(&child->heard);
    buffer_release(&child->aside);
    free(child);
}

bool child_own_program(char *path, size_t size)
{
    DWORD length = GetModuleFileNameA(NULL, path, (DWORD)size);
    return length > 0 && length < size;
}
