/* Writing: the same text that regfile_parse.c reads. */
#include "regfile.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lsass/ntlm.h"
#include "registry.h"
#include "text/utf.h"

#define BYTES_A_LINE 20

struct writer {
    FILE *out;
    bool no_memory;
};

/* UTF-8 of the text, which the caller releases; NULL and the writer's flag: no memory. */
static char *to_utf8(struct writer *writer, struct wide text, size_t *size)
{
    *size = utf16_to_utf8(text, NULL, 0) + 1;
    char *utf8 = malloc(*size);
    if (utf8 == NULL) {
        writer->no_memory = true;
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
    fputc('"', writer->out);
    for (const char *at = utf8; *at != '\0'; at++) {
        if (*at == '"' || *at == '\\') {
            fputc('\\', writer->out);
        }
        fputc(*at, writer->out);
    }
    fputc('"', writer->out);
    ntlm_wipe(utf8, size);
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

static void write_hex(FILE *out, const struct regfile_value *value)
{
    if (value->type == REGISTRY_BINARY) {
        fputs("hex:", out);
    } else {
        fprintf(out, "hex(%x):", value->type);
    }
    for (size_t i = 0; i < value->size; i++) {
        bool last = i + 1 == value->size;
        fprintf(out, "%02x%s", value->data[i], last ? "" : ",");
        if (!last && (i + 1) % BYTES_A_LINE == 0) {
            fputs("\\\n  ", out);
        }
    }
}

static void write_value(struct writer *writer, const struct regfile_value *value)
{
    FILE *out = writer->out;
    fputs(value->before == NULL ? "" : value->before, out);
    if (value->name_units == 0) {
        fputc('@', out);
    } else {
        write_quoted(writer, (struct wide){(const unsigned char *)value->name, value->name_units});
    }
    fputc('=', out);
    if (is_plain_string(value)) {
        write_quoted(writer, (struct wide){value->data, value->size / 2 - 1});
    } else if (value->type == REGISTRY_DWORD && value->size == 4) {
        fprintf(out, "dword:%02x%02x%02x%02x", value->data[3], value->data[2], value->data[1],
                value->data[0]);
    } else {
        write_hex(out, value);
    }
    fputc('\n', out);
}

static void write_path(struct writer *writer, const uint16_t *path)
{
    size_t size;
    char *utf8 = to_utf8(writer, wide_of(path), &size);
    if (utf8 != NULL) {
        fprintf(writer->out,
                "\n[HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Control\\Lsa%s%s]\n",
                *utf8 == '\0' ? "" : "\\", utf8);
        free(utf8);
    }
}

static bool write_utf8(const struct regfile *file, struct contents *text)
{
    FILE *out = open_memstream(&text->text, &text->size);
    struct writer writer = {out, false};
    if (out == NULL) {
        return false;
    }
    fputs("Windows Registry Editor Version 5.00\n", out);
    for (size_t i = 0; i < file->count; i++) {
        const struct regfile_key *key = &file->keys[i];
        if (key->before != NULL) {
            fprintf(out, "\n%s", key->before);
        }
        write_path(&writer, key->path);
        for (size_t v = 0; v < key->count; v++) {
            write_value(&writer, &key->values[v]);
        }
    }
    fputs(file->after == NULL ? "" : file->after, out);
    bool whole = ferror(out) == 0 && !writer.no_memory;
    return fclose(out) == 0 && whole;
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
    ntlm_wipe(ended, size);
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
