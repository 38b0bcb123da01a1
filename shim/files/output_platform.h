/* What output.c asks the platform. */
#ifndef IISSUBA_OUTPUT_PLATFORM_H
#define IISSUBA_OUTPUT_PLATFORM_H

#include <stdbool.h>
#include <stdio.h>

/* Whether the terminal of stdout or stderr takes control sequences (ECMA-48). */
bool output_takes_escapes(FILE *stream);

#endif
