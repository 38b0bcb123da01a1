/* A property's value, as text of MetaBase.xml and as a record's bytes. */
#ifndef FAKE_VALUE_H
#define FAKE_VALUE_H

#include "files/buffer.h"
#include "metabase/schema.h"
#include "tree.h"

/* The type on the wire of one of MBSchema.xml's. */
DWORD value_type(enum metabase_type type);

/*
 * Fills type, size and data of a record from a value's text. property has a DWORD's flags, and may
 * be NULL. An encrypted text is "secret-of-" and the location; bytes stay what they are. The caller
 * frees the record's data.
 */
void value_parse(enum metabase_type type, const struct schema_property *property, const char *text,
                 const char *location, struct md_record *record);

/* Adds a record's value to the buffer as it stands between quotes in the file. */
void value_write(enum metabase_type type, const struct md_record *record, struct buffer *buffer);

#endif
