/* Reading MetaBase.xml with expat: elements in, nodes out. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <expat.h>

#include "metabase_nodes.h"

#define BUFFER_SIZE 65536

enum depth { OUTSIDE, IN_CONFIGURATION, IN_PROPERTIES, IN_NODE, IN_CUSTOM };

struct reader {
    XML_Parser parser;
    struct metabase *metabase;
    const char *path;
    struct fault *fault;
    enum depth depth;
    bool failed;
    struct metabase_node node; /* the one being read */
};

static unsigned long line_of(const struct reader *reader)
{
    return (unsigned long)XML_GetCurrentLineNumber(reader->parser);
}

static void fail(struct reader *reader, const char *expected, const char *found)
{
    if (!reader->failed) {
        fault_set(reader->fault, "%s:%lu: expected %s, found %.80s", reader->path, line_of(reader),
                  expected, found);
        reader->failed = true;
        XML_StopParser(reader->parser, XML_FALSE);
    }
}

static const char *attribute(const char **attributes, const char *name)
{
    for (; *attributes != NULL; attributes += 2) {
        if (strcmp(attributes[0], name) == 0) {
            return attributes[1];
        }
    }
    return NULL;
}

static char *copy(const char *text, size_t length)
{
    char *copied = malloc(length + 1);
    if (copied != NULL) {
        memcpy(copied, text, length);
        copied[length] = '\0';
    }
    return copied;
}

static void set_property(struct reader *reader, enum property property, const char *value)
{
    const struct property_schema *schema = &property_schema[property];
    if (schema->boolean && strcmp(value, "TRUE") != 0 && strcmp(value, "FALSE") != 0) {
        char expected[64];
        snprintf(expected, sizeof expected, "%s to be TRUE or FALSE", schema->name);
        fail(reader, expected, value);
        return;
    }
    free(reader->node.values[property]);
    reader->node.values[property] = copy(value, strlen(value));
    if (reader->node.values[property] == NULL) {
        fail(reader, "memory", "none");
    }
}

static void read_attributes(struct reader *reader, const char **attributes)
{
    for (; *attributes != NULL; attributes += 2) {
        for (int i = 0; i < PROPERTY_COUNT; i++) {
            if (strcmp(attributes[0], property_schema[i].name) == 0) {
                set_property(reader, (enum property)i, attributes[1]);
            }
        }
    }
}

/* A property that the file's schema has no name for is stored by its identifier. */
static void read_custom(struct reader *reader, const char **attributes)
{
    const char *id = attribute(attributes, "ID");
    const char *value = attribute(attributes, "Value");
    if (id == NULL) {
        fail(reader, "ID in <Custom>", "none");
        return;
    }
    for (int i = 0; i < PROPERTY_COUNT; i++) {
        if (strtoul(id, NULL, 10) == property_schema[i].id) {
            set_property(reader, (enum property)i, value == NULL ? "" : value);
        }
    }
}

static void begin_node(struct reader *reader, const char *name, const char **attributes)
{
    const char *location = attribute(attributes, "Location");
    if (location == NULL || (location[0] != '/' && strcmp(location, ".") != 0)) {
        fail(reader, "Location=\"/...\"", location == NULL ? "none" : location);
        return;
    }
    size_t length = strlen(location);
    while (length > 0 && location[length - 1] == '/') {
        length--;
    }
    reader->node.line = line_of(reader);
    reader->node.location = copy(location, length);
    reader->node.key_type = copy(name, strlen(name));
    if (reader->node.location == NULL || reader->node.key_type == NULL) {
        fail(reader, "memory", "none");
        return;
    }
    read_attributes(reader, attributes);
}

static void XMLCALL begin_element(void *context, const char *name, const char **attributes)
{
    struct reader *reader = context;
    switch (reader->depth) {
    case OUTSIDE:
        if (strcmp(name, "configuration") != 0) {
            fail(reader, "<configuration>", name);
        }
        break;
    case IN_CONFIGURATION:
        if (strcmp(name, "MBProperty") != 0) {
            fail(reader, "<MBProperty>", name);
        }
        break;
    case IN_PROPERTIES:
        begin_node(reader, name, attributes);
        break;
    case IN_NODE:
        if (strcmp(name, "Custom") != 0) {
            fail(reader, "<Custom> or the node's end", name);
        } else {
            read_custom(reader, attributes);
        }
        break;
    case IN_CUSTOM:
        fail(reader, "the end of <Custom>", name);
        return;
    }
    reader->depth++;
}

/* Sites and services are kept whether or not they set anything: they can be asked about. */
static bool worth_keeping(const struct metabase_node *node)
{
    static const char *const types[] = {"IIsFtpService", "IIsFtpServer", "IIsWebService",
                                        "IIsWebServer"};
    for (int i = 0; i < PROPERTY_COUNT; i++) {
        if (node->values[i] != NULL) {
            return true;
        }
    }
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
        if (strcmp(node->key_type, types[i]) == 0) {
            return true;
        }
    }
    return false;
}

static void end_node(struct reader *reader)
{
    if (!reader->failed && worth_keeping(&reader->node)) {
        if (metabase_find(reader->metabase, reader->node.location) != NULL) {
            fail(reader, "each Location once", reader->node.location);
        } else if (!metabase_add(reader->metabase, &reader->node)) {
            fail(reader, "memory", "none");
        }
    }
    metabase_node_release(&reader->node);
}

static void XMLCALL end_element(void *context, const char *name)
{
    struct reader *reader = context;
    (void)name;
    reader->depth--;
    if (reader->depth == IN_PROPERTIES) {
        end_node(reader);
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

static bool parse(struct reader *reader, FILE *file)
{
    for (;;) {
        void *buffer = XML_GetBuffer(reader->parser, BUFFER_SIZE);
        if (buffer == NULL) {
            return fault_set(reader->fault, "%s: no memory", reader->path);
        }
        size_t got = fread(buffer, 1, BUFFER_SIZE, file);
        bool last = got < BUFFER_SIZE;
        if (ferror(file)) {
            return fault_set(reader->fault, "%s: it cannot be read", reader->path);
        }
        if (XML_ParseBuffer(reader->parser, (int)got, last) != XML_STATUS_OK) {
            fail(reader, "well-formed XML", XML_ErrorString(XML_GetErrorCode(reader->parser)));
            return false;
        }
        if (last) {
            return true;
        }
    }
}

bool metabase_read(const char *path, struct metabase *metabase, struct fault *fault)
{
    *metabase = (struct metabase){.nodes = NULL};
    struct reader reader = {.metabase = metabase, .path = path, .fault = fault};
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        return fault_set(fault, "%s: it cannot be read", path);
    }
    reader.parser = XML_ParserCreate(NULL);
    bool done = false;
    if (reader.parser == NULL) {
        fault_set(fault, "%s: no memory", path);
    } else {
        XML_SetUserData(reader.parser, &reader);
        XML_SetElementHandler(reader.parser, begin_element, end_element);
        XML_SetStartDoctypeDeclHandler(reader.parser, begin_doctype);
        done = parse(&reader, file);
        XML_ParserFree(reader.parser);
    }
    fclose(file);
    metabase_node_release(&reader.node);
    if (!done) {
        metabase_release(metabase);
    }
    return done;
}
