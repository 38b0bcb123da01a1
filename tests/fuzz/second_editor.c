#include "second_editor.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* A value as it stands between quotes (XML 1.0, 2.4 and 3.3.3; a list's strings a line each). */
static char *in_quotes(const char *value, const char *line_end)
{
    struct buffer text = {.text = NULL};
    struct contents made = {NULL, 0};
    buffer_string(&text, "");
    for (size_t i = 0; value[i] != '\0'; i++) {
        const char *entity = value[i] == '&'    ? "&amp;"
                             : value[i] == '<'  ? "&lt;"
                             : value[i] == '>'  ? "&gt;"
                             : value[i] == '"'  ? "&quot;"
                             : value[i] == '\t' ? "&#9;"
                                                : NULL;
        if (entity != NULL) {
            buffer_string(&text, entity);
        } else if (value[i] == '\n') {
            buffer_print(&text, "%s\t\t\t", line_end);
        } else {
            buffer_char(&text, value[i]);
        }
    }
    if (!buffer_take(&text, &made)) {
        exit(0);
    }
    return made.text;
}

static void write_node(const struct second_node *node, const char *end, struct buffer *text)
{
    buffer_string(text, "<IIsFtpServer");
    for (size_t i = 0; i < node->count; i++) {
        const struct second_attribute *one = &node->attributes[i];
        buffer_print(text, "%s%s=%c", one->space, one->name, one->quote);
        buffer_string(text, one->value);
        buffer_char(text, one->quote);
    }
    buffer_string(text, ">");
    for (size_t i = 0; i < node->custom_count; i++) {
        const struct second_custom *one = &node->customs[i];
        if (!one->removed) {
            buffer_print(text, "%s\t<Custom%s\t\tName=\"%s\"%s\t\tID=\"%u\"%s\t\tValue=\"", end,
                         end, one->name, end, one->id, end);
            buffer_string(text, one->value);
            buffer_print(text, "\"%s\t\tType=\"STRING\" Attributes=\"INHERIT\"%s", end,
                         one->end ? "></Custom>" : "/>");
        }
    }
    buffer_print(text, "%s</IIsFtpServer>%s", end, end);
}

void second_write(const struct second_metabase *metabase, struct buffer *text)
{
    const char *end = metabase->line_end;
    buffer_print(text, "<?xml version=\"1.0\"?>%s<configuration xmlns=\"urn:x\">%s<MBProperty>%s",
                 end, end, end);
    for (size_t i = 0; i < metabase->count; i++) {
        write_node(&metabase->nodes[i], end, text);
    }
    buffer_print(text, "</MBProperty>%s</configuration>%s", end, end);
}

static bool is_named(const struct second_edit *edit, const struct second_custom *custom)
{
    return !custom->removed &&
           (strcasecmp(custom->name, edit->name) == 0 || (edit->id != 0 && custom->id == edit->id));
}

bool second_may(const struct second_metabase *metabase, const struct second_edit *edits,
                size_t count)
{
    for (size_t e = 0; e < count; e++) {
        const struct second_node *node = &metabase->nodes[edits[e].node];
        for (size_t i = 0; i < node->count; i++) {
            if (strcasecmp(node->attributes[i].name, edits[e].name) == 0 &&
                edits[e].value != NULL && node->attributes[i].quote == '\'') {
                return false;
            }
        }
        for (size_t i = 0; i < node->custom_count; i++) {
            if (is_named(&edits[e], &node->customs[i]) && edits[e].value == NULL &&
                node->customs[i].end) {
                return false;
            }
        }
    }
    return true;
}

static bool is_there(const struct second_node *node, const struct second_edit *edit)
{
    for (size_t i = 0; i < node->count; i++) {
        if (strcasecmp(node->attributes[i].name, edit->name) == 0) {
            return true;
        }
    }
    for (size_t i = 0; i < node->custom_count; i++) {
        if (is_named(edit, &node->customs[i])) {
            return true;
        }
    }
    return false;
}

/* Behind Location and the last name that comes before its own. */
static void insert(struct second_node *node, const struct second_edit *edit, const char *line_end)
{
    size_t at = 0;
    for (size_t i = 0; i < node->count; i++) {
        const char *name = node->attributes[i].name;
        if (strcmp(name, "Location") == 0 || strcasecmp(name, edit->name) < 0) {
            at = i + 1;
        }
    }
    if (node->count == SECOND_ATTRIBUTES) {
        abort();
    }
    struct second_attribute *new = &node->attributes[at];
    memmove(new + 1, new, (node->count - at) * sizeof *new);
    *new = (struct second_attribute){
        .name = edit->name, .quote = '"', .value = in_quotes(edit->value, line_end)};
    snprintf(new->space, sizeof new->space, "%s\t\t", line_end);
    node->count++;
}

static void change_attribute(struct second_node *node, const struct second_edit *edit,
                             const char *line_end)
{
    for (size_t i = 0; i < node->count; i++) {
        struct second_attribute *one = &node->attributes[i];
        if (strcasecmp(one->name, edit->name) != 0) {
            continue;
        }
        free(one->value);
        if (edit->value != NULL) {
            one->value = in_quotes(edit->value, line_end);
        } else {
            node->count--;
            memmove(one, one + 1, (node->count - i) * sizeof *one);
        }
        return;
    }
}

/* A BOOL that stands as a number stays one. */
static void change_custom(struct second_custom *custom, const struct second_edit *edit,
                          const char *line_end)
{
    const char *value = edit->value;
    bool number =
        *custom->value != '\0' && strspn(custom->value, "0123456789") == strlen(custom->value);
    custom->removed = value == NULL;
    if (value != NULL) {
        if (edit->is_bool && number) {
            value = strcmp(value, "TRUE") == 0 ? "1" : "0";
        }
        free(custom->value);
        custom->value = in_quotes(value, line_end);
    }
}

static int by_name(const void *a, const void *b)
{
    const struct second_edit *const *left = a;
    const struct second_edit *const *right = b;
    return strcasecmp((*left)->name, (*right)->name);
}

void second_edit(struct second_metabase *metabase, const struct second_edit *edits, size_t count)
{
    const struct second_edit *order[SECOND_EDITS];
    for (size_t i = 0; i < count; i++) {
        order[i] = &edits[i];
    }
    qsort(order, count, sizeof order[0], by_name);
    /* New ones first: where they come is told by what was there, also by what is removed. */
    for (size_t i = 0; i < count; i++) {
        struct second_node *node = &metabase->nodes[order[i]->node];
        if (order[i]->value != NULL && !is_there(node, order[i])) {
            insert(node, order[i], metabase->line_end);
        }
    }
    for (size_t i = 0; i < count; i++) {
        struct second_node *node = &metabase->nodes[edits[i].node];
        change_attribute(node, &edits[i], metabase->line_end);
        for (size_t c = 0; c < node->custom_count; c++) {
            if (is_named(&edits[i], &node->customs[c])) {
                change_custom(&node->customs[c], &edits[i], metabase->line_end);
            }
        }
    }
}

void second_release(struct second_metabase *metabase)
{
    for (size_t n = 0; n < metabase->count; n++) {
        struct second_node *node = &metabase->nodes[n];
        for (size_t i = 0; i < node->count; i++) {
            free(node->attributes[i].value);
        }
        for (size_t i = 0; i < node->custom_count; i++) {
            free(node->customs[i].value);
        }
    }
}
