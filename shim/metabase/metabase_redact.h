/*
 * A metabase's text without its secrets: each secure value, and whatever is encrypted, becomes the
 * mark of an encrypted one. That there is one, and where, can still be seen; nothing else changes.
 */
#ifndef IISSUBA_METABASE_REDACT_H
#define IISSUBA_METABASE_REDACT_H

#include "files/files.h"
#include "metabase_text.h"
#include "schema.h"

#define METABASE_WITHHELD "4963446200000000"

/*
 * Makes a metabase's text without its secrets. The schema says which properties are
 * secure. The caller releases *redacted. False where the text cannot be read or is broken, or there
 * is no memory: *redacted is then empty.
 */
bool metabase_redact(const struct metabase_text *text, const struct schema *schema,
                     struct contents *redacted, struct fault *fault);

#endif
