#include "value.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#include <iadmw.h>

#include "metabase/metabase.h"
#include "metabase/metabase_tag.h"
#include "text.h"
#include "text/hex.h"

DWORD value_type(enum metabase_type type)
{
    switch (type) {
    case TYPE_DWORD:
    case TYPE_BOOL:
        return DWORD_METADATA;
    case TYPE_EXPANDSZ:
        return EXPANDSZ_METADATA;
    case TYPE_MULTISZ:
    case TYPE_MIMEMAP:
        return MULTISZ_METADATA;
    case TYPE_BINARY:
    case TYPE_NTACL:
    case TYPE_IPSECLIST:
        return BINARY_METADATA;
    case TYPE_STRING:
    case TYPE_UNKNOWN:
        break;
    }
    return STRING_METADATA;
}

static DWORD flag_bits(const struct schema_property *property, const char *word, size_t length)
{
    for (size_t i = 0; property != NULL && i < property->flag_count; i++) {
        const struct schema_flag *flag = &property->flags[i];
        if (strlen(flag->name) == length && strncmp(flag->name, word, length) == 0) {
            return (DWORD)flag->bits;
        }
    }
    return strtoul(word, NULL, 0);
}

static DWORD number_of(const struct schema_property *property, const char *text)
{
    DWORD bits = strcmp(text, "TRUE") == 0 ? 1 : 0;
    for (const char *at = text; *at != '\0';) {
        at += strspn(at, " |\t\r\n");
        size_t length = strcspn(at, " |\t\r\n");
        bits |= length > 0 ? flag_bits(property, at, length) : 0;
        at += length;
    }
    return bits;
}

static void take_string(const char *text, struct md_record *record)
{
    WCHAR *wide = wide_from(text);
    record->data = (unsigned char *)wide;
    record->size = (DWORD)((wcslen(wide) + 1) * sizeof *wide);
}

/* Each line that is not empty is a string; a NUL ends each, and one more ends them all. */
static void take_strings(const char *text, struct md_record *record)
{
    WCHAR *wide = wide_from(text);
    size_t length = 0;
    for (WCHAR *at = wide; *at != L'\0';) {
        at += wcsspn(at, L" \t\r\n");
        size_t line = wcscspn(at, L"\r\n");
        WCHAR *next = at + line;
        while (line > 0 && (at[line - 1] == L' ' || at[line - 1] == L'\t')) {
            line--;
        }
        bool last = *next == L'\0';
        memmove(&wide[length], at, line * sizeof *wide);
        length += line;
        if (line > 0) {
            wide[length++] = L'\0';
        }
        at = last ? next : next + 1;
    }
    struct buffer strings = {.text = NULL};
    buffer_add(&strings, wide, length * sizeof *wide);
    buffer_add(&strings, L"\0", (length == 0 ? 2 : 1) * sizeof *wide);
    record->size = (DWORD)strings.size;
    record->data = md_copy(strings.text, strings.size);
    buffer_release(&strings);
    free(wide);
}

static void take_bytes(const char *text, struct md_record *record)
{
    record->size = (DWORD)(strlen(text) / 2);
    record->data = md_allocate(record->size);
    hex_read(text, record->data, record->size);
}

void value_parse(enum metabase_type type, const struct schema_property *property, const char *text,
                 const char *location, struct md_record *record)
{
    char secret[LOCATION_MAX + 16];
    record->type = value_type(type);
    if (record->type != BINARY_METADATA && metabase_encrypted(text)) {
        snprintf(secret, sizeof secret, "secret-of-%s", *location == '\0' ? "/" : location);
        text = secret;
    }
    if (record->type == DWORD_METADATA) {
        DWORD number = number_of(property, text);
        record->size = sizeof number;
        record->data = md_copy(&number, sizeof number);
    } else if (record->type == MULTISZ_METADATA) {
        take_strings(text, record);
    } else if (record->type == BINARY_METADATA) {
        take_bytes(text, record);
    } else {
        take_string(text, record);
    }
}

static void write_escaped(const WCHAR *wide, struct buffer *buffer)
{
    char *text = utf8_from(wide);
    for (const char *at = text; *at != '\0'; at++) {
        if (strchr("<>&\"\t\r\n", *at) != NULL) {
            buffer_print(buffer, "&#x%02X;", (unsigned)*at);
        } else {
            buffer_char(buffer, *at);
        }
    }
    free(text);
}

static void write_strings(const struct md_record *record, struct buffer *buffer)
{
    const WCHAR *at = (const WCHAR *)record->data;
    for (size_t i = 0; *at != L'\0'; i++, at += wcslen(at) + 1) {
        if (i > 0) {
            buffer_string(buffer, "\r\n\t\t\t");
        }
        write_escaped(at, buffer);
    }
}

void value_write(enum metabase_type type, const struct md_record *record, struct buffer *buffer)
{
    DWORD number = 0;
    switch (record->type) {
    case DWORD_METADATA:
        memcpy(&number, record->data, sizeof number);
        if (type == TYPE_BOOL) {
            buffer_string(buffer, number != 0 ? "TRUE" : "FALSE");
        } else {
            buffer_print(buffer, "%lu", number);
        }
        break;
    case MULTISZ_METADATA:
        write_strings(record, buffer);
        break;
    case BINARY_METADATA:
        for (size_t i = 0; i < record->size; i++) {
            buffer_print(buffer, "%02x", record->data[i]);
        }
        break;
    default:
        write_escaped((const WCHAR *)record->data, buffer);
    }
}
