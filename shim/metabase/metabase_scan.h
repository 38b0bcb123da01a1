/*
 * MetaBase.xml as a stream: a flat list of elements, one a node, with its properties as attributes
 * or as <Custom> children. Nothing is kept, nothing is fetched, and no DTD is allowed. All elements
 * may have the prefix that <PREFIX:configuration xmlns:PREFIX="..."> declares.
 *
 * What IIS Manager saves to a file is the same, and has what a node inherits from nodes that are
 * not in the file as <IIsInheritedProperties Location="...">, or as an element whose Location
 * begins with "inherited:": these are no nodes (metabase_tag.h).
 *
 * Sources: the IIS 6.0 documentation (metabase structure), the IIS SDK (IMSAdminBase2::Export,
 * MD_EXPORT_INHERITED), XML 1.0, Namespaces in XML 1.0.
 */
#ifndef IISSUBA_METABASE_SCAN_H
#define IISSUBA_METABASE_SCAN_H

#include <stdbool.h>
#include <stddef.h>

#include "metabase_tag.h"
#include "metabase_text.h"
#include "text/fault.h"

/*
 * What is called for the file's parts, in its order. node, custom and end return false, with a
 * fault of their own set, to stop. All but node may be NULL. Tags and locations are valid for the
 * call alone.
 */
struct metabase_handler {
    void *context;
    /* location: without a slash at its end; the root's is "" */
    bool (*node)(void *context, const char *location, const struct metabase_tag *tag);
    bool (*custom)(void *context, const struct metabase_tag *tag); /* of the last node */
    bool (*end)(void *context);                                    /* of the last node */
    /* how far it is, in bytes; whole is 0 where it is not known. Of what is read as a stream alone.
     */
    void (*progress)(void *context, size_t done, size_t whole);
};

/*
 * Calls the handler for each node of a metabase. False, with name and line, where it cannot be
 * read, is not a metabase, or there is no memory; also where the handler stopped: the fault is then
 * the handler's.
 */
bool metabase_scan(const struct metabase_text *text, const struct metabase_handler *handler,
                   struct fault *fault);

/*
 * Makes a text in memory of a file's contents; offsets of tags are of that text. name is borrowed.
 * *decoded is what text lies in, the caller's to release before the contents. False, with file and
 * line, where it is broken UTF-16: there is then nothing to release.
 */
bool metabase_text_of(const char *name, const struct contents *contents, struct decoded *decoded,
                      struct metabase_text *text, struct fault *fault);

/*
 * Sets the fault to "PATH:LINE: expected WHAT, found WHAT", for handlers. tag is where it stands;
 * of found 80 bytes are kept, and it is no secret. Returns false always.
 */
bool metabase_unexpected(struct fault *fault, const char *path, const struct metabase_tag *tag,
                         const char *expected, const char *found);

#endif
