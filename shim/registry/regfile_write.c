/* Writing: the same text that regfile_parse.c reads. */
#include "regfile.h"

#include <stdlib.h>
#include <string.h>

#include "files/buffer.h"
#include "files/text_file.h"
#include "registry.h"
#include "text/hex.h"
#include "text/utf.h"
#include "text/wipe.h"

#define BYTES_A_LINE 20

struct writer {
    struct buffer out;
    const char *line_end;
};

/* UTF-8 of the text, which the caller releases; NULL and the buffer's flag: no memory. */
static char *to_utf8(struct writer *writer, struct wide text, size_t *size)
{
    *size = utf16_to_utf8(text, NULL, 0) + 1;
    char *utf8 = malloc(*size);
    if (utf8 == NULL) {
        writer->out.no_memory = true;
        return NULL;
    }
    utf16_to_utf8(text, utf8, *size);
    return utf8;
}

static void write_quoted(struct writer *writer, struct wide text)
{
    size_t size;
    char *utf8 = to_utf8(writer, text, &size);
    if (utf8 == NULL) {
        return;
    }
    buffer_char(&writer->out, '"');
    for (const char *at = utf8; *at != '\0'; at++) {
        if (*at == '"' || *at == '\\') {
            buffer_char(&writer->out, '\\');
        }
        buffer_char(&writer->out, *at);
    }
    buffer_char(&writer->out, '"');
    wipe(utf8, size);
    free(utf8);
}

/* A string that the quoted form holds: it ends in its one NUL. Line breaks stand in it raw. */
static bool is_plain_string(const struct regfile_value *value)
{
    if (value->type != REGISTRY_SZ || value->size % 2 != 0 || value->size < 2) {
        return false;
    }
    struct wide text = {value->data, value->size / 2};
    for (size_t i = 0; i + 1 < text.units; i++) {
        uint16_t unit = wide_unit(text, i);
        bool raw = unit == '\t' || unit == '\r' || unit == '\n';
        if ((unit < ' ' && !raw) || (unit >= 0xD800 && unit <= 0xDFFF)) {
            return false;
        }
    }
    return wide_unit(text, text.units - 1) == 0;
}

static void write_hex(struct writer *writer, const struct regfile_value *value)
{
    struct buffer *out = &writer->out;
    if (value->type == REGISTRY_BINARY) {
        buffer_string(out, "hex:");
    } else {
        buffer_print(out, "hex(%x):", value->type);
    }
    for (size_t i = 0; i < value->size; i++) {
        bool last = i + 1 == value->size;
        char text[4];
        hex_write(&value->data[i], 1, text);
        text[2] = ',';
        buffer_add(out, text, last ? 2 : 3);
        if (!last && (i + 1) % BYTES_A_LINE == 0) {
            buffer_char(out, '\\');
            buffer_string(out, writer->line_end);
            buffer_string(out, "  ");
        }
    }
}

/* Comment lines, which end in \n. */
static void write_comments(struct writer *writer, const char *comments)
{
    for (; comments != NULL && *comments != '\0'; comments++) {
        if (*comments == '\n') {
            buffer_string(&writer->out, writer->line_end);
        } else {
            buffer_char(&writer->out, *comments);
        }
    }
}

static void write_value(struct writer *writer, const struct regfile_value *value)
{
    struct buffer *out = &writer->out;
    write_comments(writer, value->before);
    if (value->name_units == 0) {
        buffer_char(out, '@');
    } else {
        write_quoted(writer, (struct wide){(const unsigned char *)value->name, value->name_units});
    }
    buffer_char(out, '=');
    if (is_plain_string(value)) {
        write_quoted(writer, (struct wide){value->data, value->size / 2 - 1});
    } else if (value->type == REGISTRY_DWORD && value->size == 4) {
        buffer_print(out, "dword:%02x%02x%02x%02x", value->data[3], value->data[2], value->data[1],
                     value->data[0]);
    } else {
        write_hex(writer, value);
    }
    buffer_string(out, writer->line_end);
}

static void write_key(struct writer *writer, const struct regfile_key *key)
{
    size_t size;
    struct buffer *out = &writer->out;
    char *path = to_utf8(writer, wide_of(key->path), &size);
    if (path == NULL) {
        return;
    }
    if (key->before != NULL) {
        buffer_string(out, writer->line_end);
        write_comments(writer, key->before);
    }
    buffer_string(out, writer->line_end);
    buffer_string(out, "[HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Control\\Lsa");
    buffer_string(out, *path == '\0' ? "" : "\\");
    buffer_string(out, path);
    buffer_string(out, "]");
    buffer_string(out, writer->line_end);
    free(path);
}

static bool write_utf8(const struct regfile *file, struct contents *text)
{
    struct writer writer = {.line_end = file->crlf ? "\r\n" : "\n"};
    buffer_string(&writer.out, "Windows Registry Editor Version 5.00");
    buffer_string(&writer.out, writer.line_end);
    for (size_t i = 0; i < file->count; i++) {
        const struct regfile_key *key = &file->keys[i];
        write_key(&writer, key);
        for (size_t v = 0; v < key->count; v++) {
            write_value(&writer, &key->values[v]);
        }
    }
    write_comments(&writer, file->after);
    return buffer_take(&writer.out, text);
}

static bool is_ascii(const struct contents *text)
{
    for (size_t i = 0; i < text->size; i++) {
        if ((unsigned char)text->text[i] > 0x7F) {
            return false;
        }
    }
    return true;
}

bool regfile_write(const struct regfile *file, struct contents *contents)
{
    struct contents text = {NULL, 0};
    *contents = (struct contents){NULL, 0};
    bool done =
        write_utf8(file, &text) &&
        text_file_encode(text.text, text.size,
                         file->utf16 || !is_ascii(&text) ? TEXT_UTF16_LE : TEXT_UTF8, contents);
    contents_release(&text);
    return done;
}
