/*
 * A record's data as the text that MetaBase.xml has for it, and back: numbers in decimal, flags as
 * "A | B", booleans TRUE or FALSE, bytes as lower-case hex, a list's strings separated by LF.
 *
 * Sources: the IIS 6.0 documentation (MetaBase.xml, MBSchema.xml), mddefw.h (METADATATYPES).
 */
#ifndef IISSUBA_LIVE_VALUE_H
#define IISSUBA_LIVE_VALUE_H

#include "files/buffer.h"
#include "live_record.h"
#include "metabase/schema.h"

/* The type of the records that hold a property of a type. LIVE_STRING for TYPE_UNKNOWN. */
enum live_type live_type_of(enum metabase_type type);

/* The type that a record shows by itself: STRING for one that nobody knows. */
enum metabase_type live_type_shown(uint32_t type);

enum live_fit {
    LIVE_FITS,
    LIVE_REPLACED, /* U+FFFD stands for what XML cannot write */
    LIVE_BROKEN    /* the data is none of its type: there is no text */
};

/*
 * Adds a record's value to text. type is the property's. property has the names for bits, and may
 * be NULL where the schema does not know it. What XML cannot write is: control characters, U+FFFE,
 * U+FFFF, a lone surrogate; in a list's string, a line end.
 */
enum live_fit live_value_text(const struct live_record *record, enum metabase_type type,
                              const struct schema_property *property, struct buffer *text);

/*
 * Adds the bytes of a value to data, as a record holds them. value is as live_value_text makes it.
 * False where it is no value of that type: data may then have a part of it.
 */
bool live_value_bytes(const char *value, enum metabase_type type,
                      const struct schema_property *property, struct buffer *data);

#endif
