/* What the reader of MBSchema.xml and the schema in memory share. */
#ifndef IISSUBA_SCHEMA_ADD_H
#define IISSUBA_SCHEMA_ADD_H

#include "schema.h"

/*
 * Adds a property; its name and its default are copied, and all else is zeroed. Whether it is there
 * already is not looked at. The result is the schema's, and moves with the next one added. NULL
 * where there is no memory.
 */
struct schema_property *schema_add(struct schema *schema, const char *name, unsigned id,
                                   const char *absent);

/* Adds a flag to a property; its name is copied. False where there is no memory. */
bool schema_add_flag(struct schema_property *property, const char *name, uint32_t bits);

#endif
