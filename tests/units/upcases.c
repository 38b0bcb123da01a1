/*
 * The upper case of every UTF-16 unit, as this build has it: 65,536 units on standard output,
 * little-endian. Not a test by itself: tests/e2e/upcase.py compares. argv[1]: a file, on Windows,
 * whose standard output is a text.
 */
#include <stdio.h>

#include "text/upcase.h"

int main(int argc, char **argv)
{
    FILE *out = argc == 2 ? fopen(argv[1], "wb") : stdout;
    if (out == NULL) {
        return 2;
    }
    for (unsigned unit = 0; unit <= 0xFFFF; unit++) {
        uint16_t upper = upcase((uint16_t)unit);
        unsigned char bytes[2] = {(unsigned char)upper, (unsigned char)(upper >> 8)};
        fwrite(bytes, 1, sizeof bytes, out);
    }
    return fclose(out) == 0 ? 0 : 1;
}
