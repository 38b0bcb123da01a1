/*
 * A metabase's text, as MetaBase.xml has it: a file, which is read as a stream, or text in memory.
 */
#ifndef IISSUBA_METABASE_TEXT_H
#define IISSUBA_METABASE_TEXT_H

#include <stddef.h>

struct metabase_text {
    const char *name; /* the file's path, or what faults call the text in memory */
    const char *text; /* NULL: it is the file of that name */
    size_t size;      /* of text, in bytes */
};

/* The text of the file at path, which is not looked at yet. Borrows path. */
static inline struct metabase_text metabase_file(const char *path)
{
    return (struct metabase_text){.name = path};
}

#endif
