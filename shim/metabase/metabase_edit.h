/*
 * Changing properties in MetaBase.xml's text: the one attribute is new, every other byte is as it
 * was (mark, encoding, line ends, order, white space, comments). What an export says a node
 * inherits is no node, and is not changed.
 */
#ifndef IISSUBA_METABASE_EDIT_H
#define IISSUBA_METABASE_EDIT_H

#include "files/files.h"
#include "metabase_query.h"

/*
 * The file's new text, which was read back: it is the old one with these edits made. False, with
 * the fault set, where it is broken, has no such node, or would not read back so; nothing is
 * changed in either case: the caller writes the text with file_replace, and releases it.
 */
bool metabase_edit(const char *path, const struct metabase_edit *edits, size_t count,
                   struct contents *edited, struct fault *fault);

#endif
