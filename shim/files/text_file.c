#include "text_file.h"

#include <stdlib.h>
#include <string.h>

#include "text/code_page.h"
#include "text/utf.h"
#include "text/wipe.h"

#define UTF8_MARK "\xEF\xBB\xBF"
#define UTF16_LE_MARK "\xFF\xFE"
#define UTF16_BE_MARK "\xFE\xFF"
#define EXPECTED "expected UTF-8 or UTF-16 text, or the file's code page with --code-page"

static bool begins(const char *text, size_t size, const char *mark)
{
    size_t length = strlen(mark);
    return size >= length && memcmp(text, mark, length) == 0;
}

enum text_form text_file_mark(const char *text, size_t size)
{
    return begins(text, size, UTF8_MARK)       ? TEXT_UTF8_MARKED
           : begins(text, size, UTF16_LE_MARK) ? TEXT_UTF16_LE
           : begins(text, size, UTF16_BE_MARK) ? TEXT_UTF16_BE
                                               : TEXT_UTF8;
}

static unsigned line_of(const char *text, size_t at)
{
    unsigned line = 1;
    for (size_t i = 0; i < at; i++) {
        line += text[i] == '\n';
    }
    return line;
}

void decoded_release(struct decoded *decoded)
{
    contents_release(&decoded->own);
    *decoded = (struct decoded){.text = NULL};
}

/* Has *decoded own the UTF-8 of UTF-16 in the machine's order. False: no memory. */
static bool own_utf8(struct wide units, struct decoded *decoded)
{
    size_t size = utf16_to_utf8(units, NULL, 0);
    decoded->own.text = malloc(size + 1);
    if (decoded->own.text == NULL) {
        return false;
    }
    utf16_to_utf8(units, decoded->own.text, size + 1);
    decoded->own.size = size;
    decoded->text = decoded->own.text;
    decoded->size = size;
    return true;
}

/* How many units are whole characters, from the beginning on: a surrogate is half of one. */
static size_t whole_units(struct wide text)
{
    size_t at = 0;
    while (at < text.units) {
        uint16_t unit = wide_unit(text, at);
        uint16_t next = at + 1 < text.units ? wide_unit(text, at + 1) : 0;
        bool high = unit >= 0xD800 && unit <= 0xDBFF;
        bool pair = high && next >= 0xDC00 && next <= 0xDFFF;
        if (unit >= 0xD800 && unit <= 0xDFFF && !pair) {
            break;
        }
        at += pair ? 2 : 1;
    }
    return at;
}

static bool judge_units(const char *name, struct wide units, bool odd, struct decoded *decoded,
                        struct fault *fault)
{
    size_t whole = whole_units(units);
    if (!own_utf8(wide_part(units, 0, whole), decoded)) {
        return fault_set(fault, "%s: no memory", name);
    }
    unsigned line = line_of(decoded->text, decoded->size);
    if (whole < units.units) {
        return fault_set(fault, "%s:%u: expected a character, and not half of a surrogate pair",
                         name, line);
    }
    return !odd || fault_set(fault, "%s:%u: expected whole UTF-16 units", name, line);
}

static bool decode_utf16(const char *name, const struct contents *contents, struct decoded *decoded,
                         struct fault *fault)
{
    size_t size = contents->size - 2;
    unsigned char *swapped = NULL;
    const unsigned char *bytes = (const unsigned char *)contents->text + 2;
    if (decoded->form == TEXT_UTF16_BE) {
        swapped = malloc(size + 1);
        if (swapped == NULL) {
            return fault_set(fault, "%s: no memory", name);
        }
        for (size_t i = 0; i + 1 < size; i += 2) {
            swapped[i] = bytes[i + 1];
            swapped[i + 1] = bytes[i];
        }
        bytes = swapped;
    }
    bool done = judge_units(name, (struct wide){bytes, size / 2}, size % 2 != 0, decoded, fault);
    if (swapped != NULL) {
        wipe(swapped, size);
        free(swapped);
    }
    return done;
}

static bool decode_code_page(const char *name, const struct contents *contents, unsigned line,
                             struct decoded *decoded, struct fault *fault)
{
    unsigned code_page = code_page_chosen();
    decoded->form = TEXT_ANSI;
    if (code_page == 0) {
        return fault_set(fault, "%s:%u: " EXPECTED, name, line);
    }
    uint16_t *units = calloc(contents->size + 1, sizeof *units);
    if (units == NULL) {
        return fault_set(fault, "%s: no memory", name);
    }
    size_t at = 0;
    for (; at < contents->size; at++) {
        units[at] = code_page_unit(code_page, (unsigned char)contents->text[at]);
        if (units[at] == 0 && contents->text[at] != '\0') {
            break;
        }
    }
    bool done = at == contents->size
                    ? own_utf8((struct wide){(const unsigned char *)units, at}, decoded) ||
                          fault_set(fault, "%s: no memory", name)
                    : fault_set(fault, "%s:%u: expected a character of code page %u", name,
                                line_of(contents->text, at), code_page);
    wipe(units, contents->size * sizeof *units);
    free(units);
    return done;
}

/* What the reader of lines cannot have in them. UTF-16 without its mark is full of it. */
static bool without_nul(const char *name, const struct decoded *decoded, struct fault *fault)
{
    const char *nul = decoded->size == 0 ? NULL : memchr(decoded->text, '\0', decoded->size);
    return nul == NULL ||
           fault_set(fault, "%s:%u: expected text without NUL (UTF-16 begins with its mark)", name,
                     line_of(decoded->text, (size_t)(nul - decoded->text)));
}

static bool finish(const char *name, bool done, struct decoded *decoded, struct fault *fault)
{
    done = done && without_nul(name, decoded, fault);
    if (!done) {
        decoded_release(decoded);
    }
    return done;
}

bool text_file_decode(const char *name, const struct contents *contents, struct decoded *decoded,
                      struct fault *fault)
{
    *decoded = (struct decoded){.form = text_file_mark(contents->text, contents->size)};
    if (decoded->form == TEXT_UTF16_LE || decoded->form == TEXT_UTF16_BE) {
        return finish(name, decode_utf16(name, contents, decoded, fault), decoded, fault);
    }
    unsigned line;
    size_t mark = decoded->form == TEXT_UTF8_MARKED ? strlen(UTF8_MARK) : 0;
    decoded->text = contents->text + mark;
    decoded->size = contents->size - mark;
    bool done = utf8_valid(contents->text, contents->size, &line) ||
                decode_code_page(name, contents, line, decoded, fault);
    return finish(name, done, decoded, fault);
}

bool text_file_decode_ansi(const char *name, const struct contents *contents,
                           struct decoded *decoded, struct fault *fault)
{
    size_t ascii = 0;
    while (ascii < contents->size && (unsigned char)contents->text[ascii] < 0x80) {
        ascii++;
    }
    *decoded = (struct decoded){.form = TEXT_ANSI, .text = contents->text, .size = contents->size};
    bool done = ascii == contents->size ||
                decode_code_page(name, contents, line_of(contents->text, ascii), decoded, fault);
    return finish(name, done, decoded, fault);
}

static bool encode_utf16(const char *text, size_t size, bool little, struct contents *contents)
{
    uint16_t *units = malloc((size + 1) * sizeof *units);
    if (units == NULL) {
        return false;
    }
    size_t count = utf8_to_utf16(text, size, units, size);
    contents->text = malloc(2 * count + 3);
    if (contents->text != NULL) {
        memcpy(contents->text, little ? UTF16_LE_MARK : UTF16_BE_MARK, 2);
        for (size_t i = 0; i < count; i++) {
            contents->text[2 + 2 * i] = (char)(little ? units[i] & 0xFF : units[i] >> 8);
            contents->text[3 + 2 * i] = (char)(little ? units[i] >> 8 : units[i] & 0xFF);
        }
        contents->size = 2 + 2 * count;
        contents->text[contents->size] = '\0';
    }
    wipe(units, size * sizeof *units);
    free(units);
    return contents->text != NULL;
}

bool text_file_encode(const char *text, size_t size, enum text_form form, struct contents *contents)
{
    size_t mark = form == TEXT_UTF8_MARKED ? strlen(UTF8_MARK) : 0;
    *contents = (struct contents){NULL, 0};
    if (form != TEXT_UTF8 && form != TEXT_UTF8_MARKED) {
        return encode_utf16(text, size, form != TEXT_UTF16_BE, contents);
    }
    contents->text = malloc(mark + size + 1);
    if (contents->text != NULL) {
        memcpy(contents->text, UTF8_MARK, mark);
        memcpy(contents->text + mark, text, size);
        contents->size = mark + size;
        contents->text[contents->size] = '\0';
    }
    return contents->text != NULL;
}
