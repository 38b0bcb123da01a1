#include "metabase_redact.h"

#include <stdlib.h>
#include <string.h>

#include "files/buffer.h"
#include "metabase.h"
#include "metabase_scan.h"
#include "metabase_words.h"
#include "text/array.h"

/* A value's place in the file. */
struct place {
    size_t offset;
    size_t size;
};

struct redactor {
    const struct schema *schema;
    struct place *places; /* in the file's order */
    size_t count;
    size_t capacity;
    struct fault *fault;
};

static bool withhold(struct redactor *redactor, const struct metabase_tag *tag,
                     const struct tag_span *span)
{
    if (!array_grow((void **)&redactor->places, redactor->count, &redactor->capacity,
                    sizeof *redactor->places)) {
        return fault_set(redactor->fault, "no memory");
    }
    redactor->places[redactor->count++] = (struct place){tag->offset + span->value, span->size};
    return true;
}

static bool see_node(void *context, const char *location, const struct metabase_tag *tag)
{
    struct redactor *redactor = context;
    struct tag_span span;
    (void)location;
    for (const char **pair = tag->attributes; *pair != NULL; pair += 2) {
        bool hide =
            metabase_cipher(pair[1]) || schema_is_secure(schema_find(redactor->schema, pair[0]));
        if (hide && *pair[1] != '\0' && tag_find(tag, pair[0], &span) &&
            !withhold(redactor, tag, &span)) {
            return false;
        }
    }
    return true;
}

static bool see_custom(void *context, const struct metabase_tag *tag)
{
    struct redactor *redactor = context;
    struct tag_span span;
    const char *value = tag_value(tag, "Value");
    unsigned attributes = metabase_attributes_named(tag_value(tag, "Attributes"));
    bool secure =
        (attributes & ATTRIBUTE_SECURE) != 0 ||
        schema_is_secure(schema_find_id(redactor->schema, strtoul(tag_value(tag, "ID"), NULL, 10)));
    if (value == NULL || *value == '\0' || !(secure || metabase_cipher(value)) ||
        !tag_find(tag, "Value", &span)) {
        return true;
    }
    return withhold(redactor, tag, &span);
}

static bool rewrite(const struct redactor *redactor, const struct metabase_text *old,
                    struct contents *redacted)
{
    struct buffer text = {.text = NULL};
    size_t from = 0;
    for (size_t i = 0; i < redactor->count; i++) {
        const struct place *place = &redactor->places[i];
        buffer_add(&text, old->text + from, place->offset - from);
        buffer_string(&text, METABASE_WITHHELD);
        from = place->offset + place->size;
    }
    buffer_add(&text, old->text + from, old->size - from);
    return buffer_take(&text, redacted) || fault_set(redactor->fault, "no memory");
}

bool metabase_redact(const struct metabase_text *text, const struct schema *schema,
                     struct contents *redacted, struct fault *fault)
{
    struct contents file = {.text = NULL};
    struct contents utf8 = {.text = NULL};
    struct decoded decoded = {.text = NULL};
    struct metabase_text held = *text;
    struct redactor redactor = {.schema = schema, .fault = fault};
    struct metabase_handler handler = {&redactor, see_node, see_custom, NULL, NULL};
    *redacted = (struct contents){NULL, 0};
    if (held.text == NULL) {
        if (!file_read_existing(text->name, &file, fault)) {
            return false;
        }
        if (!metabase_text_of(text->name, &file, &decoded, &held, fault)) {
            contents_release(&file);
            return false;
        }
    }
    bool done = metabase_scan(&held, &handler, fault) && rewrite(&redactor, &held, &utf8) &&
                (text_file_encode(utf8.text, utf8.size, held.form, redacted) ||
                 fault_set(fault, "no memory"));
    contents_release(&utf8);
    decoded_release(&decoded);
    contents_release(&file);
    free(redactor.places);
    return done;
}
