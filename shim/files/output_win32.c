#include "output.h"
#include "output_platform.h"

#include <errno.h>
#include <io.h>
#include <stdlib.h>
#include <string.h>

#include <windows.h>

#define TAKES_ESCAPES 0x0004 /* ENABLE_VIRTUAL_TERMINAL_PROCESSING, of newer headers */

void output_make_printable(void)
{
}

bool output_is_terminal(FILE *stream)
{
    return _isatty(_fileno(stream)) != 0;
}

static FILE *our_own; /* NULL: none was asked for */

/* The C runtime's descriptor, and the handle that a package with a runtime of its own asks for. */
FILE *output_of_our_own(void)
{
    int copy = _dup(_fileno(stdout));
    our_own = copy < 0 ? NULL : _fdopen(copy, "w");
    if (our_own == NULL) {
        return stdout;
    }
    _dup2(_fileno(stderr), _fileno(stdout));
    SetStdHandle(STD_OUTPUT_HANDLE, GetStdHandle(STD_ERROR_HANDLE));
    return our_own;
}

bool output_whole(struct fault *fault)
{
    FILE *stream = our_own == NULL ? stdout : our_own;
    if (fflush(stream) == 0 && !ferror(stream)) {
        return true;
    }
    int error = errno == 0 ? EIO : errno;
    clearerr(stream);
    return fault_set(fault, "standard output: %s", strerror(error));
}

size_t output_width(FILE *stream)
{
    CONSOLE_SCREEN_BUFFER_INFO info;
    const char *columns = getenv("COLUMNS");
    if (columns != NULL && strtoul(columns, NULL, 10) > 0) {
        return strtoul(columns, NULL, 10);
    }
    HANDLE console = GetStdHandle(stream == stderr ? STD_ERROR_HANDLE : STD_OUTPUT_HANDLE);
    /* A line that fills a console's last column has an empty one below it. */
    return GetConsoleScreenBufferInfo(console, &info) ? (size_t)info.dwSize.X - 1 : 0;
}

bool output_takes_escapes(FILE *stream)
{
    DWORD mode;
    HANDLE console = GetStdHandle(stream == stderr ? STD_ERROR_HANDLE : STD_OUTPUT_HANDLE);
    return GetConsoleMode(console, &mode) &&
           SetConsoleMode(console, mode | ENABLE_PROCESSED_OUTPUT | TAKES_ESCAPES);
}

void output_control(FILE *stream, const char *sequence)
{
    fputs(sequence, stream);
}
