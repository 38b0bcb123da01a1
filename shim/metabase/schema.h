/*
 * What the metabase's schema says of properties: name, id, type, whether nodes inherit it, whether
 * it is secure, and its default. A server's own MBSchema.xml has some 300; without one, the nine
 * that this project is about are known (facts 3).
 */
#ifndef IISSUBA_SCHEMA_H
#define IISSUBA_SCHEMA_H

#include <stdbool.h>
#include <stddef.h>

#include "files/files.h"
#include "text/fault.h"

/* The types that MBSchema.xml names. */
enum metabase_type {
    TYPE_UNKNOWN,
    TYPE_STRING,
    TYPE_EXPANDSZ,
    TYPE_MULTISZ,
    TYPE_MIMEMAP,
    TYPE_IPSECLIST,
    TYPE_DWORD,
    TYPE_BOOL,
    TYPE_BINARY,
    TYPE_NTACL
};

struct schema_property {
    char *name;
    unsigned id;
    enum metabase_type type;
    bool inherit;
    bool secure;
    char *absent; /* the default, as text; "" where there is none */
    char **flags; /* the names of a DWORD's bits */
    size_t flag_count;
    size_t flag_capacity;
};

struct schema {
    struct schema_property *properties;
    size_t count;
    size_t capacity;
};

/* The nine. False: no memory. */
bool schema_builtin(struct schema *schema);
/* An MBSchema.xml. False, with file and line, where it is none. */
bool schema_read(const char *path, struct schema *schema, struct fault *fault);
/* The same from its text alone; path is for the fault. */
bool schema_parse(const char *path, const struct contents *contents, struct schema *schema,
                  struct fault *fault);
void schema_release(struct schema *schema);

/* By name without case, or by id; NULL where the schema has no such property. */
const struct schema_property *schema_find(const struct schema *schema, const char *name);
const struct schema_property *schema_find_id(const struct schema *schema, unsigned long id);

/* "MULTISZ"; TYPE_UNKNOWN is "unknown". */
const char *metabase_type_name(enum metabase_type type);
enum metabase_type metabase_type_named(const char *name);
/* Whether a value is strings, one a line. */
bool metabase_type_is_list(enum metabase_type type);

/*
 * A value as the metabase has it from what a person gave: TRUE for true, flags by name or number.
 * The caller frees it. NULL, with the fault set, where the value is not of the property's type.
 */
char *schema_value(const struct schema_property *property, const char *given, struct fault *fault);

#endif
