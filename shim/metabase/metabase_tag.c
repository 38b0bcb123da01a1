#include "metabase_tag.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "text/utf.h"

const char *tag_value(const struct metabase_tag *tag, const char *name)
{
    for (const char **pair = tag->attributes; *pair != NULL; pair += 2) {
        if (pair[0][0] == name[0] && strcmp(pair[0], name) == 0) {
            return pair[1];
        }
    }
    return NULL;
}

const char *tag_spelling(const struct metabase_tag *tag, const char *name)
{
    for (const char **pair = tag->attributes; *pair != NULL; pair += 2) {
        if (strcasecmp(pair[0], name) == 0) {
            return pair[0];
        }
    }
    return NULL;
}

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

bool tag_next(const struct metabase_tag *tag, size_t *at, struct tag_span *span)
{
    size_t i = *at;
    if (i == 0) { /* past the element's name */
        while (i < tag->size && !is_space(tag->text[i]) && tag->text[i] != '>') {
            i++;
        }
    }
    span->before = i;
    while (i < tag->size && is_space(tag->text[i])) {
        i++;
    }
    span->name = i;
    while (i < tag->size && tag->text[i] != '"' && tag->text[i] != '\'') {
        i++;
    }
    span->value = i + 1;
    const char *end =
        i < tag->size ? memchr(tag->text + i + 1, tag->text[i], tag->size - i - 1) : NULL;
    if (end == NULL) {
        return false;
    }
    span->size = (size_t)(end - tag->text) - span->value;
    *at = span->value + span->size + 1;
    return true;
}

bool tag_find(const struct metabase_tag *tag, const char *name, struct tag_span *span)
{
    size_t at = 0;
    size_t length = strlen(name);
    while (tag_next(tag, &at, span)) {
        const char *here = tag->text + span->name;
        if (strncmp(here, name, length) == 0 && (here[length] == '=' || is_space(here[length]))) {
            return true;
        }
    }
    return false;
}

/* The character that a reference names: "amp", "#10", "#xA". */
static uint32_t referred(const char *name, size_t length)
{
    static const struct {
        const char *name;
        uint32_t character;
    } known[] = {{"amp", '&'}, {"lt", '<'}, {"gt", '>'}, {"quot", '"'}, {"apos", '\''}};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        if (strlen(known[i].name) == length && memcmp(known[i].name, name, length) == 0) {
            return known[i].character;
        }
    }
    bool hex = name[1] == 'x';
    return (uint32_t)strtoul(name + (hex ? 2 : 1), NULL, hex ? 16 : 10);
}

/*
 * One character from a value, which ends in a quote: how long it is there. Its UTF-8 is never
 * longer than what stood there.
 */
static size_t resolve(const char *from, char **to)
{
    if (*from == '\r') {
        *(*to)++ = '\n';
        return from[1] == '\n' ? 2 : 1;
    }
    if (*from != '&') {
        *(*to)++ = *from;
        return 1;
    }
    size_t length = strcspn(from, ";");
    *to += utf8_write(referred(from + 1, length - 1), (unsigned char *)*to);
    return length + 1;
}

char *tag_text(const struct metabase_tag *tag, const char *name)
{
    struct tag_span span;
    if (!tag_find(tag, name, &span)) {
        return NULL;
    }
    char *text = malloc(span.size + 1);
    if (text == NULL) {
        return NULL;
    }
    char *to = text;
    const char *from = tag->text + span.value;
    for (size_t i = 0; i < span.size;) {
        i += resolve(from + i, &to);
    }
    *to = '\0';
    return text;
}
