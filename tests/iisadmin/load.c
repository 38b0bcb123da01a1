/* Reading a MetaBase.xml into the tree, with the project's own reader. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "metabase/metabase_scan.h"
#include "metabase/metabase_words.h"
#include "store.h"
#include "text.h"
#include "value.h"
#include "world.h"

struct loader {
    struct md_node *node; /* the one being read; NULL: the file's own settings */
    char location[LOCATION_MAX];
};

static void set_text(struct loader *loader, enum metabase_type type,
                     const struct schema_property *property, struct md_record record,
                     const char *text)
{
    value_parse(type, property, text, loader->location, &record);
    md_set(loader->node, &record);
    free(record.data);
}

static void load_key_type(struct loader *loader, const char *element)
{
    struct md_record record = {.id = KEY_TYPE_ID, .user_type = 1};
    if (strcmp(element, "IIsConfigObject") != 0) {
        set_text(loader, TYPE_STRING, NULL, record, element);
    }
}

/* Names that the schema has not are left out: nobody could say what they are. */
static void load_attribute(struct loader *loader, const struct metabase_tag *tag, const char *name,
                           const char *value)
{
    const struct schema_property *property = schema_find(&world.schema, name);
    if (property == NULL || strcmp(name, "Location") == 0) {
        return;
    }
    struct md_record record = {
        .id = property->id, .attributes = property->attributes, .user_type = property->user_type};
    char *lines = metabase_type_is_list(property->type) ? tag_text(tag, name) : NULL;
    set_text(loader, property->type, property, record, lines == NULL ? value : lines);
    free(lines);
}

static bool load_node(void *context, const char *location, const struct metabase_tag *tag)
{
    struct loader *loader = context;
    loader->node = NULL;
    if (strcmp(location, ".") == 0) {
        const char *number = tag_value(tag, "ChangeNumber");
        world.change_number = number == NULL ? 0 : strtoul(number, NULL, 10);
        return true;
    }
    WCHAR *path = wide_from(location);
    loader->node = md_add(&world.root, path);
    free(path);
    snprintf(loader->location, sizeof loader->location, "%s", location);
    load_key_type(loader, tag->name);
    for (const char **at = tag->attributes; *at != NULL; at += 2) {
        load_attribute(loader, tag, at[0], at[1]);
    }
    return true;
}

static bool load_custom(void *context, const struct metabase_tag *tag)
{
    struct loader *loader = context;
    const char *type = tag_value(tag, "Type");
    DWORD id = strtoul(tag_value(tag, "ID"), NULL, 10);
    if (loader->node == NULL) {
        return true;
    }
    struct md_record record = {.id = id,
                               .attributes =
                                   metabase_attributes_named(tag_value(tag, "Attributes")),
                               .user_type = metabase_user_type_named(tag_value(tag, "UserType"))};
    char *text = tag_text(tag, "Value");
    set_text(loader, metabase_type_named(type == NULL ? "STRING" : type),
             schema_find_id(&world.schema, id), record, text == NULL ? "" : text);
    free(text);
    return true;
}

static bool scan(const char *path, struct fault *fault)
{
    struct loader loader = {.node = NULL};
    struct metabase_handler handler = {&loader, load_node, load_custom, NULL, NULL};
    struct contents contents;
    if (!file_read_existing(path, &contents, fault)) {
        return false;
    }
    struct metabase_text text = metabase_in_memory(path, contents.text, contents.size);
    bool done = metabase_scan(&text, &handler, fault);
    contents_release(&contents);
    return done;
}

bool store_load(const char *metabase, const char *schema, struct fault *fault)
{
    char saved[FILE_PATH_MAX];
    world.path = md_copy(metabase, strlen(metabase) + 1);
    if ((size_t)snprintf(saved, sizeof saved, "%s" SAVED_SUFFIX, metabase) >= sizeof saved) {
        return fault_set(fault, "%s: the path is too long", metabase);
    }
    return schema_read(schema, &world.schema, fault) &&
           scan(file_exists(saved) ? saved : metabase, fault);
}
