/*
 * Reading an edited metabase back, before it takes the place of the old one: what was edited is
 * what it was to be, in our own reading of the text and in expat's, and everything else is as it
 * was.
 */
#ifndef IISSUBA_METABASE_VERIFY_H
#define IISSUBA_METABASE_VERIFY_H

#include "metabase_query.h"

/* False, with the fault set, where the new text is not the old one with these edits made. */
bool metabase_verify(const struct metabase_text *old, const struct metabase_text *edited,
                     const struct metabase_edit *edits, size_t count, struct fault *fault);

#endif
