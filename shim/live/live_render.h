/*
 * The live metabase as MetaBase.xml's text: a node's key type becomes its element, ids become names
 * by the schema, and what the schema has no name for, or another type or attributes for, becomes a
 * <Custom>.
 *
 * Sources: the IIS 6.0 documentation (metabase structure), XML 1.0.
 */
#ifndef IISSUBA_LIVE_RENDER_H
#define IISSUBA_LIVE_RENDER_H

#include "files/buffer.h"
#include "live_tree.h"
#include "metabase/schema.h"

/*
 * Is told of a property that the text does not hold as it is: it has what XML cannot write, for
 * which U+FFFD stands; or its data is none of its type, and it is left out. Of a secret the text
 * then has the mark of an encrypted one. location is "" for the root. id is 0 for a node that is
 * left out, for XML cannot write its name.
 */
typedef void live_not_whole(void *context, const char *location, uint32_t id);

/*
 * Adds the text of a tree. not_whole may be NULL; context is its. Where there is no memory,
 * text->no_memory is set (buffer.h).
 */
void live_render(const struct live_tree *tree, const struct schema *schema,
                 live_not_whole *not_whole, void *context, struct buffer *text);

#endif
