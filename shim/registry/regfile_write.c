/* Writing: the same text that regfile_parse.c reads. */
#include "regfile.h"

#include <stdlib.h>
#include <string.h>

#include "files/buffer.h"
#include "registry.h"
#include "text/hex.h"
#include "text/utf.h"
#include "text/wipe.h"

#define BYTES_A_LINE 20

/* UTF-8 of the text, which the caller releases; NULL and the buffer's flag: no memory. */
static char *to_utf8(struct buffer *out, struct wide text, size_t *size)
{
    *size = utf16_to_utf8(text, NULL, 0) + 1;
    char *utf8 = malloc(*size);
    if (utf8 == NULL) {
        out->no_memory = true;
        return NULL;
    }
    utf16_to_utf8(text, utf8, *size);
    return utf8;
}

static void write_quoted(struct buffer *out, struct wide text)
{
    size_t size;
    char *utf8 = to_utf8(out, text, &size);
    if (utf8 == NULL) {
        return;
    }
    buffer_char(out, '"');
    for (const char *at = utf8; *at != '\0'; at++) {
        if (*at == '"' || *at == '\\') {
            buffer_char(out, '\\');
        }
        buffer_char(out, *at);
    }
    buffer_char(out, '"');
    wipe(utf8, size);
    free(utf8);
}

/* A string that the quoted form holds: it ends in its one NUL and has no line in it. */
static bool is_plain_string(const struct regfile_value *value)
{
    if (value->type != REGISTRY_SZ || value->size % 2 != 0 || value->size < 2) {
        return false;
    }
    struct wide text = {value->data, value->size / 2};
    for (size_t i = 0; i + 1 < text.units; i++) {
        uint16_t unit = wide_unit(text, i);
        if (unit < ' ' || (unit >= 0xD800 && unit <= 0xDFFF)) {
            return false;
        }
    }
    return wide_unit(text, text.units - 1) == 0;
}

static void write_hex(struct buffer *out, const struct regfile_value *value)
{
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
            buffer_string(out, "\\\n  ");
        }
    }
}

static void write_value(struct buffer *out, const struct regfile_value *value)
{
    buffer_string(out, value->before == NULL ? "" : value->before);
    if (value->name_units == 0) {
        buffer_char(out, '@');
    } else {
        write_quoted(out, (struct wide){(const unsigned char *)value->name, value->name_units});
    }
    buffer_char(out, '=');
    if (is_plain_string(value)) {
        write_quoted(out, (struct wide){value->data, value->size / 2 - 1});
    } else if (value->type == REGISTRY_DWORD && value->size == 4) {
        buffer_print(out, "dword:%02x%02x%02x%02x", value->data[3], value->data[2], value->data[1],
                     value->data[0]);
    } else {
        write_hex(out, value);
    }
    buffer_char(out, '\n');
}

static void write_path(struct buffer *out, const uint16_t *path)
{
    size_t size;
    char *utf8 = to_utf8(out, wide_of(path), &size);
    if (utf8 != NULL) {
        buffer_string(out, "\n[HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Control\\Lsa");
        buffer_string(out, *utf8 == '\0' ? "" : "\\");
        buffer_string(out, utf8);
        buffer_string(out, "]\n");
        free(utf8);
    }
}

static bool write_utf8(const struct regfile *file, struct contents *text)
{
    struct buffer out = {.text = NULL};
    buffer_string(&out, "Windows Registry Editor Version 5.00\n");
    for (size_t i = 0; i < file->count; i++) {
        const struct regfile_key *key = &file->keys[i];
        if (key->before != NULL) {
            buffer_char(&out, '\n');
            buffer_string(&out, key->before);
        }
        write_path(&out, key->path);
        for (size_t v = 0; v < key->count; v++) {
            write_value(&out, &key->values[v]);
        }
    }
    buffer_string(&out, file->after == NULL ? "" : file->after);
    return buffer_take(&out, text);
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

/* Line ends and encoding, as the file had them or regedit needs them. */
static bool encode(const struct contents *text, bool crlf, bool utf16, struct contents *out)
{
    size_t width = utf16 ? 2 : 1;
    size_t lines = 0;
    for (size_t i = 0; i < text->size; i++) {
        lines += text->text[i] == '\n';
    }
    char *ended = malloc(text->size + lines + 1);
    out->text = malloc((text->size + lines) * width + 3);
    if (ended == NULL || out->text == NULL) {
        free(ended);
        free(out->text);
        return false;
    }
    size_t size = 0;
    for (size_t i = 0; i < text->size; i++) {
        if (text->text[i] == '\n' && crlf) {
            ended[size++] = '\r';
        }
        ended[size++] = text->text[i];
    }
    if (utf16) {
        memcpy(out->text, "\xFF\xFE", 2);
        uint16_t *units = (uint16_t *)(void *)out->text;
        out->size = 2 + 2 * utf8_to_utf16(ended, size, units + 1, size);
    } else {
        memcpy(out->text, ended, size);
        out->size = size;
    }
    wipe(ended, size);
    free(ended);
    return true;
}

bool regfile_write(const struct regfile *file, struct contents *contents)
{
    struct contents text = {NULL, 0};
    *contents = (struct contents){NULL, 0};
    bool done = write_utf8(file, &text) &&
                encode(&text, file->crlf, file->utf16 || !is_ascii(&text), contents);
    contents_release(&text);
    return done;
}
