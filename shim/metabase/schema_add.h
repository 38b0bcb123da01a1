/* What the reader of MBSchema.xml and the schema in memory share. NULL or false: no memory. */
#ifndef IISSUBA_SCHEMA_ADD_H
#define IISSUBA_SCHEMA_ADD_H

#include "schema.h"

struct schema_property *schema_add(struct schema *schema, const char *name, unsigned id,
                                   const char *absent);
bool schema_add_flag(struct schema_property *property, const char *name);

#endif
