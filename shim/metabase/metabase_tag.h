/*
 * A start tag as it stands in the file. expat gives an attribute's value with line ends and tabs
 * turned into spaces (XML 1.0, 3.3.3); a MULTISZ has its strings on lines of their own, so the text
 * itself is needed there, and for changing a value without touching anything else.
 */
#ifndef IISSUBA_METABASE_TAG_H
#define IISSUBA_METABASE_TAG_H

#include <stdbool.h>
#include <stddef.h>

#define LOCATION_MAX 4096 /* bytes of a node's path, NUL included */

struct metabase_tag {
    const char *name;        /* the key type, or "Custom" */
    const char **attributes; /* name, value, ..., NULL; expat's */
    unsigned long line;
    size_t offset;    /* of its '<' in the file */
    const char *text; /* from '<' to '>', both included; not terminated */
    size_t size;
};

/* An attribute's place in the text, in bytes from its start. */
struct tag_span {
    size_t before; /* the white space before its name begins */
    size_t name;
    size_t value; /* behind the opening quote */
    size_t size;  /* of the value */
};

/* expat's value; NULL where there is no such attribute. With case, as the format has it. */
const char *tag_value(const struct metabase_tag *tag, const char *name);
/* The attribute's own spelling of a property's name; NULL. Without case, as adsutil takes names. */
const char *tag_spelling(const struct metabase_tag *tag, const char *name);

/* The next attribute after *at, which begins as 0. The tag is known to be well-formed. */
bool tag_next(const struct metabase_tag *tag, size_t *at, struct tag_span *span);
/* False where there is no such attribute. */
bool tag_find(const struct metabase_tag *tag, const char *name, struct tag_span *span);

/*
 * The value as it stands, entities resolved, line ends as LF, UTF-8 and NUL-terminated. The caller
 * wipes and frees it; NULL: no memory, or no such attribute.
 */
char *tag_text(const struct metabase_tag *tag, const char *name);

#endif
