#include "own_output.h"

#include <io.h>

#include <windows.h>

/* The C runtime's descriptor, and the handle that a package with a C runtime of its own asks for.
 */
FILE *own_output(void)
{
    int copy = _dup(_fileno(stdout));
    FILE *own = copy < 0 ? NULL : _fdopen(copy, "w");
    if (own == NULL) {
        return stdout;
    }
    _dup2(_fileno(stderr), _fileno(stdout));
    SetStdHandle(STD_OUTPUT_HANDLE, GetStdHandle(STD_ERROR_HANDLE));
    return own;
}
