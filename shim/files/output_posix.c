#include "output.h"
#include "output_platform.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/types.h>
#include <unistd.h>

#include "text/printable.h"

#define AT_ONCE 4096

/* One of the two streams. */
struct output {
    int descriptor;
    char begun[4]; /* a character of which more is to come */
    size_t begun_size;
    int error; /* what the first write failed with; 0: none has */
};

static struct output out = {.descriptor = STDOUT_FILENO};
static struct output err = {.descriptor = STDERR_FILENO};
static struct output own; /* where our_own is not NULL */
static FILE *our_own;

static bool write_all(int descriptor, const char *text, size_t size)
{
    while (size > 0) {
        ssize_t put = write(descriptor, text, size);
        if (put < 0 && errno != EINTR) {
            return false;
        }
        text += put < 0 ? 0 : put;
        size -= put < 0 ? 0 : (size_t)put;
    }
    return true;
}

/* Adds one character's printable form; false where what was full could not be written. */
static bool add(const struct output *output, char text[AT_ONCE], size_t *used, const char *form)
{
    size_t length = strlen(form);
    if (*used + length > AT_ONCE) {
        if (!write_all(output->descriptor, text, *used)) {
            return false;
        }
        *used = 0;
    }
    memcpy(text + *used, form, length);
    *used += length;
    return true;
}

/* Takes one byte, and with it a character, if it is the last of one. */
static bool take(struct output *output, char byte, char text[AT_ONCE], size_t *used)
{
    char form[PRINTABLE_MAX];
    if (output->begun_size == 0 && byte >= ' ' && byte < 0x7F) {
        return add(output, text, used, (const char[]){byte, '\0'});
    }
    output->begun[output->begun_size++] = byte;
    for (size_t taken; output->begun_size > 0 &&
                       (taken = printable_next(output->begun, output->begun_size, form)) > 0;) {
        output->begun_size -= taken;
        memmove(output->begun, output->begun + taken, output->begun_size);
        if (!add(output, text, used, form)) {
            return false;
        }
    }
    return true;
}

static ssize_t write_printable(void *cookie, const char *text, size_t size)
{
    char ready[AT_ONCE];
    size_t used = 0;
    struct output *output = cookie;
    bool done = true;
    for (size_t i = 0; i < size && done; i++) {
        done = take(output, text[i], ready, &used);
    }
    if (done && write_all(output->descriptor, ready, used)) {
        return (ssize_t)size;
    }
    output->error = output->error == 0 ? errno : output->error;
    return 0;
}

static FILE *made_printable(FILE *stream, struct output *output, int buffering)
{
    cookie_io_functions_t functions = {.write = write_printable};
    FILE *printable = fopencookie(output, "w", functions);
    if (printable == NULL) {
        return stream;
    }
    setvbuf(printable, NULL, buffering, BUFSIZ);
    return printable;
}

void output_make_printable(void)
{
    signal(SIGPIPE, SIG_IGN);
    stdout = made_printable(stdout, &out, isatty(STDOUT_FILENO) ? _IOLBF : _IOFBF);
    stderr = made_printable(stderr, &err, _IOLBF);
}

static int descriptor_of(const FILE *stream)
{
    return stream == stderr ? STDERR_FILENO : STDOUT_FILENO;
}

bool output_is_terminal(FILE *stream)
{
    return isatty(descriptor_of(stream)) != 0;
}

FILE *output_of_our_own(void)
{
    own.descriptor = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
    if (own.descriptor < 0) {
        return stdout;
    }
    our_own = made_printable(NULL, &own, _IOFBF);
    if (our_own == NULL) {
        close(own.descriptor);
        return stdout;
    }
    dup2(STDERR_FILENO, STDOUT_FILENO);
    return our_own;
}

bool output_whole(struct fault *fault)
{
    FILE *stream = our_own == NULL ? stdout : our_own;
    const struct output *output = our_own == NULL ? &out : &own;
    if (fflush(stream) == 0 && !ferror(stream)) {
        return true;
    }
    int error = output->error == 0 ? errno : output->error;
    clearerr(stream);
    return fault_set(fault, "standard output: %s", strerror(error));
}

size_t output_width(FILE *stream)
{
    struct winsize size;
    const char *columns = getenv("COLUMNS");
    if (columns != NULL && strtoul(columns, NULL, 10) > 0) {
        return strtoul(columns, NULL, 10);
    }
    return ioctl(descriptor_of(stream), TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

bool output_takes_escapes(FILE *stream)
{
    const char *terminal = getenv("TERM");
    (void)stream;
    return terminal != NULL && *terminal != '\0' && strcmp(terminal, "dumb") != 0;
}

void output_control(FILE *stream, const char *sequence)
{
    fflush(stream);
    write_all(descriptor_of(stream), sequence, strlen(sequence));
}
