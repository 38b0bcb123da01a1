#include "printable.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "utf.h"

/* How many bytes a character has that begins so; 1 also for what begins none. */
static size_t bytes_of(unsigned char first)
{
    return first >> 5 == 6 ? 2 : first >> 4 == 14 ? 3 : first >> 3 == 30 ? 4 : 1;
}

/* Whether what follows may be the rest of it, which has not come yet: CR LF is one. */
static bool is_cut_off(const char *text, size_t size)
{
    if (*text == '\r') {
        return size == 1;
    }
    for (size_t i = 1; i < size; i++) {
        if (((unsigned char)text[i] & 0xC0) != 0x80) {
            return false;
        }
    }
    return bytes_of((unsigned char)*text) > size;
}

static bool is_control(uint32_t unit)
{
    bool c0 = unit < ' ' && unit != '\n' && unit != '\t';
    bool c1 = unit >= 0x7F && unit <= 0x9F;
    bool direction = unit == 0x061C || unit == 0x200E || unit == 0x200F ||
                     (unit >= 0x202A && unit <= 0x202E) || (unit >= 0x2066 && unit <= 0x2069);
    return c0 || c1 || direction;
}

size_t printable_next(const char *text, size_t size, char out[PRINTABLE_MAX])
{
    uint16_t units[2];
    size_t bytes = bytes_of((unsigned char)*text);
    out[0] = '\0';
    if (is_cut_off(text, size)) {
        return 0;
    }
    if (*text == '\r' && text[1] == '\n') {
        strcpy(out, "\r\n");
        return 2;
    }
    size_t count = bytes <= size ? utf8_to_utf16(text, bytes, units, 2) : (size_t)-1;
    if (count == (size_t)-1) {
        snprintf(out, PRINTABLE_MAX, "\\x%02x", (unsigned char)*text);
        return 1;
    }
    if (count == 1 && is_control(units[0])) {
        snprintf(out, PRINTABLE_MAX, "\\u%04x", units[0]);
    } else {
        memcpy(out, text, bytes);
        out[bytes] = '\0';
    }
    return bytes;
}
