#include "output.h"

#include <stdlib.h>
#include <string.h>

#include "output_platform.h"

static bool is_set(const char *name)
{
    const char *value = getenv(name);
    return value != NULL && *value != '\0';
}

static bool is_zero(const char *name)
{
    const char *value = getenv(name);
    return value != NULL && strcmp(value, "0") == 0;
}

bool output_takes_colour(FILE *stream)
{
    if (is_set("NO_COLOR")) {
        return false;
    }
    if (is_set("CLICOLOR_FORCE") && !is_zero("CLICOLOR_FORCE")) {
        return true;
    }
    return !is_zero("CLICOLOR") && output_is_terminal(stream) && output_takes_escapes(stream);
}

void output_take_back(FILE *stream, int columns)
{
    output_control(stream, "\r");
    fprintf(stream, "%*s", columns, "");
    output_control(stream, "\r");
}
