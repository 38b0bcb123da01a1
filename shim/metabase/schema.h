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
#include <stdint.h>

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

/* What a property's attributes are, in its schema and in a record of it (mddefw.h, METADATA_...).
 */
enum metabase_attribute {
    ATTRIBUTE_INHERIT = 0x01,
    ATTRIBUTE_PARTIAL_PATH = 0x02,
    ATTRIBUTE_SECURE = 0x04,
    ATTRIBUTE_REFERENCE = 0x08,
    ATTRIBUTE_VOLATILE = 0x10,
    ATTRIBUTE_IS_INHERITED = 0x20, /* of a record alone: it stands at a node above */
    ATTRIBUTE_INSERT_PATH = 0x40
};

/* Whom a property is for (iiscnfg.h, IIS_MD_UT_...). */
enum metabase_user_type {
    USER_TYPE_SERVER = 1,
    USER_TYPE_FILE = 2,
    USER_TYPE_WAM = 100,
    USER_TYPE_ASP = 101
};

/* The name of one or more bits of a DWORD. */
struct schema_flag {
    char *name;
    uint32_t bits;
};

struct schema_property {
    char *name;
    unsigned id;
    enum metabase_type type;
    unsigned attributes; /* of enum metabase_attribute */
    unsigned user_type;  /* of enum metabase_user_type, or another number */
    char *absent;        /* the default, as text; "" where there is none */
    struct schema_flag *flags;
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

/* Whether nodes inherit a property, and whether it is a secret. property may be NULL: it is not. */
static inline bool schema_inherits(const struct schema_property *property)
{
    return property != NULL && (property->attributes & ATTRIBUTE_INHERIT) != 0;
}
static inline bool schema_is_secure(const struct schema_property *property)
{
    return property != NULL && (property->attributes & ATTRIBUTE_SECURE) != 0;
}

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
