#include "output.h"

#include <errno.h>
#include <io.h>
#include <string.h>

void output_make_printable(void)
{
}

bool output_is_terminal(FILE *stream)
{
    return _isatty(_fileno(stream)) != 0;
}

bool output_whole(struct fault *fault)
{
    if (fflush(stdout) == 0 && !ferror(stdout)) {
        return true;
    }
    int error = errno == 0 ? EIO : errno;
    clearerr(stdout);
    return fault_set(fault, "standard output: %s", strerror(error));
}

void output_control(FILE *stream, const char *sequence)
{
    fputs(sequence, stream);
}
