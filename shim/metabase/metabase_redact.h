/*
 * A metabase's text without its secrets: each secure value, and whatever is encrypted, becomes the
 * mark of an encrypted one. That there is one, and where, can still be seen; nothing else changes.
 */
#ifndef IISSUBA_METABASE_REDACT_H
#define IISSUBA_METABASE_REDACT_H

#include "files/files.h"
#include "schema.h"

#define METABASE_WITHHELD "4963446200000000"

/* The caller releases the text. False, with the fault set, where the file is broken. */
bool metabase_redact(const char *path, const struct schema *schema, struct contents *redacted,
                     struct fault *fault);

#endif
