#include "text_lines.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "text/utf.h"
#include "text/wipe.h"

static bool is_utf16(const struct text_lines *lines)
{
    return lines->form == TEXT_UTF16_LE || lines->form == TEXT_UTF16_BE;
}

/* One unit of the text, in the machine's order; false at its end, to which half a unit belongs. */
static bool add_unit(struct text_lines *lines, struct buffer *line, bool *line_end)
{
    int bytes[2] = {getchar(), 0};
    size_t width = is_utf16(lines) ? 2 : 1;
    if (width == 2 && bytes[0] != EOF) {
        bytes[1] = getchar();
    }
    if (bytes[0] == EOF || bytes[1] == EOF) {
        return false;
    }
    size_t low = lines->form == TEXT_UTF16_BE;
    char unit[2] = {(char)bytes[low], (char)bytes[1 - low]};
    *line_end = unit[0] == '\n' && (width == 1 || unit[1] == 0);
    buffer_add(line, unit, *line_end ? 0 : width);
    return true;
}

/* The mark, if there is one, and what else its reading took. */
static void begin(struct text_lines *lines, struct buffer *line)
{
    char first[3];
    size_t size = 0;
    int c = getchar();
    bool mark = c == 0xEF || c == 0xFF || c == 0xFE;
    size_t most = c == 0xEF ? 3 : 2;
    while (mark && c != EOF && c != '\n') {
        first[size++] = (char)c;
        if (size == most) {
            break;
        }
        c = getchar();
    }
    if (size == 0 || c == '\n' || c == EOF) {
        ungetc(c, stdin); /* EOF stays EOF */
    }
    lines->begun = true;
    lines->form = text_file_mark(first, size);
    if (lines->form == TEXT_UTF8) {
        buffer_add(line, first, size);
    }
}

static void to_utf8(struct buffer *line)
{
    struct wide units = {(const unsigned char *)line->text, line->size / 2};
    size_t size = utf16_to_utf8(units, NULL, 0);
    char *utf8 = malloc(size + 1);
    if (utf8 == NULL) {
        line->no_memory = true;
        return;
    }
    utf16_to_utf8(units, utf8, size + 1);
    line->size = 0;
    buffer_add(line, utf8, size);
    wipe(utf8, size);
    free(utf8);
}

bool text_lines_next(struct text_lines *lines, struct buffer *line)
{
    bool line_end = false;
    line->size = 0;
    if (lines->ended) {
        return false;
    }
    if (!lines->begun) {
        begin(lines, line);
    }
    while (!line_end && !lines->ended) {
        lines->ended = !add_unit(lines, line, &line_end);
    }
    buffer_add(line, "", 0);
    if (is_utf16(lines)) {
        to_utf8(line);
    }
    return true;
}
