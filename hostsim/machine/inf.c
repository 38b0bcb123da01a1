#include "inf.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "files/buffer.h"
#include "files/text_file.h"

struct inf_string {
    char *name;
    char *value;
    struct inf_string *next;
};

struct inf_strings {
    struct inf_string *first;
    struct inf_string **end; /* where the next one goes */
};

struct reader {
    const struct inf_handler *handler;
    struct inf_place *place;
    const char *at;
    bool in_section;
    enum inf_reading reading; /* of the section that it is in */
    bool reads_strings;       /* [Strings] itself: its values are texts of any kind */
    struct buffer line;       /* the current one, joined, without its comment */
    struct buffer value;      /* of the current entry */
    struct inf_strings strings;
};

bool inf_unexpected(const struct inf_place *place, const char *what, const char *found)
{
    return fault_set(place->fault, "%s:%u: expected %s, found \"%.80s\"", place->path, place->line,
                     what, found);
}

static bool no_memory(const struct reader *reader)
{
    return fault_set(reader->place->fault, "%s: no memory", reader->place->path);
}

/* How many bytes a text has without the blanks at its end. */
static size_t length_without_end(const char *text, size_t length)
{
    while (length > 0 && strchr(" \t\r", text[length - 1]) != NULL) {
        length--;
    }
    return length;
}

char *inf_trim(char *text)
{
    text[length_without_end(text, strlen(text))] = '\0';
    return text + strspn(text, " \t");
}

/* Adds what stands on a line before its comment: a semicolon within quotation marks is none. */
static void add_line(struct buffer *line, const char *text, size_t size)
{
    bool quoted = false;
    size_t length = 0;
    for (; length < size && (quoted || text[length] != ';'); length++) {
        quoted ^= text[length] == '"';
    }
    buffer_add(line, text, length_without_end(text, length));
}

static void add_next_line(struct reader *reader)
{
    size_t size = strcspn(reader->at, "\n");
    add_line(&reader->line, reader->at, size);
    reader->at += size;
    reader->at += *reader->at == '\n';
}

/* The next line, joined with those that its backslash announces; how many those are. */
static unsigned next_line(struct reader *reader, bool joins)
{
    unsigned lines = 1;
    struct buffer *line = &reader->line;
    line->size = 0;
    add_next_line(reader);
    while (joins && line->size > 0 && line->text[line->size - 1] == '\\' && *reader->at != '\0') {
        line->size--;
        add_next_line(reader);
        lines++;
    }
    return lines;
}

static const char *string_named(const struct inf_strings *strings, const char *name, size_t length)
{
    for (const struct inf_string *item = strings->first; item != NULL; item = item->next) {
        if (strlen(item->name) == length && strncasecmp(item->name, name, length) == 0) {
            return item->value;
        }
    }
    return NULL;
}

/* Adds what the %name% at text stands for; how many bytes that took, 0 with the fault. */
static size_t add_string(struct reader *reader, const char *text)
{
    const char *end = strchr(text + 1, '%');
    if (end == NULL || end == text + 1) { /* alone, or %% */
        buffer_char(&reader->value, '%');
        return end == NULL ? 1 : 2;
    }
    const char *value = string_named(&reader->strings, text + 1, (size_t)(end - text) - 1);
    if (value == NULL) {
        inf_unexpected(reader->place, "a %name% that [Strings] has", text);
        return 0;
    }
    buffer_string(&reader->value, value);
    return (size_t)(end - text) + 1;
}

/* Fills reader->value from an entry's. A name in quotation marks holds no comma, for none can. */
static bool read_value(struct reader *reader, const char *text)
{
    bool quoted = false;
    reader->value.size = 0;
    for (const char *at = text; *at != '\0';) {
        if (*at == '%' && !reader->reads_strings) {
            size_t taken = add_string(reader, at);
            if (taken == 0) {
                return false;
            }
            at += taken;
            continue;
        }
        if (quoted && *at == ',' && !reader->reads_strings) {
            return inf_unexpected(reader->place, "no comma between quotation marks", text);
        }
        if (*at == '"' && quoted && at[1] == '"') {
            at++;
            buffer_char(&reader->value, '"');
        } else if (*at == '"') {
            quoted = !quoted;
        } else {
            buffer_char(&reader->value, *at);
        }
        at++;
    }
    buffer_add(&reader->value, "", 0);
    return !quoted || reader->reads_strings ||
           inf_unexpected(reader->place, "a closing quotation mark", text);
}

static bool read_section(struct reader *reader, char *line)
{
    size_t length = strlen(line);
    if (line[length - 1] != ']') {
        return inf_unexpected(reader->place, "[section]", line);
    }
    line[length - 1] = '\0';
    reader->in_section = true;
    return reader->handler->section(reader->handler->context, reader->place, line + 1,
                                    &reader->reading);
}

static bool read_entry(struct reader *reader, char *line)
{
    char *equals = strchr(line, '=');
    if (!reader->in_section) {
        return inf_unexpected(reader->place, "[section] first", line);
    }
    bool as_is = reader->reading == INF_AS_IS;
    if (reader->reading == INF_NOTHING || (equals == NULL && (reader->reads_strings || as_is))) {
        return true;
    }
    if (equals == NULL) {
        return inf_unexpected(reader->place, "key = value", line);
    }
    *equals = '\0';
    const char *value = inf_trim(equals + 1);
    if (!as_is) {
        if (!read_value(reader, value)) {
            return false;
        }
        if (reader->value.no_memory) {
            return no_memory(reader);
        }
        value = reader->value.text;
    }
    return reader->handler->entry(reader->handler->context, reader->place, inf_trim(line), value);
}

static bool read_lines(struct reader *reader, const struct decoded *text)
{
    reader->at = text->text;
    reader->place->line = 1;
    while (*reader->at != '\0') {
        unsigned lines = next_line(reader, reader->reading == INF_ENTRIES);
        if (reader->line.no_memory) {
            return no_memory(reader);
        }
        char *line = inf_trim(reader->line.text);
        bool done = *line == '\0'  ? true
                    : *line == '[' ? read_section(reader, line)
                                   : read_entry(reader, line);
        if (!done) {
            return false;
        }
        reader->place->line += lines;
    }
    return true;
}

static bool is_strings(void *context, const struct inf_place *place, const char *name,
                       enum inf_reading *reading)
{
    (void)context;
    (void)place;
    *reading = strcasecmp(name, "Strings") == 0 ? INF_ENTRIES : INF_NOTHING;
    return true;
}

static bool keep_string(void *context, const struct inf_place *place, const char *key,
                        const char *value)
{
    struct inf_strings *strings = context;
    struct inf_string *item = calloc(1, sizeof *item);
    if (item == NULL) {
        return fault_set(place->fault, "%s: no memory", place->path);
    }
    *strings->end = item;
    strings->end = &item->next;
    item->name = strdup(key);
    item->value = strdup(value);
    return (item->name != NULL && item->value != NULL) ||
           fault_set(place->fault, "%s: no memory", place->path);
}

static void release(struct reader *reader)
{
    while (reader->strings.first != NULL) {
        struct inf_string *item = reader->strings.first;
        reader->strings.first = item->next;
        free(item->name);
        free(item->value);
        free(item);
    }
    buffer_release(&reader->line);
    buffer_release(&reader->value);
}

bool inf_read(const struct contents *contents, const struct inf_handler *handler,
              struct inf_place *place)
{
    struct decoded text;
    struct reader reader = {.place = place};
    struct inf_handler strings = {&reader.strings, is_strings, keep_string};
    if (!text_file_decode(place->path, contents, &text, place->fault)) {
        return false;
    }
    reader.strings.end = &reader.strings.first;
    reader.handler = &strings; /* they come last in a template, and are used before */
    reader.reads_strings = true;
    bool done = read_lines(&reader, &text);
    if (done) { /* so nothing stands before the first section */
        reader.handler = handler;
        reader.reads_strings = false;
        done = read_lines(&reader, &text);
    }
    decoded_release(&text);
    release(&reader);
    return done;
}
