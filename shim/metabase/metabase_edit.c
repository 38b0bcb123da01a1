#include "metabase_edit.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "files/buffer.h"
#include "metabase_scan.h"
#include "metabase_verify.h"
#include "metabase_words.h"
#include "text/array.h"
#include "text/wipe.h"

/* Bytes of the old text that others take the place of. */
struct patch {
    size_t offset;
    size_t size;
    char *text; /* what comes there; NULL: nothing */
};

/* Of an edit: what comes of it where no attribute and no <Custom> sets the property. */
struct pending {
    bool found; /* the node is in the file */
    size_t insert_at;
    char *insert; /* NULL: nothing */
};

struct editor {
    const char *path;
    const struct metabase_edit *edits;
    struct pending *pending;
    size_t count;
    const struct metabase_text *old;
    const char *line_end;
    struct patch *patches;
    size_t patch_count;
    size_t patch_capacity;
    struct fault *fault;
    char location[LOCATION_MAX]; /* of the node being read */
    bool inherited;              /* what is being read is no node */
};

static bool no_memory(const struct editor *editor)
{
    return fault_set(editor->fault, "%s: no memory; it is unchanged", editor->path);
}

static void discard(char *text)
{
    if (text != NULL) {
        wipe(text, strlen(text));
        free(text);
    }
}

static bool add_patch(struct editor *editor, size_t offset, size_t size, char *text)
{
    if (!array_grow((void **)&editor->patches, editor->patch_count, &editor->patch_capacity,
                    sizeof *editor->patches)) {
        discard(text);
        return no_memory(editor);
    }
    editor->patches[editor->patch_count++] = (struct patch){offset, size, text};
    return true;
}

/* A value in the place of another, or the whole attribute and the white space before it away. */
static bool patch_attribute(struct editor *editor, const struct metabase_edit *edit,
                            const struct metabase_tag *tag, const struct tag_span *span)
{
    if (edit->value == NULL) {
        size_t end = span->value + span->size + 1;
        return add_patch(editor, tag->offset + span->before, end - span->before, NULL);
    }
    struct buffer text = {.text = NULL};
    if (tag->text[span->value - 1] == '\'') {
        return fault_set(
            editor->fault,
            "%s:%lu: %s is in single quotes, which IIS does not write; it is unchanged",
            editor->path, tag->line, edit->query.name);
    }
    metabase_add_value(&text, edit->value, editor->line_end);
    struct contents value;
    return buffer_take(&text, &value)
               ? add_patch(editor, tag->offset + span->value, span->size, value.text)
               : no_memory(editor);
}

/* Attributes come in the order of their names; Location is first. */
static size_t place_for(const struct metabase_tag *tag, const char *name)
{
    size_t at = 0;
    size_t behind = at;
    struct tag_span span;
    while (tag_next(tag, &at, &span)) {
        const char *here = tag->text + span.name;
        size_t length = strcspn(here, "= \t\r\n");
        bool location = length == 8 && strncmp(here, "Location", 8) == 0;
        if (location || strncasecmp(here, name, length) <= 0) {
            behind = at;
        }
    }
    return behind;
}

static bool note_insertion(struct editor *editor, size_t which, const struct metabase_tag *tag)
{
    const struct metabase_edit *edit = &editor->edits[which];
    struct pending *pending = &editor->pending[which];
    if (edit->value == NULL) {
        return true;
    }
    struct buffer text = {.text = NULL};
    buffer_string(&text, editor->line_end);
    buffer_string(&text, "\t\t");
    buffer_string(&text, edit->query.name);
    buffer_string(&text, "=\"");
    metabase_add_value(&text, edit->value, editor->line_end);
    buffer_string(&text, "\"");
    pending->insert_at = tag->offset + place_for(tag, edit->query.name);
    struct contents insert = {.text = NULL};
    bool whole = buffer_take(&text, &insert);
    pending->insert = insert.text;
    return whole || no_memory(editor);
}

static bool edit_node(void *context, const char *location, const struct metabase_tag *tag)
{
    struct editor *editor = context;
    bool done = true;
    strcpy(editor->location, location);
    editor->inherited = tag->inherited;
    for (size_t i = 0; i < editor->count && done && !tag->inherited; i++) {
        const struct metabase_edit *edit = &editor->edits[i];
        struct pending *pending = &editor->pending[i];
        struct tag_span span;
        if (!metabase_same_location(edit->location, location)) {
            continue;
        }
        if (pending->found) {
            return metabase_unexpected(editor->fault, editor->path, tag, "each Location once",
                                       metabase_location_text(location));
        }
        pending->found = true;
        const char *attribute = query_in_node(&edit->query, tag);
        if (attribute != NULL && tag_find(tag, attribute, &span)) {
            done = patch_attribute(editor, edit, tag, &span);
        } else {
            done = note_insertion(editor, i, tag);
        }
    }
    return done;
}

/* With the line's white space before it; another tag is before that. */
static bool remove_custom(struct editor *editor, const struct metabase_tag *tag)
{
    size_t from = tag->offset;
    if (tag->text[tag->size - 2] != '/') {
        return fault_set(
            editor->fault,
            "%s:%lu: this <Custom> has an end of its own, which IIS does not write; it "
            "is unchanged",
            editor->path, tag->line);
    }
    while (strchr(" \t\r\n", editor->old->text[from - 1]) != NULL) {
        from--;
    }
    return add_patch(editor, from, tag->offset + tag->size - from, NULL);
}

static bool edit_custom(void *context, const struct metabase_tag *tag)
{
    struct editor *editor = context;
    for (size_t i = 0; i < editor->count && !editor->inherited; i++) {
        const struct metabase_edit *edit = &editor->edits[i];
        struct tag_span span;
        if (!metabase_same_location(edit->location, editor->location) ||
            query_in_custom(&edit->query, tag) == NULL || !tag_find(tag, "Value", &span)) {
            continue;
        }
        discard(editor->pending[i].insert);
        editor->pending[i].insert = NULL;
        struct metabase_edit as_it_stands = *edit;
        if (edit->value != NULL) {
            as_it_stands.value = query_value_in_custom(&edit->query, tag, edit->value);
        }
        if (edit->value == NULL ? !remove_custom(editor, tag)
                                : !patch_attribute(editor, &as_it_stands, tag, &span)) {
            return false;
        }
    }
    return true;
}

static int compare(size_t a, size_t b)
{
    return (a > b) - (a < b);
}

static const char *text_of(const struct patch *patch)
{
    return patch->text == NULL ? "" : patch->text;
}

/*
 * By end: an insertion comes before a removal that begins where it is, and behind one that ends
 * there. Insertions at one place are in the order of their names.
 */
static int by_place(const void *a, const void *b)
{
    const struct patch *left = a;
    const struct patch *right = b;
    int order = compare(left->offset + left->size, right->offset + right->size);
    return order != 0 ? order : strcmp(text_of(left), text_of(right));
}

/* Two edits of one property would overlap: what they mean together is not known. */
static bool are_apart(const struct editor *editor)
{
    for (size_t i = 1; i < editor->patch_count; i++) {
        const struct patch *before = &editor->patches[i - 1];
        if (before->offset + before->size > editor->patches[i].offset) {
            return fault_set(editor->fault, "%s: two edits are of one place; it is unchanged",
                             editor->path);
        }
    }
    return true;
}

static bool finish_patches(struct editor *editor)
{
    for (size_t i = 0; i < editor->count; i++) {
        struct pending *pending = &editor->pending[i];
        if (!pending->found) {
            return fault_set(editor->fault, "%s: there is no node %s (0x80070003); it is unchanged",
                             editor->path, metabase_location_text(editor->edits[i].location));
        }
        char *text = pending->insert;
        pending->insert = NULL;
        if (text != NULL && !add_patch(editor, pending->insert_at, 0, text)) {
            return false;
        }
    }
    if (editor->patches == NULL) {
        return true;
    }
    qsort(editor->patches, editor->patch_count, sizeof *editor->patches, by_place);
    return are_apart(editor);
}

static bool apply(const struct editor *editor, const struct metabase_text *old,
                  struct contents *edited)
{
    struct buffer text = {.text = NULL};
    size_t from = 0;
    for (size_t i = 0; i < editor->patch_count; i++) {
        const struct patch *patch = &editor->patches[i];
        buffer_add(&text, old->text + from, patch->offset - from);
        buffer_string(&text, text_of(patch));
        from = patch->offset + patch->size;
    }
    buffer_add(&text, old->text + from, old->size - from);
    return buffer_take(&text, edited) || no_memory(editor);
}

static void release(struct editor *editor)
{
    for (size_t i = 0; i < editor->patch_count; i++) {
        discard(editor->patches[i].text);
    }
    for (size_t i = 0; editor->pending != NULL && i < editor->count; i++) {
        discard(editor->pending[i].insert);
    }
    free(editor->patches);
    free(editor->pending);
}

/* The new text, in the form that the file has. */
static bool edit_text(struct editor *editor, const struct metabase_text *old,
                      struct contents *edited)
{
    struct metabase_handler handler = {editor, edit_node, edit_custom, NULL, NULL};
    struct contents text = {.text = NULL};
    const char *newline = memchr(old->text, '\n', old->size);
    editor->old = old;
    bool crlf = newline != NULL && memchr(old->text, '\r', (size_t)(newline - old->text)) != NULL;
    editor->line_end = crlf ? "\r\n" : "\n";
    editor->pending = calloc(editor->count + 1, sizeof *editor->pending);
    if (editor->pending == NULL) {
        return no_memory(editor);
    }
    bool done = metabase_scan(old, &handler, editor->fault) && finish_patches(editor) &&
                apply(editor, old, &text);
    if (done) {
        struct metabase_text new = *old;
        new.text = text.text;
        new.size = text.size;
        done = metabase_verify(old, &new, editor->edits, editor->count, editor->fault);
    }
    if (done && !text_file_encode(text.text, text.size, old->form, edited)) {
        done = no_memory(editor);
    }
    contents_release(&text);
    return done;
}

bool metabase_edit(const char *path, const struct metabase_edit *edits, size_t count,
                   struct contents *edited, struct fault *fault)
{
    struct contents old;
    struct decoded decoded;
    struct metabase_text text;
    struct editor editor = {.path = path, .edits = edits, .count = count, .fault = fault};
    *edited = (struct contents){NULL, 0};
    if (!file_read_existing(path, &old, fault)) {
        return false;
    }
    bool done = metabase_text_of(path, &old, &decoded, &text, fault);
    if (done) {
        done = edit_text(&editor, &text, edited);
        decoded_release(&decoded);
    }
    contents_release(&old);
    release(&editor);
    return done;
}
