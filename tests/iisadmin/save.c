/* Writing the tree as a MetaBase.xml. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#include <iadmw.h>

#include "store.h"
#include "text.h"
#include "value.h"
#include "world.h"

static const char *const type_names[] = {"", "DWORD", "STRING", "BINARY", "EXPANDSZ", "MULTISZ"};

/* The property whose attribute stands for a record; NULL where it has to be <Custom>. */
static const struct schema_property *property_of(const struct md_record *record)
{
    const struct schema_property *property = schema_find_id(&world.schema, record->id);
    bool same = property != NULL && value_type(property->type) == record->type &&
                property->attributes == record->attributes &&
                property->user_type == record->user_type;
    return same ? property : NULL;
}

/* A key type is an element's name where it can be one. */
static bool is_element(const struct md_record *record)
{
    if (record == NULL || record->type != STRING_METADATA || record->attributes != 0 ||
        record->size <= sizeof(WCHAR)) {
        return false;
    }
    for (const WCHAR *at = (const WCHAR *)record->data; *at != L'\0'; at++) {
        if (*at != L'_' && (*at < L'A' || *at > L'Z') && (*at < L'a' || *at > L'z')) {
            return false;
        }
    }
    return true;
}

static void write_attribute(const struct md_record *record, struct buffer *buffer)
{
    const struct schema_property *property = property_of(record);
    if (property != NULL) {
        buffer_print(buffer, "\t\t%s=\"", property->name);
        value_write(property->type, record, buffer);
        buffer_string(buffer, "\"\r\n");
    }
}

static void write_custom(const struct md_record *record, struct buffer *buffer)
{
    if (property_of(record) == NULL) {
        buffer_print(buffer, "\t<Custom\r\n\t\tID=\"%lu\"\r\n\t\tValue=\"", record->id);
        value_write(TYPE_UNKNOWN, record, buffer);
        buffer_print(buffer,
                     "\"\r\n\t\tType=\"%s\"\r\n\t\tUserType=\"%lu\"\r\n\t\tAttributes=\"%lu\"\r\n"
                     "\t/>\r\n",
                     type_names[record->type], record->user_type, record->attributes);
    }
}

/* All records but the key type, where the element says that, and those that are not kept. */
static void write_records(const struct md_node *node, const struct md_record *element,
                          void (*write)(const struct md_record *, struct buffer *),
                          struct buffer *buffer)
{
    for (size_t i = 0; i < node->record_count; i++) {
        const struct md_record *record = &node->records[i];
        if (record != element && (record->attributes & METADATA_VOLATILE) == 0) {
            write(record, buffer);
        }
    }
}

static void write_location(const struct md_node *node, struct buffer *buffer)
{
    WCHAR *path = md_path(node);
    size_t length = wcslen(path);
    if (length > 1) {
        path[length - 1] = L'\0';
    }
    struct md_record record = {.type = STRING_METADATA, .data = (unsigned char *)path};
    value_write(TYPE_STRING, &record, buffer);
    free(path);
}

static void write_node(const struct md_node *node, struct buffer *buffer)
{
    const struct md_record *element = md_own(node, KEY_TYPE_ID);
    element = is_element(element) ? element : NULL;
    char *name = utf8_from(element == NULL ? L"IIsConfigObject" : (const WCHAR *)element->data);
    buffer_print(buffer, "<%s\tLocation =\"", name);
    write_location(node, buffer);
    buffer_string(buffer, "\"\r\n");
    write_records(node, element, write_attribute, buffer);
    buffer_string(buffer, "\t>\r\n");
    write_records(node, element, write_custom, buffer);
    buffer_print(buffer, "</%s>\r\n", name);
    free(name);
    for (size_t i = 0; i < node->child_count; i++) {
        write_node(node->children[i], buffer);
    }
}

bool store_save(struct fault *fault)
{
    struct buffer buffer = {.text = NULL};
    char saved[FILE_PATH_MAX];
    snprintf(saved, sizeof saved, "%s" SAVED_SUFFIX, world.path);
    buffer_string(&buffer, "\xEF\xBB\xBF<?xml version =\"1.0\"?>\r\n"
                           "<configuration xmlns=\"urn:microsoft-catalog:XML_Metabase_V64_0\">\r\n"
                           "<MBProperty>\r\n");
    buffer_print(&buffer,
                 "<IIS_Global\tLocation =\".\"\r\n\t\tChangeNumber=\"%lu\"\r\n\t>\r\n"
                 "</IIS_Global>\r\n",
                 world.change_number);
    write_node(&world.root, &buffer);
    buffer_string(&buffer, "</MBProperty>\r\n</configuration>\r\n");
    bool done = !buffer.no_memory && file_replace(saved, buffer.text, buffer.size, fault);
    buffer_release(&buffer);
    return done;
}
