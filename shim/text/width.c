#include "width.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "printable.h"
#include "utf.h"
#include "width_table.h"

static bool is_in(const struct width_range *ranges, size_t count, uint32_t code)
{
    size_t low = 0;
    size_t high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (code > ranges[middle].last) {
            low = middle + 1;
        } else if (code < ranges[middle].first) {
            high = middle;
        } else {
            return true;
        }
    }
    return false;
}

static uint32_t code_of(const uint16_t *units, size_t count)
{
    return count == 2 ? 0x10000u + ((units[0] - 0xD800u) << 10) + (units[1] - 0xDC00u) : units[0];
}

/* Of one character as it is shown: itself, or its escape. */
static size_t width_of(const char *form)
{
    uint16_t units[2];
    size_t length = strlen(form);
    if ((unsigned char)*form < 0x80) {
        return length; /* one character of ASCII, or an escape */
    }
    uint32_t code = code_of(units, utf8_to_utf16(form, length, units, 2));
    if (is_in(width_none, sizeof width_none / sizeof width_none[0], code)) {
        return 0;
    }
    return is_in(width_two, sizeof width_two / sizeof width_two[0], code) ? 2 : 1;
}

/* Moves *at over one character, and tells its columns. What the text ends within is one byte. */
static size_t next(const char **at)
{
    char form[PRINTABLE_MAX];
    size_t taken = printable_next(*at, strlen(*at), form);
    *at += taken == 0 ? 1 : taken;
    return taken == 0 ? sizeof "\\xff" - 1 : width_of(form);
}

size_t text_width(const char *text)
{
    size_t columns = 0;
    while (*text != '\0') {
        columns += next(&text);
    }
    return columns;
}

size_t text_fit(const char *text, size_t columns, size_t *used)
{
    const char *at = text;
    const char *end = text;
    *used = 0;
    while (*at != '\0') {
        size_t width = next(&at);
        if (*used + width > columns) {
            break;
        }
        *used += width;
        end = at;
    }
    return (size_t)(end - text);
}

const char *text_end(const char *text, size_t columns)
{
    size_t whole = text_width(text);
    while (whole > columns) {
        whole -= next(&text);
    }
    const char *at = text;
    while (*at != '\0' && next(&at) == 0) {
        text = at; /* a mark on what is left out */
    }
    return text;
}
