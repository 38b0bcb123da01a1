/*
 * A start tag as it stands in the file. expat gives an attribute's value with line ends and tabs
 * turned into spaces (XML 1.0, 3.3.3). A MULTISZ has its strings on lines of their own, so the text
 * itself is needed there. It is also needed for changing a value without touching anything else.
 *
 * A tag is valid for the handler's call alone, and it is well-formed: expat has read it.
 */
#ifndef IISSUBA_METABASE_TAG_H
#define IISSUBA_METABASE_TAG_H

#include <stdbool.h>
#include <stddef.h>

#define LOCATION_MAX 4096 /* bytes of a node's path, NUL included */

struct metabase_tag {
    const char *name;        /* the key type, or "Custom"; without a prefix */
    const char **attributes; /* name, value, ..., NULL; expat's */
    unsigned long line;
    size_t offset;    /* of its '<' in the file */
    const char *text; /* from '<' to '>', both included; not terminated */
    size_t size;
    bool inherited; /* no node: what an export's node inherits from nodes that are not in it */
};

/* An attribute's place in the text, in bytes from its start. */
struct tag_span {
    size_t before; /* the white space before its name begins */
    size_t name;
    size_t value; /* behind the opening quote */
    size_t size;  /* of the value */
};

/*
 * The value of an attribute as expat gives it. Letters match in the same case alone, as the format
 * has it. The result is the tag's. NULL where there is no such attribute.
 */
const char *tag_value(const struct metabase_tag *tag, const char *name);

/*
 * The tag's own spelling of an attribute's name. ASCII letters match in either case, as adsutil
 * takes names. The result is the tag's. NULL where there is no such attribute.
 */
const char *tag_spelling(const struct metabase_tag *tag, const char *name);

/*
 * Finds the next attribute in the text. *at is 0 before the first call, and is moved on. Fills
 * *span. False where there is no further one; span->before and span->name then tell where the next
 * would stand.
 */
bool tag_next(const struct metabase_tag *tag, size_t *at, struct tag_span *span);

/*
 * Finds an attribute in the text by its name, in the same case. Fills *span. False where there is
 * none.
 */
bool tag_find(const struct metabase_tag *tag, const char *name, struct tag_span *span);

/*
 * The value of an attribute as it stands in the text: entities are resolved, line ends are LF. The
 * result is NUL-terminated UTF-8, which the caller wipes and frees. NULL where there is no such
 * attribute or no memory.
 */
char *tag_text(const struct metabase_tag *tag, const char *name);

#endif
