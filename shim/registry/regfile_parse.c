/* Reading: lines of UTF-8, each a key, a value or a comment. */
#include "regfile.h"

#include <stdlib.h>
#include <string.h>

#include "files/text_file.h"
#include "registry.h"
#include "text/code_page.h"
#include "text/hex.h"
#include "text/utf.h"
#include "text/wipe.h"

#define HEADER "Windows Registry Editor Version 5.00"
#define HEADER_4 "REGEDIT4"
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
    if (*path == '-') {
        return expected(parser, "what the registry holds: a machine folder takes no deletions, as "
                                "[-KEY] is one");
    }
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

/* The line goes on behind a text that had lines in it: from here on. */
static void go_on_at(struct parser *parser, const char *at, unsigned number)
{
    parser->at = at;
    parser->number = number - 1;
    if (!next_line(parser)) {
        parser->line = at;
        parser->length = 0;
        parser->number = number;
    }
}

/*
 * Reads "..." with its \\ and \" escapes from the line, from *at on, past the closing quote, which
 * may be on a later line: regedit writes line breaks as they are. The text is the caller's to free.
 */
static char *parse_quoted(struct parser *parser, size_t *at, size_t *length)
{
    const char *from = parser->line + *at + 1;
    const char *end = from;
    unsigned number = parser->number;
    while (end < parser->end && *end != '"') {
        end += *end == '\\' && end + 1 < parser->end;
        number += *end == '\n';
        end++;
    }
    if (end >= parser->end) {
        expected(parser, "a closing quotation mark");
        return NULL;
    }
    char *text = malloc((size_t)(end - from) + 1);
    if (text == NULL) {
        no_memory(parser);
        return NULL;
    }
    *length = 0;
    for (const char *c = from; c < end; c++) {
        c += *c == '\\';
        text[(*length)++] = *c;
    }
    text[*length] = '\0';
    *at = (size_t)(end + 1 - parser->line);
    if (number > parser->number) {
        go_on_at(parser, end + 1, number);
        *at = 0;
    }
    return text;
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

/*
 * REGEDIT4 has the bytes of a string's ANSI in hex(1), hex(2) and hex(7): here they become UTF-16.
 */
static bool widen(struct parser *parser)
{
    struct data *data = &parser->data;
    size_t count = data->size;
    bool text = data->type == REGISTRY_SZ || data->type == REGISTRY_EXPAND_SZ ||
                data->type == REGISTRY_MULTI_SZ;
    if (!parser->file->version4 || !text) {
        return true;
    }
    if (!more_room(parser, count)) {
        return false;
    }
    for (size_t i = count; i > 0; i--) {
        unsigned char byte = data->bytes[i - 1];
        uint16_t unit = byte < 0x80 ? byte : code_page_unit(code_page_chosen(), byte);
        if (unit == 0 && byte != 0) {
            return expected(parser, "ASCII, or characters of the code page that --code-page names");
        }
        data->bytes[2 * i - 2] = (unsigned char)(unit & 0xFF);
        data->bytes[2 * i - 1] = (unsigned char)(unit >> 8);
    }
    data->size = 2 * count;
    return true;
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
            return parse_hex(parser, at + 2) && widen(parser);
        }
    }
    return starts(parser, at, "-")
               ? expected(parser, "what the registry holds: a machine folder takes no deletions, "
                                  "as \"name\"=- is one")
               : expected(parser, "a string, dword:, hex: or hex(type): as the value");
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

static bool is_line(const struct parser *parser, const char *text)
{
    return parser->length == strlen(text) && memcmp(parser->line, text, parser->length) == 0;
}

static bool parse_text(struct parser *parser)
{
    bool header = next_line(parser) && is_line(parser, parser->file->version4 ? HEADER_4 : HEADER);
    if (!header) {
        parser->number = 1;
        return expected(parser, "\"" HEADER "\", or REGEDIT4");
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

static bool is_version_4(const struct contents *contents)
{
    return contents->size >= sizeof HEADER_4 - 1 &&
           memcmp(contents->text, HEADER_4, sizeof HEADER_4 - 1) == 0;
}

bool regfile_parse(struct regfile *file, const char *name, const struct contents *contents,
                   struct fault *fault)
{
    struct parser parser = {.file = file, .fault = fault, .name = name};
    struct decoded text;
    regfile_init(file);
    parser.file->version4 = is_version_4(contents);
    bool done = file->version4 ? text_file_decode_ansi(name, contents, &text, fault)
                               : text_file_decode(name, contents, &text, fault);
    if (done) {
        file->utf16 = text.form != TEXT_UTF8 && text.form != TEXT_UTF8_MARKED;
        parser.at = text.text;
        parser.end = text.text + text.size;
        done = parse_text(&parser);
        decoded_release(&text);
    }
    free(parser.comments);
    if (parser.data.bytes != NULL) {
        wipe(parser.data.bytes, parser.data.capacity);
        free(parser.data.bytes);
    }
    if (!done) {
        regfile_release(file);
    }
    return done;
}
