/*
 * What MetaBase.xml writes of a property beside its name: its value, its attributes, its user type.
 *
 * Sources: the IIS 6.0 documentation (MetaBase.xml, MBSchema.xml), XML 1.0, mddefw.h, iiscnfg.h.
 */
#ifndef IISSUBA_METABASE_WORDS_H
#define IISSUBA_METABASE_WORDS_H

#include "files/buffer.h"

/*
 * Adds a value as it stands between an attribute's quotes: entities for what XML would not give
 * back as it is. line_end is what ends each but the last of a list's strings, which stand on lines
 * of their own; NULL where the value is no list.
 */
void metabase_add_value(struct buffer *text, const char *value, const char *line_end);

/*
 * Whether a value can stand in MetaBase.xml and reads back as it is: UTF-8 without what XML does
 * not have (control characters, U+FFFE, U+FFFF; XML 1.0, 2.2), and without CR, which readers take
 * for the end of a line (2.11).
 */
bool metabase_value_fits(const char *value);

/*
 * Reads attributes or a user type: "INHERIT | SECURE", "IIS_MD_UT_FILE"; either may be a decimal
 * number. Words that are not known count for nothing; text may be NULL.
 */
unsigned metabase_attributes_named(const char *text);
unsigned metabase_user_type_named(const char *text);

/*
 * A <Custom>'s BOOL stands as the DWORD that it is: TRUE or FALSE for a number, and any other text
 * as it is. metabase_is_number: whether it is one. (MetaBase.xml, Custom's Type)
 */
const char *metabase_bool_of_number(const char *value);
bool metabase_is_number(const char *value);

/* Adds attributes (enum metabase_attribute) or a user type in these words. */
void metabase_add_attributes(struct buffer *text, unsigned attributes);
void metabase_add_user_type(struct buffer *text, unsigned user_type);

#endif
