#include "live_value.h"

#include <stdlib.h>
#include <string.h>

#include "text/hex.h"
#include "text/utf.h"
#include "text/wipe.h"

enum live_type live_type_of(enum metabase_type type)
{
    switch (type) {
    case TYPE_DWORD:
    case TYPE_BOOL:
        return LIVE_DWORD;
    case TYPE_BINARY:
    case TYPE_NTACL:
    case TYPE_IPSECLIST:
        return LIVE_BINARY;
    case TYPE_EXPANDSZ:
        return LIVE_EXPANDSZ;
    case TYPE_MULTISZ:
    case TYPE_MIMEMAP:
        return LIVE_MULTISZ;
    case TYPE_STRING:
    case TYPE_UNKNOWN:
        break;
    }
    return LIVE_STRING;
}

enum metabase_type live_type_shown(uint32_t type)
{
    return type == LIVE_DWORD      ? TYPE_DWORD
           : type == LIVE_BINARY   ? TYPE_BINARY
           : type == LIVE_EXPANDSZ ? TYPE_EXPANDSZ
           : type == LIVE_MULTISZ  ? TYPE_MULTISZ
                                   : TYPE_STRING;
}

/* XML 1.0, 2.2, in UTF-16: what a character may be. Surrogates come in pairs. */
static bool is_xml(struct wide text, size_t at)
{
    uint16_t unit = wide_unit(text, at);
    if (unit >= 0xD800 && unit < 0xDC00) {
        uint16_t low = at + 1 < text.units ? wide_unit(text, at + 1) : 0;
        return low >= 0xDC00 && low < 0xE000;
    }
    if (unit >= 0xDC00 && unit < 0xE000) {
        uint16_t high = at > 0 ? wide_unit(text, at - 1) : 0;
        return high >= 0xD800 && high < 0xDC00;
    }
    return unit >= ' ' ? unit < 0xFFFE : unit == '\t' || unit == '\n' || unit == '\r';
}

#define PART 64

/* U+FFFD in the place of what XML cannot write; of a list's string, of a line end too. */
static enum live_fit add_units(struct buffer *text, struct wide string, bool list)
{
    uint16_t part[PART];
    char utf8[4 * PART + 1];
    enum live_fit fit = LIVE_FITS;
    for (size_t at = 0; at < string.units;) {
        size_t used = 0;
        for (; at < string.units && used < PART - 1; at++) {
            uint16_t unit = wide_unit(string, at);
            bool fits = is_xml(string, at) && !(list && (unit == '\n' || unit == '\r'));
            part[used++] = fits ? unit : 0xFFFD;
            fit = fits ? fit : LIVE_REPLACED;
        }
        if (part[used - 1] >= 0xD800 && part[used - 1] < 0xDC00) { /* its pair comes with it */
            part[used++] = wide_unit(string, at++);
        }
        size_t size = utf16_to_utf8((struct wide){(unsigned char *)part, used}, utf8, sizeof utf8);
        buffer_add(text, utf8, size);
    }
    wipe(part, sizeof part);
    wipe(utf8, sizeof utf8);
    return fit;
}

/* The units before the NUL, or all where there is none. */
static struct wide string_of(const struct live_record *record, size_t from)
{
    struct wide all = {record->data, record->size / 2u};
    size_t to = from;
    while (to < all.units && wide_unit(all, to) != 0) {
        to++;
    }
    return to == from ? (struct wide){NULL, 0} : wide_part(all, from, to);
}

/* Strings are not empty: an empty one ends the list. */
static enum live_fit list_text(const struct live_record *record, struct buffer *text)
{
    enum live_fit fit = LIVE_FITS;
    const char *between = "";
    for (size_t at = 0; at < record->size / 2u;) {
        struct wide string = string_of(record, at);
        if (string.units == 0) {
            break;
        }
        buffer_string(text, between);
        if (add_units(text, string, true) != LIVE_FITS) {
            fit = LIVE_REPLACED;
        }
        between = "\n";
        at += string.units + 1;
    }
    return fit;
}

/* In the schema's order; a number where a bit has no name. */
static bool flags_text(uint32_t bits, const struct schema_property *property, struct buffer *text)
{
    uint32_t named = 0;
    for (size_t i = 0; property != NULL && i < property->flag_count; i++) {
        uint32_t flag = property->flags[i].bits;
        named |= flag != 0 && (bits & flag) == flag ? flag : 0;
    }
    if (bits == 0 || named != bits) {
        return false;
    }
    const char *between = "";
    for (size_t i = 0; i < property->flag_count; i++) {
        uint32_t flag = property->flags[i].bits;
        if (flag != 0 && (bits & flag) == flag) {
            buffer_string(text, between);
            buffer_string(text, property->flags[i].name);
            between = " | ";
        }
    }
    return true;
}

static enum live_fit dword_text(const struct live_record *record, enum metabase_type type,
                                const struct schema_property *property, struct buffer *text)
{
    if (record->size != 4) {
        return LIVE_BROKEN;
    }
    uint32_t value = (uint32_t)record->data[0] | (uint32_t)record->data[1] << 8 |
                     (uint32_t)record->data[2] << 16 | (uint32_t)record->data[3] << 24;
    if (type == TYPE_BOOL) {
        buffer_string(text, value != 0 ? "TRUE" : "FALSE");
    } else if (!flags_text(value, property, text)) {
        buffer_print(text, "%lu", (unsigned long)value);
    }
    return LIVE_FITS;
}

enum live_fit live_value_text(const struct live_record *record, enum metabase_type type,
                              const struct schema_property *property, struct buffer *text)
{
    switch (live_type_of(type)) {
    case LIVE_DWORD:
        return dword_text(record, type, property, text);
    case LIVE_BINARY:
        for (uint32_t i = 0; i < record->size; i++) {
            char digits[3];
            hex_write(record->data + i, 1, digits);
            buffer_add(text, digits, 2);
        }
        return LIVE_FITS;
    case LIVE_MULTISZ:
        return list_text(record, text);
    case LIVE_STRING:
    case LIVE_EXPANDSZ:
        break;
    }
    return add_units(text, string_of(record, 0), false);
}

static bool add_string(struct buffer *data, const char *text, size_t length)
{
    size_t units = utf8_to_utf16(text, length, NULL, 0);
    if (units == (size_t)-1) {
        return false;
    }
    uint16_t *wide = calloc(units + 1, sizeof *wide);
    if (wide == NULL) {
        data->no_memory = true;
        return false;
    }
    utf8_to_utf16(text, length, wide, units);
    buffer_add(data, wide, (units + 1) * sizeof *wide);
    wipe(wide, units * sizeof *wide);
    free(wide);
    return true;
}

/* Blank lines are none: they would end the list. */
static bool add_list(struct buffer *data, const char *value)
{
    for (const char *at = value; *at != '\0';) {
        size_t length = strcspn(at, "\n");
        if (length > 0 && !add_string(data, at, length)) {
            return false;
        }
        at += length + (at[length] == '\n');
    }
    buffer_add(data, "\0", 2);
    return true;
}

static const struct schema_flag *flag_named(const struct schema_property *property,
                                            const char *name, size_t length)
{
    for (size_t i = 0; property != NULL && i < property->flag_count; i++) {
        const struct schema_flag *flag = &property->flags[i];
        if (strlen(flag->name) == length && strncmp(flag->name, name, length) == 0) {
            return flag;
        }
    }
    return NULL;
}

/* "5", or "A | B". */
static bool number_of(const char *value, const struct schema_property *property, uint32_t *number)
{
    char *end;
    unsigned long long decimal = strtoull(value, &end, 10);
    *number = (uint32_t)decimal;
    if (*value >= '0' && *value <= '9' && *end == '\0') {
        return decimal <= UINT32_MAX;
    }
    *number = 0;
    for (const char *at = value + strspn(value, " |"); *at != '\0'; at += strspn(at, " |")) {
        size_t length = strcspn(at, " |");
        const struct schema_flag *flag = flag_named(property, at, length);
        if (flag == NULL) {
            return false;
        }
        *number |= flag->bits;
        at += length;
    }
    return *number != 0;
}

static bool add_dword(struct buffer *data, uint32_t value)
{
    unsigned char bytes[4] = {(unsigned char)value, (unsigned char)(value >> 8),
                              (unsigned char)(value >> 16), (unsigned char)(value >> 24)};
    buffer_add(data, bytes, sizeof bytes);
    return true;
}

static bool add_hex(struct buffer *data, const char *value)
{
    size_t length = strlen(value);
    for (size_t i = 0; length % 2 == 0 && i < length; i += 2) {
        unsigned char byte;
        if (!hex_read(value + i, &byte, 1)) {
            return false;
        }
        buffer_add(data, &byte, 1);
    }
    return length % 2 == 0;
}

bool live_value_bytes(const char *value, enum metabase_type type,
                      const struct schema_property *property, struct buffer *data)
{
    uint32_t number;
    bool done = true;
    switch (live_type_of(type)) {
    case LIVE_DWORD:
        if (type == TYPE_BOOL) {
            number = strcmp(value, "TRUE") == 0;
            done = number == 1 || strcmp(value, "FALSE") == 0;
        } else {
            done = number_of(value, property, &number);
        }
        done = done && add_dword(data, number);
        break;
    case LIVE_BINARY:
        done = add_hex(data, value);
        break;
    case LIVE_MULTISZ:
        done = add_list(data, value);
        break;
    case LIVE_STRING:
    case LIVE_EXPANDSZ:
        done = add_string(data, value, strlen(value));
        break;
    }
    return done && !data->no_memory;
}
