#include "utf.h"

#include <string.h>

#define NOT_UTF8 ((size_t)-1)

/* Reads one code point at *at; returns it and steps on, or returns -1. */
static int32_t next_code_point(const unsigned char *text, size_t length, size_t *at)
{
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    unsigned first = text[*at];
    size_t bytes = first < 0x80       ? 1
                   : first >> 5 == 6  ? 2
                   : first >> 4 == 14 ? 3
                   : first >> 3 == 30 ? 4
                                      : 0;
    if (bytes == 0 || bytes > length - *at) {
        return -1;
    }
    uint32_t code = bytes == 1 ? first : first & (0x7Fu >> bytes);
    for (size_t i = 1; i < bytes; i++) {
        if ((text[*at + i] & 0xC0) != 0x80) {
            return -1;
        }
        code = code << 6 | (text[*at + i] & 0x3F);
    }
    if (code < least[bytes] || code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF)) {
        return -1;
    }
    *at += bytes;
    return (int32_t)code;
}

size_t utf8_to_utf16(const char *text, size_t length, uint16_t *out, size_t capacity)
{
    size_t units = 0;
    for (size_t at = 0; at < length;) {
        int32_t code = next_code_point((const unsigned char *)text, length, &at);
        if (code < 0) {
            return NOT_UTF8;
        }
        bool pair = code > 0xFFFF;
        if (units + (pair ? 2 : 1) <= capacity) {
            uint32_t rest = pair ? (uint32_t)code - 0x10000 : 0;
            out[units] = (uint16_t)(pair ? 0xD800 + (rest >> 10) : (uint32_t)code);
            if (pair) {
                out[units + 1] = (uint16_t)(0xDC00 + (rest & 0x3FF));
            }
        }
        units += pair ? 2 : 1;
    }
    return units;
}

/* Reads one code point of UTF-16 and steps on; a lone surrogate reads as U+FFFD. */
static uint32_t next_of_utf16(struct wide text, size_t *at)
{
    uint32_t unit = wide_unit(text, (*at)++);
    if (unit < 0xD800 || unit > 0xDFFF) {
        return unit;
    }
    if (unit < 0xDC00 && *at < text.units) {
        uint32_t low = wide_unit(text, *at);
        if (low >= 0xDC00 && low <= 0xDFFF) {
            (*at)++;
            return 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00);
        }
    }
    return 0xFFFD;
}

size_t utf8_write(uint32_t code, unsigned char out[4])
{
    if (code < 0x80) {
        out[0] = (unsigned char)code;
        return 1;
    }
    size_t bytes = code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    for (size_t i = bytes - 1; i > 0; i--) {
        out[i] = (unsigned char)(0x80 | (code & 0x3F));
        code >>= 6;
    }
    out[0] = (unsigned char)(0xF00u >> bytes | code);
    return bytes;
}

size_t utf16_to_utf8(struct wide text, char *out, size_t capacity)
{
    size_t written = 0;
    size_t whole = 0;
    for (size_t at = 0; at < text.units;) {
        unsigned char code[4];
        size_t bytes = utf8_write(next_of_utf16(text, &at), code);
        if (written == whole && whole + bytes < capacity) {
            for (size_t i = 0; i < bytes; i++) {
                out[written++] = (char)code[i];
            }
        }
        whole += bytes;
    }
    if (capacity > 0) {
        out[written] = '\0';
    }
    return whole;
}

/* How many bytes at the beginning are ASCII. */
static size_t ascii_from(const unsigned char *text, size_t length)
{
    size_t at = 0;
    for (uint64_t eight; at + sizeof eight <= length; at += sizeof eight) {
        memcpy(&eight, text + at, sizeof eight);
        if ((eight & UINT64_C(0x8080808080808080)) != 0) {
            break;
        }
    }
    while (at < length && text[at] < 0x80) {
        at++;
    }
    return at;
}

bool utf8_valid(const char *text, size_t length, unsigned *line)
{
    size_t at = 0;
    while (at < length) {
        at += ascii_from((const unsigned char *)text + at, length - at);
        if (at < length && next_code_point((const unsigned char *)text, length, &at) < 0) {
            break;
        }
    }
    *line = 1;
    for (size_t i = 0; at < length && i < at; i++) {
        *line += text[i] == '\n';
    }
    return at == length;
}
