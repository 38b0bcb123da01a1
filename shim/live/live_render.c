#include "live_render.h"

#include <stdlib.h>
#include <string.h>

#include "live_value.h"
#include "metabase/metabase_query.h"
#include "metabase/metabase_redact.h"
#include "metabase/metabase_words.h"

/* A record on its way into the text. */
struct rendering {
    struct live_record record;
    const struct schema_property *known; /* NULL: it becomes a <Custom> */
};

/*
 * A secret that is not whole is none, and must not let the one above it show through: the mark of
 * one that nobody can read stands in its place.
 */
static enum live_fit add_value(struct buffer *text, const struct rendering *rendering,
                               enum metabase_type type)
{
    struct buffer value = {.text = NULL};
    enum live_fit fit = live_value_text(&rendering->record, type, rendering->known, &value);
    text->no_memory = text->no_memory || value.no_memory;
    if (fit != LIVE_FITS && (rendering->record.attributes & ATTRIBUTE_SECURE) != 0) {
        buffer_string(text, METABASE_WITHHELD);
    } else {
        metabase_add_value(text, value.text == NULL ? "" : value.text,
                           metabase_type_is_list(type) ? "\n" : NULL);
    }
    buffer_release(&value);
    return fit;
}

/* The property that a plain attribute can stand for: the schema's word on it must hold. */
static const struct schema_property *plain(const struct schema *schema,
                                           const struct live_record *record)
{
    const struct schema_property *known = schema_find_id(schema, record->id);
    unsigned shown = ATTRIBUTE_INHERIT | ATTRIBUTE_SECURE;
    return known != NULL && live_type_of(known->type) == record->type &&
                   (known->attributes & shown) == (record->attributes & shown)
               ? known
               : NULL;
}

static enum live_fit add_custom(struct buffer *text, const struct schema *schema,
                                const struct rendering *rendering)
{
    const struct live_record *record = &rendering->record;
    const struct schema_property *named = schema_find_id(schema, record->id);
    bool same = named != NULL && live_type_of(named->type) == record->type;
    enum metabase_type type = same ? named->type : live_type_shown(record->type);
    buffer_string(text, "\t<Custom\n\t\tName=\"");
    if (named != NULL) {
        buffer_string(text, named->name);
    } else {
        buffer_print(text, "UnknownName_%lu", (unsigned long)record->id);
    }
    buffer_print(text, "\"\n\t\tID=\"%lu\"\n\t\tValue=\"", (unsigned long)record->id);
    enum live_fit fit = add_value(text, rendering, type);
    buffer_print(text, "\"\n\t\tType=\"%s\"\n\t\tUserType=\"", metabase_type_name(type));
    metabase_add_user_type(text, record->user_type);
    buffer_string(text, "\"\n\t\tAttributes=\"");
    metabase_add_attributes(text, record->attributes);
    buffer_string(text, "\"\n\t/>\n");
    return fit;
}

static enum live_fit add_plain(struct buffer *text, const struct rendering *rendering)
{
    buffer_print(text, "\t\t%s=\"", rendering->known->name);
    enum live_fit fit = add_value(text, rendering, rendering->known->type);
    buffer_string(text, "\"\n");
    return fit;
}

/* Letters and digits alone: what IIS's own key types are made of. */
static bool is_element_name(const char *name, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        bool letter = (name[i] >= 'A' && name[i] <= 'Z') || (name[i] >= 'a' && name[i] <= 'z');
        if (!letter && !(i > 0 && ((name[i] >= '0' && name[i] <= '9') || name[i] == '_'))) {
            return false;
        }
    }
    return size > 0;
}

/* A node without a key type, or with one that is no name, is an IIsConfigObject. */
static bool key_type_of(const struct live_node *node, struct buffer *name)
{
    struct live_record record;
    bool named = live_node_record(node, LIVE_KEY_TYPE, &record) && record.type == LIVE_STRING &&
                 live_value_text(&record, TYPE_STRING, NULL, name) == LIVE_FITS &&
                 is_element_name(name->text == NULL ? "" : name->text, name->size);
    if (!named) {
        buffer_release(name);
        buffer_string(name, "IIsConfigObject");
    }
    return named;
}

/* What XML 1.0 cannot write; the name's UTF-8 is valid. */
static bool is_writable(const char *location)
{
    for (const char *at = location; *at != '\0'; at++) {
        bool last_two = strncmp(at, "\xEF\xBF\xBE", 3) == 0 || strncmp(at, "\xEF\xBF\xBF", 3) == 0;
        if ((unsigned char)*at < ' ' || last_two) {
            return false;
        }
    }
    return true;
}

static int by_name(const void *a, const void *b)
{
    const struct rendering *left = a;
    const struct rendering *right = b;
    if ((left->known == NULL) != (right->known == NULL)) {
        return left->known == NULL ? 1 : -1;
    }
    return left->known != NULL
               ? strcmp(left->known->name, right->known->name)
               : (left->record.id > right->record.id) - (left->record.id < right->record.id);
}

/* What is no value of its type is taken out of the text again. */
static void take_back(struct buffer *text, size_t size)
{
    if (text->size > size) {
        text->size = size;
        text->text[size] = '\0';
    }
}

/* An attribute stands once in an element: the first record of a property's is taken. */
static bool is_repeated(const struct rendering *renderings, size_t at)
{
    return at > 0 && renderings[at].record.id == renderings[at - 1].record.id;
}

static void render_records(const struct rendering *renderings, size_t count,
                           const struct schema *schema, const struct live_node *node,
                           live_not_whole *not_whole, void *context, struct buffer *text)
{
    bool open = true; /* the start tag */
    for (size_t i = 0; i < count; i++) {
        const struct rendering *rendering = &renderings[i];
        if (open && rendering->known == NULL) {
            buffer_string(text, "\t>\n");
            open = false;
        }
        if (is_repeated(renderings, i)) {
            continue;
        }
        size_t before = text->size;
        enum live_fit fit = rendering->known != NULL ? add_plain(text, rendering)
                                                     : add_custom(text, schema, rendering);
        bool secure = (rendering->record.attributes & ATTRIBUTE_SECURE) != 0;
        if (fit == LIVE_BROKEN && !secure) {
            take_back(text, before);
        }
        if (fit != LIVE_FITS && not_whole != NULL) {
            not_whole(context, node->location, rendering->record.id);
        }
    }
    if (open) {
        buffer_string(text, "\t>\n");
    }
}

static void render_node(const struct live_node *node, const struct schema *schema,
                        live_not_whole *not_whole, void *context, struct buffer *text)
{
    struct buffer element = {.text = NULL};
    bool named = key_type_of(node, &element);
    size_t count = 0;
    struct rendering *renderings = calloc((size_t)node->count + 1, sizeof *renderings);
    if (renderings == NULL || element.no_memory) {
        text->no_memory = true;
        free(renderings);
        buffer_release(&element);
        return;
    }
    for (uint32_t i = 0; i < node->count; i++) {
        struct rendering *rendering = &renderings[count];
        if (live_record_at(node->buffer, node->size, i, &rendering->record) &&
            (rendering->record.attributes & ATTRIBUTE_IS_INHERITED) == 0 &&
            !(named && rendering->record.id == LIVE_KEY_TYPE)) {
            rendering->known = plain(schema, &rendering->record);
            count++;
        }
    }
    qsort(renderings, count, sizeof *renderings, by_name);
    buffer_print(text, "<%s\tLocation =\"", element.text);
    metabase_add_value(text, metabase_location_text(node->location), NULL);
    buffer_string(text, "\"\n");
    render_records(renderings, count, schema, node, not_whole, context, text);
    buffer_print(text, "</%s>\n", element.text);
    free(renderings);
    buffer_release(&element);
}

void live_render(const struct live_tree *tree, const struct schema *schema,
                 live_not_whole *not_whole, void *context, struct buffer *text)
{
    buffer_string(text, "<?xml version =\"1.0\"?>\n"
                        "<configuration xmlns=\"urn:microsoft-catalog:XML_Metabase_V64_0\">\n"
                        "<MBProperty>\n");
    for (size_t i = 0; i < tree->count; i++) {
        const struct live_node *node = &tree->nodes[i];
        if (is_writable(node->location)) {
            render_node(node, schema, not_whole, context, text);
        } else if (not_whole != NULL) {
            not_whole(context, node->location, 0);
        }
    }
    buffer_string(text, "</MBProperty>\n</configuration>\n");
}
