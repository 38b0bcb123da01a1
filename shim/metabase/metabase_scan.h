/*
 * MetaBase.xml as a stream (IIS 6.0; facts 3): a flat list of elements, one a node, its properties
 * as attributes or as <Custom> children. Nothing is kept, nothing is fetched, no DTD is allowed.
 */
#ifndef IISSUBA_METABASE_SCAN_H
#define IISSUBA_METABASE_SCAN_H

#include <stdbool.h>
#include <stddef.h>

#include "metabase_tag.h"
#include "text/fault.h"

/* Each answers false, with the fault set, to stop. custom and end may be NULL. */
struct metabase_handler {
    void *context;
    /* location: without a slash at its end; the root's is "" */
    bool (*node)(void *context, const char *location, const struct metabase_tag *tag);
    bool (*custom)(void *context, const struct metabase_tag *tag); /* of the last node */
    bool (*end)(void *context);                                    /* of the last node */
    /* how far it is, in bytes; may be NULL */
    void (*progress)(void *context, size_t done, size_t whole);
};

/* False, with file and line, where it is not a metabase or a handler stopped. */
bool metabase_scan_file(const char *path, const struct metabase_handler *handler,
                        struct fault *fault);
/* The same over a text in memory; path is for the fault. */
bool metabase_scan_text(const char *path, const char *text, size_t size,
                        const struct metabase_handler *handler, struct fault *fault);

/* For handlers: PATH:LINE: expected WHAT, found WHAT. Answers false. */
bool metabase_unexpected(struct fault *fault, const char *path, const struct metabase_tag *tag,
                         const char *expected, const char *found);

#endif
