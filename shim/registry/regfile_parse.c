/* Reading: lines of UTF-8, each a key, a value or a comment. */
#include "regfile.h"

#include <stdlib.h>
#include <string.h>

#include "registry.h"
#include "text/hex.h"
#include "text/utf.h"
#include "text/wipe.h"

#define HEADER "Windows Registry Editor Version 5.00"
#define LSA "HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Control\\Lsa"

/* What a value's data are put together in; used again for the next. */
struct data {
    unsigned char *bytes;
    size_t size;
    size_t capacity;
    uint32_t type;
};

struct parser {
    struct regfile *file;
    struct fault *fault;
    const char *name;
    const char *at; /* the next line */
    const char *end;
    const char *line; /* the current one */
    size_t length;
    unsigned number;
    size_t key; /* index of the current key */
    bool in_key;
    char *comments; /* seen, and not yet above anything */
    size_t comments_size;
    struct data data;
};

static bool expected(const struct parser *parser, const char *what)
{
    return fault_set(parser->fault, "%s:%u: expected %s", parser->name, parser->number, what);
}

static bool no_memory(const struct parser *parser)
{
    return fault_set(parser->fault, "%s: no memory", parser->name);
}

/* Steps to the next line; its end and trailing blanks are not part of it. */
static bool next_line(struct parser *parser)
{
    if (parser->at >= parser->end) {
        return false;
    }
    const char *newline = memchr(parser->at, '\n', (size_t)(parser->end - parser->at));
    const char *stop = newline == NULL ? parser->end : newline;
    parser->line = parser->at;
    parser->at = newline == NULL ? parser->end : newline + 1;
    while (stop > parser->line && (stop[-1] == '\r' || stop[-1] == ' ' || stop[-1] == '\t')) {
        stop--;
    }
    parser->length = (size_t)(stop - parser->line);
    parser->number++;
    return true;
}

static bool keep_comment(struct parser *parser)
{
    size_t size = parser->comments_size + parser->length + 2;
    char *longer = realloc(parser->comments, size);
    if (longer == NULL) {
        return no_memory(parser);
    }
    memcpy(longer + parser->comments_size, parser->line, parser->length);
    longer[size - 2] = '\n';
    longer[size - 1] = '\0';
    parser->comments = longer;
    parser->comments_size = size - 1;
    return true;
}

static char *take_comments(struct parser *parser)
{
    char *comments = parser->comments;
    parser->comments = NULL;
    parser->comments_size = 0;
    return comments;
}

static bool same_ascii(const char *text, size_t length, const char *other)
{
    for (size_t i = 0; i < length; i++) {
        char a = text[i];
        char b = other[i];
        a = (char)(a >= 'a' && a <= 'z' ? a - 32 : a);
        b = (char)(b >= 'a' && b <= 'z' ? b - 32 : b);
        if (a != b) {
            return false;
        }
    }
    return true;
}

/* UTF-8 to UTF-16 in memory of its own. */
static uint16_t *to_wide(const char *text, size_t length, size_t *units)
{
    uint16_t *copy = malloc((length + 1) * sizeof *copy);
    if (copy != NULL) {
        *units = utf8_to_utf16(text, length, copy, length);
        copy[*units] = 0;
    }
    return copy;
}

static bool parse_key(struct parser *parser)
{
    const char *path = parser->line + 1;
    size_t root = sizeof LSA - 1;
    if (parser->length < 2 || parser->line[parser->length - 1] != ']') {
        return expected(parser, "']' at the end of the key");
    }
    size_t length = parser->length - 2;
    if (length < root || !same_ascii(path, root, LSA) || (length > root && path[root] != '\\')) {
        return expected(parser, "a key at or below " LSA);
    }
    size_t skip = length > root ? root + 1 : root;
    size_t units;
    uint16_t *below = to_wide(path + skip, length - skip, &units);
    if (below == NULL) {
        return no_memory(parser);
    }
    struct regfile_key *key =
        regfile_make_key(parser->file, (struct wide){(const unsigned char *)below, units});
    free(below);
    if (key == NULL) {
        return no_memory(parser);
    }
    if (key->before == NULL) {
        key->before = take_comments(parser);
    }
    parser->key = (size_t)(key - parser->file->keys);
    parser->in_key = true;
    return true;
}

/*
 * Reads "..." with its \\ and \" escapes from the line, from *at on, past the closing quote.
 * The text is the caller's to free.
 */
static char *parse_quoted(struct parser *parser, size_t *at, size_t *length)
{
    char *text = malloc(parser->length + 1);
    if (text == NULL) {
        no_memory(parser);
        return NULL;
    }
    *length = 0;
    for (size_t i = *at + 1; i < parser->length; i++) {
        char c = parser->line[i];
        if (c == '"') {
            *at = i + 1;
            text[*length] = '\0';
            return text;
        }
        if (c == '\\' && i + 1 < parser->length) {
            c = parser->line[++i];
        }
        text[(*length)++] = c;
    }
    free(text);
    expected(parser, "a closing quotation mark");
    return NULL;
}

/* Room for so many bytes more; what is outgrown is wiped. */
static bool more_room(struct parser *parser, size_t bytes)
{
    struct data *data = &parser->data;
    if (data->capacity - data->size >= bytes) {
        return true;
    }
    size_t larger = 2 * data->capacity + bytes;
    unsigned char *moved = malloc(larger);
    if (moved == NULL) {
        return no_memory(parser);
    }
    if (data->bytes != NULL) {
        memcpy(moved, data->bytes, data->size);
        wipe(data->bytes, data->size);
        free(data->bytes);
    }
    data->bytes = moved;
    data->capacity = larger;
    return true;
}

static bool add_byte(struct parser *parser, unsigned byte)
{
    if (!more_room(parser, 1)) {
        return false;
    }
    parser->data.bytes[parser->data.size++] = (unsigned char)byte;
    return true;
}

/* Up to most hex digits from *at on. */
static bool parse_number(struct parser *parser, size_t *at, size_t most, uint32_t *number)
{
    size_t digits = 0;
    *number = 0;
    while (digits < most && *at < parser->length && hex_digit(parser->line[*at]) >= 0) {
        *number = *number << 4 | (uint32_t)hex_digit(parser->line[*at]);
        (*at)++;
        digits++;
    }
    return digits > 0;
}

/* Past blanks, and from a trailing backslash on to the next line. */
static bool skip_blanks(struct parser *parser, size_t *at)
{
    for (;;) {
        while (*at < parser->length && (parser->line[*at] == ' ' || parser->line[*at] == '\t')) {
            (*at)++;
        }
        if (*at + 1 != parser->length || parser->line[*at] != '\\') {
            return true;
        }
        if (!next_line(parser)) {
            return expected(parser, "the line that the backslash announces");
        }
        *at = 0;
    }
}

/* As many bytes as stand there as regedit writes them: two digits and a comma each. */
static void parse_pairs(struct parser *parser, size_t *at)
{
    const char *text = parser->line;
    struct data *data = &parser->data;
    for (; *at + 2 < parser->length && text[*at + 2] == ','; *at += 3) {
        int high = hex_digit(text[*at]);
        int low = hex_digit(text[*at + 1]);
        if ((high | low) < 0) {
            break;
        }
        data->bytes[data->size++] = (unsigned char)(high << 4 | low);
    }
}

static bool parse_hex(struct parser *parser, size_t at)
{
    if (!skip_blanks(parser, &at)) {
        return false;
    }
    while (at < parser->length) {
        uint32_t byte;
        if (!more_room(parser, (parser->length - at) / 3)) {
            return false;
        }
        parse_pairs(parser, &at);
        if (!skip_blanks(parser, &at)) {
            return false;
        }
        if (at == parser->length) {
            break;
        }
        if (!parse_number(parser, &at, 2, &byte)) {
            return expected(parser, "two hex digits");
        }
        if (!add_byte(parser, byte) || !skip_blanks(parser, &at)) {
            return false;
        }
        if (at < parser->length && parser->line[at++] != ',') {
            return expected(parser, "a comma between bytes");
        }
        if (!skip_blanks(parser, &at)) {
            return false;
        }
    }
    return true;
}

static bool parse_string(struct parser *parser, size_t at)
{
    size_t length;
    size_t units;
    char *text = parse_quoted(parser, &at, &length);
    if (text == NULL) {
        return false;
    }
    uint16_t *wide = to_wide(text, length, &units);
    free(text);
    if (wide == NULL) {
        return no_memory(parser);
    }
    bool done = at == parser->length || expected(parser, "nothing after the string");
    for (size_t i = 0; done && i <= units; i++) {
        done = add_byte(parser, wide[i] & 0xFFu) && add_byte(parser, wide[i] >> 8);
    }
    free(wide);
    parser->data.type = REGISTRY_SZ;
    return done;
}

static bool parse_dword(struct parser *parser, size_t at)
{
    uint32_t number;
    parser->data.type = REGISTRY_DWORD;
    if (!parse_number(parser, &at, 8, &number) || at != parser->length) {
        return expected(parser, "eight hex digits after dword:");
    }
    for (int shift = 0; shift < 32; shift += 8) {
        if (!add_byte(parser, number >> shift & 0xFF)) {
            return false;
        }
    }
    return true;
}

static bool starts(const struct parser *parser, size_t at, const char *word)
{
    size_t length = strlen(word);
    return parser->length - at >= length && memcmp(parser->line + at, word, length) == 0;
}

static bool parse_data(struct parser *parser, size_t at)
{
    parser->data.size = 0;
    if (starts(parser, at, "\"")) {
        return parse_string(parser, at);
    }
    if (starts(parser, at, "dword:")) {
        return parse_dword(parser, at + 6);
    }
    if (starts(parser, at, "hex:")) {
        parser->data.type = REGISTRY_BINARY;
        return parse_hex(parser, at + 4);
    }
    if (starts(parser, at, "hex(")) {
        at += 4;
        if (parse_number(parser, &at, 8, &parser->data.type) && starts(parser, at, "):")) {
            return parse_hex(parser, at + 2);
        }
    }
    return expected(parser, "a string, dword:, hex: or hex(type): as the value");
}

static bool store(struct parser *parser, uint16_t *name, size_t units, unsigned line)
{
    const struct data *data = &parser->data;
    unsigned char *copy = malloc(data->size == 0 ? 1 : data->size);
    struct regfile_value *value = copy == NULL
                                      ? NULL
                                      : regfile_append_value(&parser->file->keys[parser->key], name,
                                                             units, data->type, copy, data->size);
    if (value == NULL) {
        free(copy);
        return no_memory(parser);
    }
    if (data->size > 0) {
        memcpy(copy, data->bytes, data->size);
    }
    value->line = line;
    value->before = take_comments(parser);
    return true;
}

/* "name" or @, which is the empty one; NULL where it is neither. */
static uint16_t *parse_name(struct parser *parser, size_t *at, size_t *units)
{
    size_t length;
    if (parser->line[0] == '@') {
        *at = 1;
        return to_wide("", 0, units);
    }
    char *text = parse_quoted(parser, at, &length);
    uint16_t *name = text == NULL ? NULL : to_wide(text, length, units);
    if (text != NULL && name == NULL) {
        no_memory(parser);
    }
    free(text);
    return name;
}

static bool parse_value(struct parser *parser)
{
    unsigned line = parser->number;
    size_t at = 0;
    size_t units;
    if (!parser->in_key) {
        return expected(parser, "a [key] above the first value");
    }
    uint16_t *name = parse_name(parser, &at, &units);
    if (name == NULL) {
        return false;
    }
    bool done = starts(parser, at, "=") ? parse_data(parser, at + 1)
                                        : expected(parser, "'=' after the value's name");
    done = done && store(parser, name, units, line);
    if (!done) {
        free(name);
    }
    return done;
}

static bool parse_line(struct parser *parser)
{
    if (parser->length == 0) {
        return true;
    }
    switch (parser->line[0]) {
    case ';':
        return keep_comment(parser);
    case '[':
        return parse_key(parser);
    case '"':
    case '@':
        return parse_value(parser);
    default:
        return expected(parser, "a [key], a \"value\"=, or a ; comment");
    }
}

static bool each_value_is_there_once(struct parser *parser)
{
    for (size_t i = 0; i < parser->file->count; i++) {
        char name[64];
        bool lacks_memory;
        const struct regfile_value *twin = regfile_find_twin(&parser->file->keys[i], &lacks_memory);
        if (lacks_memory) {
            return no_memory(parser);
        }
        if (twin != NULL) {
            utf16_to_utf8(wide_of(twin->name), name, sizeof name);
            return fault_set(parser->fault,
                             "%s:%u: expected each value once; \"%s\" is there above", parser->name,
                             twin->line, name);
        }
    }
    return true;
}

static bool parse_text(struct parser *parser)
{
    bool header = next_line(parser) && parser->length == sizeof HEADER - 1 &&
                  memcmp(parser->line, HEADER, parser->length) == 0;
    if (!header) {
        parser->number = 1;
        return expected(parser, "\"" HEADER "\"");
    }
    parser->file->crlf = parser->at - parser->line > 1 && parser->at[-2] == '\r';
    while (next_line(parser)) {
        if (!parse_line(parser)) {
            return false;
        }
    }
    parser->file->after = take_comments(parser);
    return each_value_is_there_once(parser);
}

/* The text as UTF-8 without its mark, in memory of its own where it was UTF-16. */
static bool to_utf8(struct parser *parser, const struct contents *contents,
                    struct contents *converted)
{
    const unsigned char *bytes = (const unsigned char *)contents->text;
    *converted = (struct contents){NULL, 0};
    parser->number = 1;
    parser->file->utf16 = contents->size >= 2 && bytes[0] == 0xFF && bytes[1] == 0xFE;
    if (!parser->file->utf16) {
        bool mark = contents->size >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0;
        parser->at = contents->text + (mark ? 3 : 0);
        parser->end = contents->text + contents->size;
        return utf8_valid(contents->text, contents->size, &parser->number) ||
               expected(parser, "UTF-8 or UTF-16LE text");
    }
    struct wide text = {bytes + 2, (contents->size - 2) / 2};
    size_t size = utf16_to_utf8(text, NULL, 0);
    converted->text = malloc(size + 1);
    if (converted->text == NULL) {
        return no_memory(parser);
    }
    converted->size = size;
    utf16_to_utf8(text, converted->text, size + 1);
    parser->at = converted->text;
    parser->end = converted->text + size;
    return contents->size % 2 == 0 || expected(parser, "whole UTF-16 units");
}

/* regedit's text has none, and strings here end in one. */
static bool without_nul(struct parser *parser)
{
    const char *nul = parser->at == parser->end
                          ? NULL
                          : memchr(parser->at, '\0', (size_t)(parser->end - parser->at));
    if (nul == NULL) {
        return true;
    }
    parser->number = 1;
    for (const char *at = parser->at; at < nul; at++) {
        parser->number += *at == '\n';
    }
    return expected(parser, "text without NUL");
}

bool regfile_parse(struct regfile *file, const char *name, const struct contents *contents,
                   struct fault *fault)
{
    struct parser parser = {.file = file, .fault = fault, .name = name};
    struct contents converted;
    regfile_init(file);
    bool done = to_utf8(&parser, contents, &converted) && without_nul(&parser);
    if (done) {
        parser.number = 0;
        done = parse_text(&parser);
    }
    free(parser.comments);
    if (parser.data.bytes != NULL) {
        wipe(parser.data.bytes, parser.data.capacity);
        free(parser.data.bytes);
    }
    contents_release(&converted);
    if (!done) {
        regfile_release(file);
    }
    return done;
}
