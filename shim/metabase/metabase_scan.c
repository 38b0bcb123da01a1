/* Reading MetaBase.xml with expat: elements in, handlers called. */
#include "metabase_scan.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include <expat.h>

#define BUFFER_SIZE 65536
#define PREFIX_MAX 64
#define INHERITED_PLACE "inherited:"

enum depth { OUTSIDE, IN_CONFIGURATION, IN_PROPERTIES, IN_NODE, IN_CUSTOM };

struct reader {
    XML_Parser parser;
    const struct metabase_handler *handler;
    const char *path;
    enum text_form form;
    struct fault *fault;
    char prefix[PREFIX_MAX]; /* of all elements, with its colon; "" for none */
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
                                 (size_t)XML_GetCurrentByteCount(reader->parser),
                                 false};
}

static void begin_node(struct reader *reader, struct metabase_tag *tag)
{
    char place[LOCATION_MAX];
    const size_t skip = sizeof INHERITED_PLACE - 1;
    const char *location = tag_value(tag, "Location");
    bool marked = location != NULL && strncmp(location, INHERITED_PLACE, skip) == 0;
    if (marked) {
        location += skip;
    }
    tag->inherited = marked || strcasecmp(tag->name, "IIsInheritedProperties") == 0;
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

/* The prefix that the other elements have to have as well. */
static void take_prefix(struct reader *reader, const char *name, const struct metabase_tag *tag)
{
    char declaration[PREFIX_MAX + sizeof "xmlns:"];
    size_t length = strcspn(name, ":");
    if (name[length] == '\0') {
        return;
    }
    if (length + 2 > sizeof reader->prefix) {
        fail(reader, "a shorter prefix", name);
        return;
    }
    snprintf(reader->prefix, sizeof reader->prefix, "%.*s:", (int)length, name);
    snprintf(declaration, sizeof declaration, "xmlns:%.*s", (int)length, name);
    if (tag_value(tag, declaration) == NULL) {
        fail(reader, declaration, "none");
    }
}

/* An element's name without the prefix; with it where that is not the file's. */
static const char *local_name(const struct reader *reader, const char *name)
{
    size_t length = strlen(reader->prefix);
    bool same = strncmp(name, reader->prefix, length) == 0;
    return same && strchr(name + length, ':') == NULL ? name + length : NULL;
}

static void XMLCALL begin_element(void *context, const char *full_name, const char **attributes)
{
    struct reader *reader = context;
    struct metabase_tag tag = current_tag(reader, full_name, attributes);
    if (reader->depth == OUTSIDE) {
        take_prefix(reader, full_name, &tag);
    }
    const char *name = local_name(reader, full_name);
    if (name == NULL) {
        fail(reader, "an element with the prefix of <configuration>", full_name);
        return;
    }
    tag.name = name;
    switch (reader->depth) {
    case OUTSIDE:
        if (strcmp(name, "configuration") != 0) {
            fail(reader, "<configuration>", name);
        } else if (tag.text[0] == '\0' || tag.text[1] == '\0') {
            fail(reader, "UTF-8, or UTF-16 with its mark", "another encoding");
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
    const struct reader *reader = context;
    bool utf16 = reader->form == TEXT_UTF16_LE || reader->form == TEXT_UTF16_BE;
    const char *named = utf16 ? "UTF-16" : "UTF-8";
    if (encoding != NULL && strcasecmp(encoding, named) != 0) {
        fail(context, named, encoding);
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
    if (fseek(file, 0, SEEK_END) != 0) {
        return 0;
    }
    long size = ftell(file);
    rewind(file);
    return size == -1 ? 0 : (size_t)size;
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
            return fault_set(reader->fault, "%s: %s", reader->path, strerror(errno));
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
        bool last = size - done <= BUFFER_SIZE;
        size_t part = last ? size - done : BUFFER_SIZE;
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
    reader->parser = XML_ParserCreate("UTF-8");
    if (reader->parser == NULL) {
        return fault_set(reader->fault, "%s: no memory", reader->path);
    }
    XML_SetUserData(reader->parser, reader);
    XML_SetElementHandler(reader->parser, begin_element, end_element);
    XML_SetStartDoctypeDeclHandler(reader->parser, begin_doctype);
    XML_SetXmlDeclHandler(reader->parser, begin_xml);
    return true;
}

bool metabase_text_of(const char *name, const struct contents *contents, struct decoded *decoded,
                      struct metabase_text *text, struct fault *fault)
{
    *decoded = (struct decoded){.form = text_file_mark(contents->text, contents->size)};
    if (decoded->form == TEXT_UTF16_LE || decoded->form == TEXT_UTF16_BE) {
        if (!text_file_decode(name, contents, decoded, fault)) {
            return false;
        }
    } else { /* whether it is UTF-8 is expat's to say */
        size_t mark = decoded->form == TEXT_UTF8_MARKED ? 3 : 0;
        decoded->text = contents->text + mark;
        decoded->size = contents->size - mark;
    }
    *text = (struct metabase_text){name, decoded->text, decoded->size, decoded->form};
    return true;
}

/* UTF-16: converted as a whole, for a tag's own text is looked into as UTF-8. */
static bool read_and_parse(struct reader *reader)
{
    struct contents contents;
    struct decoded decoded;
    struct metabase_text text;
    if (!file_read_existing(reader->path, &contents, reader->fault)) {
        return false;
    }
    bool done = metabase_text_of(reader->path, &contents, &decoded, &text, reader->fault);
    if (done) {
        reader->form = text.form;
        done = parse_text(reader, text.text, text.size);
        decoded_release(&decoded);
    }
    contents_release(&contents);
    return done;
}

static bool open_and_parse(struct reader *reader)
{
    char mark[2] = "";
    FILE *file = fopen(reader->path, "rb");
    if (file == NULL) {
        return fault_set(reader->fault, "%s: %s", reader->path, strerror(errno));
    }
    enum text_form form = text_file_mark(mark, fread(mark, 1, sizeof mark, file));
    rewind(file);
    bool stream = form != TEXT_UTF16_LE && form != TEXT_UTF16_BE;
    bool done = stream && parse_file(reader, file);
    fclose(file);
    return stream ? done : read_and_parse(reader);
}

bool metabase_scan(const struct metabase_text *text, const struct metabase_handler *handler,
                   struct fault *fault)
{
    struct reader reader = {
        .handler = handler, .path = text->name, .form = text->form, .fault = fault};
    bool done =
        open_reader(&reader) && (text->text == NULL ? open_and_parse(&reader)
                                                    : parse_text(&reader, text->text, text->size));
    XML_ParserFree(reader.parser);
    return done;
}
