/*
 * A metabase's text, as MetaBase.xml has it: a file, which is read as a stream, or text in memory.
 * A file is UTF-8, or UTF-16 with its mark, which is read whole (XML 1.0, 4.3.3).
 */
#ifndef IISSUBA_METABASE_TEXT_H
#define IISSUBA_METABASE_TEXT_H

#include <stddef.h>

#include "files/text_file.h"

struct metabase_text {
    const char *name;    /* the file's path, or what faults call the text in memory */
    const char *text;    /* UTF-8; NULL: it is the file of that name */
    size_t size;         /* of text, in bytes */
    enum text_form form; /* what text was in its file */
};

/* The text of the file at path, which is not looked at yet. Borrows path. */
static inline struct metabase_text metabase_file(const char *path)
{
    return (struct metabase_text){.name = path};
}

/* Text in memory. Borrows both. */
static inline struct metabase_text metabase_in_memory(const char *name, const char *text,
                                                      size_t size)
{
    return (struct metabase_text){.name = name, .text = text, .size = size};
}

#endif
