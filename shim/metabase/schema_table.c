#include "schema.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "metabase.h"
#include "metabase_words.h"
#include "schema_add.h"
#include "text/array.h"
#include "text/hex.h"
#include "text/utf.h"

static const char *const type_names[] = {
    [TYPE_UNKNOWN] = "unknown", [TYPE_STRING] = "STRING",   [TYPE_EXPANDSZ] = "EXPANDSZ",
    [TYPE_MULTISZ] = "MULTISZ", [TYPE_MIMEMAP] = "MIMEMAP", [TYPE_IPSECLIST] = "IPSECLIST",
    [TYPE_DWORD] = "DWORD",     [TYPE_BOOL] = "BOOL",       [TYPE_BINARY] = "BINARY",
    [TYPE_NTACL] = "NTACL"};

#define TYPE_COUNT (sizeof type_names / sizeof *type_names)

const char *metabase_type_name(enum metabase_type type)
{
    return type_names[type];
}

enum metabase_type metabase_type_named(const char *name)
{
    for (size_t i = 1; i < TYPE_COUNT; i++) {
        if (strcmp(type_names[i], name) == 0) {
            return (enum metabase_type)i;
        }
    }
    return TYPE_UNKNOWN;
}

bool metabase_type_is_list(enum metabase_type type)
{
    return type == TYPE_MULTISZ || type == TYPE_MIMEMAP;
}

struct schema_property *schema_add(struct schema *schema, const char *name, unsigned id,
                                   const char *absent)
{
    if (!array_grow((void **)&schema->properties, schema->count, &schema->capacity,
                    sizeof *schema->properties)) {
        return NULL;
    }
    struct schema_property *property = &schema->properties[schema->count];
    *property = (struct schema_property){.name = strdup(name), .id = id, .absent = strdup(absent)};
    if (property->name == NULL || property->absent == NULL) {
        free(property->name);
        free(property->absent);
        return NULL;
    }
    schema->count++;
    return property;
}

bool schema_add_flag(struct schema_property *property, const char *name, uint32_t bits)
{
    if (!array_grow((void **)&property->flags, property->flag_count, &property->flag_capacity,
                    sizeof *property->flags)) {
        return false;
    }
    char *copy = strdup(name);
    property->flags[property->flag_count] = (struct schema_flag){copy, bits};
    property->flag_count += copy != NULL;
    return copy != NULL;
}

/* The flags of AuthFlags (iiscnfg.h, MD_AUTH_...). */
static bool add_auth_flags(struct schema_property *property)
{
    return schema_add_flag(property, "AuthAnonymous", AUTH_ANONYMOUS) &&
           schema_add_flag(property, "AuthBasic", 2) && schema_add_flag(property, "AuthNTLM", 4) &&
           schema_add_flag(property, "AuthMD5", 16) &&
           schema_add_flag(property, "AuthPassport", 64);
}

bool schema_builtin(struct schema *schema)
{
    *schema = (struct schema){.properties = NULL};
    for (int i = 0; i < PROPERTY_COUNT; i++) {
        const struct property_schema *known = &property_schema[i];
        struct schema_property *property =
            schema_add(schema, known->name, known->id, known->absent);
        if (property == NULL || (i == AUTH_FLAGS && !add_auth_flags(property))) {
            schema_release(schema);
            return false;
        }
        property->type = known->type;
        property->attributes = known->attributes;
        property->user_type = known->user_type;
    }
    return true;
}

void schema_release(struct schema *schema)
{
    for (size_t i = 0; i < schema->count; i++) {
        struct schema_property *property = &schema->properties[i];
        for (size_t f = 0; f < property->flag_count; f++) {
            free(property->flags[f].name);
        }
        free(property->flags);
        free(property->name);
        free(property->absent);
    }
    free(schema->properties);
    *schema = (struct schema){.properties = NULL};
}

const struct schema_property *schema_find(const struct schema *schema, const char *name)
{
    for (size_t i = 0; i < schema->count; i++) {
        if (strcasecmp(schema->properties[i].name, name) == 0) {
            return &schema->properties[i];
        }
    }
    return NULL;
}

const struct schema_property *schema_find_id(const struct schema *schema, unsigned long id)
{
    for (size_t i = 0; i < schema->count; i++) {
        if (schema->properties[i].id == id) {
            return &schema->properties[i];
        }
    }
    return NULL;
}

static char *unfit(const struct schema_property *property, const char *expected,
                   struct fault *fault)
{
    fault_set(fault, "%s is a %s: expected %s", property->name, metabase_type_name(property->type),
              expected);
    return NULL;
}

static char *bool_value(const struct schema_property *property, const char *given,
                        struct fault *fault)
{
    static const char *const yes[] = {"TRUE", "1", "on", "yes"};
    static const char *const no[] = {"FALSE", "0", "off", "no"};
    for (size_t i = 0; i < sizeof yes / sizeof *yes; i++) {
        if (strcasecmp(given, yes[i]) == 0 || strcasecmp(given, no[i]) == 0) {
            return strdup(strcasecmp(given, yes[i]) == 0 ? "TRUE" : "FALSE");
        }
    }
    return unfit(property, "TRUE or FALSE", fault);
}

static bool is_flag(const struct schema_property *property, const char *name, size_t length)
{
    for (size_t i = 0; i < property->flag_count; i++) {
        const char *flag = property->flags[i].name;
        if (strlen(flag) == length && strncmp(flag, name, length) == 0) {
            return true;
        }
    }
    return false;
}

/* "A | B", in the case of the schema, for IIS takes no other. */
static bool is_flags(const struct schema_property *property, const char *given)
{
    const char *at = given;
    for (;;) {
        at += strspn(at, " ");
        size_t length = strcspn(at, " |");
        if (!is_flag(property, at, length)) {
            return false;
        }
        at += length;
        at += strspn(at, " ");
        if (*at == '\0') {
            return true;
        }
        if (*at++ != '|') {
            return false;
        }
    }
}

static char *dword_value(const struct schema_property *property, const char *given,
                         struct fault *fault)
{
    bool hex = strncmp(given, "0x", 2) == 0;
    const char *digits = hex ? given + 2 : given;
    char *end;
    unsigned long long number = strtoull(digits, &end, hex ? 16 : 10);
    char text[16];
    if (isxdigit((unsigned char)*digits) && *end == '\0' && number <= 0xFFFFFFFFu) {
        snprintf(text, sizeof text, "%lu", (unsigned long)number);
        return strdup(text);
    }
    if (is_flags(property, given)) {
        return strdup(given);
    }
    return unfit(property,
                 property->flag_count > 0 ? "a number up to 4294967295, or flags as A | B"
                                          : "a number up to 4294967295",
                 fault);
}

static char *hex_value(const struct schema_property *property, const char *given,
                       struct fault *fault)
{
    size_t length = strlen(given);
    for (size_t i = 0; i < length; i++) {
        if (hex_digit(given[i]) < 0) {
            length = 1;
        }
    }
    return length % 2 == 0 ? strdup(given) : unfit(property, "pairs of hex digits", fault);
}

/* An empty string would end a list; blanks before one would be taken for the file's indentation. */
static bool is_list(const char *given)
{
    for (const char *at = given; *given != '\0'; at++) {
        if (*at == '\0' || *at == '\n' || *at == ' ') {
            return false;
        }
        at += strcspn(at, "\n");
        if (*at == '\0') {
            break;
        }
    }
    return true;
}

static char *text_value(const struct schema_property *property, const char *given,
                        struct fault *fault)
{
    bool list = metabase_type_is_list(property->type);
    unsigned line;
    if (!utf8_valid(given, strlen(given), &line)) {
        return unfit(property, "UTF-8", fault);
    }
    if (!metabase_value_fits(given) || strchr(given, '\t') != NULL ||
        (!list && strchr(given, '\n') != NULL)) {
        return unfit(property, "text without control characters, U+FFFE and U+FFFF", fault);
    }
    if (list && !is_list(given)) {
        return unfit(property, "strings that are not empty and do not begin with a blank", fault);
    }
    return strdup(given);
}

char *schema_value(const struct schema_property *property, const char *given, struct fault *fault)
{
    switch (property->type) {
    case TYPE_BOOL:
        return bool_value(property, given, fault);
    case TYPE_DWORD:
        return dword_value(property, given, fault);
    case TYPE_BINARY:
    case TYPE_NTACL:
    case TYPE_IPSECLIST:
        return hex_value(property, given, fault);
    case TYPE_STRING:
    case TYPE_EXPANDSZ:
    case TYPE_MULTISZ:
    case TYPE_MIMEMAP:
    case TYPE_UNKNOWN:
        break;
    }
    return text_value(property, given, fault);
}
