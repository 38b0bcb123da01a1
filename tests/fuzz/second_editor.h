/*
 * A second editor of MetaBase.xml, to hold the first against: it keeps a metabase as lists, changes
 * these, and writes the text anew; the first patches bytes. What both follow is metabase_edit.h and
 * how IIS 6.0 writes the file: an attribute a line, two tabs before it, in the order of their names
 * behind Location.
 */
#ifndef TESTS_SECOND_EDITOR_H
#define TESTS_SECOND_EDITOR_H

#include "files/buffer.h"

#define SECOND_NODES 3
#define SECOND_ATTRIBUTES 24 /* those of a node, and what edits add */
#define SECOND_CUSTOMS 3
#define SECOND_EDITS 8 /* at once */

struct second_attribute {
    char space[8];
    const char *name;
    char quote;
    char *value; /* as it stands in the file; malloc's */
};

struct second_custom {
    bool removed;
    bool end; /* </Custom> of its own */
    const char *name;
    unsigned id;
    char *value;
};

struct second_node {
    const char *location;
    struct second_attribute attributes[SECOND_ATTRIBUTES];
    size_t count;
    struct second_custom customs[SECOND_CUSTOMS];
    size_t custom_count;
};

struct second_metabase {
    const char *line_end;
    struct second_node nodes[SECOND_NODES];
    size_t count;
};

/* What a property is to be, and how nodes name it. value NULL: it is removed. */
struct second_edit {
    size_t node;
    const char *name;
    unsigned id;
    bool is_bool;
    const char *value;
};

/* The metabase's text, UTF-8 without a mark. The caller releases it. */
void second_write(const struct second_metabase *metabase, struct buffer *text);

/*
 * Whether the edits can be made at all: single quotes and a <Custom> with an end of its own are
 * refused where they would be edited.
 */
bool second_may(const struct second_metabase *metabase, const struct second_edit *edits,
                size_t count);

/* Makes edits of different properties, at once. */
void second_edit(struct second_metabase *metabase, const struct second_edit *edits, size_t count);

void second_release(struct second_metabase *metabase);

#endif
