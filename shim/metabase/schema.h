/*
 * What the metabase's schema says of properties: name, id, type, whether nodes inherit it, whether
 * it is secure, and its default. A server's own MBSchema.xml has some 300 properties. Without one,
 * those of metabase.h are known.
 *
 * Sources: the IIS 6.0 documentation (MBSchema.xml, property reference), iiscnfg.h.
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

/*
 * Fills *schema with the properties of metabase.h. The caller releases it. False, with an empty
 * schema and without a fault, where there is no memory.
 */
bool schema_builtin(struct schema *schema);

/*
 * Reads an MBSchema.xml. The caller releases *schema. False, with file and line, where it cannot be
 * read, is none, or there is no memory: *schema is then empty, and need not be released.
 * schema_parse does the same from the file's text alone; path is then for the fault, and contents
 * stays the caller's.
 */
bool schema_read(const char *path, struct schema *schema, struct fault *fault);
bool schema_parse(const char *path, const struct contents *contents, struct schema *schema,
                  struct fault *fault);

/* Frees the schema, and leaves an empty one. */
void schema_release(struct schema *schema);

/*
 * Finds a property by its name, where ASCII letters match in either case, or by its id. The
 * property is the schema's. NULL where it has none such.
 */
const struct schema_property *schema_find(const struct schema *schema, const char *name);
const struct schema_property *schema_find_id(const struct schema *schema, unsigned long id);

/* A type's name in MBSchema.xml, as "MULTISZ"; TYPE_UNKNOWN is "unknown". The text is static. */
const char *metabase_type_name(enum metabase_type type);

/* The type of a name, in the same case; TYPE_UNKNOWN where there is none of that name. */
enum metabase_type metabase_type_named(const char *name);

/* Whether a value of this type is several strings, one a line. */
bool metabase_type_is_list(enum metabase_type type);

/*
 * Makes a value as the metabase has it of what a person gave: TRUE for "true", "1", "on" and "yes",
 * decimal for a hex number, flags as "A | B". The caller frees the result. NULL, with the fault
 * set, where the value is not of the property's type; NULL without a fault where there is no
 * memory.
 */
char *schema_value(const struct schema_property *property, const char *given, struct fault *fault);

#endif
