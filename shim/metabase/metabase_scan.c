/* Reading MetaBase.xml with expat: elements in, handlers called. */
#include "metabase_scan.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include <expat.h>

#define BUFFER_SIZE 65536

enum depth { OUTSIDE, IN_CONFIGURATION, IN_PROPERTIES, IN_NODE, IN_CUSTOM };

struct reader {
    XML_Parser parser;
    const struct metabase_handler *handler;
    const char *path;
    struct fault *fault;
    enum depth depth;
    bool failed;
};

bool metabase_unexpected(struct fault *fault, const char *path, const struct metabase_tag *tag,
                         const char *expected, const char *found)
{
    return fault_set(fault, "%s:%lu: expected %s, found %.80s", path, tag->line, expected, found);
}

static void stop(struct reader *reader)
{
    if (!reader->failed) {
        reader->failed = true;
        XML_StopParser(reader->parser, XML_FALSE);
    }
}

static void fail(struct reader *reader, const char *expected, const char *found)
{
    struct metabase_tag here = {.line = (unsigned long)XML_GetCurrentLineNumber(reader->parser)};
    if (!reader->failed) {
        metabase_unexpected(reader->fault, reader->path, &here, expected, found);
        stop(reader);
    }
}

static struct metabase_tag current_tag(const struct reader *reader, const char *name,
                                       const char **attributes)
{
    int offset = 0;
    int size = 0;
    const char *buffer = XML_GetInputContext(reader->parser, &offset, &size);
    return (struct metabase_tag){name,
                                 attributes,
                                 (unsigned long)XML_GetCurrentLineNumber(reader->parser),
                                 (size_t)XML_GetCurrentByteIndex(reader->parser),
                                 buffer + offset,
                                 (size_t)XML_GetCurrentByteCount(reader->parser)};
}

static void begin_node(struct reader *reader, const struct metabase_tag *tag)
{
    char place[LOCATION_MAX];
    const char *location = tag_value(tag, "Location");
    if (location == NULL || (location[0] != '/' && strcmp(location, ".") != 0)) {
        fail(reader, "Location=\"/...\"", location == NULL ? "none" : location);
        return;
    }
    size_t length = strlen(location);
    while (length > 0 && location[length - 1] == '/') {
        length--;
    }
    if (length >= sizeof place) {
        fail(reader, "a shorter Location", location);
        return;
    }
    memcpy(place, location, length);
    place[length] = '\0';
    if (!reader->handler->node(reader->handler->context, place, tag)) {
        stop(reader);
    }
}

static void begin_custom(struct reader *reader, const struct metabase_tag *tag)
{
    if (strcmp(tag->name, "Custom") != 0) {
        fail(reader, "<Custom> or the node's end", tag->name);
    } else if (tag_value(tag, "ID") == NULL) {
        fail(reader, "ID in <Custom>", "none");
    } else if (reader->handler->custom != NULL &&
               !reader->handler->custom(reader->handler->context, tag)) {
        stop(reader);
    }
}

static void XMLCALL begin_element(void *context, const char *name, const char **attributes)
{
    struct reader *reader = context;
    struct metabase_tag tag = current_tag(reader, name, attributes);
    switch (reader->depth) {
    case OUTSIDE:
        if (strcmp(name, "configuration") != 0) {
            fail(reader, "<configuration>", name);
        } else if (tag.size < 2 || memcmp(tag.text, "<c", 2) != 0) {
            fail(reader, "UTF-8", "another encoding");
        }
        break;
    case IN_CONFIGURATION:
        if (strcmp(name, "MBProperty") != 0) {
            fail(reader, "<MBProperty>", name);
        }
        break;
    case IN_PROPERTIES:
        begin_node(reader, &tag);
        break;
    case IN_NODE:
        begin_custom(reader, &tag);
        break;
    case IN_CUSTOM:
        fail(reader, "the end of <Custom>", name);
        return;
    }
    reader->depth++;
}

static void XMLCALL end_element(void *context, const char *name)
{
    struct reader *reader = context;
    (void)name;
    reader->depth--;
    if (reader->depth == IN_PROPERTIES && !reader->failed && reader->handler->end != NULL &&
        !reader->handler->end(reader->handler->context)) {
        stop(reader);
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

static void XMLCALL begin_xml(void *context, const char *version, const char *encoding,
                              int standalone)
{
    (void)version;
    (void)standalone;
    if (encoding != NULL && strcasecmp(encoding, "UTF-8") != 0) {
        fail(context, "UTF-8", encoding);
    }
}

static bool parsed(struct reader *reader, enum XML_Status status)
{
    if (status != XML_STATUS_OK) {
        fail(reader, "well-formed XML", XML_ErrorString(XML_GetErrorCode(reader->parser)));
        return false;
    }
    return true;
}

static void tell_progress(const struct reader *reader, size_t done, size_t whole)
{
    if (reader->handler->progress != NULL) {
        reader->handler->progress(reader->handler->context, done, whole);
    }
}

static size_t size_of(FILE *file)
{
    long size = fseek(file, 0, SEEK_END) == 0 ? ftell(file) : -1;
    return fseek(file, 0, SEEK_SET) == 0 && size > 0 ? (size_t)size : 0;
}

static bool parse_file(struct reader *reader, FILE *file)
{
    size_t whole = size_of(file);
    for (size_t done = 0;;) {
        void *buffer = XML_GetBuffer(reader->parser, BUFFER_SIZE);
        if (buffer == NULL) {
            return fault_set(reader->fault, "%s: no memory", reader->path);
        }
        size_t got = fread(buffer, 1, BUFFER_SIZE, file);
        bool last = got < BUFFER_SIZE;
        if (ferror(file)) {
            return fault_set(reader->fault, "%s: it cannot be read", reader->path);
        }
        if (!parsed(reader, XML_ParseBuffer(reader->parser, (int)got, last))) {
            return false;
        }
        done += got;
        tell_progress(reader, done, whole);
        if (last) {
            return true;
        }
    }
}

static bool parse_text(struct reader *reader, const char *text, size_t size)
{
    for (size_t done = 0;;) {
        size_t part = size - done < BUFFER_SIZE ? size - done : BUFFER_SIZE;
        bool last = done + part == size;
        if (!parsed(reader, XML_Parse(reader->parser, text + done, (int)part, last))) {
            return false;
        }
        done += part;
        if (last) {
            return true;
        }
    }
}

static bool open_reader(struct reader *reader)
{
    reader->parser = XML_ParserCreate(NULL);
    if (reader->parser == NULL) {
        return fault_set(reader->fault, "%s: no memory", reader->path);
    }
    XML_SetUserData(reader->parser, reader);
    XML_SetElementHandler(reader->parser, begin_element, end_element);
    XML_SetStartDoctypeDeclHandler(reader->parser, begin_doctype);
    XML_SetXmlDeclHandler(reader->parser, begin_xml);
    return true;
}

static bool open_and_parse(struct reader *reader)
{
    FILE *file = fopen(reader->path, "rb");
    if (file == NULL) {
        return fault_set(reader->fault, "%s: it cannot be read", reader->path);
    }
    bool done = parse_file(reader, file);
    fclose(file);
    return done;
}

bool metabase_scan(const struct metabase_text *text, const struct metabase_handler *handler,
                   struct fault *fault)
{
    struct reader reader = {.handler = handler, .path = text->name, .fault = fault};
    bool done =
        open_reader(&reader) && (text->text == NULL ? open_and_parse(&reader)
                                                    : parse_text(&reader, text->text, text->size));
    XML_ParserFree(reader.parser);
    return done;
}
