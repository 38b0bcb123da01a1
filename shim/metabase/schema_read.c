/* Reading MBSchema.xml: the properties that have an ID, wherever they stand, and their flags. */
#include <stdlib.h>
#include <string.h>

#include <expat.h>

#include "files/files.h"
#include "metabase_words.h"
#include "schema_add.h"

struct reader {
    XML_Parser parser;
    struct schema *schema;
    const char *path;
    struct fault *fault;
    struct schema_property *property; /* the one whose flags are being read */
    bool begun;                       /* the first element was read */
    bool failed;
};

static void fail(struct reader *reader, const char *expected, const char *found)
{
    if (!reader->failed) {
        fault_set(reader->fault, "%s:%lu: expected %s, found %.80s", reader->path,
                  (unsigned long)XML_GetCurrentLineNumber(reader->parser), expected, found);
        reader->failed = true;
        XML_StopParser(reader->parser, XML_FALSE);
    }
}

static const char *value_of(const char **attributes, const char *name)
{
    for (; *attributes != NULL; attributes += 2) {
        if (strcmp(attributes[0], name) == 0) {
            return attributes[1];
        }
    }
    return NULL;
}

/* Collections repeat properties by reference; what has an ID and a type defines one. */
static void read_property(struct reader *reader, const char **attributes)
{
    const char *name = value_of(attributes, "InternalName");
    const char *id = value_of(attributes, "ID");
    const char *type = value_of(attributes, "Type");
    const char *absent = value_of(attributes, "DefaultValue");
    reader->property = NULL;
    if (name == NULL || id == NULL || type == NULL || schema_find(reader->schema, name) != NULL) {
        return;
    }
    if (metabase_type_named(type) == TYPE_UNKNOWN) {
        fail(reader, "a type that is known here", type);
        return;
    }
    struct schema_property *property = schema_add(
        reader->schema, name, (unsigned)strtoul(id, NULL, 10), absent == NULL ? "" : absent);
    if (property == NULL) {
        fail(reader, "more memory", "none");
        return;
    }
    property->type = metabase_type_named(type);
    property->attributes = metabase_attributes_named(value_of(attributes, "Attributes"));
    property->user_type = metabase_user_type_named(value_of(attributes, "UserType"));
    reader->property = property;
}

static void read_flag(struct reader *reader, const char **attributes)
{
    const char *name = value_of(attributes, "InternalName");
    const char *value = value_of(attributes, "Value");
    uint32_t bits = value == NULL ? 0 : (uint32_t)strtoul(value, NULL, 10);
    if (reader->property != NULL && name != NULL &&
        !schema_add_flag(reader->property, name, bits)) {
        fail(reader, "more memory", "none");
    }
}

static void XMLCALL begin_element(void *context, const char *name, const char **attributes)
{
    struct reader *reader = context;
    if (!reader->begun && strcmp(name, "MetaData") != 0) {
        fail(reader, "<MetaData>", name);
    } else if (strcmp(name, "Property") == 0) {
        read_property(reader, attributes);
    } else if (strcmp(name, "Flag") == 0) {
        read_flag(reader, attributes);
    }
    reader->begun = true;
}

static void XMLCALL end_element(void *context, const char *name)
{
    struct reader *reader = context;
    if (strcmp(name, "Property") == 0) {
        reader->property = NULL;
    }
}

static void XMLCALL begin_doctype(void *context, const char *name, const char *system,
                                  const char *public, int internal)
{
    (void)system;
    (void)public;
    (void)internal;
    fail(context, "no document type", name);
}

static bool parse(struct reader *reader, const struct contents *contents)
{
    reader->parser = XML_ParserCreate(NULL);
    if (reader->parser == NULL) {
        return fault_set(reader->fault, "%s: no memory", reader->path);
    }
    XML_SetUserData(reader->parser, reader);
    XML_SetElementHandler(reader->parser, begin_element, end_element);
    XML_SetStartDoctypeDeclHandler(reader->parser, begin_doctype);
    if (XML_Parse(reader->parser, contents->text, (int)contents->size, 1) != XML_STATUS_OK) {
        fail(reader, "well-formed XML", XML_ErrorString(XML_GetErrorCode(reader->parser)));
    }
    XML_ParserFree(reader->parser);
    return !reader->failed;
}

bool schema_parse(const char *path, const struct contents *contents, struct schema *schema,
                  struct fault *fault)
{
    struct reader reader = {.schema = schema, .path = path, .fault = fault};
    *schema = (struct schema){.properties = NULL};
    bool done = parse(&reader, contents);
    if (!done) {
        schema_release(schema);
    }
    return done;
}

bool schema_read(const char *path, struct schema *schema, struct fault *fault)
{
    struct contents contents;
    if (!file_read_existing(path, &contents, fault)) {
        return false;
    }
    bool done = schema_parse(path, &contents, schema, fault);
    contents_release(&contents);
    return done;
}
