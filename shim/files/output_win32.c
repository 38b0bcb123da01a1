#include "output.h"

#include <io.h>

void output_make_printable(void)
{
}

bool output_is_terminal(FILE *stream)
{
    return _isatty(_fileno(stream)) != 0;
}

void output_control(FILE *stream, const char *sequence)
{
    fputs(sequence, stream);
}
